/*
 * active-active for C: writes in several regions at once.
 *
 * What holds for every function:
 *
 * - A status is returned: AA_OK, or the stable code of a refusal. Nothing was changed when a call is refused, and
 *   outputs are written only on success.
 * - The last argument receives why. It may be null; else what it points at is overwritten on a refusal with an
 *   aa_error that the caller releases with aa_error_free, and left alone on success.
 * - Handles come from a function that says who releases them. Each type has one _free function, which ignores null.
 * - Text and bytes that go in (aa_str, aa_bytes, arrays) are borrowed for the time of the call. Text is UTF-8 and is
 *   checked. The pointer of nothing (len 0) is not looked at; {NULL, 0} is "none" where a function knows a none.
 * - Results come in an aa_buffer, which the caller releases, or are borrowed from a handle until that is released.
 * - A null pointer where something is needed is AA_NULL_POINTER. Which pointers may be null is said. Any other pointer
 *   must be valid, and outputs must overlap neither one another nor inputs.
 * - now_ms is Unix time in milliseconds; AA_NOW reads the system clock.
 * - Values and documents are JSON text; functions that end in _encoded take and give canonical CBOR.
 * - Threads: through a const handle any number may work at once, as long as none works through a handle that is not
 *   const; there only one. Plain values and functions without a handle are free. Where it is otherwise it is said.
 * - No panic of the library reaches the program: it becomes AA_INTERNAL. A handle that was being changed then answers
 *   AA_INTERNAL ever after and can only be released; one that was being read stays valid. Running out of memory ends
 *   the program.
 */


#ifndef ACTIVE_ACTIVE_H
#define ACTIVE_ACTIVE_H

/* Generated from bindings-c/src by cbindgen: change it there, then `cargo verify --bless header`. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AA_TEXT_OF(number) #number
#define AA_TEXT(number) AA_TEXT_OF(number)

/**
 * The version of this header as text.
 */
#define AA_VERSION AA_TEXT(AA_VERSION_MAJOR) "." AA_TEXT(AA_VERSION_MINOR) "." AA_TEXT(AA_VERSION_PATCH)

/**
 * A string literal as an argument: its length is known without looking for its end.
 */
#ifdef __cplusplus
#define AA_STR(literal) (aa_str{"" literal, sizeof(literal) - 1})
#else
#define AA_STR(literal) ((aa_str){"" literal, sizeof(literal) - 1})
#endif


/**
 * The number of the binary interface. It rises when a program must be compiled again; the name of the shared library
 * carries it.
 */
#define AA_ABI_VERSION 0

/**
 * The major version of this header.
 */
#define AA_VERSION_MAJOR 0

/**
 * The minor version of this header.
 */
#define AA_VERSION_MINOR 1

/**
 * The patch version of this header.
 */
#define AA_VERSION_PATCH 0

/**
 * The version of this header as one number that can be compared: `major << 16 | minor << 8 | patch`.
 */
#define AA_VERSION_NUMBER (((AA_VERSION_MAJOR << 16) | (AA_VERSION_MINOR << 8)) | AA_VERSION_PATCH)

/**
 * As `now_ms`: read the system clock.
 */
#define AA_NOW UINT64_MAX

/**
 * As a number that may be left out: none.
 */
#define AA_NONE UINT64_MAX

/**
 * How many characters the text of a timestamp has, without the NUL at its end.
 */
#define AA_TIMESTAMP_TEXT_LEN 34

/**
 * How many characters the base 32 text of a timestamp has, without the NUL at its end.
 */
#define AA_TIMESTAMP_BASE32_LEN 26

/**
 * How many bytes a timestamp has.
 */
#define AA_TIMESTAMP_BYTE_LEN 16

/**
 * How many characters the text of a UUID has, without the NUL at its end.
 */
#define AA_UUID_TEXT_LEN 36

/**
 * How much room the text of any dot needs, the NUL at its end included.
 */
#define AA_DOT_TEXT_CAPACITY 64

/**
 * How two version vectors, or the writes behind them, relate.
 */
enum aa_causality
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Both have seen the same.
   */
  AA_CAUSALITY_EQUAL = 0,
  /**
   * The first has seen less: all that it saw, the second saw too.
   */
  AA_CAUSALITY_BEFORE = 1,
  /**
   * The first has seen more.
   */
  AA_CAUSALITY_AFTER = 2,
  /**
   * Each has seen something that the other has not.
   */
  AA_CAUSALITY_CONCURRENT = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum aa_causality aa_causality;
#else
typedef uint32_t aa_causality;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What became of a call: 0 if it did what was asked, else the stable code of the refusal. Numbers never change their
 * meaning and are never reused; new ones may come, so a `switch` needs a `default`.
 */
enum aa_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The call did what it was asked; its outputs are written.
   */
  AA_OK = 0,
  /**
   * A remote timestamp is further ahead of local time than `max_drift_ms` allows.
   */
  AA_CLOCK_DRIFT = 100,
  /**
   * Local time jumped forwards by more than the limit and was not confirmed.
   */
  AA_CLOCK_JUMP = 101,
  /**
   * The clock would run further ahead of physical time than `max_ahead_ms` allows.
   */
  AA_CLOCK_AHEAD = 102,
  /**
   * The next timestamp would cross the upper bound that was reserved; reserve a higher one first.
   */
  AA_CLOCK_BOUND = 103,
  /**
   * No timestamp is left after the greatest one.
   */
  AA_CLOCK_EXHAUSTED = 104,
  /**
   * Text or bytes that are not a timestamp.
   */
  AA_TIMESTAMP_INVALID = 105,
  /**
   * A timestamp that does not fit the target representation.
   */
  AA_TIMESTAMP_OUT_OF_RANGE = 106,
  /**
   * Text or bytes that are not an identifier of the kind asked for.
   */
  AA_ID_INVALID = 150,
  /**
   * A Snowflake worker number above 1023.
   */
  AA_WORKER_OUT_OF_RANGE = 151,
  /**
   * Physical time is behind the last Snowflake issued, or all of its millisecond are issued; wait `wait_ms`.
   */
  AA_CLOCK_BACKWARDS = 152,
  /**
   * No identifier is left in the representable range.
   */
  AA_ID_EXHAUSTED = 153,
  /**
   * Text that is not JSON.
   */
  AA_INVALID_JSON = 200,
  /**
   * NaN or an infinity.
   */
  AA_NOT_FINITE = 201,
  /**
   * An integer outside -2^63 ..= 2^63-1.
   */
  AA_INTEGER_OUT_OF_RANGE = 202,
  /**
   * An object with the same key twice.
   */
  AA_DUPLICATE_KEY = 203,
  /**
   * A value nested deeper than the limit.
   */
  AA_VALUE_TOO_DEEP = 204,
  /**
   * A value larger than the limit.
   */
  AA_VALUE_TOO_LARGE = 205,
  /**
   * Text that is not UTF-8.
   */
  AA_INVALID_UTF8 = 206,
  /**
   * CBOR that is well formed but not in the one canonical form, or not CBOR at all.
   */
  AA_NOT_CANONICAL = 207,
  /**
   * A host object that has no place in the value model.
   */
  AA_UNSUPPORTED_VALUE = 208,
  /**
   * An empty key, or one with a control character.
   */
  AA_INVALID_KEY = 209,
  /**
   * A key longer than the limit.
   */
  AA_KEY_TOO_LARGE = 210,
  /**
   * A deployment document that breaks a rule; `place` points at it.
   */
  AA_DEPLOYMENT_INVALID = 250,
  /**
   * A region that the deployment does not name.
   */
  AA_UNKNOWN_REGION = 251,
  /**
   * A key that no class of the deployment matches.
   */
  AA_UNKNOWN_CLASS = 252,
  /**
   * Two deployment documents carry one version number.
   */
  AA_DEPLOYMENT_FORKED = 253,
  /**
   * A deployment that cannot follow the one in force, with the reason.
   */
  AA_DEPLOYMENT_INCOMPATIBLE = 254,
  /**
   * A deployment version that this region has not loaded; what needs it is held.
   */
  AA_DEPLOYMENT_UNKNOWN = 255,
  /**
   * The class or field at this place has another type.
   */
  AA_WRONG_TYPE = 300,
  /**
   * A path that the class does not declare.
   */
  AA_UNKNOWN_PATH = 301,
  /**
   * More concurrent versions than `max_siblings`.
   */
  AA_TOO_MANY_SIBLINGS = 302,
  /**
   * A counter that would leave the 128-bit range.
   */
  AA_COUNTER_OVERFLOW = 303,
  /**
   * A read context that is malformed or of another deployment.
   */
  AA_INVALID_CONTEXT = 304,
  /**
   * A restored region that has not yet reached what it had acknowledged.
   */
  AA_NOT_CAUGHT_UP = 305,
  /**
   * A feed cursor behind what is retained; scan, then follow from the new cursor.
   */
  AA_FEED_TRIMMED = 306,
  /**
   * A conflict identifier that names no record.
   */
  AA_UNKNOWN_CONFLICT = 307,
  /**
   * A conflict that waits for nobody: a strategy or somebody has decided it.
   */
  AA_CONFLICT_DECIDED = 308,
  /**
   * A conflict whose versions a later write has replaced; there is nothing left to settle or to take back.
   */
  AA_CONFLICT_SUPERSEDED = 309,
  /**
   * A merge function that the deployment names and that is not registered with this region.
   */
  AA_FUNCTION_NOT_REGISTERED = 310,
  /**
   * A merge function that raised, used a region, or gave what is no value; the conflict waits.
   */
  AA_FUNCTION_FAILED = 311,
  /**
   * A merge function that took longer than `merge_budget_ms`; the conflict waits.
   */
  AA_FUNCTION_OVER_BUDGET = 312,
  /**
   * A region may not spend or give so much of a bounded counter; `elsewhere` says how much others hold.
   */
  AA_INSUFFICIENT_RIGHTS = 330,
  /**
   * A change set whose keys are in several partitions, or that is empty or too large.
   */
  AA_CHANGE_SET_REFUSED = 331,
  /**
   * A value that another claimant is seen to hold, with `holder` and `state`.
   */
  AA_CLAIM_TAKEN = 320,
  /**
   * A claim that its claimant does not have.
   */
  AA_CLAIM_NOT_HELD = 321,
  /**
   * Bytes that are not a batch, or a batch that contradicts itself.
   */
  AA_BATCH_MALFORMED = 350,
  /**
   * A batch larger than the limit.
   */
  AA_BATCH_TOO_LARGE = 351,
  /**
   * A wire format version that this library does not read.
   */
  AA_UNSUPPORTED_VERSION = 352,
  /**
   * A batch that starts after the next change of its stream; it is held until the gap is filled.
   */
  AA_BATCH_GAP = 353,
  /**
   * Bytes that are not a snapshot, or a damaged one.
   */
  AA_SNAPSHOT_MALFORMED = 354,
  /**
   * Bytes that are not an acknowledgement.
   */
  AA_ACKNOWLEDGEMENT_MALFORMED = 355,
  /**
   * Bytes that are not a version vector, a context or another part.
   */
  AA_PART_MALFORMED = 356,
  /**
   * Two histories of one stream: a replica was cloned or restored without a new incarnation.
   */
  AA_REPLICA_FORKED = 400,
  /**
   * A stream that was set aside after a fork.
   */
  AA_STREAM_QUARANTINED = 401,
  /**
   * An incarnation that was used before, or that is not above the one in the snapshot.
   */
  AA_INCARNATION_USED = 402,
  /**
   * Held batches exceed the limit; the sender still has them.
   */
  AA_HOLD_FULL = 403,
  /**
   * A null pointer where a value is needed.
   */
  AA_NULL_POINTER = 450,
  /**
   * An argument outside its documented range.
   */
  AA_INVALID_ARGUMENT = 451,
  /**
   * A handle that was freed.
   */
  AA_DISPOSED = 452,
  /**
   * A fault inside the library that was caught at the language border; please report it.
   */
  AA_INTERNAL = 453,
  /**
   * A place that the provider does not have.
   */
  AA_UNKNOWN_PLACE = 500,
  /**
   * The code of a place without its provider.
   */
  AA_AMBIGUOUS_PLACE = 501,
  /**
   * A code that is no country or part of one.
   */
  AA_UNKNOWN_COUNTRY = 502,
  /**
   * A label that the deployment does not declare.
   */
  AA_UNKNOWN_LABEL = 503,
  /**
   * A jurisdiction that neither the deployment declares nor the library ships.
   */
  AA_UNKNOWN_JURISDICTION = 504,
  /**
   * A jurisdiction that refers to itself.
   */
  AA_JURISDICTION_CYCLIC = 505,
  /**
   * A jurisdiction that no region is in.
   */
  AA_JURISDICTION_EMPTY = 506,
  /**
   * Labels that leave no region where the data may be.
   */
  AA_UNPLACEABLE = 507,
  /**
   * A word that is no action.
   */
  AA_UNKNOWN_ACTION = 508,
  /**
   * A rule that cannot be used: no date, a name that is taken, a rule that is superseded and not there.
   */
  AA_RULE_INVALID = 509,
  /**
   * A request for a decision that is no such request.
   */
  AA_REQUEST_INVALID = 510,
  /**
   * A rule forbids it; `reason`, `rule` and `label` say which.
   */
  AA_RESIDENCY_DENIED = 511,
  /**
   * Records that this replica has erased because a deployment forbade it to hold them.
   */
  AA_PLACEMENT_ERASED = 540,
  /**
   * A request, observation, location or failover method that breaks a rule of its form; `place` points at it.
   */
  AA_ROUTING_INVALID = 550,
  /**
   * Coordinates out of range, or not both.
   */
  AA_POSITION_INVALID = 551,
  /**
   * An observation from further in the future than the limit; `ahead_ms`, `limit_ms`.
   */
  AA_OBSERVATION_AHEAD = 553,
  /**
   * A home at a region that has retired.
   */
  AA_REGION_RETIRED = 554,
  /**
   * Too few regions would be left for a class; `class`, `regions_min`.
   */
  AA_SAFETY_RULE = 555,
  /**
   * A session token that is malformed, or that no key given here has signed.
   */
  AA_TOKEN_INVALID = 556,
  /**
   * A session token of another deployment.
   */
  AA_TOKEN_FOREIGN = 557,
  /**
   * A session token that names writes which are lost or not known here.
   */
  AA_TOKEN_UNSATISFIABLE = 558,
  /**
   * No region takes the request; `reason` is the code of the route.
   */
  AA_ROUTE_REFUSED = 559,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum aa_status aa_status;
