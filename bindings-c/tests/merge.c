/* Three-way merge, and the check of merge functions. */
#include "shop.h"

#include <stdlib.h>

static aa_str written(const char *text) { return aa_str_of(text); }

static void documents_merge_member_by_member(void) {
  aa_buffer *merged = NULL;
  ok(aa_three_way(AA_STR("{\"a\":{\"b\":1},\"c\":1}"), AA_STR("{\"a\":{\"b\":2},\"c\":2}"), AA_STR("{\"a\":{},\"c\":1}"),
                  AA_STR("{\"default\":\"update-wins\"}"), &merged, &error));
  check(strstr(aa_buffer_text(merged), "\"value\":{\"a\":{\"b\":2},\"c\":2}") != NULL);
  check(contains(merged,
                 "{\"a\":2,\"a_absent\":false,\"b\":null,\"b_absent\":true,\"base\":1,\"base_absent\":false,"
                 "\"kind\":\"delete_update\",\"path\":[\"a\",\"b\"],\"picked\":\"a\",\"rule\":\"update-wins\"}"));
  ok(aa_three_way(NO_TEXT, AA_STR("1"), AA_STR("2"), NO_TEXT, &merged, &error));
  check(contains(merged, "\"kind\":\"insert_insert\""));
}

static void rules_that_are_none_say_where(void) {
  aa_buffer *merged = NULL;
  aa_error *error = NULL;
  const aa_str rules = AA_STR("{\"paths\":[{\"path\":[\"a\"],\"strategy\":\"maxx\"}]}");
  check(aa_three_way(NO_TEXT, AA_STR("1"), AA_STR("2"), rules, &merged, &error) == AA_INVALID_ARGUMENT);
  check(strcmp(aa_error_detail(error, AA_STR("place")), "paths[0].strategy") == 0);
  aa_error_free(error);
}

static void greatest(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  size_t at = 0, most = 0;
  for (; at < count; ++at) {
    if (strtol(versions[at].value.data, NULL, 10) > strtol(versions[most].value.data, NULL, 10)) most = at;
  }
  ++*(int *)data;
  aa_merged_put_encoded(merged, versions[most].encoded);
}

static void average(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  double sum = 0;
  char text[64];
  (void)data;
  for (size_t at = 0; at < count; ++at) sum += strtod(versions[at].value.data, NULL);
  snprintf(text, sizeof text, "%.17g", sum / (double)count);
  aa_merged_put(merged, written(text));
}

/* Values are JSON texts of letters. */
static void concatenation(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  char text[256] = "\"";
  size_t length = 1;
  (void)data;
  for (size_t at = 0; at < count; ++at) {
    const size_t letters = versions[at].value.len - 2;
    if (length + letters + 2 > sizeof text) break;
    memcpy(text + length, versions[at].value.data + 1, letters);
    length += letters;
  }
  text[length] = '"';
  aa_merged_put(merged, (aa_str){text, length + 1});
}

static void counting(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  char text[16];
  (void)versions, (void)count;
  snprintf(text, sizeof text, "%d", ++*(int *)data);
  aa_merged_put(merged, written(text));
}

static void failing(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  (void)versions, (void)count;
  aa_merged_put(merged, AA_STR("1"));
  aa_merged_fail(merged, written(data));
}

static void silent(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  (void)data, (void)versions, (void)count, (void)merged;
}

static void answering(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  (void)versions, (void)count;
  aa_merged_put(merged, written(data));
}

static void max_keeps_every_law(void) {
  bool holds = false;
  int calls = 0;
  aa_buffer *text = NULL;
  ok(aa_check_merge(greatest, &calls, AA_STR("{\"values\":[0],\"cases\":2000}"), &holds, &text, NULL, &error));
  check(holds && calls >= 2000);
  check(contains(text, "no counterexample in 2000 cases"));
}

/* Whether a function breaks a law with this in the report. */
static int breaks(aa_merge_function function, void *data, const char *options, const char *told) {
  bool holds = true;
  aa_buffer *report = NULL;
  ok(aa_check_merge(function, data, written(options), &holds, NULL, &report, &error));
  return contains(report, told) && !holds;
}

static void an_average_is_not_associative(void) {
  const char *values = "{\"values\":[0]}";
  check(breaks(average, NULL, values, "\"law\":\"associativity\",\"left\":0.5,\"right\":0.25"));
  check(breaks(average, NULL, values, "\"timestamp\":\"000000000003-0000-0003000100000000\",\"value\":1}"));
}

static void a_concatenation_is_neither_commutative_nor_idempotent(void) {
  check(breaks(concatenation, NULL, "{\"values\":[\"\"],\"laws\":[\"commutativity\"]}",
               "\"law\":\"commutativity\",\"left\":\"ab\",\"right\":\"ba\""));
  check(breaks(concatenation, NULL, "{\"values\":[\"\"],\"laws\":[\"idempotence\"]}",
               "\"law\":\"idempotence\",\"left\":\"aa\",\"right\":\"a\""));
}

static void a_function_that_counts_is_not_deterministic(void) {
  int calls = 0;
  check(breaks(counting, &calls, "{\"laws\":[\"determinism\"]}", "\"law\":\"determinism\""));
}

static void a_function_that_fails_is_a_finding(void) {
  check(breaks(failing, "not today", "{}", "\"error\":\"not today\""));
  check(breaks(failing, "not today", "{}", "\"law\":\"raises\""));
  check(breaks(failing, "\xff", "{}", "\"law\":\"not_encodable\""));
  check(breaks(silent, NULL, "{}", "\"error\":\"the merge function gave no answer\""));
}

static void an_answer_that_is_no_value_is_a_finding(void) {
  check(breaks(answering, "nan", "{}", "\"law\":\"not_encodable\""));
  check(breaks(answering, "1e999", "{}", "\"law\":\"not_encodable\""));
}

static void what_is_no_check_is_refused(void) {
  bool holds = false;
  refused(AA_NULL_POINTER, aa_check_merge(NULL, NULL, NO_TEXT, &holds, NULL, NULL, &error));
  refused(AA_NULL_POINTER, aa_check_merge(silent, NULL, NO_TEXT, NULL, NULL, NULL, &error));
  refused(AA_INVALID_ARGUMENT, aa_check_merge(silent, NULL, AA_STR("{\"cases\":0}"), &holds, NULL, NULL, &error));
  aa_merged_put(NULL, AA_STR("1"));
  aa_merged_put_encoded(NULL, (aa_bytes){NULL, 0});
  aa_merged_fail(NULL, AA_STR("nobody listens"));
}

int main(void) {
  run(documents_merge_member_by_member);
  run(rules_that_are_none_say_where);
  run(max_keeps_every_law);
  run(an_average_is_not_associative);
  run(a_concatenation_is_neither_commutative_nor_idempotent);
  run(a_function_that_counts_is_not_deterministic);
  run(a_function_that_fails_is_a_finding);
  run(an_answer_that_is_no_value_is_a_finding);
  run(what_is_no_check_is_refused);
  finish();
}
