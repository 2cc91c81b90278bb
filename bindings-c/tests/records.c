/* Logs, maxima and minima, and unique claims. */
#include "shop.h"

static const char RECORDS[] =
    "{\"version\": 1, \"name\": \"records\","
    " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
    " \"classes\": ["
    "  {\"name\": \"histories\", \"keys\": \"history/*\", \"labels\": [], \"type\": \"log\"},"
    "  {\"name\": \"bids\", \"keys\": \"bid/*\", \"labels\": [], \"type\": \"maximum\"},"
    "  {\"name\": \"floors\", \"keys\": \"floor/*\", \"labels\": [], \"type\": \"minimum\"},"
    "  {\"name\": \"emails\", \"keys\": \"email/*\", \"labels\": [], \"type\": \"claim\"}]}";

#define EMAILS AA_STR("emails")
#define EMAIL AA_STR("\"ann@example.org\"")

static aa_region *open_region(const char *name, const aa_options *settings) {
  aa_deployment *deployment = NULL;
  aa_region *region = NULL;
  ok(aa_deployment_parse(aa_str_of(RECORDS), &deployment, &error));
  ok(aa_region_open(deployment, aa_str_of(name), settings, &region, &error));
  aa_deployment_free(deployment);
  return region;
}

static void a_log_is_read_whole_and_in_pages(void) {
  aa_region *eu = open_region("eu", NULL);
  aa_written first;
  aa_buffer *entries = NULL;
  ok(aa_region_append(eu, NOW, AA_STR("history/1"), NULL, 0, AA_STR("\"ordered\""), &first, &error));
  ok(aa_region_append(eu, NOW, AA_STR("history/1"), NULL, 0, AA_STR("{\"paid\":9}"), NULL, &error));
  check(reads(eu, "history/1", "[\"ordered\",{\"paid\":9}]"));
  ok(aa_region_log_entries(eu, AA_STR("history/1"), NULL, 0, NULL, 1, &entries, &error));
  check(contains(entries, "[{\"dot\":\"1.1#1\",\"region\":\"eu\",\"timestamp\":"));
  ok(aa_region_log_entries(eu, AA_STR("history/1"), NULL, 0, &first.timestamp, 0, &entries, &error));
  check(strstr(aa_buffer_text(entries), "ordered") == NULL);
  check(contains(entries, "\"value\":{\"paid\":9}"));
  refused(AA_WRONG_TYPE, aa_region_log_entries(eu, AA_STR("bid/1"), NULL, 0, NULL, 1, &entries, &error));
  refused(AA_NULL_POINTER, aa_region_log_entries(eu, AA_STR("history/1"), NULL, 0, NULL, 1, NULL, &error));
  refused(AA_INVALID_JSON, aa_region_append(eu, NOW, AA_STR("history/1"), NULL, 0, AA_STR("{"), NULL, &error));
  aa_region_free(eu);
}

static void a_maximum_rises_and_a_minimum_falls(void) {
  aa_region *eu = open_region("eu", NULL);
  const aa_str offers[] = {AA_STR("5"), AA_STR("2.5"), AA_STR("7"), AA_STR("6")};
  for (size_t at = 0; at < sizeof offers / sizeof *offers; ++at) {
    ok(aa_region_offer(eu, NOW, AA_STR("bid/1"), NULL, 0, offers[at], NULL, &error));
    ok(aa_region_offer(eu, NOW, AA_STR("floor/1"), NULL, 0, offers[at], NULL, &error));
  }
  check(reads(eu, "bid/1", "7"));
  check(reads(eu, "floor/1", "2.5"));
  refused(AA_WRONG_TYPE, aa_region_offer(eu, NOW, AA_STR("bid/1"), NULL, 0, AA_STR("\"9\""), NULL, &error));
  aa_region_free(eu);
}

static void a_value_has_one_holder(void) {
  aa_region *eu = open_region("eu", NULL);
  aa_buffer *claim = NULL;
  ok(aa_region_claim(eu, NOW, EMAILS, EMAIL, AA_STR("\"u1\""), &claim, &error));
  check(strstr(aa_buffer_text(claim), "example.org") == NULL);
  check(contains(claim, "\"holder\":\"u1\""));
  refused(AA_CLAIM_TAKEN, aa_region_claim(eu, NOW, EMAILS, EMAIL, AA_STR("\"u2\""), &claim, &error));
  refused(AA_CLAIM_NOT_HELD, aa_region_release(eu, NOW, EMAILS, EMAIL, AA_STR("\"u2\""), &claim, &error));
  refused(AA_UNKNOWN_CLASS, aa_region_claim_of(eu, AA_STR("none"), EMAIL, &claim, &error));
  refused(AA_NULL_POINTER, aa_region_claim(eu, NOW, EMAILS, EMAIL, AA_STR("\"u1\""), NULL, &error));
  refused(AA_INVALID_JSON, aa_region_claim_of(eu, EMAILS, AA_STR("ann"), &claim, &error));
  ok(aa_region_release(eu, NOW, EMAILS, EMAIL, AA_STR("\"u1\""), &claim, &error));
  check(contains(claim, "\"state\":\"free\""));
  ok(aa_region_claim_of(eu, EMAILS, EMAIL, &claim, &error));
  check(contains(claim, "\"claimants\":[],\"holder\":null"));
  aa_region_free(eu);
}

static void a_secret_derives_other_keys(void) {
  aa_options settings = aa_options_default();
  check(settings.claim_secret.data == NULL && settings.claim_secret.len == 0);
  const uint8_t secret[] = {1, 2, 3};
  settings.claim_secret = (aa_bytes){secret, sizeof secret};
  aa_region *plain = open_region("eu", NULL), *hidden = open_region("eu", &settings);
  aa_buffer *one = NULL, *other = NULL;
  ok(aa_region_claim_of(plain, EMAILS, EMAIL, &one, &error));
  ok(aa_region_claim_of(hidden, EMAILS, EMAIL, &other, &error));
  check(strcmp(aa_buffer_text(one), aa_buffer_text(other)) != 0);
  aa_buffer_free(one);
  aa_buffer_free(other);
  aa_region_free(plain);
  aa_region_free(hidden);
  settings.claim_secret = (aa_bytes){NULL, 3};
  aa_deployment *deployment = NULL;
  aa_region *region = NULL;
  ok(aa_deployment_parse(aa_str_of(RECORDS), &deployment, &error));
  refused(AA_NULL_POINTER, aa_region_open(deployment, AA_STR("eu"), &settings, &region, &error));
  aa_deployment_free(deployment);
}

int main(void) {
  run(a_log_is_read_whole_and_in_pages);
  run(a_maximum_rises_and_a_minimum_falls);
  run(a_value_has_one_holder);
  run(a_secret_derives_other_keys);
  finish();
}
