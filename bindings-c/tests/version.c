#include <active_active.h>
#include <string.h>

#include "check.h"

static void the_version_is_text(void) {
  check(strlen(aa_version()) >= strlen("0.0.0"));
}

int main(void) {
  run(the_version_is_text);
  finish();
}
