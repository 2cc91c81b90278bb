/* Every kind of write, and what is read after it. */
#include "shop.h"

static void registers_and_records(void) {
  const shop s = open_shop();
  aa_written first, second;
  char dot[AA_DOT_TEXT_CAPACITY];
  const uint8_t seven[] = {7};
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), NULL, 0, AA_STR("{\"b\":1,\"a\":[2.5]}"), NO_CONTEXT, &first, &error));
  check(reads(s.eu, "note/1", "{\"a\":[2.5],\"b\":1}"));
  ok(aa_region_put_encoded(s.eu, NOW, AA_STR("note/1"), NULL, 0, (aa_bytes){seven, 1}, NO_CONTEXT, &second, &error));
  check(reads(s.eu, "note/1", "7"));
  check(aa_timestamp_compare(first.timestamp, second.timestamp) < 0);
  ok(aa_dot_format(second.dot, dot, sizeof dot, &error));
  check(strcmp(dot, "1.1#2") == 0);
  ok(aa_region_delete(s.eu, NOW, AA_STR("note/1"), NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "note/1", NULL));
  close_shop(s);
}

static void fields_of_a_map(void) {
  const shop s = open_shop();
  const aa_str name[] = {AA_STR("name")}, city[] = {AA_STR("city")}, likes[] = {AA_STR("likes")};
  const aa_field fields[] = {{name, 1, AA_STR("\"Ada\"")}, {city, 1, AA_STR("\"Oslo\"")}};
  ok(aa_region_patch(s.eu, NOW, AA_STR("profile/1"), fields, 2, NO_CONTEXT, NULL, &error));
  ok(aa_region_increment(s.eu, NOW, AA_STR("profile/1"), likes, 1, 3, NULL, &error));
  check(reads(s.eu, "profile/1", "{\"city\":\"Oslo\",\"likes\":3,\"name\":\"Ada\"}"));
  ok(aa_region_unset(s.eu, NOW, AA_STR("profile/1"), city, 1, NO_CONTEXT, NULL, &error));
  ok(aa_region_put(s.eu, NOW, AA_STR("profile/1"), name, 1, AA_STR("null"), NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "profile/1", "{\"likes\":3,\"name\":null}"));
  close_shop(s);
}

static void counters(void) {
  const shop s = open_shop();
  ok(aa_region_increment(s.eu, NOW, AA_STR("page/1"), NULL, 0, 5, NULL, &error));
  ok(aa_region_increment(s.eu, NOW, AA_STR("page/1"), NULL, 0, -7, NULL, &error));
  check(reads(s.eu, "page/1", "-2"));
  ok(aa_region_assign(s.eu, NOW, AA_STR("page/1"), NULL, 0, 40, NULL, &error));
  check(reads(s.eu, "page/1", "40"));
  ok(aa_region_reset(s.eu, NOW, AA_STR("page/1"), NULL, 0, NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "page/1", "0"));
  close_shop(s);
}

static void sets(void) {
  const shop s = open_shop();
  const aa_str cart = AA_STR("cart/1");
  ok(aa_region_add(s.eu, NOW, cart, NULL, 0, AA_STR("\"tea\""), NULL, &error));
  ok(aa_region_add(s.eu, NOW, cart, NULL, 0, AA_STR("7"), NULL, &error));
  ok(aa_region_add(s.eu, NOW, cart, NULL, 0, AA_STR("\"milk\""), NULL, &error));
  ok(aa_region_remove(s.eu, NOW, cart, NULL, 0, AA_STR("7.0"), NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "cart/1", "[\"tea\",\"milk\"]") || reads(s.eu, "cart/1", "[\"milk\",\"tea\"]"));
  ok(aa_region_clear(s.eu, NOW, cart, NULL, 0, NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "cart/1", "[]"));
  close_shop(s);
}

static void flags(void) {
  const shop s = open_shop();
  ok(aa_region_enable(s.eu, NOW, AA_STR("stock/1"), NULL, 0, NULL, &error));
  check(reads(s.eu, "stock/1", "true"));
  ok(aa_region_disable(s.eu, NOW, AA_STR("stock/1"), NULL, 0, NULL, &error));
  check(reads(s.eu, "stock/1", "false"));
  close_shop(s);
}

