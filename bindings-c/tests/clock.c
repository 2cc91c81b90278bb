#include <pthread.h>
#include <stdlib.h>

#include "shop.h"

#define THREADS 4
#define TICKS 20000

static aa_clock *new_clock(void) {
  const aa_clock_options options = aa_clock_options_default(aa_node(1, 1, 0));
  aa_clock *clock = NULL;
  ok(aa_clock_new(&options, &clock, &error));
  return clock;
}

static void ticks_rise_and_exceed_what_was_observed(void) {
  aa_clock *clock = new_clock();
  aa_timestamp first, second, third, last;
  uint64_t node = 0;
  ok(aa_clock_tick(clock, 5, &first, &error));
  ok(aa_clock_tick_exclusive(clock, 5, &second, &error));
  check(aa_timestamp_compare(first, second) < 0);
  ok(aa_clock_observe(clock, (aa_timestamp){100 << 16 | 3, 9}, 50, &error));
  ok(aa_clock_tick(clock, 50, &third, &error));
  check(third.packed == (100 << 16 | 4));
  ok(aa_clock_last(clock, &last, &error));
  check(aa_timestamp_compare(third, last) == 0);
  ok(aa_clock_node(clock, &node, &error));
  check(node == aa_node(1, 1, 0));
  aa_clock_free(clock);
}

static void now_is_the_systems(void) {
  aa_clock *clock = new_clock();
  aa_timestamp timestamp;
  ok(aa_clock_tick(clock, AA_NOW, &timestamp, &error));
  check(aa_timestamp_ms(timestamp) > UINT64_C(1600000000000));
  aa_clock_free(clock);
}

static void drift_is_refused_and_changes_nothing(void) {
  aa_clock *clock = new_clock();
  aa_timestamp last;
  const aa_timestamp ahead = {UINT64_C(6001) << 16, 9};
  refused(AA_CLOCK_DRIFT, aa_clock_observe(clock, ahead, 1000, &error));
  refused(AA_CLOCK_DRIFT, aa_clock_check_drift(clock, ahead, 1000, &error));
  ok(aa_clock_check_drift(clock, ahead, 1001, &error));
  ok(aa_clock_last(clock, &last, &error));
  check(last.packed == 0);
  aa_clock_free(clock);
}

static void a_bound_holds_and_a_restart_starts_at_it(void) {
  aa_clock *clock = new_clock(), *again = NULL;
  uint64_t bound = 0;
  aa_timestamp timestamp;
  const aa_clock_options options = aa_clock_options_default(1);
  ok(aa_clock_bound_ms(clock, &bound, &error));
  check(bound == AA_NONE);
  ok(aa_clock_reserve(clock, 10000, 3000, &bound, &error));
  check(bound == 13000);
  ok(aa_clock_confirm_reserve(clock, bound, &error));
  ok(aa_clock_tick(clock, 12999, &timestamp, &error));
  refused(AA_CLOCK_BOUND, aa_clock_tick(clock, 13000, &timestamp, &error));
  ok(aa_clock_restart(&options, 13000, &again, &error));
  ok(aa_clock_bound_ms(again, &bound, &error));
  check(bound == 13000);
  aa_clock_free(again);
  ok(aa_clock_resume(&options, timestamp, &again, &error));
  ok(aa_clock_tick(again, 1, &timestamp, &error));
  check(aa_timestamp_ms(timestamp) == 12999);
  aa_clock_free(again);
  aa_clock_free(clock);
}

static void a_jump_waits_to_be_confirmed(void) {
  aa_clock_options options = aa_clock_options_device(1);
  aa_clock *clock = NULL;
  aa_timestamp timestamp;
  uint64_t count = 0;
  check(options.max_drift_ms == 300000 && options.max_jump_ms == AA_NONE);
  options.max_jump_ms = 1000;
  ok(aa_clock_new(&options, &clock, &error));
  ok(aa_clock_tick(clock, 500000, &timestamp, &error));
  refused(AA_CLOCK_JUMP, aa_clock_tick(clock, 600000, &timestamp, &error));
  ok(aa_clock_confirm_jump(clock, 600000, &error));
  ok(aa_clock_tick(clock, 600000, &timestamp, &error));
  ok(aa_clock_tick(clock, 400000, &timestamp, &error));
  ok(aa_clock_backward_jumps(clock, &count, &error));
  check(count == 1);
  ok(aa_clock_backward_ms_max(clock, &count, &error));
  check(count == 200000);
  aa_clock_free(clock);
}

typedef struct share {
  const aa_clock *clock;
  uint64_t packed[TICKS];
} share;

static void *tick_away(void *argument) {
  share *mine = argument;
  for (int at = 0; at < TICKS; ++at) {
    aa_timestamp timestamp = {0, 0};
    aa_clock_tick(mine->clock, 1, &timestamp, NULL);
    mine->packed[at] = timestamp.packed;
  }
  return NULL;
}

static int by_number(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void threads_never_get_one_timestamp_twice(void) {
  static share shares[THREADS];
  static uint64_t all[THREADS * TICKS];
  pthread_t threads[THREADS];
  aa_clock *clock = new_clock();
  for (int at = 0; at < THREADS; ++at) {
    shares[at].clock = clock;
    check(pthread_create(&threads[at], NULL, tick_away, &shares[at]) == 0);
  }
  for (int at = 0; at < THREADS; ++at) {
    pthread_join(threads[at], NULL);
    memcpy(all + at * TICKS, shares[at].packed, sizeof shares[at].packed);
  }
  qsort(all, THREADS * TICKS, sizeof *all, by_number);
  int twice = 0;
  for (int at = 1; at < THREADS * TICKS; ++at) twice += all[at] == all[at - 1];
  check(all[0] != 0 && twice == 0);
  aa_clock_free(clock);
}

int main(void) {
  run(ticks_rise_and_exceed_what_was_observed);
  run(now_is_the_systems);
  run(drift_is_refused_and_changes_nothing);
  run(a_bound_holds_and_a_restart_starts_at_it);
  run(a_jump_waits_to_be_confirmed);
  run(threads_never_get_one_timestamp_twice);
  finish();
}
