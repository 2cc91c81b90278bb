#include "shop.h"

static int has(const aa_buffer *buffer, const char *text) { return strstr(aa_buffer_text(buffer), text) != NULL; }

/* Both write a key unseen, and exchange. */
static void clash(shop opened) {
  ok(aa_region_put(opened.eu, NOW, AA_STR("note/tea"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_put(opened.us, NOW, AA_STR("note/tea"), NULL, 0, AA_STR("2"), NO_CONTEXT, NULL, &error));
  send_all(opened.eu, opened.us, "us", NOW);
  send_all(opened.us, opened.eu, "eu", NOW);
}

static void a_region_tells_what_it_counted(void) {
  shop opened = open_shop();
  aa_buffer *metrics = NULL, *text = NULL;
  clash(opened);
  ok(aa_region_metrics(opened.us, NOW, &metrics, &error));
  check(has(metrics, "\"labels\":{\"class\":\"notes\",\"kind\":\"insert_insert\"}"));
  ok(aa_region_open_metrics(opened.us, NOW, &text, &error));
  check(has(text, "\nactive_active_writes_total{region=\"us\",class=\"notes\"} 1\n"));
  check(has(text, "\n# EOF\n"));
  check(!has(metrics, "tea") && !has(text, "tea"));
  aa_buffer_free(text);
  aa_buffer_free(metrics);
  close_shop(opened);
}

static void a_diagnosis_names_keys_only_where_that_is_allowed(void) {
  shop opened = open_shop();
  aa_buffer *diagnosis = NULL;
  aa_diagnose_options settings = aa_diagnose_options_default();
  for (int round = 0; round < 10; ++round) clash(opened);
  ok(aa_region_diagnose(opened.us, NOW, NULL, &diagnosis, &error));
  check(has(diagnosis, "\"state\":\"hotspot\"") && !has(diagnosis, "tea"));
  aa_buffer_free(diagnosis);
  settings.allow_keys = true;
  ok(aa_region_diagnose(opened.us, NOW, &settings, &diagnosis, &error));
  check(has(diagnosis, "\"key\":\"note/tea\""));
  aa_buffer_free(diagnosis);
  settings.hotspot_percent = 101;
  refused(AA_INVALID_ARGUMENT, aa_region_diagnose(opened.us, NOW, &settings, &diagnosis, &error));
  close_shop(opened);
}

static void metrics_can_be_switched_off(void) {
  shop opened = open_shop();
  aa_options settings = aa_options_default();
  aa_region *off = NULL;
  aa_buffer *out = NULL;
  settings.metrics = false;
  ok(aa_region_open(opened.deployment, AA_STR("eu"), &settings, &off, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_metrics(off, NOW, &out, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_open_metrics(off, NOW, &out, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_diagnose(off, NOW, NULL, &out, &error));
  aa_region_free(off);
  settings.metrics = true;
  settings.metrics_window_ms = 999;
  refused(AA_INVALID_ARGUMENT, aa_region_open(opened.deployment, AA_STR("eu"), &settings, &off, &error));
  close_shop(opened);
}

static void a_monitor_goes_on_with_its_settings_until_the_window_ends(void) {
  aa_rate_monitor *monitor = NULL;
  bool breached = true;
  uint64_t threshold = 0, window_ms = 0, count = 0;
  ok(aa_rate_monitor_new(10, 5000, &monitor, &error));
  ok(aa_rate_monitor_observe(monitor, NOW, 0, &breached, &error));
  check(!breached);
  ok(aa_rate_monitor_configure(monitor, 5, 1000, &error));
  refused(AA_INVALID_ARGUMENT, aa_rate_monitor_configure(monitor, 0, 1000, &error));
  ok(aa_rate_monitor_observe(monitor, NOW + 4999, 9, &breached, &error));
  ok(aa_rate_monitor_threshold(monitor, &threshold, &error));
  ok(aa_rate_monitor_window_ms(monitor, &window_ms, &error));
  ok(aa_rate_monitor_count(monitor, &count, &error));
  check(!breached && threshold == 10 && window_ms == 5000 && count == 9);
  ok(aa_rate_monitor_observe(monitor, NOW + 5000, 9, &breached, &error));
  check(!breached);
  ok(aa_rate_monitor_observe(monitor, NOW + 5000, 14, &breached, &error));
  check(breached);
  breached = false;
  ok(aa_rate_monitor_breached(monitor, &breached, &error));
  check(breached);
  aa_rate_monitor_free(monitor);
  refused(AA_INVALID_ARGUMENT, aa_rate_monitor_new(0, 1, &monitor, &error));
}

static void a_sketch_counts_keys(void) {
  aa_space_saving *sketch = NULL;
  aa_buffer *top = NULL;
  uint64_t total = 0;
  size_t capacity = 0;
  ok(aa_space_saving_new(1, &sketch, &error));
  ok(aa_space_saving_add(sketch, AA_STR("a"), 5, &error));
  ok(aa_space_saving_add(sketch, AA_STR("b"), 1, &error));
  ok(aa_space_saving_top(sketch, 10, &top, &error));
  check(strcmp(aa_buffer_text(top), "[{\"count\":6,\"error\":5,\"key\":\"b\"}]") == 0);
  aa_buffer_free(top);
  ok(aa_space_saving_total(sketch, &total, &error));
  ok(aa_space_saving_capacity(sketch, &capacity, &error));
  check(total == 6 && capacity == 1);
  aa_space_saving_free(sketch);
  refused(AA_INVALID_ARGUMENT, aa_space_saving_new(0, &sketch, &error));
}

int main(void) {
  run(a_region_tells_what_it_counted);
  run(a_diagnosis_names_keys_only_where_that_is_allowed);
  run(metrics_can_be_switched_off);
  run(a_monitor_goes_on_with_its_settings_until_the_window_ends);
  run(a_sketch_counts_keys);
  finish();
}