static void a_context_spares_what_it_had_not_seen(void) {
  const shop s = open_shop();
  aa_read *read = NULL;
  aa_buffer *versions = NULL, *json = NULL;
  ok(aa_region_put(s.eu, NOW, AA_STR("setting/1"), NULL, 0, AA_STR("0"), NO_CONTEXT, NULL, &error));
  ok(aa_region_get(s.eu, AA_NOW, AA_STR("setting/1"), &read, &error));
  check(aa_read_siblings(read) == 1 && aa_read_encoded(read).len == 1 && aa_read_context(read).len > 0);
  check(aa_timestamp_ms(aa_read_timestamp(read)) == NOW);
  ok(aa_read_to_json(read, &json, &error));
  check(contains(json, "\"siblings\":1"));
  for (int worker = 1; worker <= 2; ++worker) {
    const char text[] = {(char)('0' + worker), 0};
    ok(aa_region_put(s.eu, NOW, AA_STR("setting/1"), NULL, 0, aa_str_of(text), aa_read_context(read), NULL, &error));
  }
  aa_read_free(read);
  ok(aa_region_versions(s.eu, AA_STR("setting/1"), NULL, 0, &versions, &error));
  check(strstr(aa_buffer_text(versions), "\"value\":1") != NULL &&
        strstr(aa_buffer_text(versions), "\"value\":0") == NULL);
  check(contains(versions, "\"value\":2"));
  close_shop(s);
}

static void keys_are_listed(void) {
  const shop s = open_shop();
  aa_buffer *keys = NULL;
  for (char at = 'a'; at <= 'd'; ++at) {
    const char key[] = {'n', 'o', 't', 'e', '/', at, 0};
    ok(aa_region_put(s.eu, NOW, aa_str_of(key), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  }
  ok(aa_region_keys(s.eu, AA_STR("note/"), AA_STR("note/a"), 2, &keys, &error));
  check(contains(keys, "[\"note/b\",\"note/c\"]"));
  ok(aa_region_keys(s.eu, NO_TEXT, NO_TEXT, 100, &keys, &error));
  check(contains(keys, "[\"note/a\",\"note/b\",\"note/c\",\"note/d\"]"));
  close_shop(s);
}

static void a_refused_write_changes_nothing(void) {
  const shop s = open_shop();
  const aa_str no_such[] = {AA_STR("no such field")};
  aa_digest before, after;
  aa_written written = {{{9, 9, 9, 9}, 9}, {9, 9}};
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_digest(s.eu, &before, &error));
#define PUT(key, path, len, value, context) aa_region_put(s.eu, NOW, key, path, len, value, context, &written, &error)
  refused(AA_UNKNOWN_CLASS, PUT(AA_STR("mars/1"), NULL, 0, AA_STR("1"), NO_CONTEXT));
  refused(AA_INVALID_KEY, PUT(AA_STR(""), NULL, 0, AA_STR("1"), NO_CONTEXT));
  refused(AA_INVALID_KEY, PUT(NO_TEXT, NULL, 0, AA_STR("1"), NO_CONTEXT));
  refused(AA_WRONG_TYPE, PUT(AA_STR("page/1"), NULL, 0, AA_STR("1"), NO_CONTEXT));
  refused(AA_UNKNOWN_PATH, PUT(AA_STR("profile/1"), no_such, 1, AA_STR("1"), NO_CONTEXT));
  refused(AA_INVALID_JSON, PUT(AA_STR("note/1"), NULL, 0, AA_STR("{"), NO_CONTEXT));
  refused(AA_INVALID_CONTEXT, PUT(AA_STR("note/1"), NULL, 0, AA_STR("1"), ((aa_bytes){(const uint8_t *)"junk", 4})));
  refused(AA_WRONG_TYPE, aa_region_increment(s.eu, NOW, AA_STR("note/1"), NULL, 0, 1, &written, &error));
  refused(AA_NOT_CANONICAL,
          aa_region_put_encoded(s.eu, NOW, AA_STR("note/1"), NULL, 0, (aa_bytes){(const uint8_t *)"\x18\x01", 2},
                                NO_CONTEXT, &written, &error));
  ok(aa_region_digest(s.eu, &after, &error));
  check(memcmp(&before, &after, sizeof before) == 0);
  check(written.dot.sequence == 9 && written.timestamp.packed == 9);
  close_shop(s);
}

int main(void) {
  run(registers_and_records);
  run(fields_of_a_map);
  run(counters);
  run(sets);
  run(flags);
  run(a_context_spares_what_it_had_not_seen);
  run(keys_are_listed);
  run(a_refused_write_changes_nothing);
  finish();
}