#else
typedef uint32_t aa_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Batches for one target, in the order in which they must arrive; released with `aa_batches_free`.
 *
 * Threads: it never changes, so any number may read it at once.
 */
typedef struct aa_batches aa_batches;

/**
 * Bytes or text that the library made and the caller releases with `aa_buffer_free`. A NUL that is not counted
 * follows the last byte, so text can be used as a C string.
 *
 * Threads: it never changes, so any number may read it at once.
 */
typedef struct aa_buffer aa_buffer;

/**
 * A hybrid logical clock, released with `aa_clock_free`.
 *
 * Threads: any number at once on one clock, except for `aa_clock_tick_exclusive` and `aa_clock_free`, which need it
 * alone. A fault inside the library (`AA_INTERNAL`) leaves it valid.
 */
typedef struct aa_clock aa_clock;

/**
 * A deployment document, parsed and checked; released with `aa_deployment_free`. Regions that were opened from it
 * share it and keep it, so it may be released before them.
 *
 * Threads: it never changes, so any number may use it at once.
 */
typedef struct aa_deployment aa_deployment;

/**
 * Why a call was refused. The caller owns it and releases it with `aa_error_free`; all text is borrowed from it.
 *
 * Threads: it never changes, so any number may read it at once.
 */
typedef struct aa_error aa_error;

/**
 * What a merge function answers. The library owns it; it is valid during the call of the function alone.
 *
 * Threads: that of the call.
 */
typedef struct aa_merged aa_merged;

/**
 * A detector of sustained rises: a threshold for what a counter may rise by within a window. Released with
 * `aa_rate_monitor_free`. After `AA_INTERNAL` it answers nothing else.
 *
 * Windows follow one another; the first starts with the first observation. A rise of exactly the threshold is a
 * breach, at once; a breach ends with a whole window below the threshold. An observation whose time or count is lower
 * than the last one's is as if it had not been made. Observe about once a second.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once.
 */
typedef struct aa_rate_monitor aa_rate_monitor;

/**
 * A record as it read at one moment, released with `aa_read_free`.
 *
 * Threads: it never changes, so any number may read it at once.
 */
typedef struct aa_read aa_read;

/**
 * One replica of the data, released with `aa_region_free`. After `AA_INTERNAL` from a call that changes it, it answers
 * nothing else: free it and restore a new incarnation from a snapshot.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once, while none changes it.
 */
typedef struct aa_region aa_region;

/**
 * Decides where requests go, by a deployment, and by what it was told of homes, health and progress. It asks nobody.
 * Released with `aa_router_free`. After `AA_INTERNAL` from a call that changes it, it answers nothing else.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once, while none changes it.
 */
typedef struct aa_router aa_router;

/**
 * A generator of the Snowflake ids of one worker, released with `aa_snowflake_free`. After `AA_INTERNAL` it answers
 * nothing else.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once.
 */
typedef struct aa_snowflake aa_snowflake;

/**
 * The SpaceSaving sketch of Metwally, Agrawal and El Abbadi (2005), released with `aa_space_saving_free`. After
 * `AA_INTERNAL` it answers nothing else.
 *
 * The true count of a key that it holds is at least `count - error` and at most `count`, and every key that came more
 * than `total / capacity` times is held.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once.
 */
typedef struct aa_space_saving aa_space_saving;

/**
 * The keys that sign session tokens; released with `aa_token_keys_free`.
 *
 * Threads: they never change, so any number may use them at once.
 */
typedef struct aa_token_keys aa_token_keys;

/**
 * A generator of UUIDs of version 7 that strictly increase, released with `aa_uuid7_free`. After `AA_INTERNAL` it
 * answers nothing else.
 *
 * Threads: one at a time.
 */
typedef struct aa_uuid7 aa_uuid7;

/**
 * For each stream, how far it has been seen; released with `aa_version_vector_free`. After `AA_INTERNAL` it answers
 * nothing else.
 *
 * Threads: one at a time; reading (a `const` handle) any number at once.
 */
typedef struct aa_version_vector aa_version_vector;

/**
 * UTF-8 text that the caller owns: `len` bytes at `data`, with no terminating NUL needed. It is read during the call
 * and not kept. `{NULL, 0}` is the empty text, or "none" where a function says so.
 */
typedef struct aa_str {
  const char *data;
  size_t len;
} aa_str;

/**
 * Bytes that the caller owns: `len` bytes at `data`. They are read during the call and not kept. `{NULL, 0}` is no
 * bytes, or "none" where a function says so.
 */
typedef struct aa_bytes {
  const uint8_t *data;
  size_t len;
} aa_bytes;

/**
 * A hybrid timestamp. It is a plain value: copy it freely, compare it with `aa_timestamp_compare`. Every pair of
 * numbers is a timestamp.
 */
typedef struct aa_timestamp {
  /**
   * Milliseconds since 1970 in the upper 48 bits, the counter in the lower 16.
   */
  uint64_t packed;
  /**
   * The node that issued it; see `aa_node`.
   */
  uint64_t node;
} aa_timestamp;

/**
 * What a clock is told once. Start from `aa_clock_options_default` and set what differs.
 */
typedef struct aa_clock_options {
  /**
   * The node of every timestamp issued; see `aa_node`. Two running clocks must never share one.
   */
  uint64_t node;
  /**
   * How far a remote timestamp may be ahead of `now_ms`, inclusive.
   */
  uint64_t max_drift_ms;
  /**
   * How far a full counter may carry the clock ahead of the latest physical time that it knows, inclusive.
   */
  uint64_t max_ahead_ms;
  /**
   * How far physical time may move forwards between two ticks, inclusive; `AA_NONE` is any distance.
   */
  uint64_t max_jump_ms;
} aa_clock_options;

/**
 * The parts of a Snowflake id.
 */
typedef struct aa_snowflake_parts {
  /**
   * Milliseconds since 1970.
   */
  uint64_t ms;
  /**
   * The worker that made it, at most 1023.
   */
  uint16_t worker;
  /**
   * The sequence within the millisecond, at most 4095.
   */
  uint16_t sequence;
} aa_snowflake_parts;

/**
 * A UUID. It is a plain value; `memcmp` of the bytes is the order of UUIDs.
 */
typedef struct aa_uuid {
  /**
   * The 16 bytes, big-endian.
   */
  uint8_t bytes[16];
} aa_uuid;

/**
 * How deep and how large a value may be.
 */
typedef struct aa_limits {
  /**
   * How many arrays and objects may stand inside one another, at most 100.
   */
  size_t depth;
  /**
   * How many bytes the canonical encoding may take.
   */
  size_t size_bytes;
} aa_limits;

/**
 * A stream: the writes of one region's incarnation for one placement and partition, which travel in order. It is a
 * plain value.
 */
typedef struct aa_stream {
  /**
   * The region's number in the deployment.
   */
  uint16_t region;
  /**
   * The incarnation, from 1.
   */
  uint16_t incarnation;
  /**
   * The set of regions that the stream's labels allow; 0 is every region.
   */
  uint32_t placement;
  /**
   * The share of the keys that the stream carries.
   */
  uint16_t partition;
} aa_stream;

/**
 * One write: a stream and a place in it. It is a plain value.
 */
typedef struct aa_dot {
  /**
   * The stream that carries the write.
   */
  struct aa_stream stream;
  /**
   * The place of the write in its stream, from 1.
   */
  uint64_t sequence;
} aa_dot;

/**
 * One of the concurrent versions that a merge function is given. Text and bytes are borrowed for the time of the
 * call; a NUL that is not counted follows each text, so it can be used as a C string.
 */
typedef struct aa_merge_version {
  /**
   * What was written, as JSON.
   */
  struct aa_str value;
  /**
   * The same in canonical CBOR.
   */
  struct aa_bytes encoded;
  /**
   * The name of the region that wrote it.
   */
  struct aa_str region;
  /**
   * When it was written.
   */
  struct aa_timestamp timestamp;
  /**
   * The write.
   */
  struct aa_dot dot;
} aa_merge_version;

/**
 * A merge function: it gets concurrent versions in canonical order, by timestamp and then by dot, and says their
 * value by one of the functions `aa_merged_...`; if it calls none, it has failed. `data` is what the program handed
 * over with the function. It must return: not by an exception, nor by `longjmp`.
 */
typedef void (*aa_merge_function)(void *data,
                                  const struct aa_merge_version *versions,
                                  size_t versions_len,
                                  struct aa_merged *merged);

/**
 * A SHA-256. It is a plain value.
 */
typedef struct aa_digest {
  /**
   * The 32 bytes.
   */
  uint8_t bytes[32];
} aa_digest;

/**
 * A key that signs session tokens, with its number. It is a plain value; the bytes are borrowed for the time of a call.
 */
typedef struct aa_token_key {
  /**
   * The number, by which a token names its key.
   */
  uint32_t number;
  /**
   * At least 16 bytes.
   */
  struct aa_bytes key;
} aa_token_key;

/**
 * Settings of one replica. Start from `aa_options_default` and set what differs.
 */
typedef struct aa_options {
  /**
   * The incarnation of the region, from 1. A restored or cloned replica takes one that was never used.
   */
  uint16_t incarnation;
  /**
   * The process within the region, part of the node in timestamps.
   */
  uint32_t process;
  /**
   * How far ahead of local time a received timestamp may be; beyond it changes are held.
   */
  uint64_t max_drift_ms;
  /**
   * How far ahead of local time the region's own clock may run.
   */
  uint64_t max_ahead_ms;
  /**
   * The largest forward step of local time that is believed unasked; `AA_NONE` believes any.
   */
  uint64_t max_jump_ms;
  /**
   * The most conflict records kept; beyond it the oldest decided ones go and are counted.
   */
  size_t conflicts_max;
  /**
   * The most bytes of held batches kept; beyond it a batch is refused and its sender keeps it.
   */
  size_t held_bytes_max;
  /**
   * How many bytes of each stream stay for readers of the feed after every region has them.
   */
  size_t feed_bytes;
  /**
   * The largest batch accepted, in bytes.
   */
  size_t batch_bytes_max;
  /**
   * How long a target may go without acknowledging another origin's changes before this region relays them. Zero
   * relays at once; in a healthy mesh that only sends everything twice.
   */
  uint64_t relay_after_ms;
  /**
   * Whether the replica counts what it does, for `aa_region_metrics` and `aa_region_diagnose`.
   */
  bool metrics;
  /**
   * How far back rates look, 1000 to 3600000.
   */
  uint64_t metrics_window_ms;
  /**
   * How many conflicts in a window are too many, at least 1.
   */
  uint64_t conflict_rate_threshold;
  /**
   * How long a merge function may take; beyond it the conflict waits. Zero is no limit.
   */
  uint64_t merge_budget_ms;
  /**
   * Of how many conflicts that merge functions decide one is looked at for laws that the function breaks, for which it
   * is called up to a dozen times; see `aa_region_merge_violations`. Zero is none.
   */
  uint64_t sample_merges;
  /**
   * What keys of claims are derived with; the same in all regions. `{NULL, 0}`: it follows from the deployment's name.
   */
  struct aa_bytes claim_secret;
} aa_options;

/**
 * A write that was accepted. It is a plain value.
 */
typedef struct aa_written {
  /**
   * The name of the write.
   */
  struct aa_dot dot;
  /**
   * When it was written, by the region's hybrid clock.
   */
  struct aa_timestamp timestamp;
} aa_written;

/**
 * One field of a patch.
 */
typedef struct aa_field {
  /**
   * The field's path.
   */
  const struct aa_str *path;
  /**
   * How many steps the path has.
   */
  size_t path_len;
  /**
   * The value as JSON.
   */
  struct aa_str value;
} aa_field;

/**
 * What became of a batch, in numbers. It is a plain value.
 */
typedef struct aa_apply_summary {
  /**
   * The stream of the batch.
   */
  struct aa_stream stream;
  /**
   * Changes that were applied, those released from hold by this batch included.
   */
  uint64_t applied;
  /**
   * Changes that had been applied before.
   */
  uint64_t duplicates;
  /**
   * Changes that were applied out of hold.
   */
  uint64_t released;
  /**
   * Conflict records that this batch made or extended.
   */
  uint64_t conflicts;
  /**
   * Stretches of this stream that still wait.
   */
  uint64_t held;
} aa_apply_summary;

/**
 * Which conflict records to list; every member that is not `{NULL, 0}` or 0 narrows the list. All zero is every
 * record.
 */
typedef struct aa_conflict_filter {
  /**
   * Only this kind, such as `update_update`.
   */
  struct aa_str kind;
  /**
   * Only this state: `decided`, `waiting`, `superseded`, `resolved` or `undone`.
   */
  struct aa_str state;
  /**
   * Only this key.
   */
  struct aa_str key;
  /**
   * Only records of the class of this name.
   */
  struct aa_str class_name;
  /**
   * Only conflicts in which the region of this name wrote a side.
   */
  struct aa_str region;
  /**
   * Only conflicts whose later side is not before this time, in Unix milliseconds; 0 is any.
   */
  uint64_t from_ms;
  /**
   * Only conflicts whose later side is before this time, in Unix milliseconds; 0 is any.
   */
  uint64_t until_ms;
  /**
   * At most so many; 0 is all.
   */
  size_t limit;
} aa_conflict_filter;

/**
 * From where on something counts as wrong. Start from `aa_diagnose_options_default` and set what differs.
 */
typedef struct aa_diagnose_options {
  /**
   * How many conflicts there have to be in a window's length of time before their keys and regions are judged.
   */
  uint64_t conflicts_min;
  /**
   * How many keys are few, 1 to 64.
   */
  size_t hotspot_keys;
  /**
   * What share of the conflicts those few keys need to be a hotspot, in percent.
   */
  uint64_t hotspot_percent;
  /**
   * What share of the conflicts has to be repeated ones between regions on other keys than the hottest few, in
   * percent, to be misrouting.
   */
  uint64_t misrouting_percent;
  /**
   * How far ahead another origin's clock has to be.
   */
  uint64_t clock_skew_ms;
  /**
   * For how long another region has to be silent, and changes to wait for it.
   */
  uint64_t silent_ms;
  /**
   * Whether hot keys are named. Otherwise only their hashes are.
   */
  bool allow_keys;
} aa_diagnose_options;

