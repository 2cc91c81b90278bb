/* What goes between regions, and what can be seen of it. */
#include <stdlib.h>

#include "shop.h"

static aa_digest digest_of(const aa_region *region) {
  aa_digest digest = {{0}};
  ok(aa_region_digest(region, &digest, &error));
  return digest;
}

static int same(const aa_region *a, const aa_region *b) {
  const aa_digest x = digest_of(a), y = digest_of(b);
  return memcmp(&x, &y, sizeof x) == 0;
}

static void put(aa_region *region, const char *key, const char *value) {
  ok(aa_region_put(region, NOW, aa_str_of(key), NULL, 0, aa_str_of(value), NO_CONTEXT, NULL, &error));
}

static void two_regions_converge_and_tell_the_conflict(void) {
  const shop s = open_shop();
  aa_buffer *document = NULL;
  aa_conflict_filter filter = {AA_STR("insert_insert"), NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, 0, 0, 0};
  char id[33] = "";
  uint64_t dropped = 9;
  put(s.eu, "note/1", "\"from eu\"");
  put(s.us, "note/1", "\"from us\"");
  check(!same(s.eu, s.us));
  check(send_all(s.eu, s.us, "us", NOW) == 1);
  check(send_all(s.us, s.eu, "eu", NOW) >= 1);
  check(same(s.eu, s.us));
  check(reads(s.eu, "note/1", "\"from us\"") && reads(s.us, "note/1", "\"from us\""));
  ok(aa_region_conflicts(s.eu, NULL, &document, &error));
  const char *at = strstr(aa_buffer_text(document), "\"id\":\"");
  if (at != NULL) memcpy(id, at + 6, 32);
  check(contains(document, "\"a_value\":\"from eu\""));
  ok(aa_region_conflict(s.us, aa_str_of(id), &document, &error));
  check(contains(document, "\"winner\":\"b\""));
  ok(aa_region_conflicts(s.eu, &filter, &document, &error));
  check(contains(document, id));
  filter.state = AA_STR("waiting");
  ok(aa_region_conflicts(s.eu, &filter, &document, &error));
  check(contains(document, "[]"));
  filter.kind = AA_STR("no such kind");
  refused(AA_INVALID_ARGUMENT, aa_region_conflicts(s.eu, &filter, &document, &error));
  refused(AA_UNKNOWN_CONFLICT, aa_region_conflict(s.eu, AA_STR("00000000000000000000000000000000"), &document, &error));
  refused(AA_PART_MALFORMED, aa_region_conflict(s.eu, AA_STR("no id"), &document, &error));
  ok(aa_region_conflicts_dropped(s.eu, &dropped, &error));
  check(dropped == 0);
  close_shop(s);
}

static void duplicates_change_nothing(void) {
  const shop s = open_shop();
  aa_batches *batches = NULL;
  aa_apply_summary summary;
  aa_buffer *report = NULL;
  put(s.eu, "note/1", "1");
  put(s.eu, "note/2", "2");
  ok(aa_region_batches_for(s.eu, NOW, AA_STR("us"), 1 << 20, &batches, &error));
  check(aa_batches_len(batches) == 1);
  check(aa_batches_at(batches, 1).data == NULL);
  ok(aa_region_apply(s.us, NOW, aa_batches_at(batches, 0), &summary, &report, &error));
  check(summary.applied == 2 && summary.duplicates == 0 && summary.stream.region == 1);
  check(contains(report, "\"applied\":2"));
  ok(aa_region_apply(s.us, NOW, aa_batches_at(batches, 0), &summary, NULL, &error));
  check(summary.applied == 0 && summary.duplicates == 2);
  ok(aa_region_apply(s.us, NOW, aa_batches_at(batches, 0), NULL, NULL, &error));
  aa_batches_free(batches);
  refused(AA_UNKNOWN_REGION, aa_region_batches_for(s.eu, NOW, AA_STR("mars"), 1 << 20, &batches, &error));
  close_shop(s);
}

