#include <active_active.h>
#include <string.h>

#include "check.h"

static void zero_is_success(void) {
  check(AA_OK == 0);
  check(strcmp(aa_status_text(AA_OK), "ok") == 0);
  check(strcmp(aa_status_area(AA_OK), "") == 0);
}

static void a_status_has_its_text_and_its_area(void) {
  check(AA_CLOCK_DRIFT == 100);
  check(strcmp(aa_status_text(AA_CLOCK_DRIFT), "clock_drift") == 0);
  check(strcmp(aa_status_area(AA_CLOCK_DRIFT), "clock") == 0);
  check(AA_INTERNAL == 453);
  check(strcmp(aa_status_text(AA_INTERNAL), "internal") == 0);
  check(strcmp(aa_status_area(AA_INTERNAL), "usage") == 0);
}

static void a_number_that_is_none_is_unknown(void) {
  check(strcmp(aa_status_text((aa_status)7), "unknown") == 0);
  check(strcmp(aa_status_area((aa_status)7), "") == 0);
}

int main(void) {
  run(zero_is_success);
  run(a_status_has_its_text_and_its_area);
  run(a_number_that_is_none_is_unknown);
  finish();
}
