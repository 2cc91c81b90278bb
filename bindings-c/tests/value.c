#include "shop.h"

static void json_becomes_canonical(void) {
  aa_buffer *cbor = NULL, *json = NULL;
  size_t len = 0;
  ok(aa_value_to_cbor(AA_STR("{ \"b\": 1.0, \"a\": [true, null, -0.0] }"), NULL, &cbor, &error));
  ok(aa_value_check_canonical(aa_buffer_bytes(cbor), NULL, &len, &error));
  check(len == aa_buffer_len(cbor));
  ok(aa_value_from_cbor(aa_buffer_bytes(cbor), NULL, &json, &error));
  check(strcmp(aa_buffer_text(json), "{\"a\":[true,null,0],\"b\":1}") == 0);
  aa_buffer_free(json);
  aa_buffer_free(cbor);
}

static void bytes_have_a_form_in_json(void) {
  const uint8_t cbor[] = {0x43, 1, 2, 255};
  aa_buffer *json = NULL;
  ok(aa_value_from_cbor((aa_bytes){cbor, sizeof cbor}, NULL, &json, &error));
  check(strcmp(aa_buffer_text(json), "{\"$bytes\":\"AQL_\"}") == 0);
  aa_buffer_free(json);
}

static void bad_values_are_refused(void) {
  aa_buffer *out = NULL;
  refused(AA_INVALID_JSON, aa_value_to_cbor(AA_STR("{"), NULL, &out, &error));
  refused(AA_INVALID_JSON, aa_value_to_cbor(AA_STR(""), NULL, &out, &error));
  refused(AA_DUPLICATE_KEY, aa_value_to_cbor(AA_STR("{\"a\":1,\"a\":2}"), NULL, &out, &error));
  refused(AA_INTEGER_OUT_OF_RANGE, aa_value_to_cbor(AA_STR("9223372036854775808"), NULL, &out, &error));
  refused(AA_INVALID_UTF8, aa_value_to_cbor((aa_str){"\"\xff\"", 3}, NULL, &out, &error));
  refused(AA_NOT_FINITE, aa_value_from_cbor((aa_bytes){(const uint8_t *)"\xf9\x7e\x00", 3}, NULL, &out, &error));
  refused(AA_NOT_CANONICAL, aa_value_from_cbor((aa_bytes){(const uint8_t *)"\x18\x01", 2}, NULL, &out, &error));
  check(out == NULL);
}

static void limits_hold(void) {
  aa_limits limits = aa_limits_default();
  aa_buffer *out = NULL;
  check(limits.depth == 32 && limits.size_bytes == 1 << 20);
  limits.depth = 1;
  refused(AA_VALUE_TOO_DEEP, aa_value_to_cbor(AA_STR("[[1]]"), &limits, &out, &error));
  limits.size_bytes = 4;
  refused(AA_VALUE_TOO_LARGE, aa_value_to_cbor(AA_STR("\"12345\""), &limits, &out, &error));
}

int main(void) {
  run(json_becomes_canonical);
  run(bytes_have_a_form_in_json);
  run(bad_values_are_refused);
  run(limits_hold);
  finish();
}
