/* Functions without a status take null and answer with nothing. */
#include "shop.h"

static void every_free_ignores_null(void) {
  aa_batches_free(NULL);
  aa_buffer_free(NULL);
  aa_clock_free(NULL);
  aa_deployment_free(NULL);
  aa_error_free(NULL);
  aa_rate_monitor_free(NULL);
  aa_read_free(NULL);
  aa_region_free(NULL);
  aa_snowflake_free(NULL);
  aa_space_saving_free(NULL);
  aa_uuid7_free(NULL);
  aa_version_vector_free(NULL);
}

static void a_null_buffer_is_empty(void) {
  check(aa_buffer_data(NULL) == NULL);
  check(aa_buffer_text(NULL) == NULL);
  check(aa_buffer_len(NULL) == 0);
  check(aa_buffer_bytes(NULL).data == NULL && aa_buffer_bytes(NULL).len == 0);
}

static void null_batches_are_none(void) {
  check(aa_batches_len(NULL) == 0);
  check(aa_batches_at(NULL, 0).data == NULL);
}

static void a_null_read_read_nothing(void) {
  check(aa_read_encoded(NULL).data == NULL);
  check(aa_read_context(NULL).data == NULL);
  check(aa_read_timestamp(NULL).packed == 0);
  check(aa_read_siblings(NULL) == 0);
  check(aa_read_violated_len(NULL) == 0 && aa_read_violated_at(NULL, 0).data == NULL);
}

static void a_buffer_ends_with_a_nul_that_does_not_count(void) {
  aa_buffer *buffer = NULL;
  ok(aa_value_from_cbor((aa_bytes){(const uint8_t *)"\x01", 1}, NULL, &buffer, &error));
  check(aa_buffer_len(buffer) == 1 && aa_buffer_data(buffer)[0] == '1' && aa_buffer_data(buffer)[1] == 0);
  check(aa_buffer_bytes(buffer).data == aa_buffer_data(buffer) && aa_buffer_bytes(buffer).len == 1);
  aa_buffer_free(buffer);
}

int main(void) {
  run(every_free_ignores_null);
  run(a_null_buffer_is_empty);
  run(null_batches_are_none);
  run(a_null_read_read_nothing);
  run(a_buffer_ends_with_a_nul_that_does_not_count);
  finish();
}
