/* What another region may be told, where labels say which regions may hold what. */
#include <string.h>

#include "shop.h"

static const char CONFINED[] =
    "{\"version\": 1, \"name\": \"shop\", \"regions\": [{\"name\": \"eu\", \"number\": 1, \"country\": \"DE\"},"
    " {\"name\": \"us\", \"number\": 2, \"country\": \"US\"}],"
    " \"labels\": [{\"name\": \"personal\", \"number\": 1, \"rules\": [{\"only_in\": \"country:DE\"}]}],"
    " \"classes\": [{\"name\": \"people\", \"keys\": \"person/*\", \"labels\": [\"personal\"], \"type\": \"register\"},"
    " {\"name\": \"rest\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\"}]}";

static void put(aa_region *region, const char *key, const char *value) {
  ok(aa_region_put(region, NOW, aa_str_of(key), NULL, 0, aa_str_of(value), NO_CONTEXT, NULL, &error));
}

static shop open_confined(void) {
  shop opened = {NULL, NULL, NULL};
  ok(aa_deployment_parse(aa_str_of(CONFINED), &opened.deployment, &error));
  ok(aa_region_open(opened.deployment, AA_STR("eu"), NULL, &opened.eu, &error));
  ok(aa_region_open(opened.deployment, AA_STR("us"), NULL, &opened.us, &error));
  return opened;
}

static void a_region_is_told_only_what_it_may_hold(void) {
  const shop s = open_confined();
  aa_digest of_eu, of_us, all;
  put(s.eu, "person/1", "\"Anna\"");
  put(s.eu, "note", "1");
  check(send_all(s.eu, s.us, "us", NOW + 1) == 1);
  ok(aa_region_digest_for(s.eu, AA_STR("us"), &of_eu, &error));
  ok(aa_region_digest_for(s.us, AA_STR("eu"), &of_us, &error));
  ok(aa_region_digest(s.eu, &all, &error));
  check(memcmp(of_eu.bytes, of_us.bytes, sizeof of_eu.bytes) == 0);
  check(memcmp(of_eu.bytes, all.bytes, sizeof of_eu.bytes) != 0);
  refused(AA_RESIDENCY_DENIED, aa_region_put(s.us, NOW, AA_STR("person/1"), NULL, 0, AA_STR("1"),
                                             NO_CONTEXT, NULL, &error));
  refused(AA_UNKNOWN_REGION, aa_region_digest_for(s.eu, AA_STR("mars"), &of_eu, &error));
  close_shop(s);
}

static void a_snapshot_for_a_region_has_only_what_it_may_hold(void) {
  const shop s = open_confined();
  aa_buffer *snapshot = NULL;
  put(s.eu, "person/1", "\"Anna\"");
  put(s.eu, "note", "1");
  ok(aa_region_snapshot_for(s.eu, AA_STR("us"), &snapshot, &error));
  aa_options options = aa_options_default();
  options.incarnation = 2;
  aa_region *restored = NULL;
  ok(aa_region_restore(s.deployment, AA_STR("us"), &options, aa_buffer_bytes(snapshot), &restored, &error));
  check(reads(restored, "note", "1"));
  aa_region_free(restored);
  aa_buffer_free(snapshot);
  close_shop(s);
}

static void nothing_is_to_be_erased_where_nothing_changed(void) {
  const shop s = open_confined();
  aa_buffer *purges = NULL;
  ok(aa_region_purges(s.us, NOW, &purges, &error));
  check(strcmp(aa_buffer_text(purges), "[]") == 0);
  aa_buffer_free(purges);
  close_shop(s);
}

static int says(aa_buffer *written, const char *part) {
  const int found = strstr(aa_buffer_text(written), part) != NULL;
  aa_buffer_free(written);
  return found;
}

static void a_deployment_decides_with_reasons(void) {
  const shop s = open_confined();
  aa_buffer *text = NULL;
  uint32_t labels = 0;
  bool allows = true;
  ok(aa_deployment_label_set(s.deployment, AA_STR("[\"personal\"]"), &labels, &error));
  check(labels == 1);
  ok(aa_deployment_allows(s.deployment, labels, AA_STR("store"), AA_STR("us"), NOW, &allows, &error));
  check(!allows);
  ok(aa_deployment_allowed(s.deployment, labels, AA_STR("store"), NOW, &text, &error));
  check(says(text, "[\"eu\"]"));
  ok(aa_deployment_decide(s.deployment,
                          AA_STR("{\"action\": \"store\", \"class\": \"people\", \"region\": \"us\","
                                 " \"as_of_ms\": 1700000000000}"),
                          &text, &error));
  check(says(text, "\"code\":\"not_allowed_region\""));
  ok(aa_deployment_warnings(s.deployment, NOW, &text, &error));
  check(says(text, "classes[0].labels"));
  refused(AA_UNKNOWN_JURISDICTION, aa_deployment_jurisdiction(s.deployment, AA_STR("eea"), NOW, &text, &error));
  ok(aa_find_place(AA_STR("aws:eu-central-1"), &text, &error));
  check(says(text, "\"country\":\"DE\""));
  ok(aa_places(&text, &error));
  check(says(text, "aws:eu-central-1"));
  ok(aa_data_sets(&text, &error));
  check(says(text, "EEA"));
  close_shop(s);
}

int main(void) {
  run(a_region_is_told_only_what_it_may_hold);
  run(a_snapshot_for_a_region_has_only_what_it_may_hold);
  run(nothing_is_to_be_erased_where_nothing_changed);
  run(a_deployment_decides_with_reasons);
  finish();
}