/**
 * What a merge function that is registered with a region is given: concurrent versions of one register, and where they
 * are. All of it is borrowed for the time of the call; a NUL that is not counted follows each text.
 */
typedef struct aa_merge_input {
  /**
   * The name of the record's class.
   */
  struct aa_str class_name;
  /**
   * The key of the record.
   */
  struct aa_str key;
  /**
   * The field; `path_len` is 0 where the record itself is the register.
   */
  const struct aa_str *path;
  /**
   * How many steps the path has.
   */
  size_t path_len;
  /**
   * `insert_insert` where one of the versions created the record, else `update_update`.
   */
  struct aa_str kind;
  /**
   * The versions in canonical order, by timestamp, then by dot, ascending; two at least, and not all of one value.
   */
  const struct aa_merge_version *versions;
  /**
   * How many versions there are.
   */
  size_t versions_len;
} aa_merge_input;

/**
 * A merge function that is registered with a region. It says the value by one of the functions `aa_merged_...`; if it
 * calls none, it has failed. `context` is what the program handed over with the function. It must return: not by an
 * exception, nor by `longjmp`.
 */
typedef void (*aa_region_merge_function)(void *context,
                                         const struct aa_merge_input *input,
                                         struct aa_merged *merged);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library that is linked, as text that is never freed; compare it with `AA_VERSION`.
 *
 * Threads: any.
 */
const char *aa_version(void);

/**
 * The version of the library that is linked as one number; compare it with `AA_VERSION_NUMBER`.
 *
 * Threads: any.
 */
uint32_t aa_version_number(void);

/**
 * The number of the binary interface that is linked; a program that was compiled with another `AA_ABI_VERSION` must
 * not call anything else.
 *
 * Threads: any.
 */
uint32_t aa_abi_version(void);

/**
 * The status as text that is never freed, for example `"clock_drift"`; `"ok"` for `AA_OK` and `"unknown"` for a
 * number that is no status.
 *
 * Threads: any.
 */
const char *aa_status_text(aa_status status);

/**
 * What the status is about, as text that is never freed, for example `"clock"` (see `aa_error_area`); empty for
 * `AA_OK` and for a number that is no status.
 *
 * Threads: any.
 */
const char *aa_status_area(aa_status status);

/**
 * The text up to the NUL at the end of a C string, which must outlive it; a null pointer gives the empty text.
 *
 * Threads: any.
 */
struct aa_str aa_str_of(const char *text);

/**
 * The bytes, borrowed until the buffer is freed; null for a null buffer.
 *
 * Threads: any number at once on one buffer.
 */
const uint8_t *aa_buffer_data(const struct aa_buffer *buffer);

/**
 * How many bytes there are; 0 for a null buffer.
 *
 * Threads: any number at once on one buffer.
 */
size_t aa_buffer_len(const struct aa_buffer *buffer);

/**
 * The bytes as a C string, borrowed until the buffer is freed; null for a null buffer. JSON text has no NUL inside.
 *
 * Threads: any number at once on one buffer.
 */
const char *aa_buffer_text(const struct aa_buffer *buffer);

/**
 * The bytes as an argument for another function, borrowed until the buffer is freed; `{NULL, 0}` for a null buffer.
 *
 * Threads: any number at once on one buffer.
 */
struct aa_bytes aa_buffer_bytes(const struct aa_buffer *buffer);

/**
 * Releases a buffer; null is ignored.
 *
 * Threads: no other may use the buffer.
 */
void aa_buffer_free(struct aa_buffer *buffer);

/**
 * How many batches there are; 0 for null.
 *
 * Threads: any number at once.
 */
size_t aa_batches_len(const struct aa_batches *batches);

/**
 * One batch by its place from 0, borrowed until the batches are freed; `{NULL, 0}` beyond the last and for null.
 *
 * Threads: any number at once.
 */
struct aa_bytes aa_batches_at(const struct aa_batches *batches,
                              size_t index);

/**
 * Releases batches; null is ignored.
 *
 * Threads: no other may use them.
 */
void aa_batches_free(struct aa_batches *batches);

/**
 * The code: the status that the call returned; `AA_OK` for null.
 *
 * Threads: any number at once.
 */
aa_status aa_error_code(const struct aa_error *error);

/**
 * The code as text that is never freed, for example `"clock_drift"`; null for null.
 *
 * Threads: any number at once.
 */
const char *aa_error_code_text(const struct aa_error *error);

/**
 * What the error is about, as text that is never freed: `"clock"`, `"id"`, `"value"`, `"deployment"`, `"operation"`,
 * `"wire"`, `"replica"` or `"usage"`; null for null.
 *
 * Threads: any number at once.
 */
const char *aa_error_area(const struct aa_error *error);

/**
 * The sentence for people, borrowed until the error is freed; null for null.
 *
 * Threads: any number at once.
 */
const char *aa_error_message(const struct aa_error *error);

/**
 * One figure or name behind the error, for example `ahead_ms` of `AA_CLOCK_DRIFT`, as text (numbers in decimal),
 * borrowed until the error is freed; null if the error has no such detail, and for null.
 *
 * Threads: any number at once.
 */
const char *aa_error_detail(const struct aa_error *error,
                            struct aa_str name);

/**
 * All figures and names behind the error as a JSON object, borrowed until the error is freed; null for null.
 *
 * Threads: any number at once.
 */
const char *aa_error_details(const struct aa_error *error);

/**
 * Releases an error; null is ignored.
 *
 * Threads: no other may use the error.
 */
void aa_error_free(struct aa_error *error);

/**
 * The node of a region's incarnation and process: `region << 48 | incarnation << 32 | process`. Two running clocks
 * must never share one.
 *
 * Threads: any.
 */
uint64_t aa_node(uint16_t region,
                 uint16_t incarnation,
                 uint32_t process);

/**
 * Makes a timestamp of its parts; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_OUT_OF_RANGE` when `ms` does not fit 48 bits, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_new(uint64_t ms,
                           uint16_t counter,
                           uint64_t node,
                           struct aa_timestamp *out,
                           struct aa_error **error);

/**
 * The order of two timestamps: negative when `a` is first, 0 when they are the same, positive when `b` is first.
 *
 * Threads: any.
 */
int32_t aa_timestamp_compare(struct aa_timestamp a,
                             struct aa_timestamp b);

/**
 * The milliseconds since 1970 in a timestamp.
 *
 * Threads: any.
 */
uint64_t aa_timestamp_ms(struct aa_timestamp timestamp);

/**
 * The counter in a timestamp.
 *
 * Threads: any.
 */
uint16_t aa_timestamp_counter(struct aa_timestamp timestamp);

/**
 * Writes the text of a timestamp, 34 characters and a NUL such as `017f22e279b0-0005-0001000000000000`, into an array
 * of the caller with room for `capacity` bytes (`AA_TIMESTAMP_TEXT_LEN + 1`). The order of texts is the order of
 * timestamps.
 *
 * Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_timestamp timestamp = {UINT64_C(0x017f22e279b00005), aa_node(1, 0, 0)};
 * char text[AA_TIMESTAMP_TEXT_LEN + 1];
 * assert(aa_timestamp_format(timestamp, text, sizeof text, NULL) == AA_OK);
 * assert(strcmp(text, "017f22e279b0-0005-0001000000000000") == 0);
 * ```
 */
aa_status aa_timestamp_format(struct aa_timestamp timestamp,
                              char *out,
                              size_t capacity,
                              struct aa_error **error);

/**
 * Reads the text of a timestamp, in the one form that `aa_timestamp_format` writes; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_parse(struct aa_str text, struct aa_timestamp *out, struct aa_error **error);

/**
 * Writes the 16 bytes of a timestamp, whose order under `memcmp` is the order of timestamps, into an array of the
 * caller with room for `capacity` bytes.
 *
 * Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_to_bytes(struct aa_timestamp timestamp,
                                uint8_t *out,
                                size_t capacity,
                                struct aa_error **error);

/**
 * Reads the 16 bytes of a timestamp; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_INVALID` for another length, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_from_bytes(struct aa_bytes bytes, struct aa_timestamp *out, struct aa_error **error);

/**
 * Writes the 26 characters of a timestamp in Crockford's base 32 and a NUL into an array of the caller with room for
 * `capacity` bytes (`AA_TIMESTAMP_BASE32_LEN + 1`).
 *
 * Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_to_base32(struct aa_timestamp timestamp,
                                 char *out,
                                 size_t capacity,
                                 struct aa_error **error);

/**
 * Reads what `aa_timestamp_to_base32` wrote; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_from_base32(struct aa_str text, struct aa_timestamp *out, struct aa_error **error);

/**
 * Writes the time of a timestamp, without its node, as a signed integer for a database column; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_OUT_OF_RANGE` from the year 6429 on, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_to_i64(struct aa_timestamp timestamp,
                              int64_t *out,
                              struct aa_error **error);

/**
 * Writes the timestamp that follows at the same node; the caller owns `out`.
 *
 * Errors: `AA_CLOCK_EXHAUSTED` after the last one, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_next(struct aa_timestamp timestamp, struct aa_timestamp *out, struct aa_error **error);

/**
 * Writes the timestamp that precedes at the same node; the caller owns `out`.
 *
 * Errors: `AA_TIMESTAMP_OUT_OF_RANGE` before the first one, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_timestamp_prev(struct aa_timestamp timestamp, struct aa_timestamp *out, struct aa_error **error);

/**
 * The options of a server's clock: 5 s of drift, 60 s ahead, any jump.
 *
 * Threads: any.
 */
struct aa_clock_options aa_clock_options_default(uint64_t node);

/**
 * The options of a clock in a phone or a browser, whose time people set by hand: 5 minutes of drift, 6 ahead.
 *
 * Threads: any.
 */
struct aa_clock_options aa_clock_options_device(uint64_t node);

/**
 * Makes a clock that has issued nothing; the caller frees it with `aa_clock_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_clock_options options = aa_clock_options_default(aa_node(1, 1, 0));
 * aa_clock *clock = NULL;
 * aa_timestamp first, second;
 * assert(aa_clock_new(&options, &clock, NULL) == AA_OK);
 * assert(aa_clock_tick(clock, AA_NOW, &first, NULL) == AA_OK);
 * assert(aa_clock_tick(clock, AA_NOW, &second, NULL) == AA_OK);
 * assert(aa_timestamp_compare(first, second) < 0);
 * aa_clock_free(clock);
 * ```
 */
aa_status aa_clock_new(const struct aa_clock_options *options,
                       struct aa_clock **out,
                       struct aa_error **error);

/**
 * Makes a clock after a restart, from the bound that was persisted: its first timestamp is at the bound, above all
 * that were issued before. The caller frees it with `aa_clock_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_clock_restart(const struct aa_clock_options *options,
                           uint64_t bound_ms,
                           struct aa_clock **out,
                           struct aa_error **error);

/**
 * Makes a clock whose timestamps all follow `last`, the greatest that was issued or seen. The caller frees it with
 * `aa_clock_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_clock_resume(const struct aa_clock_options *options,
                          struct aa_timestamp last,
                          struct aa_clock **out,
                          struct aa_error **error);

/**
 * Releases a clock; null is ignored.
 *
 * Threads: no other may use the clock.
 */
void aa_clock_free(struct aa_clock *clock);

/**
 * Issues the next timestamp, above all that this clock issued or observed; the caller owns `out`. `AA_NOW` reads the
 * system clock.
 *
 * Errors: `AA_CLOCK_BOUND`, `AA_CLOCK_AHEAD`, `AA_CLOCK_JUMP`, `AA_CLOCK_EXHAUSTED`, `AA_TIMESTAMP_OUT_OF_RANGE` when
 * `now_ms` does not fit 48 bits, `AA_NULL_POINTER`; nothing is issued. Threads: any number at once on one clock.
 */
aa_status aa_clock_tick(const struct aa_clock *clock,
                        uint64_t now_ms,
                        struct aa_timestamp *out,
                        struct aa_error **error);

/**
 * Issues the next timestamp as `aa_clock_tick` does, for a clock that only one thread uses: without an atomic
 * read-modify-write. The caller owns `out`.
 *
 * Errors: as `aa_clock_tick`. Threads: no other may use the clock at the same time.
 */
aa_status aa_clock_tick_exclusive(struct aa_clock *clock,
                                  uint64_t now_ms,
                                  struct aa_timestamp *out,
                                  struct aa_error **error);

/**
 * Makes every later timestamp exceed `remote`. Repeating it changes nothing.
 *
 * Errors: `AA_CLOCK_DRIFT` when `remote` is more than `max_drift_ms` ahead of `now_ms` (hold what carried it and
 * retry), `AA_TIMESTAMP_OUT_OF_RANGE`, `AA_NULL_POINTER`; the clock is as before. Threads: any number at once on one
 * clock.
 */
aa_status aa_clock_observe(const struct aa_clock *clock,
                           struct aa_timestamp remote,
                           uint64_t now_ms,
                           struct aa_error **error);

/**
 * Answers what `aa_clock_observe` would, and observes nothing.
 *
 * Errors: as `aa_clock_observe`. Threads: any number at once on one clock.
 */
aa_status aa_clock_check_drift(const struct aa_clock *clock,
                               struct aa_timestamp remote,
                               uint64_t now_ms,
                               struct aa_error **error);

