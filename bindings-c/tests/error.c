#include "shop.h"

static void an_error_tells_code_area_message_and_details(void) {
  aa_error *error = NULL;
  aa_clock *clock = NULL;
  const aa_clock_options options = aa_clock_options_default(1);
  const aa_timestamp ahead = {UINT64_C(20000) << 16, 7};
  ok(aa_clock_new(&options, &clock, &error));
  check(aa_clock_observe(clock, ahead, 1000, &error) == AA_CLOCK_DRIFT);
  check(aa_error_code(error) == AA_CLOCK_DRIFT);
  check(strcmp(aa_error_code_text(error), "clock_drift") == 0);
  check(strcmp(aa_error_area(error), "clock") == 0);
  check(strlen(aa_error_message(error)) > 20);
  check(aa_error_detail(error, AA_STR("limit_ms")) != NULL);
  check(strcmp(aa_error_detail(error, AA_STR("limit_ms")), "5000") == 0);
  check(strstr(aa_error_details(error), "\"limit_ms\":5000") != NULL);
  check(aa_error_detail(error, AA_STR("no_such_detail")) == NULL);
  check(aa_error_detail(error, AA_STR("\xff")) == NULL);
  aa_error_free(error);
  aa_clock_free(clock);
}

static void a_deployment_error_tells_the_place(void) {
  aa_error *error = NULL;
  aa_deployment *deployment = NULL;
  check(aa_deployment_parse(AA_STR("{\"version\":1,\"name\":\"x\",\"regions\":[{\"name\":\"eu\",\"number\":0}],"
                                   "\"classes\":[]}"),
                            &deployment, &error) == AA_DEPLOYMENT_INVALID);
  check(deployment == NULL);
  check(aa_error_detail(error, AA_STR("place")) != NULL);
  check(strcmp(aa_error_detail(error, AA_STR("place")), "regions[0].number") == 0);
  aa_error_free(error);
}

static void a_nul_in_a_message_does_not_end_it(void) {
  const shop s = open_shop();
  aa_error *error = NULL;
  check(aa_region_delete(s.eu, NOW, (aa_str){"a\0b", 3}, NO_CONTEXT, NULL, &error) != AA_OK);
  check(error != NULL && strlen(aa_error_message(error)) > 10);
  check(error != NULL && aa_error_details(error)[0] == '{');
  aa_error_free(error);
  close_shop(s);
}

static void nobody_has_to_take_an_error(void) {
  aa_timestamp timestamp = {1, 2};
  check(aa_timestamp_parse(AA_STR("x"), &timestamp, NULL) == AA_TIMESTAMP_INVALID);
  check(timestamp.packed == 1 && timestamp.node == 2);
}

static void success_leaves_the_error_alone(void) {
  aa_error *error = (aa_error *)&error;
  aa_timestamp timestamp;
  check(aa_timestamp_new(1, 2, 3, &timestamp, &error) == AA_OK);
  check(error == (aa_error *)&error);
}

static void the_null_error_answers(void) {
  check(aa_error_code(NULL) == AA_OK);
  check(aa_error_code_text(NULL) == NULL);
  check(aa_error_area(NULL) == NULL);
  check(aa_error_message(NULL) == NULL);
  check(aa_error_detail(NULL, AA_STR("place")) == NULL);
  check(aa_error_details(NULL) == NULL);
  aa_error_free(NULL);
}

int main(void) {
  run(an_error_tells_code_area_message_and_details);
  run(a_deployment_error_tells_the_place);
  run(a_nul_in_a_message_does_not_end_it);
  run(nobody_has_to_take_an_error);
  run(success_leaves_the_error_alone);
  run(the_null_error_answers);
  finish();
}
