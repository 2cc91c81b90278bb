/* Conflicts: what is decided about them, the stream of their records, explanations, and changed deployments. */
#include "shop.h"

#define NOBODY "00000000000000000000000000000000"

static const char LATER[] =
    "{\"version\": 2, \"name\": \"shop\","
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
    "  {\"name\": \"notes\", \"keys\": \"note/*\", \"labels\": [], \"type\": \"register\", \"strategy\": \"max\"}]}";

/* Both regions write a key apart, the second later, and exchange; gives the id of the conflict. */
static void disagree(const shop *s, const char *key, char id[33]) {
  aa_buffer *document = NULL;
  aa_conflict_filter filter = {NO_TEXT, NO_TEXT, aa_str_of(key), NO_TEXT, AA_STR("us"), NOW, NOW + 2, 1};
  ok(aa_region_put(s->eu, NOW, aa_str_of(key), NULL, 0, AA_STR("7"), NO_CONTEXT, NULL, &error));
  ok(aa_region_put(s->us, NOW + 1, aa_str_of(key), NULL, 0, AA_STR("5"), NO_CONTEXT, NULL, &error));
  send_all(s->eu, s->us, "us", NOW + 2);
  send_all(s->us, s->eu, "eu", NOW + 2);
  ok(aa_region_conflicts(s->eu, &filter, &document, &error));
  const char *at = strstr(aa_buffer_text(document), "\"id\":\"");
  if (at != NULL) memcpy(id, at + 6, 32);
  id[32] = '\0';
  aa_buffer_free(document);
}

static void a_conflict_is_settled(void) {
  const shop s = open_shop();
  aa_buffer *document = NULL;
  aa_written written;
  char id[33] = "";
  disagree(&s, "setting/1", id);
  ok(aa_region_conflicts_since(s.eu, 0, 10, &document, &error));
  check(contains(document, "\"state\":\"waiting\""));
  refused(AA_INVALID_ARGUMENT, aa_region_undo_conflict(s.eu, NOW + 3, aa_str_of(id), NULL, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_resolve_conflict(s.eu, NOW + 3, aa_str_of(id), NO_TEXT, NO_TEXT, NULL, &error));
  ok(aa_region_resolve_conflict(s.eu, NOW + 3, aa_str_of(id), NO_TEXT, AA_STR("a"), &written, &error));
  check(written.dot.stream.region == 1);
  check(reads(s.eu, "setting/1", "7"));
  refused(AA_CONFLICT_DECIDED, aa_region_resolve_conflict(s.eu, NOW + 3, aa_str_of(id), AA_STR("9"), NO_TEXT, NULL, &error));
  send_all(s.eu, s.us, "us", NOW + 4);
  check(reads(s.us, "setting/1", "7"));
  ok(aa_region_conflict(s.us, aa_str_of(id), &document, &error));
  check(contains(document, "\"state\":\"resolved\""));
  refused(AA_UNKNOWN_CONFLICT, aa_region_undo_conflict(s.eu, NOW + 3, AA_STR(NOBODY), NULL, &error));
  close_shop(s);
}

static void a_decision_is_taken_back(void) {
  const shop s = open_shop();
  aa_buffer *document = NULL;
  char id[33] = "";
  disagree(&s, "note/1", id);
  check(reads(s.eu, "note/1", "5"));
  ok(aa_region_undo_conflict(s.us, NOW + 3, aa_str_of(id), NULL, &error));
  send_all(s.us, s.eu, "eu", NOW + 4);
  check(reads(s.eu, "note/1", "7") && reads(s.us, "note/1", "7"));
  ok(aa_region_explain(s.eu, AA_STR("note/1"), NULL, 0, &document, &error));
  check(contains(document, "\"why\":\"there is one version\""));
  refused(AA_UNKNOWN_CLASS, aa_region_explain(s.eu, AA_STR("nothing"), NULL, 0, &document, &error));
  close_shop(s);
}

static void a_changed_deployment_tells_what_it_changes(void) {
  const shop s = open_shop();
  aa_deployment *later = NULL;
  aa_buffer *document = NULL;
  char id[33] = "";
  disagree(&s, "note/1", id);
  ok(aa_deployment_parse(aa_str_of(LATER), &later, &error));
  ok(aa_deployment_diff(s.deployment, later, &document, &error));
  check(contains(document, "\"place\":\"classes.notes.strategy\""));
  ok(aa_region_replay(s.eu, later, &document, &error));
  check(contains(document, "\"examples\":[{\"key\":\"note/1\",\"new\":7,\"old\":5}]"));
  check(reads(s.eu, "note/1", "5"));
  aa_deployment_free(later);
  close_shop(s);
}

int main(void) {
  run(a_conflict_is_settled);
  run(a_decision_is_taken_back);
  run(a_changed_deployment_tells_what_it_changes);
  finish();
}
