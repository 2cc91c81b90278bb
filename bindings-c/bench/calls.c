/* What calls from C cost: medians of several rounds, and their ratios to a call of C into another shared library. */
#include <active_active.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 51
#define CALLS 20000
#define CHANGES 1000
#define BATCHES 30
#define KEYS 10000
#define NOW UINT64_C(1700000000000)

static const char DEPLOYMENT[] =
    "{\"version\": 1, \"name\": \"bench\","
    " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
    " \"classes\": [{\"name\": \"pages\", \"keys\": \"page/*\", \"labels\": [], \"type\": \"counter\"},"
    "              {\"name\": \"rest\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\"}]}";

static aa_clock *clock_handle;
static aa_region *region;
static char value[103];

static void must(aa_status status) {
  if (status == AA_OK) return;
  fprintf(stderr, "refused: %s\n", aa_status_text(status));
  exit(1);
}

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* A call to the least function of the C library; the pointer keeps the compiler from knowing it. */
static int (*volatile least_of_c)(int) = abs;
static volatile uint64_t sink;

static void call_c(int at) { sink = (uint64_t)least_of_c(at); }
static void call_trivial(int at) {
  (void)at;
  sink = aa_abi_version();
}
static void call_through_the_boundary(int at) {
  uint64_t node = 0;
  (void)at;
  aa_clock_node(clock_handle, &node, NULL);
  sink = node;
}
static void call_clock_gettime(int at) {
  struct timespec now;
  (void)at;
  clock_gettime(CLOCK_REALTIME, &now);
  sink = (uint64_t)now.tv_nsec;
}
static void call_tick(int at) {
  aa_timestamp timestamp;
  (void)at;
  must(aa_clock_tick(clock_handle, AA_NOW, &timestamp, NULL));
}
static void call_tick_exclusive(int at) {
  aa_timestamp timestamp;
  (void)at;
  must(aa_clock_tick_exclusive(clock_handle, AA_NOW, &timestamp, NULL));
}
static void call_tick_given(int at) {
  aa_timestamp timestamp;
  must(aa_clock_tick(clock_handle, NOW + (uint64_t)at, &timestamp, NULL));
}
static void call_put(int at) {
  (void)at;
  must(aa_region_put(region, AA_NOW, AA_STR("key"), NULL, 0, (aa_str){value, sizeof value - 1}, (aa_bytes){NULL, 0},
                     NULL, NULL));
}
static void call_get(int at) {
  aa_read *read = NULL;
  (void)at;
  must(aa_region_get(region, AA_NOW, AA_STR("key"), &read, NULL));
  aa_read_free(read);
}
static void call_increment(int at) {
  (void)at;
  must(aa_region_increment(region, AA_NOW, AA_STR("page/1"), NULL, 0, 1, NULL, NULL));
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *figures, size_t count) {
  qsort(figures, count, sizeof *figures, by_size);
  return figures[count / 2];
}

typedef struct row {
  const char *name;
  void (*call)(int);
  int calls;
  double rounds[ROUNDS];
} row;

static row ROWS[] = {
    {"a C function of another library", call_c, CALLS, {0}},
    {"aa_abi_version (a trivial call)", call_trivial, CALLS, {0}},
    {"aa_clock_node (with the panic boundary)", call_through_the_boundary, CALLS, {0}},
    {"aa_clock_tick, time given", call_tick_given, CALLS, {0}},
    {"clock_gettime(CLOCK_REALTIME)", call_clock_gettime, CALLS, {0}},
    {"aa_clock_tick, AA_NOW", call_tick, CALLS, {0}},
    {"aa_clock_tick_exclusive, AA_NOW", call_tick_exclusive, CALLS, {0}},
    {"aa_region_get", call_get, CALLS / 10, {0}},
    {"aa_region_put, 100 bytes of JSON", call_put, CALLS / 10, {0}},
    {"aa_region_increment", call_increment, CALLS / 10, {0}},
};

