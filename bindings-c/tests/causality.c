#include "shop.h"

static aa_version_vector *vector_of(const char *json) {
  aa_version_vector *vector = NULL;
  ok(aa_version_vector_from_json(aa_str_of(json), &vector, &error));
  return vector;
}

static void dots_have_a_text(void) {
  char text[AA_DOT_TEXT_CAPACITY];
  aa_dot dot;
  ok(aa_dot_parse(AA_STR("2.1/0/3#5"), &dot, &error));
  check(dot.stream.region == 2 && dot.stream.incarnation == 1 && dot.stream.partition == 3 && dot.sequence == 5);
  ok(aa_dot_format(dot, text, sizeof text, &error));
  check(strcmp(text, "2.1/0/3#5") == 0);
  refused(AA_PART_MALFORMED, aa_dot_parse(AA_STR("2.1"), &dot, &error));
  refused(AA_INVALID_ARGUMENT, aa_dot_format(dot, text, 9, &error));
  dot = (aa_dot){{65535, 65535, UINT32_MAX, 65535}, UINT64_MAX};
  ok(aa_dot_format(dot, text, sizeof text, &error));
}

static void vectors_relate(void) {
  aa_version_vector *left = vector_of("{\"1.1\":2}"), *right = vector_of("{\"1.1\":1,\"2.1\":3}");
  aa_causality relation;
  ok(aa_version_vector_compare(left, right, &relation, &error));
  check(relation == AA_CAUSALITY_CONCURRENT);
  ok(aa_version_vector_merge(left, right, &error));
  ok(aa_version_vector_compare(left, right, &relation, &error));
  check(relation == AA_CAUSALITY_AFTER);
  ok(aa_version_vector_compare(right, left, &relation, &error));
  check(relation == AA_CAUSALITY_BEFORE);
  ok(aa_version_vector_merge(left, left, &error));
  ok(aa_version_vector_compare(left, left, &relation, &error));
  check(relation == AA_CAUSALITY_EQUAL);
  aa_version_vector_free(left);
  aa_version_vector_free(right);
}

static void a_vector_knows_what_it_covers(void) {
  aa_version_vector *vector = NULL, *copy = NULL;
  const aa_stream stream = {1, 1, 0, 0};
  uint64_t head = 9;
  bool covers = false;
  aa_buffer *json = NULL;
  ok(aa_version_vector_new(&vector, &error));
  ok(aa_version_vector_get(vector, stream, &head, &error));
  check(head == 0);
  ok(aa_version_vector_advance(vector, stream, 5, &error));
  ok(aa_version_vector_advance(vector, stream, 3, &error));
  ok(aa_version_vector_clone(vector, &copy, &error));
  ok(aa_version_vector_advance(vector, stream, 6, &error));
  ok(aa_version_vector_get(copy, stream, &head, &error));
  check(head == 5);
  ok(aa_version_vector_covers(copy, (aa_dot){stream, 5}, &covers, &error));
  check(covers);
  ok(aa_version_vector_covers(copy, (aa_dot){stream, 6}, &covers, &error));
  check(!covers);
  ok(aa_version_vector_to_json(copy, &json, &error));
  check(strcmp(aa_buffer_text(json), "{\"1.1\":5}") == 0);
  aa_buffer_free(json);
  refused(AA_PART_MALFORMED, aa_version_vector_advance(vector, (aa_stream){0, 1, 0, 0}, 5, &error));
  aa_version_vector_free(copy);
  aa_version_vector_free(vector);
}

static void bytes_go_there_and_back(void) {
  aa_version_vector *vector = vector_of("{\"1.1\":2,\"2.1/0/1\":7}"), *again = NULL;
  aa_buffer *bytes = NULL;
  aa_causality relation;
  ok(aa_version_vector_to_bytes(vector, &bytes, &error));
  ok(aa_version_vector_from_bytes(aa_buffer_bytes(bytes), &again, &error));
  ok(aa_version_vector_compare(vector, again, &relation, &error));
  check(relation == AA_CAUSALITY_EQUAL);
  for (size_t len = 0; len < aa_buffer_len(bytes); ++len) {
    aa_version_vector *none = NULL;
    refused(AA_PART_MALFORMED, aa_version_vector_from_bytes((aa_bytes){aa_buffer_data(bytes), len}, &none, &error));
  }
  aa_buffer_free(bytes);
  aa_version_vector_free(again);
  aa_version_vector_free(vector);
}

static void stores_join(void) {
  const aa_str a = AA_STR("{\"versions\":[{\"dot\":\"1.1#1\",\"value\":\"x\"}],\"context\":{\"vector\":{\"1.1\":1}}}");
  const aa_str b =
      AA_STR("{\"versions\":[{\"dot\":\"2.1#1\",\"value\":\"y\"}],\"context\":{\"vector\":{\"1.1\":1,\"2.1\":1}}}");
  aa_buffer *joined = NULL, *other = NULL;
  ok(aa_dot_store_join(a, b, &joined, &error));
  ok(aa_dot_store_join(b, a, &other, &error));
  check(strcmp(aa_buffer_text(joined), aa_buffer_text(other)) == 0);
  check(strstr(aa_buffer_text(joined), "\"y\"") != NULL && strstr(aa_buffer_text(joined), "\"x\"") == NULL);
  aa_buffer_free(joined);
  aa_buffer_free(other);
  refused(AA_PART_MALFORMED, aa_dot_store_join(AA_STR("[]"), b, &joined, &error));
}

static void a_strategy_decides(void) {
  const aa_str a = AA_STR("{\"value\":\"x\",\"dot\":\"1.1#1\",\"timestamp\":\"017f22e279b0-0000-0001000100000000\"}");
  const aa_str b = AA_STR("{\"value\":\"y\",\"dot\":\"2.1#1\",\"timestamp\":\"017f22e279b1-0000-0002000100000000\"}");
  aa_buffer *answer = NULL;
  ok(aa_resolve(AA_STR("last-write-wins"), a, b, &answer, &error));
  check(strstr(aa_buffer_text(answer), "\"causality\":\"concurrent\"") != NULL);
  check(contains(answer, "\"winner\":\"b\""));
  refused(AA_INVALID_ARGUMENT, aa_resolve(AA_STR("the-best-wins"), a, b, &answer, &error));
  refused(AA_PART_MALFORMED, aa_resolve(AA_STR("last-write-wins"), AA_STR("{}"), b, &answer, &error));
}

int main(void) {
  run(dots_have_a_text);
  run(vectors_relate);
  run(a_vector_knows_what_it_covers);
  run(bytes_go_there_and_back);
  run(stores_join);
  run(a_strategy_decides);
  finish();
}
