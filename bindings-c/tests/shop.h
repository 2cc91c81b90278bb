/* A deployment with every type, two regions of it, and short ways to write and read. */
#ifndef ACTIVE_ACTIVE_SHOP_H
#define ACTIVE_ACTIVE_SHOP_H

#include <active_active.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define NOW UINT64_C(1700000000000)
#define NO_CONTEXT ((aa_bytes){NULL, 0})
#define NO_TEXT ((aa_str){NULL, 0})

static const char SHOP[] =
    "{\"version\": 1, \"name\": \"shop\","
    " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
    " \"classes\": ["
    "  {\"name\": \"profiles\", \"keys\": \"profile/*\", \"labels\": [], \"type\": \"map\", \"fields\": {"
    "   \"name\": {\"type\": \"register\"}, \"city\": {\"type\": \"register\"}, \"likes\": {\"type\": \"counter\"},"
    "   \"tags\": {\"type\": \"set\"}, \"open\": {\"type\": \"flag\"}}},"
    "  {\"name\": \"pages\", \"keys\": \"page/*\", \"labels\": [], \"type\": \"counter\"},"
    "  {\"name\": \"carts\", \"keys\": \"cart/*\", \"labels\": [], \"type\": \"set\"},"
    "  {\"name\": \"stock\", \"keys\": \"stock/*\", \"labels\": [], \"type\": \"flag\"},"
    "  {\"name\": \"seats\", \"keys\": \"seats/*\", \"labels\": [], \"type\": \"bounded-counter\"},"
    "  {\"name\": \"settings\", \"keys\": \"setting/*\", \"labels\": [], \"type\": \"register\","
    "   \"strategy\": \"keep-all\"},"
    "  {\"name\": \"notes\", \"keys\": \"note/*\", \"labels\": [], \"type\": \"register\"}]}";

typedef struct shop {
  aa_deployment *deployment;
  aa_region *eu, *us;
} shop;

/* Fails the test and says why. */
static inline void succeeded(aa_status status, aa_error *error, const char *call, int line) {
  if (status == AA_OK) return;
  fprintf(stderr, "line %d: %s: %s: %s\n", line, call, aa_status_text(status),
          error == NULL ? "no error was made" : aa_error_message(error));
  check_failed_here = 1;
  aa_error_free(error);
}

/* A call with the argument `&error` that must succeed. */
#define ok(call)                                       \
  do {                                                 \
    aa_error *error = NULL;                            \
    const aa_status status_of_call = call;             \
    succeeded(status_of_call, error, #call, __LINE__); \
  } while (0)

/* A call with the argument `&error` that must be refused with a code, and tell why. */
#define refused(code, call)                                                                                       \
  do {                                                                                                            \
    aa_error *error = NULL;                                                                                       \
    const aa_status status_of_call = call;                                                                        \
    if (status_of_call != (code) || aa_error_code(error) != status_of_call) {                                     \
      fprintf(stderr, "%s:%d: %s instead of %s: %s\n", __FILE__, __LINE__, aa_status_text(status_of_call), #code, \
              #call);                                                                                             \
      check_failed_here = 1;                                                                                      \
    }                                                                                                             \
    aa_error_free(error);                                                                                         \
  } while (0)

static inline shop open_shop(void) {
  shop opened = {NULL, NULL, NULL};
  ok(aa_deployment_parse(aa_str_of(SHOP), &opened.deployment, &error));
  ok(aa_region_open(opened.deployment, AA_STR("eu"), NULL, &opened.eu, &error));
  ok(aa_region_open(opened.deployment, AA_STR("us"), NULL, &opened.us, &error));
  return opened;
}

static inline void close_shop(shop opened) {
  aa_region_free(opened.us);
  aa_region_free(opened.eu);
  aa_deployment_free(opened.deployment);
}

/* Sends all that `to` lacks, and has it acknowledged. Answers how many changes were applied. */
static inline uint64_t send_all(aa_region *from, aa_region *to, const char *name, uint64_t now_ms) {
  aa_batches *batches = NULL;
  aa_buffer *acknowledgement = NULL;
  uint64_t applied = 0;
  ok(aa_region_batches_for(from, now_ms, aa_str_of(name), 1 << 20, &batches, &error));
  for (size_t at = 0; at < aa_batches_len(batches); ++at) {
    aa_apply_summary summary;
    ok(aa_region_apply(to, now_ms, aa_batches_at(batches, at), &summary, NULL, &error));
    applied += summary.applied;
  }
  aa_batches_free(batches);
  const char *from_name = strcmp(name, "us") == 0 ? "eu" : "us";
  ok(aa_region_acknowledgement_for(to, aa_str_of(from_name), &acknowledgement, &error));
  ok(aa_region_acknowledge(from, aa_buffer_bytes(acknowledgement), NULL, &error));
  aa_buffer_free(acknowledgement);
  return applied;
}

/* Whether the value of a record is this JSON; null: whether there is no record. */
static inline int reads(const aa_region *region, const char *key, const char *json) {
  aa_read *read = NULL;
  aa_buffer *value = NULL;
  int same = 0;
  ok(aa_region_get(region, AA_NOW, aa_str_of(key), &read, &error));
  if (read == NULL || json == NULL) {
    aa_read_free(read);
    return read == NULL && json == NULL;
  }
  ok(aa_read_value(read, &value, &error));
  same = strcmp(aa_buffer_text(value), json) == 0;
  if (!same) fprintf(stderr, "%s is %s\n", key, aa_buffer_text(value));
  aa_buffer_free(value);
  aa_read_free(read);
  return same;
}

/* Whether a document contains a text; frees the document. */
static inline int contains(aa_buffer *document, const char *text) {
  const int found = document != NULL && strstr(aa_buffer_text(document), text) != NULL;
  if (!found && document != NULL) fprintf(stderr, "%s lacks %s\n", aa_buffer_text(document), text);
  aa_buffer_free(document);
  return found;
}

#endif
