/* Rights to bounded counters, expiry, and several writes as one. */
#include "shop.h"

static void rights_are_spent_and_given(void) {
  const shop s = open_shop();
  aa_buffer *document = NULL;
  aa_written written;
  const aa_str seats = AA_STR("seats/1");
  ok(aa_region_increment(s.eu, NOW, seats, NULL, 0, 10, NULL, &error));
  ok(aa_region_transfer(s.eu, NOW, seats, NULL, 0, AA_STR("us"), 4, &written, &error));
  check(written.dot.sequence == 2);
  send_all(s.eu, s.us, "us", NOW + 1);
  ok(aa_region_increment(s.us, NOW + 2, seats, NULL, 0, -4, NULL, &error));
  refused(AA_INSUFFICIENT_RIGHTS, aa_region_increment(s.us, NOW + 2, seats, NULL, 0, -1, NULL, &error));
  ok(aa_region_rights(s.us, seats, NULL, 0, &document, &error));
  check(contains(document, "\"available\":0,\"elsewhere\":6"));
  refused(AA_INVALID_ARGUMENT, aa_region_transfer(s.eu, NOW, seats, NULL, 0, AA_STR("eu"), 1, NULL, &error));
  refused(AA_UNKNOWN_REGION, aa_region_transfer(s.eu, NOW, seats, NULL, 0, AA_STR("mars"), 1, NULL, &error));
  refused(AA_WRONG_TYPE, aa_region_rights(s.eu, AA_STR("page/1"), NULL, 0, &document, &error));
  close_shop(s);
}

static void a_record_expires(void) {
  const shop s = open_shop();
  aa_read *read = NULL;
  ok(aa_region_put(s.eu, NOW, AA_STR("note/1"), NULL, 0, AA_STR("1"), NO_CONTEXT, NULL, &error));
  ok(aa_region_expire(s.eu, NOW, AA_STR("note/1"), NOW + 50, NULL, &error));
  ok(aa_region_get(s.eu, NOW + 49, AA_STR("note/1"), &read, &error));
  check(read != NULL);
  aa_read_free(read);
  ok(aa_region_get(s.eu, NOW + 50, AA_STR("note/1"), &read, &error));
  check(read == NULL);
  ok(aa_region_persist(s.eu, NOW + 1, AA_STR("note/1"), NULL, &error));
  check(reads(s.eu, "note/1", "1"));
  refused(AA_INVALID_ARGUMENT, aa_region_expire(s.eu, NOW + 1, AA_STR("note/2"), NOW + 9, NULL, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_persist(s.eu, NOW + 1, AA_STR("note/2"), NULL, &error));
  close_shop(s);
}

static void several_writes_are_one(void) {
  const shop s = open_shop();
  aa_buffer *document = NULL;
  ok(aa_region_transaction(s.eu, NOW,
                           AA_STR("[{\"operation\": \"put\", \"key\": \"note/1\", \"value\": 1},"
                                  " {\"operation\": \"increment\", \"key\": \"page/1\", \"amount\": 2}]"),
                           &document, &error));
  check(contains(document, "\"dot\":\"1.1#2\""));
  check(reads(s.eu, "note/1", "1") && reads(s.eu, "page/1", "2"));
  refused(AA_WRONG_TYPE,
          aa_region_transaction(s.eu, NOW,
                                AA_STR("[{\"operation\": \"put\", \"key\": \"note/1\", \"value\": 9},"
                                       " {\"operation\": \"put\", \"key\": \"page/1\", \"value\": 2}]"),
                                &document, &error));
  check(reads(s.eu, "note/1", "1"));
  refused(AA_CHANGE_SET_REFUSED, aa_region_transaction(s.eu, NOW, AA_STR("[]"), &document, &error));
  refused(AA_INVALID_ARGUMENT, aa_region_transaction(s.eu, NOW, AA_STR("{}"), &document, &error));
  refused(AA_INVALID_JSON, aa_region_transaction(s.eu, NOW, AA_STR("["), &document, &error));
  close_shop(s);
}

int main(void) {
  run(rights_are_spent_and_given);
  run(a_record_expires);
  run(several_writes_are_one);
  finish();
}
