/* Merge functions in C, which the engine calls back. */
#include "shop.h"

static const char MERGED[] =
    "{\"version\": 1, \"name\": \"shop\","
    " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
    " \"classes\": [{\"name\": \"notes\", \"keys\": \"note/*\", \"labels\": [], \"type\": \"map\", \"fields\": {"
    "   \"text\": {\"type\": \"register\","
    "     \"strategy\": [{\"by\": \"custom\", \"function\": \"f\", \"version\": 1}, \"min\"]}}}]}";

/* What a function of the tests is to do, and what it saw. */
typedef struct behaviour {
  const char *json;
  const char *failure;
  bool abstains;
  aa_region *uses;
  int calls;
  aa_status refusal;
} behaviour;

static void merge(void *context, const aa_merge_input *input, aa_merged *merged) {
  behaviour *does = (behaviour *)context;
  ++does->calls;
  check(strcmp(input->class_name.data, "notes") == 0 && input->class_name.len == 5);
  check(strcmp(input->key.data, "note/1") == 0 && strcmp(input->kind.data, "insert_insert") == 0);
  check(input->path_len == 1 && strcmp(input->path[0].data, "text") == 0);
  check(input->versions_len == 2 && strcmp(input->versions[0].value.data, "\"aaaa\"") == 0);
  check(strcmp(input->versions[1].region.data, "us") == 0 && input->versions[1].dot.sequence == 1);
  if (does->uses != NULL) {
    aa_buffer *status = NULL;
    aa_error *error = NULL;
    does->refusal = aa_region_status(does->uses, &status, &error);
    check(error != NULL && strstr(aa_error_message(error), "must not use a region") != NULL);
    aa_error_free(error);
    aa_region_free(does->uses);
  }
  if (does->json != NULL) aa_merged_put(merged, aa_str_of(does->json));
  if (does->failure != NULL) aa_merged_fail(merged, aa_str_of(does->failure));
  if (does->abstains) aa_merged_abstain(merged);
}

static shop meet(behaviour *does, const aa_options *settings) {
  shop s = {0};
  const aa_str text = AA_STR("text");
  ok(aa_deployment_parse(aa_str_of(MERGED), &s.deployment, &error));
  ok(aa_region_open(s.deployment, AA_STR("eu"), settings, &s.eu, &error));
  ok(aa_region_open(s.deployment, AA_STR("us"), settings, &s.us, &error));
  if (does != NULL) ok(aa_region_register_merge(s.eu, AA_STR("f"), 1, merge, does, &error));
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), &text, 1, AA_STR("\"aaaa\""), NO_CONTEXT, NULL, &error));
  ok(aa_region_put(s.us, NOW + 1, AA_STR("note/1"), &text, 1, AA_STR("\"bb\""), NO_CONTEXT, NULL, &error));
  send_all(s.us, s.eu, "eu", NOW + 2);
  return s;
}

/* Whether the one conflict of eu has these parts. */
static bool recorded(const shop *s, const char *state, const char *part) {
  aa_buffer *document = NULL, *again = NULL;
  ok(aa_region_conflicts(s->eu, NULL, &document, &error));
  ok(aa_region_conflicts(s->eu, NULL, &again, &error));
  const bool found = contains(document, state);
  return contains(again, part) && found;
}

static void a_function_gives_the_value(void) {
  behaviour does = {.json = "\"both\""};
  shop s = meet(&does, NULL);
  check(reads(s.eu, "note/1", "{\"text\":\"both\"}"));
  check(does.calls == 2);
  check(recorded(&s, "\"state\":\"decided\"", "\"resolved_value\":\"both\""));
  close_shop(s);
}

static void without_the_function_reads_wait_for_it(void) {
  shop s = meet(NULL, NULL);
  aa_read *read = NULL;
  refused(AA_FUNCTION_NOT_REGISTERED, aa_region_get(s.eu, AA_NOW, AA_STR("note/1"), &read, &error));
  check(recorded(&s, "\"state\":\"waiting\"", "\"code\":\"function_not_registered\""));
  behaviour first = {.json = "1"}, second = {.json = "2"};
  ok(aa_region_register_merge(s.eu, AA_STR("f"), 1, merge, &first, &error));
  check(recorded(&s, "\"state\":\"decided\"", "\"failure\":null"));
  ok(aa_region_register_merge(s.eu, AA_STR("f"), 1, merge, &second, &error));
  check(reads(s.eu, "note/1", "{\"text\":2}") && first.calls == 1 && second.calls == 1);
  close_shop(s);
}

