#ifndef ACTIVE_ACTIVE_H
#define ACTIVE_ACTIVE_H

/* Generated from bindings-c/src by cbindgen: change it there, then `cargo verify --bless header`. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, as text that is never freed.
 */
const char *aa_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ACTIVE_ACTIVE_H */