/* Rounds take all rows in turn, so that what slows the machine down for a while slows all of them. */
static double measure_calls(void) {
  const size_t count = sizeof ROWS / sizeof *ROWS;
  for (int round = 0; round < ROUNDS; ++round) {
    for (size_t at = 0; at < count; ++at) {
      const double start = now_ns();
      for (int call = 0; call < ROWS[at].calls; ++call) ROWS[at].call(call);
      ROWS[at].rounds[round] = (now_ns() - start) / ROWS[at].calls;
    }
  }
  double least = 0;
  for (size_t at = 0; at < count; ++at) {
    const double figure = median(ROWS[at].rounds, ROUNDS);
    if (at == 0) least = figure;
    printf("c       %-42s %9.1f ns  %+9.1f ns\n", ROWS[at].name, figure, figure - least);
  }
  return median(ROWS[2].rounds, ROUNDS) - least;
}

static aa_region *opened(const aa_deployment *deployment, const char *name) {
  aa_region *made = NULL;
  must(aa_region_open(deployment, aa_str_of(name), NULL, &made, NULL));
  return made;
}

static uint64_t apply_all(aa_region *to, const aa_batches *batches) {
  uint64_t applied = 0;
  for (size_t at = 0; at < aa_batches_len(batches); ++at) {
    aa_apply_summary summary;
    must(aa_region_apply(to, NOW + BATCHES, aa_batches_at(batches, at), &summary, NULL, NULL));
    applied += summary.applied;
  }
  return applied;
}

/* What a change costs in batches of a thousand, as the median over the batches that one fresh region applies. */
static double apply_ns(const aa_deployment *deployment) {
  aa_region *from = opened(deployment, "eu"), *acknowledging = opened(deployment, "us"), *to = opened(deployment, "us");
  double rounds[BATCHES];
  for (int batch = 0; batch < BATCHES; ++batch) {
    aa_batches *batches = NULL;
    aa_buffer *acknowledgement = NULL;
    for (int change = 0; change < CHANGES; ++change) {
      char key[16];
      snprintf(key, sizeof key, "key%05lld", (batch * 7919LL + change * 104729LL) % KEYS);
      must(aa_region_put(from, NOW + (uint64_t)batch, aa_str_of(key), NULL, 0, (aa_str){value, sizeof value - 1},
                         (aa_bytes){NULL, 0}, NULL, NULL));
    }
    must(aa_region_batches_for(from, NOW + (uint64_t)batch, AA_STR("us"), 1 << 24, &batches, NULL));
    apply_all(acknowledging, batches);
    must(aa_region_acknowledgement_for(acknowledging, AA_STR("eu"), &acknowledgement, NULL));
    must(aa_region_acknowledge(from, aa_buffer_bytes(acknowledgement), NULL, NULL));
    aa_buffer_free(acknowledgement);
    const double start = now_ns();
    const uint64_t applied = apply_all(to, batches);
    rounds[batch] = (now_ns() - start) / (double)applied;
    if (applied != CHANGES) {
      fprintf(stderr, "%llu changes were applied, not %d\n", (unsigned long long)applied, CHANGES);
      exit(1);
    }
    aa_batches_free(batches);
  }
  aa_region_free(to);
  aa_region_free(acknowledging);
  aa_region_free(from);
  return median(rounds, BATCHES);
}

int main(void) {
  aa_deployment *deployment = NULL;
  const aa_clock_options options = aa_clock_options_default(aa_node(1, 1, 0));
  memset(value, 'x', sizeof value);
  value[0] = value[sizeof value - 2] = '"';
  value[sizeof value - 1] = 0;
  must(aa_deployment_parse(aa_str_of(DEPLOYMENT), &deployment, NULL));
  must(aa_clock_new(&options, &clock_handle, NULL));
  region = opened(deployment, "eu");
  must(aa_region_put(region, AA_NOW, AA_STR("key"), NULL, 0, AA_STR("1"), (aa_bytes){NULL, 0}, NULL, NULL));

  const double boundary = measure_calls();
  printf("c       %-42s %9.1f ns\n", "aa_region_apply, each change of 1,000", apply_ns(deployment));
  printf("c       a call costs %.1f ns more than a call of C (budget 3: %s)\n", boundary,
         boundary <= 3 ? "met" : "NOT met");

  aa_region_free(region);
  aa_clock_free(clock_handle);
  aa_deployment_free(deployment);
  return 0;
}
