#include "shop.h"

static const char TEXT[] = "017f22e279b0-0005-0001000000000000";

static aa_timestamp parsed(const char *text) {
  aa_timestamp timestamp = {0, 0};
  ok(aa_timestamp_parse(aa_str_of(text), &timestamp, &error));
  return timestamp;
}

static void text_goes_there_and_back(void) {
  char text[AA_TIMESTAMP_TEXT_LEN + 1];
  const aa_timestamp timestamp = parsed(TEXT);
  check(aa_timestamp_ms(timestamp) == UINT64_C(1645557742000));
  check(aa_timestamp_counter(timestamp) == 5);
  check(timestamp.node == aa_node(1, 0, 0));
  ok(aa_timestamp_format(timestamp, text, sizeof text, &error));
  check(strcmp(text, TEXT) == 0);
}

static void bytes_go_there_and_back(void) {
  uint8_t bytes[AA_TIMESTAMP_BYTE_LEN];
  aa_timestamp again;
  const aa_timestamp timestamp = parsed(TEXT);
  ok(aa_timestamp_to_bytes(timestamp, bytes, sizeof bytes, &error));
  check(bytes[0] == 0x01 && bytes[1] == 0x7f && bytes[7] == 5);
  ok(aa_timestamp_from_bytes((aa_bytes){bytes, sizeof bytes}, &again, &error));
  check(aa_timestamp_compare(timestamp, again) == 0);
}

static void base32_goes_there_and_back(void) {
  char text[AA_TIMESTAMP_BASE32_LEN + 1];
  aa_timestamp again;
  const aa_timestamp timestamp = parsed(TEXT);
  ok(aa_timestamp_to_base32(timestamp, text, sizeof text, &error));
  check(strlen(text) == AA_TIMESTAMP_BASE32_LEN);
  ok(aa_timestamp_from_base32(aa_str_of(text), &again, &error));
  check(aa_timestamp_compare(timestamp, again) == 0);
}

static void the_order_is_time_then_node(void) {
  const aa_timestamp first = {1, 9}, second = {2, 1}, third = {2, 2};
  check(aa_timestamp_compare(first, second) < 0);
  check(aa_timestamp_compare(second, third) < 0);
  check(aa_timestamp_compare(third, first) > 0);
  check(aa_timestamp_compare(third, third) == 0);
}

static void neighbours_carry(void) {
  aa_timestamp full, next, back;
  ok(aa_timestamp_new(1, 65535, 7, &full, &error));
  ok(aa_timestamp_next(full, &next, &error));
  check(aa_timestamp_ms(next) == 2 && aa_timestamp_counter(next) == 0 && next.node == 7);
  ok(aa_timestamp_prev(next, &back, &error));
  check(aa_timestamp_compare(full, back) == 0);
}

static void the_ends_are_refused(void) {
  aa_timestamp out;
  int64_t number;
  const aa_timestamp first = {0, 0}, last = {UINT64_MAX, UINT64_MAX};
  refused(AA_TIMESTAMP_OUT_OF_RANGE, aa_timestamp_prev(first, &out, &error));
  refused(AA_CLOCK_EXHAUSTED, aa_timestamp_next(last, &out, &error));
  refused(AA_TIMESTAMP_OUT_OF_RANGE, aa_timestamp_to_i64(last, &number, &error));
  refused(AA_TIMESTAMP_OUT_OF_RANGE, aa_timestamp_new(UINT64_C(1) << 48, 0, 0, &out, &error));
  ok(aa_timestamp_to_i64((aa_timestamp){5, 0}, &number, &error));
  check(number == 5);
}

static void what_is_no_timestamp_is_refused(void) {
  aa_timestamp out;
  refused(AA_TIMESTAMP_INVALID, aa_timestamp_parse(AA_STR(""), &out, &error));
  refused(AA_TIMESTAMP_INVALID, aa_timestamp_parse(AA_STR("017F22E279B0-0005-0001000000000000"), &out, &error));
  refused(AA_TIMESTAMP_INVALID, aa_timestamp_from_bytes((aa_bytes){(const uint8_t *)"12345", 5}, &out, &error));
  refused(AA_TIMESTAMP_INVALID, aa_timestamp_from_base32(AA_STR("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"), &out, &error));
}

static void too_little_room_is_refused(void) {
  char text[AA_TIMESTAMP_TEXT_LEN + 1] = "untouched";
  uint8_t bytes[AA_TIMESTAMP_BYTE_LEN];
  const aa_timestamp timestamp = {1, 1};
  refused(AA_INVALID_ARGUMENT, aa_timestamp_format(timestamp, text, AA_TIMESTAMP_TEXT_LEN, &error));
  refused(AA_INVALID_ARGUMENT, aa_timestamp_to_base32(timestamp, text, AA_TIMESTAMP_BASE32_LEN, &error));
  refused(AA_INVALID_ARGUMENT, aa_timestamp_to_bytes(timestamp, bytes, sizeof bytes - 1, &error));
  check(strcmp(text, "untouched") == 0);
}

int main(void) {
  run(text_goes_there_and_back);
  run(bytes_go_there_and_back);
  run(base32_goes_there_and_back);
  run(the_order_is_time_then_node);
  run(neighbours_carry);
  run(the_ends_are_refused);
  run(what_is_no_timestamp_is_refused);
  run(too_little_room_is_refused);
  finish();
}