/**
 * Writes the greatest time issued or observed, under this clock's node; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_last(const struct aa_clock *clock, struct aa_timestamp *out, struct aa_error **error);

/**
 * Writes the node of every timestamp that the clock issues; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_node(const struct aa_clock *clock, uint64_t *out, struct aa_error **error);

/**
 * Writes a new upper bound in milliseconds, `ahead_ms` past all that could be issued now: persist it, then confirm it
 * with `aa_clock_confirm_reserve`. The caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_reserve(const struct aa_clock *clock,
                           uint64_t now_ms,
                           uint64_t ahead_ms,
                           uint64_t *out,
                           struct aa_error **error);

/**
 * Allows timestamps below `bound_ms`, now that it is persisted; a bound below the present one changes nothing.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_confirm_reserve(const struct aa_clock *clock,
                                   uint64_t bound_ms,
                                   struct aa_error **error);

/**
 * Writes the bound that no timestamp reaches, or `AA_NONE` when nothing was reserved; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_bound_ms(const struct aa_clock *clock, uint64_t *out, struct aa_error **error);

/**
 * Accepts that physical time is `now_ms`, after a tick refused it with `AA_CLOCK_JUMP`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_confirm_jump(const struct aa_clock *clock, uint64_t now_ms, struct aa_error **error);

/**
 * Writes how often physical time stepped back noticeably between two ticks; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_backward_jumps(const struct aa_clock *clock, uint64_t *out, struct aa_error **error);

/**
 * Writes the largest of the steps that `aa_clock_backward_jumps` counts, in milliseconds; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once on one clock.
 */
aa_status aa_clock_backward_ms_max(const struct aa_clock *clock,
                                   uint64_t *out,
                                   struct aa_error **error);

/**
 * Makes the generator of one worker, 0 to 1023, that no other holds at the same time; the caller frees it with
 * `aa_snowflake_free`.
 *
 * Errors: `AA_WORKER_OUT_OF_RANGE`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_snowflake *ids = NULL;
 * uint64_t id;
 * aa_snowflake_parts parts;
 * assert(aa_snowflake_new(7, UINT64_C(1577836800000), &ids, NULL) == AA_OK);
 * assert(aa_snowflake_next(ids, AA_NOW, &id, NULL) == AA_OK);
 * assert(aa_snowflake_decode(ids, id, &parts, NULL) == AA_OK);
 * assert(parts.worker == 7);
 * aa_snowflake_free(ids);
 * ```
 */
aa_status aa_snowflake_new(uint16_t worker,
                           uint64_t epoch_ms,
                           struct aa_snowflake **out,
                           struct aa_error **error);

/**
 * Makes a generator whose ids all follow `last`, which the same worker issued before a restart; the caller frees it
 * with `aa_snowflake_free`.
 *
 * Errors: `AA_WORKER_OUT_OF_RANGE`, `AA_ID_INVALID` when `last` is another worker's, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_snowflake_resume(uint16_t worker,
                              uint64_t epoch_ms,
                              uint64_t last,
                              struct aa_snowflake **out,
                              struct aa_error **error);

/**
 * Releases a generator; null is ignored.
 *
 * Threads: no other may use the generator.
 */
void aa_snowflake_free(struct aa_snowflake *ids);

/**
 * Issues the next id; the caller owns `out`.
 *
 * Errors: `AA_CLOCK_BACKWARDS` (ask again after the detail `wait_ms`), `AA_ID_EXHAUSTED`, `AA_INVALID_ARGUMENT` when
 * `now_ms` is before the epoch, `AA_NULL_POINTER`; nothing is issued. Threads: one at a time.
 */
aa_status aa_snowflake_next(struct aa_snowflake *ids,
                            uint64_t now_ms,
                            uint64_t *out,
                            struct aa_error **error);

/**
 * Writes the parts of an id by this generator's epoch; the caller owns `out`.
 *
 * Errors: `AA_ID_INVALID`, `AA_NULL_POINTER`. Threads: any number at once, while none issues.
 */
aa_status aa_snowflake_decode(const struct aa_snowflake *ids,
                              uint64_t id,
                              struct aa_snowflake_parts *out,
                              struct aa_error **error);

/**
 * Makes a generator that has issued nothing; the caller frees it with `aa_uuid7_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_uuid7 *ids = NULL;
 * aa_uuid id;
 * char text[AA_UUID_TEXT_LEN + 1];
 * assert(aa_uuid7_new(&ids, NULL) == AA_OK);
 * assert(aa_uuid7_next(ids, AA_NOW, (aa_bytes){NULL, 0}, &id, NULL) == AA_OK);
 * assert(aa_uuid_format(id, text, sizeof text, NULL) == AA_OK);
 * assert(text[14] == '7');
 * aa_uuid7_free(ids);
 * ```
 */
aa_status aa_uuid7_new(struct aa_uuid7 **out, struct aa_error **error);

/**
 * Makes a generator whose UUIDs all follow `last`, for an order that outlives the process; the caller frees it with
 * `aa_uuid7_free`.
 *
 * Errors: `AA_ID_INVALID` when `last` is not of version 7, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid7_resume(struct aa_uuid last,
                          struct aa_uuid7 **out,
                          struct aa_error **error);

/**
 * Releases a generator; null is ignored.
 *
 * Threads: no other may use the generator.
 */
void aa_uuid7_free(struct aa_uuid7 *ids);

/**
 * Issues the next UUID; the caller owns `out`. `random` is 10 fresh bytes, or `{NULL, 0}` for the system's.
 *
 * Errors: `AA_ID_EXHAUSTED`, `AA_INVALID_ARGUMENT` for another number of random bytes, `AA_NULL_POINTER`; nothing is
 * issued. Threads: one at a time.
 */
aa_status aa_uuid7_next(struct aa_uuid7 *ids,
                        uint64_t now_ms,
                        struct aa_bytes random,
                        struct aa_uuid *out,
                        struct aa_error **error);

/**
 * Makes the UUID of a timestamp that was freshly issued by a clock, so that the order of ids is the causal order; the
 * caller owns `out`. `random` is 8 fresh bytes, or `{NULL, 0}` for the system's.
 *
 * Errors: `AA_INVALID_ARGUMENT` for another number of random bytes, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid_causal(struct aa_timestamp timestamp,
                         struct aa_bytes random,
                         struct aa_uuid *out,
                         struct aa_error **error);

/**
 * Writes the packed time of a UUID that `aa_uuid_causal` made; the caller owns `out`.
 *
 * Errors: `AA_ID_INVALID` when the UUID is not of version 7, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid_causal_time(struct aa_uuid id, uint64_t *out, struct aa_error **error);

/**
 * Writes the milliseconds since 1970 in a UUID of version 7; the caller owns `out`.
 *
 * Errors: `AA_ID_INVALID` when the UUID is not of version 7, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid_ms(struct aa_uuid id, uint64_t *out, struct aa_error **error);

/**
 * Writes the 36 characters of a UUID, in lower case, and a NUL into an array of the caller with room for `capacity`
 * bytes (`AA_UUID_TEXT_LEN + 1`).
 *
 * Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid_format(struct aa_uuid id,
                         char *out,
                         size_t capacity,
                         struct aa_error **error);

/**
 * Reads the 36 characters of a UUID of any version, in either case; the caller owns `out`.
 *
 * Errors: `AA_ID_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_uuid_parse(struct aa_str text, struct aa_uuid *out, struct aa_error **error);

/**
 * The default limits, which a null pointer stands for: depth 32, one mebibyte.
 *
 * Threads: any.
 */
struct aa_limits aa_limits_default(void);

/**
 * Reads a value from JSON and writes its canonical CBOR (RFC 8949 section 4.2, object keys by their UTF-8 bytes) to a
 * buffer that the caller frees. Bytes are written `{"$bytes":"<base64url>"}` in JSON. Null `limits` are the defaults.
 *
 * Errors: `AA_INVALID_JSON`, `AA_NOT_FINITE`, `AA_INTEGER_OUT_OF_RANGE`, `AA_DUPLICATE_KEY`, `AA_VALUE_TOO_DEEP`,
 * `AA_VALUE_TOO_LARGE`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_buffer *cbor = NULL, *json = NULL;
 * assert(aa_value_to_cbor(AA_STR("{\"b\": 1.0, \"a\": null}"), NULL, &cbor, NULL) == AA_OK);
 * assert(aa_value_from_cbor(aa_buffer_bytes(cbor), NULL, &json, NULL) == AA_OK);
 * assert(strcmp(aa_buffer_text(json), "{\"a\":null,\"b\":1}") == 0);
 * aa_buffer_free(json);
 * aa_buffer_free(cbor);
 * ```
 */