static void what_cannot_be_applied_yet_waits(void) {
  const shop s = open_shop();
  aa_batches *first = NULL, *both = NULL;
  aa_apply_summary summary;
  aa_buffer *document = NULL;
  put(s.eu, "note/1", "1");
  put(s.eu, "note/2", "2");
  ok(aa_region_batches_for(s.eu, NOW, AA_STR("us"), 1, &both, &error));
  check(aa_batches_len(both) == 2);
  ok(aa_region_apply(s.us, NOW, aa_batches_at(both, 1), &summary, NULL, &error));
  check(summary.applied == 0 && summary.held == 1);
  ok(aa_region_held(s.us, &document, &error));
  check(contains(document, "\"code\":\"batch_gap\""));
  ok(aa_region_apply(s.us, NOW, aa_batches_at(both, 0), &summary, NULL, &error));
  check(summary.applied == 2 && summary.released == 1 && summary.held == 0);
  aa_batches_free(both);

  put(s.eu, "note/3", "3");
  ok(aa_region_batches_for(s.eu, NOW, AA_STR("us"), 1 << 20, &first, &error));
  ok(aa_region_apply(s.us, NOW - 60000, aa_batches_at(first, aa_batches_len(first) - 1), &summary, NULL, &error));
  check(summary.held == 1);
  ok(aa_region_retry_held(s.us, NOW - 60000, &document, &error));
  check(contains(document, "[]"));
  ok(aa_region_retry_held(s.us, NOW, &document, &error));
  check(contains(document, "\"released\":1"));
  check(reads(s.us, "note/3", "3"));
  aa_batches_free(first);
  close_shop(s);
}

static void a_damaged_batch_changes_nothing(void) {
  const shop s = open_shop();
  aa_batches *batches = NULL;
  put(s.eu, "note/1", "{\"a\":[1,2,3]}");
  ok(aa_region_batches_for(s.eu, NOW, AA_STR("us"), 1 << 20, &batches, &error));
  const aa_bytes batch = aa_batches_at(batches, 0);
  uint8_t *damaged = malloc(batch.len);
  const aa_digest before = digest_of(s.us);
  for (size_t len = 0; len < batch.len; ++len) {
    const aa_status status = aa_region_apply(s.us, NOW, (aa_bytes){batch.data, len}, NULL, NULL, NULL);
    check(status != AA_OK && status != AA_INTERNAL);
  }
  const aa_digest after = digest_of(s.us);
  check(memcmp(&before, &after, sizeof before) == 0);
  for (size_t at = 0; at < batch.len; ++at) {
    memcpy(damaged, batch.data, batch.len);
    damaged[at] ^= 0xff;
    check(aa_region_apply(s.us, NOW, (aa_bytes){damaged, batch.len}, NULL, NULL, NULL) != AA_INTERNAL);
  }
  free(damaged);
  aa_batches_free(batches);
  close_shop(s);
}

static void an_acknowledgement_ends_the_sending(void) {
  const shop s = open_shop();
  aa_buffer *acknowledgement = NULL, *sender = NULL;
  aa_batches *batches = NULL;
  put(s.eu, "note/1", "1");
  check(send_all(s.eu, s.us, "us", NOW) == 1);
  ok(aa_region_acknowledgement_for(s.us, AA_STR("eu"), &acknowledgement, &error));
  ok(aa_region_acknowledge(s.eu, aa_buffer_bytes(acknowledgement), &sender, &error));
  check(strcmp(aa_buffer_text(sender), "us") == 0);
  ok(aa_region_batches_for(s.eu, NOW, AA_STR("us"), 1 << 20, &batches, &error));
  check(aa_batches_len(batches) == 0);
  refused(AA_ACKNOWLEDGEMENT_MALFORMED, aa_region_acknowledge(s.eu, (aa_bytes){(const uint8_t *)"?", 1}, NULL, &error));
  aa_batches_free(batches);
  aa_buffer_free(sender);
  aa_buffer_free(acknowledgement);
  close_shop(s);
}

static void the_feed_tells_what_became_visible(void) {
  const shop s = open_shop();
  aa_buffer *feed = NULL;
  put(s.eu, "note/1", "1");
  put(s.eu, "note/2", "2");
  ok(aa_region_changes_since(s.eu, 0, 1, &feed, &error));
  check(strstr(aa_buffer_text(feed), "note/1") != NULL && strstr(aa_buffer_text(feed), "note/2") == NULL);
  check(contains(feed, "\"cursor\":1"));
  ok(aa_region_changes_since(s.eu, 1, 10, &feed, &error));
  check(contains(feed, "note/2"));
  close_shop(s);
}

