#include <active_active.hpp>
#include <string>

#include "check.h"

static void the_version_is_the_c_librarys() { check(active_active::version() == std::string(aa_version())); }

int main() {
  run(the_version_is_the_c_librarys);
  finish();
}