static void what_fails_waits(void) {
  behaviour failing[] = {{.failure = "no merge for this"}, {.json = "no JSON"}, {.json = NULL}};
  const char *said[] = {"no merge for this", "not json", "gave no answer"};
  for (size_t at = 0; at < sizeof failing / sizeof *failing; ++at) {
    shop s = meet(&failing[at], NULL);
    check(recorded(&s, "\"code\":\"function_failed\"", said[at]));
    check(reads(s.eu, "note/1", "{\"text\":\"bb\"}"));
    close_shop(s);
  }
}

static void abstaining_is_not_null(void) {
  behaviour null = {.json = "null"}, abstaining = {.abstains = true};
  shop s = meet(&null, NULL);
  check(reads(s.eu, "note/1", "{\"text\":null}"));
  close_shop(s);
  s = meet(&abstaining, NULL);
  check(reads(s.eu, "note/1", "{\"text\":\"aaaa\"}"));
  close_shop(s);
}

static void a_function_that_uses_its_region_fails(void) {
  behaviour does = {.json = "1"};
  shop s = meet(&does, NULL);
  does.uses = s.eu;
  check(reads(s.eu, "note/1", "{\"text\":\"bb\"}"));
  check(does.refusal == AA_INVALID_ARGUMENT);
  does.uses = NULL;
  check(reads(s.eu, "note/1", "{\"text\":1}"));
  close_shop(s);
}

static void slow(void *context, const aa_merge_input *input, aa_merged *merged) {
  (void)context, (void)input;
  aa_clock_options options = aa_clock_options_default(1);
  aa_clock *clock = NULL;
  aa_timestamp first, now;
  ok(aa_clock_new(&options, &clock, &error));
  ok(aa_clock_tick(clock, AA_NOW, &first, &error));
  do {
    ok(aa_clock_tick(clock, AA_NOW, &now, &error));
  } while (aa_timestamp_ms(now) - aa_timestamp_ms(first) < 20);
  aa_clock_free(clock);
  aa_merged_put(merged, AA_STR("1"));
}

static void a_slow_function_is_over_its_budget(void) {
  aa_options settings = aa_options_default();
  settings.merge_budget_ms = 5;
  shop s = meet(NULL, &settings);
  ok(aa_region_register_merge(s.eu, AA_STR("f"), 1, slow, NULL, &error));
  check(recorded(&s, "\"state\":\"waiting\"", "\"code\":\"function_over_budget\""));
  check(reads(s.eu, "note/1", "{\"text\":\"bb\"}"));
  close_shop(s);
}

/* Of two equal values it makes a third. */
static void neither(void *context, const aa_merge_input *input, aa_merged *merged) {
  (void)context, (void)input;
  aa_merged_put_encoded(merged, (aa_bytes){(const uint8_t *)"\x03", 1});
}

static void samples_report_a_broken_law(void) {
  aa_options settings = aa_options_default();
  settings.sample_merges = 1;
  aa_buffer *found = NULL;
  shop s = {0};
  const aa_str text = AA_STR("text");
  ok(aa_deployment_parse(aa_str_of(MERGED), &s.deployment, &error));
  ok(aa_region_open(s.deployment, AA_STR("eu"), &settings, &s.eu, &error));
  ok(aa_region_open(s.deployment, AA_STR("us"), NULL, &s.us, &error));
  ok(aa_region_register_merge(s.eu, AA_STR("f"), 1, neither, NULL, &error));
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), &text, 1, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_put(s.us, NOW, AA_STR("note/1"), &text, 1, AA_STR("2"), NO_CONTEXT, NULL, &error));
  send_all(s.us, s.eu, "eu", NOW + 2);
  ok(aa_region_merge_violations(s.eu, &found, &error));
  check(contains(found, "\"law\":\"idempotence\""));
  close_shop(s);
}

static void names_are_checked(void) {
  shop s = open_shop();
  refused(AA_INVALID_ARGUMENT, aa_region_register_merge(s.eu, AA_STR("F"), 1, merge, NULL, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_register_merge(s.eu, AA_STR("f"), 0, merge, NULL, &error));
  refused(AA_NULL_POINTER, aa_region_register_merge(s.eu, AA_STR("f"), 1, NULL, NULL, &error));
  close_shop(s);
}

int main(void) {
  run(a_function_gives_the_value);
  run(without_the_function_reads_wait_for_it);
  run(what_fails_waits);
  run(abstaining_is_not_null);
  run(a_function_that_uses_its_region_fails);
  run(a_slow_function_is_over_its_budget);
  run(samples_report_a_broken_law);
  run(names_are_checked);
  finish();
}