static void a_snapshot_restores_as_a_new_incarnation(void) {
  shop s = open_shop();
  aa_buffer *snapshot = NULL, *status = NULL;
  aa_options options = aa_options_default();
  aa_region *restored = NULL;
  put(s.eu, "note/1", "1");
  send_all(s.eu, s.us, "us", NOW);
  ok(aa_region_snapshot(s.eu, &snapshot, &error));
  refused(AA_INCARNATION_USED,
          aa_region_restore(s.deployment, AA_STR("eu"), &options, aa_buffer_bytes(snapshot), &restored, &error));
  options.incarnation = 2;
  ok(aa_region_restore(s.deployment, AA_STR("eu"), &options, aa_buffer_bytes(snapshot), &restored, &error));
  check(reads(restored, "note/1", "1"));
  refused(AA_NOT_CAUGHT_UP,
          aa_region_put(restored, NOW, AA_STR("note/2"), NULL, 0, AA_STR("2"), NO_CONTEXT, NULL, &error));
  aa_region_free(s.eu);
  s.eu = restored;
  send_all(s.us, s.eu, "eu", NOW);
  send_all(s.eu, s.us, "us", NOW);
  aa_buffer *acknowledgement = NULL;
  ok(aa_region_acknowledgement_for(s.us, AA_STR("eu"), &acknowledgement, &error));
  ok(aa_region_acknowledge(s.eu, aa_buffer_bytes(acknowledgement), NULL, &error));
  aa_buffer_free(acknowledgement);
  ok(aa_region_status(s.eu, &status, &error));
  check(contains(status, "\"writable\":true"));
  put(s.eu, "note/2", "2");
  for (size_t len = 0; len < aa_buffer_len(snapshot); len += 7) {
    aa_region *none = NULL;
    const aa_bytes part = {aa_buffer_data(snapshot), len};
    const aa_status refusal = aa_region_restore(s.deployment, AA_STR("eu"), &options, part, &none, NULL);
    check(refusal != AA_OK && refusal != AA_INTERNAL && none == NULL);
  }
  aa_buffer_free(snapshot);
  close_shop(s);
}

static void cursors_and_status_describe_the_region(void) {
  const shop s = open_shop();
  aa_version_vector *cursors = NULL;
  aa_buffer *document = NULL;
  put(s.eu, "note/1", "1");
  ok(aa_region_cursors(s.eu, &cursors, &error));
  ok(aa_version_vector_to_json(cursors, &document, &error));
  check(contains(document, "{\"1.1\":1}"));
  ok(aa_region_status(s.eu, &document, &error));
  check(contains(document, "\"region\":\"eu\""));
  aa_version_vector_free(cursors);
  close_shop(s);
}

static void a_newer_deployment_is_loaded(void) {
  const shop s = open_shop();
  aa_buffer *json = NULL;
  aa_deployment *next = NULL;
  char newer[8192] = "";
  ok(aa_deployment_to_json(s.deployment, &json, &error));
  refused(AA_UNKNOWN_CLASS, aa_region_put(s.eu, NOW, AA_STR("new/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  const char *version = strstr(aa_buffer_text(json), "\"version\":1");
  const char *classes = strstr(aa_buffer_text(json), "\"classes\":[");
  check(version != NULL && classes != NULL && aa_buffer_len(json) < 8000);
  if (version != NULL && classes != NULL) {
    const int head = (int)(classes - aa_buffer_text(json)) + 11;
    snprintf(newer, sizeof newer, "%.*s{\"name\":\"new\",\"keys\":\"new/*\",\"labels\":[],\"type\":\"register\"},%s",
             head, aa_buffer_text(json), classes + 11);
    strstr(newer, "\"version\":1")[10] = '2';
  }
  ok(aa_deployment_parse(aa_str_of(newer), &next, &error));
  ok(aa_region_load_deployment(s.eu, next, &error));
  put(s.eu, "new/1", "1");
  refused(AA_DEPLOYMENT_INCOMPATIBLE, aa_region_load_deployment(s.eu, s.deployment, &error));
  aa_deployment_free(next);
  aa_buffer_free(json);
  close_shop(s);
}

static void what_cannot_be_opened_is_refused(void) {
  const shop s = open_shop();
  aa_region *none = NULL;
  aa_options options = aa_options_default();
  refused(AA_UNKNOWN_REGION, aa_region_open(s.deployment, AA_STR("mars"), NULL, &none, &error));
  options.incarnation = 0;
  refused(AA_INVALID_ARGUMENT, aa_region_open(s.deployment, AA_STR("eu"), &options, &none, &error));
  refused(AA_SNAPSHOT_MALFORMED, aa_region_restore(s.deployment, AA_STR("eu"), NULL, NO_CONTEXT, &none, &error));
  check(none == NULL);
  close_shop(s);
}

int main(void) {
  run(two_regions_converge_and_tell_the_conflict);
  run(duplicates_change_nothing);
  run(what_cannot_be_applied_yet_waits);
  run(a_damaged_batch_changes_nothing);
  run(an_acknowledgement_ends_the_sending);
  run(the_feed_tells_what_became_visible);
  run(a_snapshot_restores_as_a_new_incarnation);
  run(cursors_and_status_describe_the_region);
  run(a_newer_deployment_is_loaded);
  run(what_cannot_be_opened_is_refused);
  finish();
}
