#include <active_active.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static void header_and_library_are_of_one_version(void) {
  check(strcmp(aa_version(), AA_VERSION) == 0);
  check(aa_version_number() == AA_VERSION_NUMBER);
  check(aa_abi_version() == AA_ABI_VERSION);
}

static void the_macros_agree(void) {
  char text[32];
  snprintf(text, sizeof text, "%d.%d.%d", AA_VERSION_MAJOR, AA_VERSION_MINOR, AA_VERSION_PATCH);
  check(strcmp(text, AA_VERSION) == 0);
  check(AA_VERSION_NUMBER == AA_VERSION_MAJOR * 65536 + AA_VERSION_MINOR * 256 + AA_VERSION_PATCH);
}

static void a_literal_knows_its_length(void) {
  const aa_str text = AA_STR("a\0b"), same = aa_str_of("ab");
  check(text.len == 3);
  check(same.len == 2 && memcmp(same.data, "ab", 2) == 0);
  check(aa_str_of(NULL).data == NULL && aa_str_of(NULL).len == 0);
}

int main(void) {
  run(header_and_library_are_of_one_version);
  run(the_macros_agree);
  run(a_literal_knows_its_length);
  finish();
}
