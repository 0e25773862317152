/* SPDX-License-Identifier: MIT */
/*
 * How to get from one frame of a stack to the one that called it, between
 * walk.c, stacks.c and rules.c, within the preloaded library. libunwind says
 * so, once for each place in the code.
 */
#ifndef HEAPMETER_RULES_H
#define HEAPMETER_RULES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The caller's stack pointer is rsp, or rbp, and CFA more; or it is the word
 * that lies CFA below rbp (code that aligns its stack); or a signal handler
 * returns here, and the kernel has put what it interrupted at rsp.
 */
enum rule_kind {
    RULE_END = 1,
    RULE_RSP,
    RULE_RBP,
    RULE_ALIGNED,
    RULE_SIGNAL,
};

struct rule {
    uint32_t kind;
    uint32_t cfa; /* bytes */
    uint32_t rbp; /* the caller's lies so much below its stack pointer; 0: it
                     is the same. Of ALIGNED, it lies at rbp */
};

/* The rule of the call that returns to AT, asked for. */
struct rule rules_ask(uint64_t at);

/*
 * What is remembered of each: one word, so that it needs no lock. A line of
 * the cache has those of 128 bytes of code: places near each other are asked
 * for together. 37 bits of the place, of which the others say where in the
 * table; the kind; cfa and rbp, in words.
 */
#define RULES_SETS_BITS 11
#define RULES_WAYS 8
#define RULES_NEAR_BITS 7
#define RULES_FAR_BITS 41
#define RULES_TAG_BITS (RULES_NEAR_BITS + RULES_FAR_BITS - RULES_SETS_BITS)
#define RULES_CFA_BITS 17
#define RULES_RBP_BITS 7
#define RULES_MASK(bits) ((UINT64_C(1) << (bits)) - 1)
#define RULES_PLACES (UINT64_C(1) << (RULES_NEAR_BITS + RULES_FAR_BITS))

struct rules_set {
    _Alignas(64) _Atomic uint64_t ways[RULES_WAYS];
};

extern struct rules_set rules_known[1 << RULES_SETS_BITS];

/* An odd factor makes another number of each, and none twice. */
static inline struct rules_set *rules_where(uint64_t at, uint64_t *tag)
{
    uint64_t far = ((at >> RULES_NEAR_BITS) * UINT64_C(0x9e3779b97f4a7c15)) &
                   RULES_MASK(RULES_FAR_BITS);
    const int low_bits = RULES_FAR_BITS - RULES_SETS_BITS;

    *tag = (far & RULES_MASK(low_bits)) << RULES_NEAR_BITS |
           (at & RULES_MASK(RULES_NEAR_BITS));
    return &rules_known[far >> low_bits];
}

static inline struct rule rules_unpacked(uint64_t word)
{
    return (struct rule){
        .kind = (uint32_t)(word >> (RULES_CFA_BITS + RULES_RBP_BITS)) & 7,
        .cfa =
            (uint32_t)(word >> RULES_RBP_BITS & RULES_MASK(RULES_CFA_BITS)) *
            8,
        .rbp = (uint32_t)(word & RULES_MASK(RULES_RBP_BITS)) * 8,
    };
}

/* The rule of the call that returns to AT. */
static inline struct rule rules_of(uint64_t at)
{
    uint64_t tag;
    const struct rules_set *set = rules_where(at, &tag);

    for (int i = 0; i < RULES_WAYS && at < RULES_PLACES; i++) {
        uint64_t word =
            atomic_load_explicit(&set->ways[i], memory_order_relaxed);

        if (word >> (64 - RULES_TAG_BITS) == tag && word != 0)
            return rules_unpacked(word);
    }
    return rules_ask(at);
}

/* Forgets them all; how often that was. */
void rules_forget(void);
extern _Atomic unsigned rules_forgotten;

/*
 * Finds the functions of libunwind in the library LIBUNWIND. False when some
 * are not there.
 */
struct link_map;
bool rules_use(const struct link_map *libunwind);

#endif
