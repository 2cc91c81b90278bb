/* Arguments that are right, for a program that makes one of them wrong at a time (see tools/write_refusals.cpp). */
#ifndef ACTIVE_ACTIVE_ARGUMENTS_H
#define ACTIVE_ACTIVE_ARGUMENTS_H

#include "shop.h"

#define VERSION AA_STR("{\"value\":1,\"dot\":\"1.1#1\",\"timestamp\":\"017f22e279b0-0000-0001000100000000\"}")
#define STORE AA_STR("{\"versions\":[],\"context\":{}}")
#define BAD_UTF8 ((aa_str){"\xff", 1})
#define NULL_TEXT ((aa_str){NULL, 3})
#define NULL_BYTES ((aa_bytes){NULL, 3})
#define JUNK_TEXT AA_STR("junk \xc3\xbc {[\"")
#define JUNK_BYTES ((aa_bytes){(const uint8_t *)"\xff\x00\x83junk", 7})

static aa_clock_options clock_options;
static aa_clock *clock_handle;
static aa_uuid uuid = {{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0}};
static aa_uuid7 *uuids;
static aa_snowflake *snowflakes;
static aa_rate_monitor *monitor_handle;
static aa_space_saving *sketch_handle;
static aa_version_vector *vector;
static aa_deployment *deployment;
static aa_region *region;
static aa_read *read_handle;
static aa_router *router;
static aa_token_keys *token_keys;
static const aa_token_key token_key = {1, {(const uint8_t *)"0123456789abcdef", 16}};

static inline void merge_to_null(void *data, const aa_merge_version *versions, size_t count, aa_merged *merged) {
  (void)data, (void)versions, (void)count;
  aa_merged_put(merged, AA_STR("null"));
}

static inline void merge_region_to_null(void *context, const aa_merge_input *input, aa_merged *merged) {
  (void)context, (void)input;
  aa_merged_put(merged, AA_STR("null"));
}

static inline void make_arguments(void) {
  clock_options = aa_clock_options_default(1);
  ok(aa_clock_new(&clock_options, &clock_handle, &error));
  ok(aa_uuid7_new(&uuids, &error));
  ok(aa_snowflake_new(1, 0, &snowflakes, &error));
  ok(aa_rate_monitor_new(1, 1, &monitor_handle, &error));
  ok(aa_space_saving_new(1, &sketch_handle, &error));
  ok(aa_version_vector_new(&vector, &error));
  ok(aa_deployment_parse(aa_str_of(SHOP), &deployment, &error));
  ok(aa_region_open(deployment, AA_STR("eu"), NULL, &region, &error));
  ok(aa_region_put(region, NOW, AA_STR("note/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_get(region, AA_NOW, AA_STR("note/1"), &read_handle, &error));
  ok(aa_token_keys_new(&token_key, 1, &token_keys, &error));
  ok(aa_router_new(deployment, NO_CONTEXT, NULL, &router, &error));
}

static inline void free_arguments(void) {
  aa_router_free(router);
  aa_token_keys_free(token_keys);
  aa_read_free(read_handle);
  aa_region_free(region);
  aa_deployment_free(deployment);
  aa_version_vector_free(vector);
  aa_space_saving_free(sketch_handle);
  aa_rate_monitor_free(monitor_handle);
  aa_snowflake_free(snowflakes);
  aa_uuid7_free(uuids);
  aa_clock_free(clock_handle);
}

/* A call with the argument `&error` that may do anything but fail inside. */
#define survived(call)                                   \
  do {                                                   \
    aa_error *error = NULL;                              \
    const aa_status status_of_call = call;               \
    check(status_of_call != AA_INTERNAL);                \
    check((status_of_call == AA_OK) == (error == NULL)); \
    aa_error_free(error);                                \
  } while (0)

#endif