aa_status aa_value_to_cbor(struct aa_str json,
                           const struct aa_limits *limits,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Reads a value from its canonical CBOR, and no other, and writes its canonical JSON to a buffer that the caller
 * frees. Null `limits` are the defaults.
 *
 * Errors: `AA_NOT_CANONICAL`, `AA_NOT_FINITE`, `AA_INTEGER_OUT_OF_RANGE`, `AA_DUPLICATE_KEY`, `AA_INVALID_UTF8`,
 * `AA_VALUE_TOO_DEEP`, `AA_VALUE_TOO_LARGE`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_value_from_cbor(struct aa_bytes cbor,
                             const struct aa_limits *limits,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Checks that bytes start with one canonical value, without decoding it, and writes how many bytes it takes; the
 * caller owns `out`. Null `limits` are the defaults.
 *
 * Errors: as `aa_value_from_cbor`. Threads: any.
 */
aa_status aa_value_check_canonical(struct aa_bytes cbor,
                                   const struct aa_limits *limits,
                                   size_t *out,
                                   struct aa_error **error);

/**
 * Writes the text of a dot, such as `1.1#5`, and a NUL into an array of the caller with room for `capacity` bytes
 * (`AA_DOT_TEXT_CAPACITY` is always enough).
 *
 * Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_dot_format(struct aa_dot dot,
                        char *out,
                        size_t capacity,
                        struct aa_error **error);

/**
 * Reads the text of a dot, such as `1.1#5`; the caller owns `out`.
 *
 * Errors: `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_dot_parse(struct aa_str text, struct aa_dot *out, struct aa_error **error);

/**
 * Joins two states of one place. `a` and `b` are JSON objects `{"versions": [{"dot": "1.1#1", "value": …}],
 * "context": {"vector": {"1.1": 1}, "cloud": ["1.1#3"]}}`; so is the answer, in a buffer that the caller frees.
 *
 * Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
 * Threads: any.
 */
aa_status aa_dot_store_join(struct aa_str a,
                            struct aa_str b,
                            struct aa_buffer **out,
                            struct aa_error **error);

/**
 * Makes a vector that has seen nothing; the caller frees it with `aa_version_vector_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_version_vector *left = NULL, *right = NULL;
 * aa_causality relation;
 * assert(aa_version_vector_from_json(AA_STR("{\"1.1\": 2}"), &left, NULL) == AA_OK);
 * assert(aa_version_vector_from_json(AA_STR("{\"2.1\": 1}"), &right, NULL) == AA_OK);
 * assert(aa_version_vector_compare(left, right, &relation, NULL) == AA_OK);
 * assert(relation == AA_CAUSALITY_CONCURRENT);
 * assert(aa_version_vector_merge(left, right, NULL) == AA_OK);
 * assert(aa_version_vector_compare(left, right, &relation, NULL) == AA_OK);
 * assert(relation == AA_CAUSALITY_AFTER);
 * aa_version_vector_free(left);
 * aa_version_vector_free(right);
 * ```
 */
aa_status aa_version_vector_new(struct aa_version_vector **out, struct aa_error **error);

/**
 * Makes a copy that the caller frees with `aa_version_vector_free`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
 */
aa_status aa_version_vector_clone(const struct aa_version_vector *vector,
                                  struct aa_version_vector **out,
                                  struct aa_error **error);

/**
 * Releases a vector; null is ignored.
 *
 * Threads: no other may use the vector.
 */
void aa_version_vector_free(struct aa_version_vector *vector);

/**
 * Writes how far a stream has been seen, 0 if never; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
 */
aa_status aa_version_vector_get(const struct aa_version_vector *vector,
                                struct aa_stream stream,
                                uint64_t *out,
                                struct aa_error **error);

/**
 * Sees a stream up to `head`; a head behind what was seen changes nothing.
 *
 * Errors: `AA_PART_MALFORMED` when the stream's region or incarnation is 0, `AA_NULL_POINTER`. Threads: one at a
 * time.
 */
aa_status aa_version_vector_advance(struct aa_version_vector *vector,
                                    struct aa_stream stream,
                                    uint64_t head,
                                    struct aa_error **error);

/**
 * Sees what `other` has seen: the maximum, stream by stream. `other` may be the same vector.
 *
 * Errors: `AA_NULL_POINTER`. Threads: one at a time for `vector`; `other` must not change meanwhile.
 */
aa_status aa_version_vector_merge(struct aa_version_vector *vector,
                                  const struct aa_version_vector *other,
                                  struct aa_error **error);

/**
 * Writes how `left` relates to `right`; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vectors.
 */
aa_status aa_version_vector_compare(const struct aa_version_vector *left,
                                    const struct aa_version_vector *right,
                                    aa_causality *out,
                                    struct aa_error **error);

/**
 * Writes whether a write has been seen; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
 */
aa_status aa_version_vector_covers(const struct aa_version_vector *vector,
                                   struct aa_dot dot,
                                   bool *out,
                                   struct aa_error **error);

/**
 * Writes the vector as bytes, the same for equal vectors, to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
 */
aa_status aa_version_vector_to_bytes(const struct aa_version_vector *vector,
                                     struct aa_buffer **out,
                                     struct aa_error **error);

/**
 * Reads what `aa_version_vector_to_bytes` wrote; the caller frees the vector with `aa_version_vector_free`.
 *
 * Errors: `AA_PART_MALFORMED`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_version_vector_from_bytes(struct aa_bytes bytes,
                                       struct aa_version_vector **out,
                                       struct aa_error **error);

/**
 * Writes the vector as a JSON object of stream and head, such as `{"1.1":5}`, to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
 */
aa_status aa_version_vector_to_json(const struct aa_version_vector *vector,
                                    struct aa_buffer **out,
                                    struct aa_error **error);

/**
 * Reads what `aa_version_vector_to_json` wrote; the caller frees the vector with `aa_version_vector_free`.
 *
 * Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
 * Threads: any.
 */
aa_status aa_version_vector_from_json(struct aa_str json,
                                      struct aa_version_vector **out,
                                      struct aa_error **error);

/**
 * Decides between two versions of one place by a strategy: the name of a rule, such as `last-write-wins`, or JSON, a
 * rule with what it needs or an array of rules, as a deployment has it. `a` and `b` are JSON objects
 * `{value, timestamp, dot, context?}`, where `context` is `{"1.1": 5}`. Writes
 * `{causality, conflict, winner, value, strategy, why}` as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_TIMESTAMP_INVALID`,
 * `AA_INVALID_ARGUMENT` for an unknown strategy, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_resolve(struct aa_str strategy,
                     struct aa_str a,
                     struct aa_str b,
                     struct aa_buffer **out,
                     struct aa_error **error);

/**
 * Says that the merged value is this, as JSON, which is copied. What is no JSON is an answer that is no value.
 * The last of several answers counts; null for `merged` is ignored.
 *
 * Threads: that of the merge function.
 */
void aa_merged_put(struct aa_merged *merged,
                   struct aa_str json);

/**
 * Says that the merged value is this, as canonical CBOR, which is copied. The last of several answers counts; null
 * for `merged` is ignored.
 *
 * Threads: that of the merge function.
 */
void aa_merged_put_encoded(struct aa_merged *merged,
                           struct aa_bytes cbor);

/**
 * Says that there is no merged value, and why. The last of several answers counts; null for `merged` is ignored.
 *
 * Threads: that of the merge function.
 */
void aa_merged_fail(struct aa_merged *merged,
                    struct aa_str message);

/**
 * Says that the function leaves the decision to the next rule of the strategy, which is not the value null. It is for
 * functions that are registered with a region; in a check it is a function that fails. The last of several answers
 * counts; null for `merged` is ignored.
 *
 * Threads: that of the merge function.
 */
void aa_merged_abstain(struct aa_merged *merged);

/**
 * Merges two JSON documents that grew out of a common one, which is all that is known of their past, and writes
 * `{value, conflicts}` as JSON to a buffer that the caller frees. `base` is `{NULL, 0}` if there was none. Where both
 * sides changed one place differently, `rules` decide; `{NULL, 0}` are the defaults.
 *
 * Rules are `{default, arrays, paths: [{path, strategy, arrays}]}`. A strategy is `conflict` (a's side is shown,
 * nothing is decided), `a`, `b`, `max`, `min`, `delete-wins` or `update-wins`; that of a path holds there and below.
 * `arrays` is `replace`, `append`, or `{"key": "<member>"}`, and holds for the array at its path alone. `*` in a path
 * is any member or element. A conflict is `{path, kind, base, a, b, base_absent, a_absent, b_absent, picked, rule}`.
 *
 * Errors: `AA_INVALID_ARGUMENT` with the detail `place` for rules that are none and for elements without their key,
 * `AA_INVALID_JSON` and the others of a value, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_buffer *merged = NULL;
 * assert(aa_three_way(AA_STR("{\"a\":1,\"b\":1}"), AA_STR("{\"a\":2,\"b\":1}"), AA_STR("{\"a\":1}"),
 *                     (aa_str){NULL, 0}, &merged, NULL) == AA_OK);
 * assert(strcmp(aa_buffer_text(merged), "{\"conflicts\":[],\"value\":{\"a\":2}}") == 0);
 * aa_buffer_free(merged);
 * ```
 */
aa_status aa_three_way(struct aa_str base,
                       struct aa_str a,
                       struct aa_str b,
                       struct aa_str rules,
                       struct aa_buffer **out,
                       struct aa_error **error);

/**
 * Looks for the smallest input on which a merge function would let regions disagree: where it is not deterministic,
 * idempotent, commutative or associative, fails, or answers what is no value. Writes whether none was found; to
 * `lines` and to `report`, unless they are null, a few lines for people and `{holds, cases, law, versions, left, right,
 * error, text}` as JSON, in buffers that the caller frees.
 *
 * `data` is handed to the function, and may be null. `options` are `{cases, seed, values, laws}` as JSON, each
 * optional, `{NULL, 0}` for none of them: by default 1000 cases, seed 0, any values, all laws. Where `values` are given,
 * these and others like them are tried and nothing else.
 *
 * Errors: `AA_INVALID_ARGUMENT` with the detail `place` for options that are none, `AA_INVALID_JSON`,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any; the function is called on this one.
 */
aa_status aa_check_merge(aa_merge_function function,
                         void *data,
                         struct aa_str options,
                         bool *out,
                         struct aa_buffer **lines,
                         struct aa_buffer **report,
                         struct aa_error **error);

/**
 * Reads and checks a deployment document in JSON; the caller frees it with `aa_deployment_free`.
 *
 * Errors: `AA_DEPLOYMENT_INVALID` with the detail `place`, `AA_INVALID_JSON` and the others of a value,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_deployment_parse(struct aa_str json, struct aa_deployment **out, struct aa_error **error);

/**
 * Releases a deployment; null is ignored. Regions that were opened from it are not affected.
 *
 * Threads: no other may use this handle.
 */
void aa_deployment_free(struct aa_deployment *deployment);

/**
 * Writes the name, which is borrowed until the deployment is freed.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_name(const struct aa_deployment *deployment,
                             struct aa_str *out,
                             struct aa_error **error);

/**
 * Writes the version, which rises with every change; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_version(const struct aa_deployment *deployment,
                                uint64_t *out,
                                struct aa_error **error);

/**
 * Writes the digest, the same for documents that mean the same; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_digest(const struct aa_deployment *deployment,
                               struct aa_digest *out,
                               struct aa_error **error);

/**
 * Writes the normalized document, every default filled in, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_to_json(const struct aa_deployment *deployment,
                                struct aa_buffer **out,
                                struct aa_error **error);

/**
 * Writes the number of a region; the caller owns `out`.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_region_number(const struct aa_deployment *deployment,
                                      struct aa_str region,
                                      uint16_t *out,
                                      struct aa_error **error);

/**
 * Writes the name of the class that a key belongs to, which is borrowed until the deployment is freed.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_class_of(const struct aa_deployment *deployment,
                                 struct aa_str key,
                                 struct aa_str *out,
                                 struct aa_error **error);

/**
 * Writes the partition of a key, the same everywhere; the caller owns `out`.
 *
 * Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_partition_of(const struct aa_deployment *deployment,
                                     struct aa_str key,
                                     uint16_t *out,
                                     struct aa_error **error);

/**
 * Writes what would change if `next` took the place of `deployment`, as JSON `{compatible, reason, changes: [{place,
 * old, new}]}`, to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once.
 */
aa_status aa_deployment_diff(const struct aa_deployment *deployment,
                             const struct aa_deployment *next,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Answers whether `next` may follow `deployment`.
 *
 * Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_check_successor(const struct aa_deployment *deployment,
                                        const struct aa_deployment *next,
                                        struct aa_error **error);

/**
 * Makes a monitor that has observed nothing; the caller frees it with `aa_rate_monitor_free`.
 *
 * Errors: `AA_INVALID_ARGUMENT` for a threshold or a window of zero, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_rate_monitor *monitor = NULL;
 * bool breached;
 * assert(aa_rate_monitor_new(100, 5000, &monitor, NULL) == AA_OK);
 * assert(aa_rate_monitor_observe(monitor, 10000, 7000, &breached, NULL) == AA_OK && !breached);
 * assert(aa_rate_monitor_observe(monitor, 11000, 7100, &breached, NULL) == AA_OK && breached);
 * aa_rate_monitor_free(monitor);
 * ```
 */
aa_status aa_rate_monitor_new(uint64_t threshold,
                              uint64_t window_ms,
                              struct aa_rate_monitor **out,
                              struct aa_error **error);

/**
 * Releases a monitor; null is ignored.
 *
 * Threads: no other may use the monitor.
 */
void aa_rate_monitor_free(struct aa_rate_monitor *monitor);

/**
 * Observes the counter, which only rises, and writes whether the threshold is breached then; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_rate_monitor_observe(struct aa_rate_monitor *monitor,
                                  uint64_t now_ms,
                                  uint64_t total,
                                  bool *out,
                                  struct aa_error **error);

/**
 * Changes the settings from the next window on; at once where nothing was observed yet.
 *
 * Errors: `AA_INVALID_ARGUMENT` for a threshold or a window of zero, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at
 * a time.
 */
aa_status aa_rate_monitor_configure(struct aa_rate_monitor *monitor,
                                    uint64_t threshold,
                                    uint64_t window_ms,
                                    struct aa_error **error);

/**
 * Writes whether the threshold was breached at the last observation; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
 */
aa_status aa_rate_monitor_breached(const struct aa_rate_monitor *monitor, bool *out, struct aa_error **error);

/**
 * Writes what the counter rose by in the window that is open; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
 */
aa_status aa_rate_monitor_count(const struct aa_rate_monitor *monitor,
                                uint64_t *out,
                                struct aa_error **error);

/**
 * Writes the threshold of the window that is open; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
 */
aa_status aa_rate_monitor_threshold(const struct aa_rate_monitor *monitor,
                                    uint64_t *out,
                                    struct aa_error **error);

/**
 * Writes the length of the window that is open; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none observes.
 */
aa_status aa_rate_monitor_window_ms(const struct aa_rate_monitor *monitor,
                                    uint64_t *out,
                                    struct aa_error **error);

/**
 * Makes an empty sketch for `capacity` keys, 1 to 10000; 64 is right where nothing speaks for another. The caller frees
 * it with `aa_space_saving_free`.
 *
 * Errors: `AA_INVALID_ARGUMENT`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_space_saving *sketch = NULL;
 * aa_buffer *top = NULL;
 * assert(aa_space_saving_new(64, &sketch, NULL) == AA_OK);
 * assert(aa_space_saving_add(sketch, AA_STR("tea"), 3, NULL) == AA_OK);
 * assert(aa_space_saving_top(sketch, 10, &top, NULL) == AA_OK);
 * assert(strcmp(aa_buffer_text(top), "[{\"count\":3,\"error\":0,\"key\":\"tea\"}]") == 0);
 * aa_buffer_free(top);
 * aa_space_saving_free(sketch);
 * ```
 */
aa_status aa_space_saving_new(size_t capacity,
                              struct aa_space_saving **out,
                              struct aa_error **error);

/**
 * Releases a sketch; null is ignored.
 *
 * Threads: no other may use the sketch.
 */
void aa_space_saving_free(struct aa_space_saving *sketch);

/**
 * Counts a key so many times.
 *
 * Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_space_saving_add(struct aa_space_saving *sketch,
                              struct aa_str key,
                              uint64_t times,
                              struct aa_error **error);

/**
 * Writes at most `limit` of the keys that are held, `[{key, count, error}]`, the highest count first and equal counts
 * in the byte order of the keys, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
 */
aa_status aa_space_saving_top(const struct aa_space_saving *sketch,
                              size_t limit,
                              struct aa_buffer **out,
                              struct aa_error **error);

/**
 * Writes how much was counted in all; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
 */
aa_status aa_space_saving_total(const struct aa_space_saving *sketch, uint64_t *out, struct aa_error **error);

/**
 * Writes how many keys are held at most; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
 */
aa_status aa_space_saving_capacity(const struct aa_space_saving *sketch,
                                   size_t *out,
                                   struct aa_error **error);

/**
 * Writes the labels with these names, a JSON array, as a number with one bit each; the caller owns `out`.
 *
 * Errors: `AA_UNKNOWN_LABEL`, `AA_REQUEST_INVALID` for what is no array of texts, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
 * `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_label_set(const struct aa_deployment *deployment,
                                  struct aa_str names,
                                  uint32_t *out,
                                  struct aa_error **error);

/**
 * Writes whether a region may do something (`store`, `read`, ...) with data of these labels, at a time in Unix
 * milliseconds; the caller owns `out`. What a rule allows only after something else, or because of what a request says,
 * is not allowed here; see `aa_deployment_decide`.
 *
 * Errors: `AA_UNKNOWN_ACTION`, `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_allows(const struct aa_deployment *deployment,
                               uint32_t labels,
                               struct aa_str action,
                               struct aa_str region,
                               uint64_t as_of_ms,
                               bool *out,
                               struct aa_error **error);

/**
 * Writes the names of the regions that may do something with data of these labels, a JSON array, to a buffer that the
 * caller frees.
 *
 * Errors: `AA_UNKNOWN_ACTION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_allowed(const struct aa_deployment *deployment,
                                uint32_t labels,
                                struct aa_str action,
                                uint64_t as_of_ms,
                                struct aa_buffer **out,
                                struct aa_error **error);

/**
 * Decides a request, `{action, labels or class, region, from, via, copies, facts, as_of_ms}`, and writes the decision with
 * its reasons, `{outcome, code, action, region, labels, rules, allowed, excluded, obligations, versions, as_of_ms}`, as
 * JSON to a buffer that the caller frees.
 *
 * Errors: `AA_REQUEST_INVALID` with the detail `place`, `AA_UNKNOWN_ACTION`, `AA_UNKNOWN_LABEL`, `AA_UNKNOWN_CLASS`,
 * `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_decide(const struct aa_deployment *deployment,
                               struct aa_str request,
                               struct aa_buffer **out,
                               struct aa_error **error);

/**
 * Writes the names of the regions of a jurisdiction at a time, a JSON array, to a buffer that the caller frees.
 *
 * Errors: `AA_UNKNOWN_JURISDICTION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_jurisdiction(const struct aa_deployment *deployment,
                                     struct aa_str name,
                                     uint64_t as_of_ms,
                                     struct aa_buffer **out,
                                     struct aa_error **error);

/**
 * Writes what of labels, rules and regions is to be looked at, `[{code, place, message, regions}]`, as JSON to a buffer
 * that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_deployment_warnings(const struct aa_deployment *deployment,
                                 uint64_t as_of_ms,
                                 struct aa_buffer **out,
                                 struct aa_error **error);

/**
 * Writes the region of a public cloud with this name, which has its provider in front (`aws:eu-central-1`), as JSON to a
 * buffer that the caller frees.
 *
 * Errors: `AA_UNKNOWN_PLACE`, `AA_AMBIGUOUS_PLACE`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_find_place(struct aa_str id,
                        struct aa_buffer **out,
                        struct aa_error **error);

/**
 * Writes the regions of the public clouds, closed ones included, a JSON array, to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_places(struct aa_buffer **out,
                    struct aa_error **error);

/**
 * Writes the sets of countries that are shipped, `[{name, version, review_by, source, members}]`, as JSON to a buffer that
 * the caller frees. They are facts for configuration, and no legal advice.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_data_sets(struct aa_buffer **out,
                       struct aa_error **error);

/**
 * Makes keys, the one that signs first; all are believed, so that a key can be replaced while tokens of the old one are
 * about. The caller frees them with `aa_token_keys_free`.
 *
 * Errors: `AA_INVALID_ARGUMENT` where there is none, one is shorter than 16 bytes, or two have one number,
 * `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_token_keys_new(const struct aa_token_key *keys,
                            size_t keys_len,
                            struct aa_token_keys **out,
                            struct aa_error **error);

/**
 * Releases keys; null is ignored.
 *
 * Threads: no other may use them.
 */
void aa_token_keys_free(struct aa_token_keys *keys);

/**
 * Reads a token of a deployment and writes what it holds, for logs, `{seen, issuer, epoch, contested, issued_ms}` as JSON
 * to a buffer that the caller frees.
 *
 * Errors: `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_token_keys_read(const struct aa_token_keys *keys,
                             struct aa_str token,
                             const struct aa_deployment *deployment,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Makes a router that was told nothing yet; the caller frees it with `aa_router_free`. `subject_secret` is what subjects
 * are hashed with, the same in every router of a deployment, and may be `{NULL, 0}`; `keys` may be null, and then no read
 * at the level `session` is possible.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * aa_deployment *shop = NULL;
 * aa_router *router = NULL;
 * assert(aa_deployment_parse(AA_STR("{\"version\": 1, \"name\": \"shop\", \"regions\": [{\"name\": \"eu\", \"number\": 1}],"
 *                                   "\"classes\": [{\"name\": \"carts\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\","
 *                                   "\"home\": {\"by\": \"rendezvous\", \"regions\": [\"eu\"]}}]}"),
 *                            &shop, NULL) == AA_OK);
 * assert(aa_router_new(shop, (aa_bytes){NULL, 0}, NULL, &router, NULL) == AA_OK);
 * uint16_t number;
 * assert(aa_router_pick(router, 1000, AA_STR("carts"), AA_STR("user-1"), &number, NULL) == AA_OK && number == 1);
 * aa_router_free(router);
 * aa_deployment_free(shop);
 * ```
 */
aa_status aa_router_new(const struct aa_deployment *deployment,
                        struct aa_bytes subject_secret,
                        const struct aa_token_keys *keys,
                        struct aa_router **out,
                        struct aa_error **error);

/**
 * Releases a router; null is ignored.
 *
 * Threads: no other may use it.
 */
void aa_router_free(struct aa_router *router);

/**
 * Writes where a request goes, or why nowhere, as JSON to a buffer that the caller frees. A request is `{operation,
 * level, token, max_staleness_ms, class, subject, labels, location, latencies, observer, previous, epoch,
 * explain}`; only `operation` (`write` or `read`) and `class` must be there. `level` is `eventual`, `session` (with
 * `token`), `bounded` (with `max_staleness_ms`) or `strong`; `latencies` are milliseconds by region. The answer is
 * `{outcome, code, message, region, home, claim, contested, title, panic, location, candidates, version}`.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
 * `AA_INVALID_UTF8`, `AA_UNKNOWN_COUNTRY`, `AA_POSITION_INVALID`, `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`,
 * `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
 */
aa_status aa_router_route(const struct aa_router *router,
                          uint64_t now_ms,
                          struct aa_str request,
                          struct aa_buffer **out,
                          struct aa_error **error);

/**
 * Writes the number of the region that takes a write of a subject, without an explanation: the common case, for hot
 * paths. The caller owns `out`.
 *
 * Errors: `AA_ROUTE_REFUSED` with the code of the route in the detail `reason`, `AA_UNKNOWN_CLASS`,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
 */
aa_status aa_router_pick(const struct aa_router *router,
                         uint64_t now_ms,
                         struct aa_str class_name,
                         struct aa_str subject,
                         uint16_t *out,
                         struct aa_error **error);

/**
 * Writes where a client is, by what is known of it, as JSON to a buffer that the caller frees: `{home_claim,
 * application, ecs, resolver}`, of which the first that says anything is taken.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
 * `AA_UNKNOWN_COUNTRY`, `AA_POSITION_INVALID`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
 * none changes the router.
 */
aa_status aa_router_locate(const struct aa_router *router,
                           struct aa_str sources,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Takes an observation, `{region, observer, outcome, latency_ms, at_ms}`, and writes the state of the region then
 * (`healthy`, `degraded`, `down`), as text that lives as long as the program; `out` may be null.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
 * `AA_OBSERVATION_AHEAD`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_router_observe(struct aa_router *router,
                            uint64_t now_ms,
                            struct aa_str observation,
                            struct aa_str *out,
                            struct aa_error **error);

/**
 * Writes what is known of each region's health as a JSON array to a buffer that the caller frees: `[{region, state,
 * since_ms, observers, observers_down, success_percent, latency_ms, overloaded, damped}]`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
 */
aa_status aa_router_health(const struct aa_router *router,
                           uint64_t now_ms,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Takes what the home directory says, `{class, subject, region, epoch, contested}`, with `subject_hash` in the
 * place of `subject` where only that is known. Writes whether it was news; `out` may be null.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
 * `AA_INVALID_UTF8`, `AA_REGION_RETIRED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_router_set_home(struct aa_router *router,
                             struct aa_str home,
                             bool *out,
                             struct aa_error **error);

/**
 * Takes how far a region has come: `{region, received, complete_until_ms}`.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
 * `AA_PART_MALFORMED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_router_set_progress(struct aa_router *router,
                                 struct aa_str progress,
                                 struct aa_error **error);

/**
 * Begins or ends the draining of a region. Refused where a class would be left with too few regions, unless
 * `override_reason` says why; `{NULL, 0}` for none.
 *
 * Errors: `AA_SAFETY_RULE`, `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one
 * at a time.
 */
aa_status aa_router_set_draining(struct aa_router *router,
                                 uint64_t now_ms,
                                 struct aa_str region,
                                 bool draining,
                                 struct aa_str override_reason,
                                 struct aa_error **error);

/**
 * Writes which regions may take over from the home of `{class, subject}`, in order, and why not the others, `{home,
 * regions, excluded}` as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
 */
aa_status aa_router_failover_plan(const struct aa_router *router,
                                  uint64_t now_ms,
                                  struct aa_str of,
                                  struct aa_buffer **out,
                                  struct aa_error **error);

/**
 * Writes the regions nearest to a place on the globe, at most `limit`, `[{region, distance_km}]` as JSON to a
 * buffer that the caller frees.
 *
 * Errors: `AA_POSITION_INVALID`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes
 * the router.
 */
aa_status aa_router_nearest(const struct aa_router *router,
                            double latitude,
                            double longitude,
                            size_t limit,
                            struct aa_buffer **out,
                            struct aa_error **error);

/**
 * Writes the hash of a subject, by which homes are told, as text to a buffer that the caller frees.
 *
 * Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
 * router.
 */
aa_status aa_router_subject_hash(const struct aa_router *router,
                                 struct aa_str subject,
                                 struct aa_buffer **out,
                                 struct aa_error **error);

/**
 * Writes the number of the region that is the first home of a subject, by rendezvous hashing; zero for a class
 * without homes. The caller owns `out`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once,
 * while none changes the router.
 */
aa_status aa_router_first_home(const struct aa_router *router,
                               struct aa_str class_name,
                               struct aa_str subject,
                               uint16_t *out,
                               struct aa_error **error);

/**
 * Writes the great-circle distance of two places, in degrees of latitude and longitude, in whole kilometres; the caller
 * owns `out`.
 *
 * Errors: `AA_POSITION_INVALID`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * uint32_t km;
 * assert(aa_distance_km(0, -179, 0, 179, &km, NULL) == AA_OK && km == 222);
 * ```
 */
aa_status aa_distance_km(double from_latitude,
                         double from_longitude,
                         double to_latitude,
                         double to_longitude,
                         uint32_t *out,
                         struct aa_error **error);

/**
 * Compares ways to send clients elsewhere when a region fails, and writes `{methods, table}` as JSON to a buffer that the
 * caller frees. A method is `{name, method, interval_ms, consecutive_failures, probe_timeout_ms, publish_ms, ttl_ms,
 * violators: {share_percent, factor}, convergence, replication_lag_ms, writes_per_s}`; `method` is `geo-dns`, `anycast`,
 * `load-balancer` or `in-library`.
 *
 * Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
 * Threads: any.
 */
aa_status aa_compare_failover(struct aa_str methods,
                              struct aa_buffer **out,
                              struct aa_error **error);

/**
 * Opens an empty replica of a region that the deployment names; null `settings` are the defaults. The caller frees it
 * with `aa_region_free`.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_ARGUMENT`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 *
 * ```c
 * const aa_str document = AA_STR(
 *     "{\"version\": 1, \"name\": \"shop\","
 *     " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
 *     " \"classes\": [{\"name\": \"all\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\"}]}");
 * const aa_bytes blind = {NULL, 0};
 * aa_error *error = NULL;
 * aa_deployment *deployment = NULL;
 * aa_region *eu = NULL, *us = NULL;
 * assert(aa_deployment_parse(document, &deployment, &error) == AA_OK);
 * assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, &error) == AA_OK);
 * assert(aa_region_open(deployment, AA_STR("us"), NULL, &us, &error) == AA_OK);
 * aa_deployment_free(deployment);
 *
 * assert(aa_region_put(eu, AA_NOW, AA_STR("greeting"), NULL, 0, AA_STR("\"hello\""), blind, NULL, &error) == AA_OK);
 * aa_batches *batches = NULL;
 * assert(aa_region_batches_for(eu, AA_NOW, AA_STR("us"), 1 << 20, &batches, &error) == AA_OK);
 * for (size_t at = 0; at < aa_batches_len(batches); ++at) {
 *   aa_apply_summary summary;
 *   assert(aa_region_apply(us, AA_NOW, aa_batches_at(batches, at), &summary, NULL, &error) == AA_OK);
 *   assert(summary.applied == 1);
 * }
 * aa_batches_free(batches);
 *
 * aa_read *read = NULL;
 * aa_buffer *value = NULL;
 * assert(aa_region_get(us, AA_NOW, AA_STR("greeting"), &read, &error) == AA_OK && read != NULL);
 * assert(aa_read_value(read, &value, &error) == AA_OK);
 * assert(strcmp(aa_buffer_text(value), "\"hello\"") == 0);
 * aa_buffer_free(value);
 * aa_read_free(read);
 * aa_region_free(us);
 * aa_region_free(eu);
 * ```
 */
aa_status aa_region_open(const struct aa_deployment *deployment,
                         struct aa_str region,
                         const struct aa_options *settings,
                         struct aa_region **out,
                         struct aa_error **error);

/**
 * Opens a replica from a snapshot, as a new incarnation: `settings->incarnation` is above every earlier one of this
 * region. It answers reads at once, and takes writes once it has back what it had sent before (see
 * `aa_region_acknowledge`). The caller frees it with `aa_region_free`.
 *
 * Errors: `AA_SNAPSHOT_MALFORMED`, `AA_INCARNATION_USED`, `AA_UNKNOWN_REGION`, `AA_DEPLOYMENT_UNKNOWN` and the other
 * codes of deployments, `AA_INVALID_ARGUMENT`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
 */
aa_status aa_region_restore(const struct aa_deployment *deployment,
                            struct aa_str region,
                            const struct aa_options *settings,
                            struct aa_bytes snapshot,
                            struct aa_region **out,
                            struct aa_error **error);

/**
 * Releases a replica; null is ignored. What was not snapshot or sent is gone.
 *
 * Threads: no other may use the region. A merge function must not release the region that calls it.
 */
void aa_region_free(struct aa_region *region);

/**
 * The default settings: incarnation 1, 5 s of drift, 60 s ahead, any jump, 10,000 conflict records, 64 MiB held.
 *
 * Threads: any.
 */
struct aa_options aa_options_default(void);

/**
 * Reads a record: `out` is a read that the caller frees with `aa_read_free`, or null if the record does not exist or
 * has expired by `now_ms`. The time matters only where an expiry was set; everything else that reads goes by the latest
 * time that the region was told or has heard of.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`, `AA_FUNCTION_NOT_REGISTERED`, `AA_INVALID_UTF8`,
 * `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_get(const struct aa_region *region,
                        uint64_t now_ms,
                        struct aa_str key,
                        struct aa_read **out,
                        struct aa_error **error);

/**
 * The value in canonical CBOR, borrowed until the read is freed; `{NULL, 0}` for null. A counter beyond 64 bits is a
 * CBOR bignum.
 *
 * Threads: any number at once.
 */
struct aa_bytes aa_read_encoded(const struct aa_read *read);

/**
 * What this read saw, to be given to a later write, borrowed until the read is freed; `{NULL, 0}` for null.
 *
 * Threads: any number at once.
 */
struct aa_bytes aa_read_context(const struct aa_read *read);

/**
 * The timestamp of the latest live write behind the value; the first of all timestamps for null.
 *
 * Threads: any number at once.
 */
struct aa_timestamp aa_read_timestamp(const struct aa_read *read);

/**
 * How many concurrent versions stand behind the value at its most contested place, 1 if uncontested; 0 for null.
 *
 * Threads: any number at once.
 */
size_t aa_read_siblings(const struct aa_read *read);

/**
 * How many rules of the class the merged value did not keep; 0 for null. Those with a repair are repaired in the value,
 * for the others a conflict record of the kind `rule_violated` waits.
 *
 * Threads: any number at once.
 */
size_t aa_read_violated_len(const struct aa_read *read);

/**
 * The name of one of those rules by its place from 0, in the order of the class, borrowed until the read is freed;
 * `{NULL, 0}` beyond the last and for null.
 *
 * Threads: any number at once.
 */
struct aa_str aa_read_violated_at(const struct aa_read *read,
                                  size_t index);

/**
 * Writes the value as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_read_value(const struct aa_read *read, struct aa_buffer **out, struct aa_error **error);

/**
 * Writes the whole read, `{value, context, timestamp, siblings, violated}`, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`. Threads: any number at once.
 */
aa_status aa_read_to_json(const struct aa_read *read,
                          struct aa_buffer **out,
                          struct aa_error **error);

/**
 * Releases a read; null is ignored.
 *
 * Threads: no other may use the read.
 */
void aa_read_free(struct aa_read *read);

/**
 * Writes the live versions of a register, siblings included, `[{dot, origin, timestamp, value}]`, as JSON to a buffer
 * that the caller frees. `path` is as in `aa_region_put`.
 *
 * Errors: those of `aa_region_get`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`. Threads: any number at once, while none changes
 * the region.
 */
aa_status aa_region_versions(const struct aa_region *region,
                             struct aa_str key,
                             const struct aa_str *path,
                             size_t path_len,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Writes the entries of a log after a timestamp (null: from the first), in order, at most `limit` (0: all of them),
 * `[{dot, timestamp, region, value}]`, as JSON to a buffer that the caller frees. The timestamp of the last entry is
 * what to give next. `path` is as in `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_log_entries(const struct aa_region *region,
                                struct aa_str key,
                                const struct aa_str *path,
                                size_t path_len,
                                const struct aa_timestamp *after,
                                size_t limit,
                                struct aa_buffer **out,
                                struct aa_error **error);

/**
 * Writes the existing keys that start with `prefix`, after `after` (`{NULL, 0}`: from the first), in byte order, at
 * most `limit`, as a JSON array to a buffer that the caller frees.
 *
 * Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
 * region.
 */
aa_status aa_region_keys(const struct aa_region *region,
                         struct aa_str prefix,
                         struct aa_str after,
                         size_t limit,
                         struct aa_buffer **out,
                         struct aa_error **error);

/**
 * Writes a register. `path` leads to the field of a map record and has no steps otherwise; `value` is JSON; `context`
 * is what `aa_read_context` gave, or `{NULL, 0}` for a blind write, which replaces all that this region holds there.
 * `written` may be null; the caller owns it.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_INVALID_JSON` and the others of a value, `AA_INVALID_CONTEXT`, `AA_TOO_MANY_SIBLINGS`, `AA_NOT_CAUGHT_UP`, those
 * of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
 * time.
 *
 * ```c
 * const aa_str document = AA_STR(
 *     "{\"version\": 1, \"name\": \"shop\","
 *     " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
 *     " \"classes\": [{\"name\": \"all\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\","
 *     "               \"strategy\": \"keep-all\"}]}");
 * const aa_bytes blind = {NULL, 0};
 * const aa_str key = AA_STR("greeting");
 * aa_deployment *deployment = NULL;
 * aa_region *eu = NULL;
 * aa_read *read = NULL, *after = NULL;
 * assert(aa_deployment_parse(document, &deployment, NULL) == AA_OK);
 * assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, NULL) == AA_OK);
 * aa_deployment_free(deployment);
 *
 * assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hello\""), blind, NULL, NULL) == AA_OK);
 * assert(aa_region_get(eu, AA_NOW, key, &read, NULL) == AA_OK);
 * // Two workers that read the same version both write: neither write is lost.
 * assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hi\""), aa_read_context(read), NULL, NULL) == AA_OK);
 * assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hey\""), aa_read_context(read), NULL, NULL) == AA_OK);
 * assert(aa_region_get(eu, AA_NOW, key, &after, NULL) == AA_OK);
 * assert(aa_read_siblings(after) == 2);
 * aa_read_free(after);
 * aa_read_free(read);
 * aa_region_free(eu);
 * ```
 */
aa_status aa_region_put(struct aa_region *region,
                        uint64_t now_ms,
                        struct aa_str key,
                        const struct aa_str *path,
                        size_t path_len,
                        struct aa_str value,
                        struct aa_bytes context,
                        struct aa_written *written,
                        struct aa_error **error);

/**
 * Writes a register as `aa_region_put` does, with the value in canonical CBOR.
 *
 * Errors: as `aa_region_put`, with `AA_NOT_CANONICAL` for `AA_INVALID_JSON`. Threads: one at a time.
 */
aa_status aa_region_put_encoded(struct aa_region *region,
                                uint64_t now_ms,
                                struct aa_str key,
                                const struct aa_str *path,
                                size_t path_len,
                                struct aa_bytes value,
                                struct aa_bytes context,
                                struct aa_written *written,
                                struct aa_error **error);

/**
 * Writes several register fields of a map record in one change. `fields` are `fields_len` of them, borrowed for the
 * call; `context` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_put`. Threads: one at a time.
 */
aa_status aa_region_patch(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str key,
                          const struct aa_field *fields,
                          size_t fields_len,
                          struct aa_bytes context,
                          struct aa_written *written,
                          struct aa_error **error);

/**
 * Deletes a record. `context` and `written` are as in `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`, `AA_INVALID_CONTEXT`, `AA_NOT_CAUGHT_UP`, those of
 * `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
 * time.
 */
aa_status aa_region_delete(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           struct aa_bytes context,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Removes a field of a map record with all below it, as far as this region, or the context, has seen it. `context`
 * and `written` are as in `aa_region_put`.
 *
 * Errors: those of `aa_region_delete`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`. Threads: one at a time.
 */
aa_status aa_region_unset(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str key,
                          const struct aa_str *path,
                          size_t path_len,
                          struct aa_bytes context,
                          struct aa_written *written,
                          struct aa_error **error);

/**
 * Adds to a counter; a negative amount subtracts. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_COUNTER_OVERFLOW`, `AA_NOT_CAUGHT_UP`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`,
 * `AA_INTERNAL`; the region is as before. Threads: one at a time.
 */
aa_status aa_region_increment(struct aa_region *region,
                              uint64_t now_ms,
                              struct aa_str key,
                              const struct aa_str *path,
                              size_t path_len,
                              int64_t amount,
                              struct aa_written *written,
                              struct aa_error **error);

/**
 * Sets a counter by the increment that leads from what this region sees to `value`: two concurrent assignments add
 * up. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`. Threads: one at a time.
 */
aa_status aa_region_assign(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           const struct aa_str *path,
                           size_t path_len,
                           int64_t value,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Sets a counter to zero as far as it was seen: increments that were not seen stay. `path`, `context` and `written` are
 * as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
 */
aa_status aa_region_reset(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str key,
                          const struct aa_str *path,
                          size_t path_len,
                          struct aa_bytes context,
                          struct aa_written *written,
                          struct aa_error **error);

/**
 * Adds a member, given as JSON, to a set. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`, and `AA_INVALID_JSON` and the others of a value. Threads: one at a time.
 */
aa_status aa_region_add(struct aa_region *region,
                        uint64_t now_ms,
                        struct aa_str key,
                        const struct aa_str *path,
                        size_t path_len,
                        struct aa_str member,
                        struct aa_written *written,
                        struct aa_error **error);

/**
 * Removes a member, given as JSON, from a set, as far as it was seen. `path`, `context` and `written` are as in
 * `aa_region_put`.
 *
 * Errors: as `aa_region_add`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
 */
aa_status aa_region_remove(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           const struct aa_str *path,
                           size_t path_len,
                           struct aa_str member,
                           struct aa_bytes context,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Removes all members of a set that were seen. `path`, `context` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
 */
aa_status aa_region_clear(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str key,
                          const struct aa_str *path,
                          size_t path_len,
                          struct aa_bytes context,
                          struct aa_written *written,
                          struct aa_error **error);

/**
 * Adds an entry, given as JSON, to a log. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_add`. Threads: one at a time.
 */
aa_status aa_region_append(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           const struct aa_str *path,
                           size_t path_len,
                           struct aa_str value,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Offers a number, given as JSON, to a maximum or a minimum. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_add`. Threads: one at a time.
 */
aa_status aa_region_offer(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str key,
                          const struct aa_str *path,
                          size_t path_len,
                          struct aa_str value,
                          struct aa_written *written,
                          struct aa_error **error);

/**
 * Turns a flag on. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`. Threads: one at a time.
 */
aa_status aa_region_enable(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           const struct aa_str *path,
                           size_t path_len,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Turns a flag off. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: as `aa_region_increment`. Threads: one at a time.
 */
aa_status aa_region_disable(struct aa_region *region,
                            uint64_t now_ms,
                            struct aa_str key,
                            const struct aa_str *path,
                            size_t path_len,
                            struct aa_written *written,
                            struct aa_error **error);

/**
 * Lets a record expire at a time, in Unix milliseconds: from then on `aa_region_get` does not show it, and a write finds
 * it gone. Of concurrent expiries the longest counts, and `aa_region_persist` beats any. `written` is as in
 * `aa_region_put`.
 *
 * Errors: `AA_INVALID_ARGUMENT` for a record that does not exist and for a time that is not after the write's own,
 * `AA_WRONG_TYPE` where a bounded counter is in the record, `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_NOT_CAUGHT_UP`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as
 * before. Threads: one at a time.
 */
aa_status aa_region_expire(struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_str key,
                           uint64_t at_ms,
                           struct aa_written *written,
                           struct aa_error **error);

/**
 * Takes the expiry of a record away. What has expired already does not come back. `written` is as in `aa_region_put`.
 *
 * Errors: as `aa_region_expire`. Threads: one at a time.
 */
aa_status aa_region_persist(struct aa_region *region,
                            uint64_t now_ms,
                            struct aa_str key,
                            struct aa_written *written,
                            struct aa_error **error);

/**
 * Gives rights of this region to a bounded counter to another region, which can spend them once it has received the
 * transfer. `path` and `written` are as in `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_ARGUMENT` for an amount below 1 and for this region itself,
 * `AA_INSUFFICIENT_RIGHTS` with the details `available` and `elsewhere`, and those of `aa_region_increment`. Threads:
 * one at a time.
 */
aa_status aa_region_transfer(struct aa_region *region,
                             uint64_t now_ms,
                             struct aa_str key,
                             const struct aa_str *path,
                             size_t path_len,
                             struct aa_str to,
                             int64_t amount,
                             struct aa_written *written,
                             struct aa_error **error);

/**
 * What is left of a bounded counter and who may spend it, as a JSON object: `{total, available, elsewhere, incomplete,
 * regions}`. The caller frees it with `aa_buffer_free`.
 *
 * Errors: `AA_WRONG_TYPE`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_rights(const struct aa_region *region,
                           struct aa_str key,
                           const struct aa_str *path,
                           size_t path_len,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Makes several writes as one: every region sees all of them or none. `writes` is a JSON array of objects with
 * `operation`, `key` and what the function of that name takes: `path`, `value` (of put, assign, add, remove, append,
 * offer), `fields`, `amount` (of increment, transfer), `at` (of expire), `to`, `context` (`{"$bytes": "..."}`). If one is
 * refused, nothing is written; the error's detail `write` says which. `out` is a JSON array of `{dot, timestamp}` that the
 * caller frees with `aa_buffer_free`.
 *
 * Errors: `AA_INVALID_JSON` and the others of a value, `AA_INVALID_ARGUMENT` for a malformed write,
 * `AA_CHANGE_SET_REFUSED`, and those of each write. Threads: one at a time.
 */
aa_status aa_region_transaction(struct aa_region *region,
                                uint64_t now_ms,
                                struct aa_str writes,
                                struct aa_buffer **out,
                                struct aa_error **error);

/**
 * Writes what the target region is not known to have, as batches of at most about `bytes_max` each that the caller
 * frees with `aa_batches_free`; the same again until the target has acknowledged them.
 *
 * Errors: `AA_UNKNOWN_REGION`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads:
 * one at a time.
 */
aa_status aa_region_batches_for(struct aa_region *region,
                                uint64_t now_ms,
                                struct aa_str target,
                                size_t bytes_max,
                                struct aa_batches **out,
                                struct aa_error **error);

/**
 * Writes what this region holds of all that the target may hold too, to be sent there and given to its
 * `aa_region_acknowledge`, to a buffer that the caller frees.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
 * none changes the region.
 */
aa_status aa_region_acknowledgement_for(const struct aa_region *region,
                                        struct aa_str target,
                                        struct aa_buffer **out,
                                        struct aa_error **error);

/**
 * Takes another region's acknowledgement: what it holds needs not be sent to it again. `sender`, which may be null,
 * receives that region's name in a buffer that the caller frees.
 *
 * Errors: `AA_ACKNOWLEDGEMENT_MALFORMED`, `AA_UNSUPPORTED_VERSION`, `AA_UNKNOWN_REGION`, `AA_NULL_POINTER`,
 * `AA_INTERNAL`; the region is as before. Threads: one at a time.
 */
aa_status aa_region_acknowledge(struct aa_region *region,
                                struct aa_bytes acknowledgement,
                                struct aa_buffer **sender,
                                struct aa_error **error);

/**
 * Applies a batch, whole: duplicates change nothing, and what cannot be applied yet is held. `summary` and `report`
 * may be null: `summary`, which the caller owns, receives the numbers, and `report` the document
 * `{stream, applied, duplicates, released, conflicts, held}` as JSON in a buffer that the caller frees. With a null
 * `report` no document is made.
 *
 * Errors: `AA_BATCH_MALFORMED`, `AA_BATCH_TOO_LARGE`, `AA_UNSUPPORTED_VERSION`, `AA_UNKNOWN_REGION`,
 * `AA_DEPLOYMENT_FORKED`, `AA_REPLICA_FORKED`, `AA_STREAM_QUARANTINED`, `AA_HOLD_FULL`, `AA_NULL_POINTER`,
 * `AA_INTERNAL`; the region is as before. Threads: one at a time.
 */
aa_status aa_region_apply(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_bytes batch,
                          struct aa_apply_summary *summary,
                          struct aa_buffer **report,
                          struct aa_error **error);

/**
 * Writes everything that waits, `[{stream, first, last, code, message}]`, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_held(const struct aa_region *region,
                         struct aa_buffer **out,
                         struct aa_error **error);

/**
 * Tries what waits for time to pass or for a deployment, and writes one report (see `aa_region_apply`) for each stream
 * that moved, as a JSON array to a buffer that the caller frees.
 *
 * Errors: as `aa_region_apply`. Threads: one at a time.
 */
aa_status aa_region_retry_held(struct aa_region *region,
                               uint64_t now_ms,
                               struct aa_buffer **out,
                               struct aa_error **error);

/**
 * Puts a newer deployment in force; what waited for it is applied by the next `aa_region_retry_held` or batch.
 *
 * Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as
 * before. Threads: one at a time.
 */
aa_status aa_region_load_deployment(struct aa_region *region,
                                    const struct aa_deployment *deployment,
                                    struct aa_error **error);

/**
 * Claims a value for a claimant, both given as JSON, in a class of the type `claim`. Who holds it now,
 * `{key, holder, state, claimants}`, is written as JSON to a buffer that the caller frees; `state` is `free`,
 * `provisional` or `confirmed`. Claiming again what one holds changes nothing.
 *
 * Errors: `AA_CLAIM_TAKEN` where another claimant is seen to hold it, with the details `holder` and `state`;
 * `AA_UNKNOWN_CLASS`, `AA_WRONG_TYPE`, `AA_INVALID_JSON` and the others of a value, `AA_NOT_CAUGHT_UP`, those of
 * `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
 * time.
 *
 * ```c
 * const aa_str document = AA_STR(
 *     "{\"version\": 1, \"name\": \"shop\", \"regions\": [{\"name\": \"eu\", \"number\": 1}],"
 *     " \"classes\": [{\"name\": \"emails\", \"keys\": \"email-*\", \"labels\": [], \"type\": \"claim\"}]}");
 * aa_error *error = NULL;
 * aa_deployment *deployment = NULL;
 * aa_region *eu = NULL;
 * aa_buffer *claim = NULL;
 * assert(aa_deployment_parse(document, &deployment, &error) == AA_OK);
 * assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, &error) == AA_OK);
 * const aa_str email = AA_STR("\"ann@example.org\"");
 * assert(aa_region_claim(eu, AA_NOW, AA_STR("emails"), email, AA_STR("\"ann\""), &claim, &error) == AA_OK);
 * assert(strstr(aa_buffer_text(claim), "\"holder\":\"ann\"") != NULL);
 * aa_buffer_free(claim);
 * assert(aa_region_claim(eu, AA_NOW, AA_STR("emails"), email, AA_STR("\"ben\""), &claim, &error) == AA_CLAIM_TAKEN);
 * aa_error_free(error);
 * aa_region_free(eu);
 * aa_deployment_free(deployment);
 * ```
 */
aa_status aa_region_claim(struct aa_region *region,
                          uint64_t now_ms,
                          struct aa_str class_name,
                          struct aa_str value,
                          struct aa_str claimant,
                          struct aa_buffer **out,
                          struct aa_error **error);

/**
 * Gives up a claim as far as it was seen. Who holds the value now (the next in line, if anybody) is written as in
 * `aa_region_claim`.
 *
 * Errors: `AA_CLAIM_NOT_HELD` where the claimant has no live claim here; and as `aa_region_claim`. Threads: one at a
 * time.
 */
aa_status aa_region_release(struct aa_region *region,
                            uint64_t now_ms,
                            struct aa_str class_name,
                            struct aa_str value,
                            struct aa_str claimant,
                            struct aa_buffer **out,
                            struct aa_error **error);

/**
 * Writes who holds a value, given as JSON, as far as is known here, as in `aa_region_claim`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_WRONG_TYPE`, `AA_INVALID_JSON` and the others of a value, `AA_INVALID_UTF8`,
 * `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_claim_of(const struct aa_region *region,
                             struct aa_str class_name,
                             struct aa_str value,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Writes conflict records, oldest first, as a JSON array to a buffer that the caller frees. A null `filter` lists all.
 *
 * Errors: `AA_INVALID_ARGUMENT` for an unknown kind or state, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`.
 * Threads: any number at once, while none changes the region.
 */
aa_status aa_region_conflicts(const struct aa_region *region,
                              const struct aa_conflict_filter *filter,
                              struct aa_buffer **out,
                              struct aa_error **error);

/**
 * Writes one conflict record, by its id of 32 hexadecimal characters, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_UNKNOWN_CONFLICT`, `AA_PART_MALFORMED` for what is no id, `AA_INVALID_UTF8`, `AA_NULL_POINTER`,
 * `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_conflict(const struct aa_region *region,
                             struct aa_str id,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Writes the conflict records that were made or changed after a cursor (0 is the start), in that order, each as it is
 * now, at most `limit`, as JSON `{conflicts, cursor}` to a buffer that the caller frees. Give the cursor in it to the
 * next call.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_conflicts_since(const struct aa_region *region,
                                    uint64_t cursor,
                                    size_t limit,
                                    struct aa_buffer **out,
                                    struct aa_error **error);

/**
 * Writes how many decided conflict records were dropped to stay within `conflicts_max`; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_conflicts_dropped(const struct aa_region *region,
                                      uint64_t *out,
                                      struct aa_error **error);

/**
 * Settles a conflict that waits: with a value of one's own (JSON), or with a side (`pick`, `a` or `b`); the other of
 * both is `{NULL, 0}`. It is a write, and every region that has the conflict shows it as resolved. `written` is as in
 * `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CONFLICT`, `AA_CONFLICT_DECIDED`, `AA_CONFLICT_SUPERSEDED`, `AA_INVALID_ARGUMENT` unless exactly
 * one of value and pick is given, `AA_PART_MALFORMED` for what is no id, and those of `aa_region_put`; the region is as
 * before. Threads: one at a time.
 */
aa_status aa_region_resolve_conflict(struct aa_region *region,
                                     uint64_t now_ms,
                                     struct aa_str id,
                                     struct aa_str value,
                                     struct aa_str pick,
                                     struct aa_written *written,
                                     struct aa_error **error);

/**
 * Takes a decision about a conflict back: the side that lost stands again. `written` is as in `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CONFLICT`, `AA_CONFLICT_DECIDED` where it was taken back already, `AA_CONFLICT_SUPERSEDED` where
 * the current version no longer is that decision, `AA_INVALID_ARGUMENT` where nothing was decided yet,
 * `AA_PART_MALFORMED` for what is no id, and those of `aa_region_put`; the region is as before. Threads: one at a time.
 */
aa_status aa_region_undo_conflict(struct aa_region *region,
                                  uint64_t now_ms,
                                  struct aa_str id,
                                  struct aa_written *written,
                                  struct aa_error **error);

/**
 * Writes why a record, or one of its places, reads as it does, as JSON `{key, path, class, type, value, existence,
 * versions, rule, why, text}` to a buffer that the caller frees; `text` says all of it in a few lines. `path` is as in
 * `aa_region_put`.
 *
 * Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
 * `AA_FUNCTION_NOT_REGISTERED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_explain(const struct aa_region *region,
                            struct aa_str key,
                            const struct aa_str *path,
                            size_t path_len,
                            struct aa_buffer **out,
                            struct aa_error **error);

/**
 * Writes what became visible here after a cursor (0 is the start), at most `limit` changes,
 * `{changes: [{key, dot, timestamp, operation}], cursor}`, as JSON to a buffer that the caller frees. Give the cursor
 * in it to the next call.
 *
 * Errors: `AA_FEED_TRIMMED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
 * region.
 */
aa_status aa_region_changes_since(const struct aa_region *region,
                                  uint64_t cursor,
                                  size_t limit,
                                  struct aa_buffer **out,
                                  struct aa_error **error);

/**
 * Writes how many records would read otherwise under another deployment, without changing anything, as JSON
 * `{records, changed, examples: [{key, old, new}]}`, to a buffer that the caller frees.
 *
 * Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at
 * once, while none changes the region.
 */
aa_status aa_region_replay(const struct aa_region *region,
                           const struct aa_deployment *deployment,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Writes the digest of what the region holds, equal in regions that hold the same; the caller owns `out`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_digest(const struct aa_region *region, struct aa_digest *out, struct aa_error **error);

/**
 * Writes what this region has received, stream by stream; the caller frees it with `aa_version_vector_free`.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_cursors(const struct aa_region *region,
                            struct aa_version_vector **out,
                            struct aa_error **error);

/**
 * Writes the whole replica as bytes, for `aa_region_restore` and for backup, to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_region_snapshot(struct aa_region *region,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Writes the state, `{region, origin, deployment: {name, version, digest}, writable, records, cursors, stable, held,
 * conflicts, conflicts_dropped, merge_functions: [{name, version}], merge_violations, feed_cursor}`, as JSON to a buffer
 * that the caller frees. It names no key.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_status(const struct aa_region *region,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * Writes the digest of all that both the region and the target may hold, equal to that of the target for this region
 * when they hold the same of it; the caller owns `out`.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
 * none changes the region.
 */
aa_status aa_region_digest_for(const struct aa_region *region,
                               struct aa_str target,
                               struct aa_digest *out,
                               struct aa_error **error);

/**
 * Writes the part of the replica that the target may hold, for `aa_region_restore` there, to a buffer that the caller
 * frees.
 *
 * Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
 */
aa_status aa_region_snapshot_for(struct aa_region *region,
                                 struct aa_str target,
                                 struct aa_buffer **out,
                                 struct aa_error **error);

/**
 * Writes what regions have to erase, or have erased, because what is in force does not let them hold it any more,
 * `[{region, labels, deployment_version, since_ms, deadline_ms, state}]` with the states `pending`, `overdue` and
 * `erased`, as JSON to a buffer that the caller frees.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_purges(const struct aa_region *region,
                           uint64_t now_ms,
                           struct aa_buffer **out,
                           struct aa_error **error);

/**
 * The default settings of a diagnosis: 10 conflicts, 3 keys, 50 percent, 1 s of skew, 30 s of silence, no keys.
 *
 * Threads: any.
 */
struct aa_diagnose_options aa_diagnose_options_default(void);

/**
 * Writes all that this replica has counted since it was opened, with rates as of `now_ms`, as JSON to a buffer that the
 * caller frees: `{region, window_ms, writes, applied, duplicates, held, conflicts, conflict_pairs, merge_failures,
 * merge_violations, conflict_rate, clocks, peers, hot_keys, records, batches_waiting, conflict_records,
 * conflict_records_dropped}`, where a counter is `{labels, total, in_window, per_second}`. It names no key.
 *
 * Errors: `AA_INVALID_ARGUMENT` where metrics are switched off, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at
 * once, while none changes the region.
 */
aa_status aa_region_metrics(const struct aa_region *region,
                            uint64_t now_ms,
                            struct aa_buffer **out,
                            struct aa_error **error);

/**
 * Writes the same as text for Prometheus, in the format OpenMetrics 1.0, to a buffer that the caller frees; serve it as
 * `application/openmetrics-text; version=1.0.0; charset=utf-8`.
 *
 * Errors: those of `aa_region_metrics`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_open_metrics(const struct aa_region *region,
                                 uint64_t now_ms,
                                 struct aa_buffer **out,
                                 struct aa_error **error);

/**
 * Writes what is wrong, if anything, `{state, findings: [{kind, evidence, next_step}], conflict_rate}`, as JSON to a
 * buffer that the caller frees. The state is `healthy`, or the kind of the first finding: `misrouting`, `hotspot`,
 * `clock_skew` or `failover`. Null `settings` are the defaults.
 *
 * Errors: those of `aa_region_metrics`, and `AA_INVALID_ARGUMENT` for settings out of range. Threads: any number at once,
 * while none changes the region.
 */
aa_status aa_region_diagnose(const struct aa_region *region,
                             uint64_t now_ms,
                             const struct aa_diagnose_options *settings,
                             struct aa_buffer **out,
                             struct aa_error **error);

/**
 * Writes a token of what this region has now, for a client that it has just served, to a buffer that the caller frees;
 * what the `earlier` one said stays in it, `{NULL, 0}` for none. `epoch` is that of the home that the client spoke with,
 * `AA_NONE` for none, `contested` whether the home is.
 *
 * Errors: `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any
 * number at once, while none changes the region.
 */
aa_status aa_region_token(const struct aa_region *region,
                          uint64_t now_ms,
                          const struct aa_token_keys *keys,
                          struct aa_str earlier,
                          uint64_t epoch,
                          bool contested,
                          struct aa_buffer **out,
                          struct aa_error **error);

/**
 * Writes whether this region has all that a client has seen, so that it may serve it without going back; the caller
 * owns `out`.
 *
 * Errors: `AA_TOKEN_UNSATISFIABLE` where it never will, `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`,
 * `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_covers(const struct aa_region *region,
                           const struct aa_token_keys *keys,
                           struct aa_str token,
                           bool *out,
                           struct aa_error **error);

/**
 * Registers a merge function under the name and version by which deployments ask for it:
 * `{"by": "custom", "function": "merge-address", "version": 2}`. One that was there under the same name and version is
 * replaced. It stays through newer deployments and is in no snapshot. `context` is handed to the function, and may be
 * null; it must stay valid until the function is replaced or the region is released.
 *
 * The function must be pure: it decides by its input alone, and uses no region; a call of one from within it is
 * `AA_INVALID_ARGUMENT`. Where it fails, gives what is no value, uses a region or takes longer than `merge_budget_ms`,
 * the conflict waits, with the reason in its record, and reads show the version with the greatest timestamp. Nothing
 * interrupts a function that does not return. Until a function that the deployment asks for is registered, reads that
 * need it are `AA_FUNCTION_NOT_REGISTERED`, and conflicts wait for it.
 *
 * Errors: `AA_INVALID_ARGUMENT` for a name that is not 1 to 63 of `a`-`z`, `0`-`9` and `-`, and for version 0;
 * `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time; the function is called on each thread
 * that uses the region, by several at once where several read it.
 */
aa_status aa_region_register_merge(struct aa_region *region,
                                   struct aa_str name,
                                   uint32_t version,
                                   aa_region_merge_function function,
                                   void *context,
                                   struct aa_error **error);

/**
 * Writes the laws that registered functions were seen to break here, one for each function and law, at most 16, as a
 * JSON array of `{function: {name, version}, class_name, law, times, versions, text}` to a buffer that the caller frees;
 * see `sample_merges` of `aa_options`. The versions in them are values of records.
 *
 * Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
 */
aa_status aa_region_merge_violations(const struct aa_region *region,
                                     struct aa_buffer **out,
                                     struct aa_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ACTIVE_ACTIVE_H */
