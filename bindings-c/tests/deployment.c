#include "shop.h"

static aa_deployment *parsed(const char *json) {
  aa_deployment *deployment = NULL;
  ok(aa_deployment_parse(aa_str_of(json), &deployment, &error));
  return deployment;
}

static void a_deployment_answers_questions(void) {
  aa_deployment *deployment = parsed(SHOP);
  uint64_t version = 0;
  uint16_t number = 0;
  aa_str name = NO_TEXT, class_name = NO_TEXT;
  ok(aa_deployment_version(deployment, &version, &error));
  ok(aa_deployment_name(deployment, &name, &error));
  ok(aa_deployment_class_of(deployment, AA_STR("page/1"), &class_name, &error));
  check(version == 1);
  check(name.len == 4 && memcmp(name.data, "shop", 4) == 0);
  check(class_name.len == 5 && memcmp(class_name.data, "pages", 5) == 0);
  ok(aa_deployment_region_number(deployment, AA_STR("us"), &number, &error));
  check(number == 2);
  ok(aa_deployment_partition_of(deployment, AA_STR("page/1"), &number, &error));
  check(number == 0);
  refused(AA_UNKNOWN_REGION, aa_deployment_region_number(deployment, AA_STR("mars"), &number, &error));
  refused(AA_UNKNOWN_CLASS, aa_deployment_class_of(deployment, AA_STR("nothing"), &class_name, &error));
  aa_deployment_free(deployment);
}

static void the_normalized_document_has_the_same_digest(void) {
  aa_deployment *deployment = parsed(SHOP), *again = NULL;
  aa_buffer *json = NULL;
  aa_digest digest, digest_again;
  ok(aa_deployment_to_json(deployment, &json, &error));
  again = parsed(aa_buffer_text(json));
  ok(aa_deployment_digest(deployment, &digest, &error));
  ok(aa_deployment_digest(again, &digest_again, &error));
  check(memcmp(&digest, &digest_again, sizeof digest) == 0);
  aa_buffer_free(json);
  aa_deployment_free(again);
  aa_deployment_free(deployment);
}

static void a_successor_is_checked(void) {
  aa_deployment *first = parsed(
      "{\"version\":1,\"name\":\"x\",\"regions\":[{\"name\":\"eu\",\"number\":1}],"
      "\"classes\":[{\"name\":\"c\",\"keys\":\"**\",\"labels\":[],\"type\":\"counter\"}]}");
  aa_deployment *other = parsed(
      "{\"version\":1,\"name\":\"x\",\"regions\":[{\"name\":\"eu\",\"number\":2}],"
      "\"classes\":[{\"name\":\"c\",\"keys\":\"**\",\"labels\":[],\"type\":\"counter\"}]}");
  aa_deployment *next = parsed(
      "{\"version\":2,\"name\":\"x\",\"regions\":[{\"name\":\"eu\",\"number\":1}],"
      "\"classes\":[{\"name\":\"c\",\"keys\":\"**\",\"labels\":[],\"type\":\"set\"}]}");
  refused(AA_DEPLOYMENT_FORKED, aa_deployment_check_successor(first, other, &error));
  refused(AA_DEPLOYMENT_INCOMPATIBLE, aa_deployment_check_successor(first, next, &error));
  ok(aa_deployment_check_successor(first, first, &error));
  aa_deployment_free(next);
  aa_deployment_free(other);
  aa_deployment_free(first);
}

static void a_region_outlives_the_handle_of_its_deployment(void) {
  shop s = open_shop();
  aa_deployment_free(s.deployment);
  s.deployment = NULL;
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  check(reads(s.eu, "note/1", "1"));
  close_shop(s);
}

int main(void) {
  run(a_deployment_answers_questions);
  run(the_normalized_document_has_the_same_digest);
  run(a_successor_is_checked);
  run(a_region_outlives_the_handle_of_its_deployment);
  finish();
}
