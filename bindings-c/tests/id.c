#include "shop.h"

static const uint8_t RANDOM[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

static void uuids_rise_whatever_time_does(void) {
  aa_uuid7 *ids = NULL, *again = NULL;
  aa_uuid first, second, third;
  uint64_t ms = 0;
  ok(aa_uuid7_new(&ids, &error));
  ok(aa_uuid7_next(ids, 1000, (aa_bytes){RANDOM, 10}, &first, &error));
  ok(aa_uuid7_next(ids, 900, (aa_bytes){RANDOM, 10}, &second, &error));
  check(memcmp(first.bytes, second.bytes, 16) < 0);
  ok(aa_uuid_ms(first, &ms, &error));
  check(ms == 1000);
  ok(aa_uuid7_resume(second, &again, &error));
  ok(aa_uuid7_next(again, 800, (aa_bytes){NULL, 0}, &third, &error));
  check(memcmp(second.bytes, third.bytes, 16) < 0);
  aa_uuid7_free(again);
  aa_uuid7_free(ids);
}

static void a_causal_uuid_holds_its_timestamp(void) {
  aa_uuid id, later;
  uint64_t time = 0;
  ok(aa_uuid_causal((aa_timestamp){1000 << 16 | 5, 9}, (aa_bytes){RANDOM, 8}, &id, &error));
  ok(aa_uuid_causal_time(id, &time, &error));
  check(time == (1000 << 16 | 5));
  ok(aa_uuid_causal((aa_timestamp){1000 << 16 | 6, 1}, (aa_bytes){NULL, 0}, &later, &error));
  check(memcmp(id.bytes, later.bytes, 16) < 0);
}

static void uuid_text_goes_there_and_back(void) {
  char text[AA_UUID_TEXT_LEN + 1];
  aa_uuid id;
  ok(aa_uuid_parse(AA_STR("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), &id, &error));
  ok(aa_uuid_format(id, text, sizeof text, &error));
  check(strcmp(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == 0);
  refused(AA_INVALID_ARGUMENT, aa_uuid_format(id, text, AA_UUID_TEXT_LEN, &error));
}

static void what_is_no_uuid_is_refused(void) {
  aa_uuid7 *ids = NULL;
  aa_uuid id = {{0}};
  uint64_t number;
  refused(AA_ID_INVALID, aa_uuid_parse(AA_STR("017f22e279b07cc398c4dc0c0c07398f"), &id, &error));
  refused(AA_ID_INVALID, aa_uuid_ms(id, &number, &error));
  refused(AA_ID_INVALID, aa_uuid_causal_time(id, &number, &error));
  refused(AA_ID_INVALID, aa_uuid7_resume(id, &ids, &error));
  ok(aa_uuid7_new(&ids, &error));
  refused(AA_INVALID_ARGUMENT, aa_uuid7_next(ids, 1, (aa_bytes){RANDOM, 9}, &id, &error));
  refused(AA_INVALID_ARGUMENT, aa_uuid_causal((aa_timestamp){1, 1}, (aa_bytes){RANDOM, 10}, &id, &error));
  refused(AA_ID_EXHAUSTED, aa_uuid7_next(ids, UINT64_C(1) << 48, (aa_bytes){RANDOM, 10}, &id, &error));
  aa_uuid7_free(ids);
}

static void snowflakes_rise_and_come_apart(void) {
  aa_snowflake *ids = NULL, *again = NULL;
  aa_snowflake_parts parts;
  uint64_t first = 0, second = 0;
  ok(aa_snowflake_new(3, 1000, &ids, &error));
  ok(aa_snowflake_next(ids, 1010, &first, &error));
  ok(aa_snowflake_next(ids, 1010, &second, &error));
  check(first < second);
  ok(aa_snowflake_decode(ids, second, &parts, &error));
  check(parts.ms == 1010 && parts.worker == 3 && parts.sequence == 1);
  refused(AA_CLOCK_BACKWARDS, aa_snowflake_next(ids, 1009, &first, &error));
  refused(AA_INVALID_ARGUMENT, aa_snowflake_next(ids, 999, &first, &error));
  ok(aa_snowflake_resume(3, 1000, second, &again, &error));
  ok(aa_snowflake_next(again, 1010, &first, &error));
  check(first > second);
  aa_snowflake_free(again);
  aa_snowflake_free(ids);
}

static void what_is_no_snowflake_is_refused(void) {
  aa_snowflake *ids = NULL;
  aa_snowflake_parts parts;
  refused(AA_WORKER_OUT_OF_RANGE, aa_snowflake_new(1024, 0, &ids, &error));
  refused(AA_ID_INVALID, aa_snowflake_resume(3, 0, UINT64_C(4) << 12, &ids, &error));
  ok(aa_snowflake_new(3, 0, &ids, &error));
  refused(AA_ID_INVALID, aa_snowflake_decode(ids, UINT64_MAX, &parts, &error));
  aa_snowflake_free(ids);
}

int main(void) {
  run(uuids_rise_whatever_time_does);
  run(a_causal_uuid_holds_its_timestamp);
  run(uuid_text_goes_there_and_back);
  run(what_is_no_uuid_is_refused);
  run(snowflakes_rise_and_come_apart);
  run(what_is_no_snowflake_is_refused);
  finish();
}
