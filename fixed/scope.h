/* SPDX-License-Identifier: MIT */
/*
 * Scoped clean-up. What is acquired in a scope is released when the scope
 * ends, however it ends. There are two kinds of scope. What fits neither (a
 * connection's record, a download, a TLS context) has a life of its own: one
 * function ends it, and one place calls that function. README, "How memory is
 * kept", lists them.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include <gnutls/x509.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * ---- Inside a function -------------------------------------------------
 *
 * The compiler calls the function behind `cleanup` when the variable goes
 * out of scope: at the end of the block, at a return, at a break (GCC
 * manual, "Common Variable Attributes"; clang does the same). Two rules:
 * initialise the variable where it is declared, and hand a value out of the
 * scope only through scope_take(), which leaves NULL behind.
 */
#define SCOPED(function) __attribute__((cleanup(function)))

#define scoped_memory SCOPED(scope_free_memory)
#define scoped_json SCOPED(scope_free_json)
#define scoped_crt SCOPED(scope_free_crt)
#define scoped_descriptor SCOPED(scope_close_descriptor)

static inline void scope_free_memory(void *variable)
{
    free(*(void **)variable);
}

static inline void scope_free_json(json_t **variable)
{
    json_decref(*variable);
}

static inline void scope_free_crt(gnutls_x509_crt_t *variable)
{
    if (*variable != NULL)
        gnutls_x509_crt_deinit(*variable);
}

static inline void scope_close_descriptor(const int *variable)
{
    /* Nothing was written through these: close() has nothing to report. */
    if (*variable >= 0)
        (void)close(*variable);
}

static inline int scope_take_descriptor(int *variable)
{
    int descriptor = *variable;

    *variable = -1;
    return descriptor;
}

#define scope_take(variable) \
    __extension__({ \
        __typeof__(variable) scope_taken_ = (variable); \
        (variable) = NULL; \
        scope_taken_; \
    })

/*
 * ---- Across callbacks --------------------------------------------------
 *
 * A request lives through many calls of its handler, so no function's scope
 * is long enough. It carries a struct scope instead: a stack of disposers,
 * run last-in, first-out and exactly once when the request completes,
 * whether it was answered, reset by the client, or cut off by a time-out.
 */
#define SCOPE_MAX 8

typedef void scope_disposer(void *object);

struct scope {
    unsigned count;
    struct {
        scope_disposer *dispose;
        void *object;
    } entries[SCOPE_MAX];
};

/*
 * From here on the scope owns `object`, and frees it with `dispose` when
 * scope_close() comes. Returns 0; or -1 when all SCOPE_MAX places are taken,
 * and then `object` has been disposed of already: the caller can fail, and
 * has nothing to free.
 */
static inline int scope_defer(struct scope *scope, scope_disposer *dispose,
                              void *object)
{
    if (scope->count == SCOPE_MAX) {
        dispose(object);
        return -1;
    }
    scope->entries[scope->count].dispose = dispose;
    scope->entries[scope->count].object = object;
    scope->count++;
    return 0;
}

/*
 * Runs every disposer, the last one first, and leaves the scope empty: a
 * second call does nothing. The count goes down before a disposer runs, so
 * that one which closes the scope again cannot run twice.
 */
static inline void scope_close(struct scope *scope)
{
    while (scope->count > 0) {
        unsigned last = --scope->count;

        scope->entries[last].dispose(scope->entries[last].object);
    }
}

#endif
