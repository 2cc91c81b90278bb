/* A test is a function; `check` says what failed and where; `run` prints one line that the runner counts. */
#ifndef ACTIVE_ACTIVE_CHECK_H
#define ACTIVE_ACTIVE_CHECK_H

#include <stdio.h>

static int check_failed_here;
static int check_failed_tests;

#define check(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      check_failed_here = 1;                                                  \
    }                                                                         \
  } while (0)

#define run(test)                                                  \
  do {                                                             \
    check_failed_here = 0;                                         \
    test();                                                        \
    printf("%s %s\n", check_failed_here ? "not ok" : "ok", #test); \
    fflush(stdout);                                                \
    check_failed_tests += check_failed_here;                       \
  } while (0)

#define finish() return check_failed_tests == 0 ? 0 : 1

#endif
