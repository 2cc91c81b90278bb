/* Where a request goes, what a client has seen, and how long a failover takes. */
#include <string.h>

#include "shop.h"

static const char ROUTED[] =
    "{\"version\": 1, \"name\": \"shop\", \"regions\": ["
    " {\"name\": \"de\", \"number\": 1, \"country\": \"DE\", \"latitude\": 50.11, \"longitude\": 8.68},"
    " {\"name\": \"us\", \"number\": 2, \"country\": \"US\", \"latitude\": 38.95, \"longitude\": -77.45}],"
    " \"labels\": [{\"name\": \"eu\", \"number\": 1, \"rules\": [{\"only_in\": \"country:DE\"}]}],"
    " \"classes\": [{\"name\": \"people\", \"keys\": \"person/*\", \"labels\": [\"eu\"], \"type\": \"register\","
    " \"home\": {\"by\": \"rendezvous\", \"regions\": [\"de\"]}},"
    " {\"name\": \"notes\", \"keys\": \"note/*\", \"labels\": [], \"type\": \"register\"}]}";

static aa_deployment *deployment;
static aa_router *router;
static aa_token_keys *keys;

static void open_router(void) {
  const aa_token_key key = {1, {(const uint8_t *)"0123456789abcdef", 16}};
  ok(aa_deployment_parse(aa_str_of(ROUTED), &deployment, &error));
  ok(aa_token_keys_new(&key, 1, &keys, &error));
  ok(aa_router_new(deployment, NO_CONTEXT, keys, &router, &error));
}

static void close_router(void) {
  aa_router_free(router);
  aa_token_keys_free(keys);
  aa_deployment_free(deployment);
}

/* Whether a text that a call wrote has a part. */
static int says(aa_buffer *written, const char *part) {
  const int found = strstr(aa_buffer_text(written), part) != NULL;
  if (!found) fprintf(stderr, "%s\n", aa_buffer_text(written));
  aa_buffer_free(written);
  return found;
}

static void a_write_goes_home_and_nowhere_else(void) {
  aa_buffer *route = NULL, *plan = NULL;
  uint16_t home = 0;
  aa_str state = NO_TEXT;
  open_router();
  ok(aa_router_pick(router, NOW, AA_STR("people"), AA_STR("user-1"), &home, &error));
  check(home == 1);
  ok(aa_router_first_home(router, AA_STR("people"), AA_STR("user-1"), &home, &error));
  check(home == 1);
  ok(aa_router_observe(router, NOW, AA_STR("{\"region\": \"de\", \"observer\": \"a\", \"outcome\": \"success\","
                                           " \"latency_ms\": 9, \"at_ms\": 1700000000000}"),
                       &state, &error));
  check(state.len == strlen("healthy") && memcmp(state.data, "healthy", state.len) == 0);
  for (uint64_t at = 1; at <= 3; ++at) {
    char observation[128];
    snprintf(observation, sizeof observation,
             "{\"region\": \"de\", \"observer\": \"a\", \"outcome\": \"failure\", \"at_ms\": %llu}",
             (unsigned long long)(NOW + at));
    ok(aa_router_observe(router, NOW + at, aa_str_of(observation), NULL, &error));
  }
  ok(aa_router_route(router, NOW + 3,
                     AA_STR("{\"operation\": \"write\", \"class\": \"people\", \"subject\": \"user-1\"}"), &route,
                     &error));
  check(says(route, "home_unavailable"));
  refused(AA_ROUTE_REFUSED,
          aa_router_pick(router, NOW + 3, AA_STR("people"), AA_STR("user-1"), &home, &error));
  ok(aa_router_failover_plan(router, NOW + 3, AA_STR("{\"class\": \"people\", \"subject\": \"user-1\"}"), &plan,
                             &error));
  check(says(plan, "\"region\":\"de\""));
  close_router();
}

static void a_router_is_told_of_homes_progress_and_drains(void) {
  aa_buffer *health = NULL, *hash = NULL;
  bool news = false;
  open_router();
  ok(aa_router_set_home(router,
                        AA_STR("{\"class\": \"people\", \"subject\": \"user-1\", \"region\": \"de\", \"epoch\": 2}"),
                        &news, &error));
  check(news);
  ok(aa_router_set_progress(router, AA_STR("{\"region\": \"de\", \"received\": {\"1.1\": 3}}"), &error));
  ok(aa_router_set_draining(router, NOW, AA_STR("us"), true, AA_STR("maintenance"), &error));
  ok(aa_router_health(router, NOW, &health, &error));
  check(says(health, "\"us\""));
  ok(aa_router_subject_hash(router, AA_STR("user-1"), &hash, &error));
  check(!says(hash, "user-1"));
  close_router();
}

static void places_are_found_and_measured(void) {
  aa_buffer *nearest = NULL, *located = NULL, *compared = NULL;
  uint32_t km = 0;
  open_router();
  ok(aa_router_nearest(router, 48.85, 2.35, 1, &nearest, &error));
  check(says(nearest, "\"de\""));
  ok(aa_router_locate(router, AA_STR("{\"resolver\": {\"country\": \"DE\"}}"), &located, &error));
  check(says(located, "DE"));
  ok(aa_distance_km(0, -179, 0, 179, &km, &error));
  check(km == 222);
  ok(aa_compare_failover(AA_STR("[{\"name\": \"dns\", \"method\": \"geo-dns\", \"interval_ms\": 30000,"
                                " \"consecutive_failures\": 4, \"probe_timeout_ms\": 10000, \"ttl_ms\": 30000}]"),
                         &compared, &error));
  check(says(compared, "dns"));
  close_router();
}

static void a_token_says_what_a_client_has_seen(void) {
  aa_region *de = NULL;
  aa_buffer *token = NULL, *told = NULL;
  bool covered = false;
  open_router();
  ok(aa_region_open(deployment, AA_STR("de"), NULL, &de, &error));
  ok(aa_region_put(de, NOW, AA_STR("note/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_token(de, NOW, keys, NO_TEXT, 0, false, &token, &error));
  ok(aa_region_covers(de, keys, aa_str_of(aa_buffer_text(token)), &covered, &error));
  check(covered);
  ok(aa_token_keys_read(keys, aa_str_of(aa_buffer_text(token)), deployment, &told, &error));
  check(says(told, "\"1.1\":1"));
  refused(AA_TOKEN_INVALID, aa_region_covers(de, keys, AA_STR("forged"), &covered, &error));
  aa_buffer_free(token);
  aa_region_free(de);
  close_router();
}

int main(void) {
  run(a_write_goes_home_and_nowhere_else);
  run(a_router_is_told_of_homes_progress_and_drains);
  run(places_are_found_and_measured);
  run(a_token_says_what_a_client_has_seen);
  finish();
}
