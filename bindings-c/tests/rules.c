/* Rules of a class: what a read says where the merged value does not keep them. */
#include "shop.h"

static const char STAYS[] =
    "{\"version\": 1, \"name\": \"stays\", \"regions\": [{\"name\": \"eu\", \"number\": 1}],"
    " \"classes\": [{\"name\": \"stays\", \"keys\": \"**\", \"labels\": [], \"type\": \"map\","
    "  \"fields\": {\"*\": {\"type\": \"register\"}}, \"rules\": ["
    "  {\"name\": \"ends-after-start\", \"require\": {\"path\": [\"end\"], \"at_least\": {\"path\": [\"start\"]}},"
    "   \"repair\": {\"set\": [\"end\"], \"to\": {\"path\": [\"start\"]}}},"
    "  {\"name\": \"few-guests\", \"require\": {\"path\": [\"guests\"], \"at_most\": {\"value\": 4}}}]}]}";

static aa_region *open_stays(void) {
  aa_deployment *deployment = NULL;
  aa_region *region = NULL;
  ok(aa_deployment_parse(aa_str_of(STAYS), &deployment, &error));
  ok(aa_region_open(deployment, AA_STR("eu"), NULL, &region, &error));
  aa_deployment_free(deployment);
  return region;
}

static void put(aa_region *region, const char *field, const char *value) {
  const aa_str path[] = {aa_str_of(field)};
  ok(aa_region_put(region, NOW, AA_STR("stay/1"), path, 1, aa_str_of(value), NO_CONTEXT, NULL, &error));
}

/* Whether a read names this rule at a place. */
static int names(const aa_read *read, size_t index, const char *rule) {
  const aa_str name = aa_read_violated_at(read, index);
  return name.len == strlen(rule) && memcmp(name.data, rule, name.len) == 0;
}

static void a_read_names_the_rules_that_do_not_hold(void) {
  aa_region *eu = open_stays();
  aa_read *read = NULL;
  put(eu, "start", "18");
  put(eu, "end", "12");
  put(eu, "guests", "5");
  ok(aa_region_get(eu, AA_NOW, AA_STR("stay/1"), &read, &error));
  check(aa_read_violated_len(read) == 2);
  check(names(read, 0, "ends-after-start") && names(read, 1, "few-guests"));
  check(aa_read_violated_at(read, 2).data == NULL && aa_read_violated_at(read, SIZE_MAX).len == 0);
  check(reads(eu, "stay/1", "{\"end\":18,\"guests\":5,\"start\":18}"));
  aa_read_free(read);
  aa_region_free(eu);
}

static void a_value_that_keeps_the_rules_violates_none(void) {
  aa_region *eu = open_stays();
  aa_read *read = NULL;
  put(eu, "guests", "4");
  ok(aa_region_get(eu, AA_NOW, AA_STR("stay/1"), &read, &error));
  check(aa_read_violated_len(read) == 0 && aa_read_violated_at(read, 0).data == NULL);
  aa_read_free(read);
  aa_region_free(eu);
}

int main(void) {
  run(a_read_names_the_rules_that_do_not_hold);
  run(a_value_that_keeps_the_rules_violates_none);
  finish();
}
