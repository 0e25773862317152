/* SPDX-License-Identifier: MIT */
/*
 * Walks the stack, by the rules that rules.c has of each place. What is read
 * lies between the stack pointer and the end of the stack: a rule that is
 * wrong, as of code that says nothing or lies, ends the walk and not the
 * program.
 */
/* _GNU_SOURCE: REG_RIP */
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "rules.h"
#include "stacks.h"

#if defined(__x86_64__)

/* ---- Where the stack ends ---------------------------------------------- */

/* A thread's own description lies at the upper end of its stack. */
#define STACK_MAX (UINT64_C(256) << 20)

/* For a stack that we know nothing of: a handler's, or a coroutine's. */
#define STACK_LEAST (UINT64_C(64) << 10)

static uint64_t stack_end(uint64_t rsp)
{
    uint64_t self = (uint64_t)pthread_self();

    if (rsp < self && self - rsp < STACK_MAX)
        return self;
    /* Of the first thread: the kernel put the environment above it. */
    if (rsp < stacks_first_end && stacks_first_end - rsp < STACK_MAX)
        return stacks_first_end;
    return rsp + STACK_LEAST;
}

/* ---- From frame to frame ----------------------------------------------- */

struct frame {
    uint64_t at; /* where the call returns to */
    uint64_t rsp;
    uint64_t rbp;
    uint64_t end; /* of the stack */
};

static uint64_t word(uint64_t address)
{
    return *(const uint64_t *)(uintptr_t)address; /* a call would cost */
}

/* Whether a word can be read there. */
static inline bool within(struct frame f, uint64_t address)
{
    return address - f.rsp < f.end - 8 - f.rsp && address % 8 == 0;
}

/* Frames are passed by value: they stay in registers. At 0 there is none. */
static struct frame none(struct frame f)
{
    f.at = 0;
    return f;
}

__attribute__((noinline)) static struct frame leave_handler(struct frame f)
{
    const ucontext_t *context = (const void *)(uintptr_t)f.rsp;

    if (f.rsp >= f.end - sizeof *context)
        return none(f);
    f.at = (uint64_t)context->uc_mcontext.gregs[REG_RIP] + 1;
    f.rbp = (uint64_t)context->uc_mcontext.gregs[REG_RBP];
    f.rsp = (uint64_t)context->uc_mcontext.gregs[REG_RSP];
    f.end = stack_end(f.rsp);
    return f;
}

__attribute__((noinline)) static struct frame leave_aligned(struct frame f,
                                                            uint32_t below)
{
    uint64_t cfa;

    if (!within(f, f.rbp - below) || !within(f, f.rbp))
        return none(f);
    cfa = word(f.rbp - below);
    if (cfa <= f.rsp || !within(f, cfa - 8))
        return none(f);
    f.rbp = word(f.rbp);
    f.at = word(cfa - 8);
    f.rsp = cfa;
    return f;
}

__attribute__((always_inline)) static inline struct frame leave(struct frame f)
{
    struct rule rule = rules_of(f.at);
    uint64_t cfa = (rule.kind == RULE_RSP ? f.rsp : f.rbp) + rule.cfa;

    if (rule.kind == RULE_ALIGNED)
        return leave_aligned(f, rule.cfa);
    if (rule.kind == RULE_SIGNAL)
        return leave_handler(f);
    if (rule.kind == RULE_END || cfa <= f.rsp || !within(f, cfa - 8) ||
        (rule.rbp != 0 && !within(f, cfa - rule.rbp)))
        return none(f);
    if (rule.rbp != 0)
        f.rbp = word(cfa - rule.rbp);
    f.at = word(cfa - 8);
    f.rsp = cfa;
    return f;
}

/* Those of this library are of no interest; the linker knows its bounds. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

static bool ours(uint64_t at)
{
    return at - (uintptr_t)__ehdr_start <
           (uint64_t)((uintptr_t)_end - (uintptr_t)__ehdr_start);
}

/* ---- The whole stack --------------------------------------------------- */

/* Of the outermost frame first, so that what frames share is hashed once. */
static uint64_t hash_of(uint64_t outer, uint64_t at)
{
    uint64_t hash = (outer ^ at) * UINT64_C(0x9e3779b97f4a7c15);

    return hash ^ hash >> 32;
}

static void walk_plainly(struct frame f, struct walked *out)
{
    unsigned n = 0;

    for (bool inside = true; f.at != 0 && n < STACKS_DEPTH; f = leave(f)) {
        inside = inside && ours(f.at);
        out->plain[n] = f.at;
        n += inside ? 0 : 1;
    }
    out->hash = 0;
    for (unsigned i = n; i > 0; i--)
        out->hash = hash_of(out->hash, out->plain[i - 1]);
    out->depth = n;
    out->innermost = out->plain;
    out->step = 1;
}

/* ---- The last one ------------------------------------------------------ */

/*
 * Most stacks of a thread share their outer frames with the one before. Where
 * a walk comes to a frame that was there, with the same registers, the rest is
 * the same if the words that it was read from are.
 */
struct past {
    uint64_t rsp;
    uint64_t at; /* lay at rsp - 8 */
    uint64_t rbp;
    uint64_t rbp_from; /* where that lay; 0: nowhere */
    uint64_t hash;     /* of this frame and the outer ones */
};

struct memory {
    _Atomic uintptr_t thread; /* whose it is; 0: nobody's */
    _Atomic bool taken;
    unsigned forgotten; /* rules_forgotten, as it was */
    unsigned count;
    struct past past[STACKS_DEPTH];  /* the outermost first */
    struct past fresh[STACKS_DEPTH]; /* the innermost first */
};

#define MEMORIES 64

static struct memory memories[MEMORIES];

/* NULL when it is another thread's, or this one's in a signal handler. */
static struct memory *remember(uintptr_t thread)
{
    struct memory *m = &memories[thread * UINT64_C(0x9e3779b97f4a7c15) >> 58];

    if (atomic_exchange_explicit(&m->taken, true, memory_order_acquire))
        return NULL;
    if (m->thread != thread || m->forgotten != rules_forgotten) {
        m->thread = thread;
        m->forgotten = rules_forgotten;
        m->count = 0;
    }
    return m;
}

void walk_done(struct walked *walked)
{
    if (walked->memory != NULL)
        atomic_store_explicit(&walked->memory->taken, false,
                              memory_order_release);
}

/* How many of the outer frames, up to KEPT, are still as they were. */
static unsigned unchanged(const struct memory *m, unsigned kept)
{
    unsigned i = kept;

    while (i > 1 && word(m->past[i - 2].rsp - 8) == m->past[i - 2].at &&
           (m->past[i - 2].rbp_from == 0 ||
            word(m->past[i - 2].rbp_from) == m->past[i - 2].rbp))
        i--;
    return i > 1 ? 0 : kept;
}

/* Puts COUNT fresh frames upon the KEPT outer ones. */
static void build(struct memory *m, unsigned kept, unsigned count)
{
    uint64_t hash = kept > 0 ? m->past[kept - 1].hash : 0;

    while (count > 0) {
        m->past[kept] = m->fresh[--count];
        hash = hash_of(hash, m->past[kept].at);
        m->past[kept++].hash = hash;
    }
    m->count = kept;
}

/*
 * False when the stack is none that can be compared with: it is too deep, or
 * has frames that are left in other ways than most.
 */
static bool walk_remembering(struct frame f, struct memory *m)
{
    unsigned like = m->count; /* those from here on lie deeper than F */
    unsigned n = 0;
    uint64_t from = 0;
    bool inside = true;

    for (;;) {
        struct rule rule = rules_of(f.at);
        uint64_t cfa = (rule.kind == RULE_RSP ? f.rsp : f.rbp) + rule.cfa;

        while (like > 0 && m->past[like - 1].rsp < f.rsp)
            like--;
        if (like > 0 && m->past[like - 1].rsp == f.rsp &&
            m->past[like - 1].at == f.at && m->past[like - 1].rbp == f.rbp &&
            like + n <= STACKS_DEPTH && unchanged(m, like) == like)
            break;
        inside = inside && ours(f.at);
        if (!inside && n == STACKS_DEPTH)
            return false;
        m->fresh[n] = (struct past){f.rsp, f.at, f.rbp, from, 0};
        n += inside ? 0 : 1;
        if (rule.kind == RULE_END) {
            like = 0;
            break;
        }
        if ((rule.kind != RULE_RSP && rule.kind != RULE_RBP) || cfa <= f.rsp ||
            !within(f, cfa - 8) ||
            (rule.rbp != 0 && !within(f, cfa - rule.rbp)))
            return false;
        from = rule.rbp != 0 ? cfa - rule.rbp : 0;
        if (rule.rbp != 0)
            f.rbp = word(from);
        f.at = word(cfa - 8);
        f.rsp = cfa;
    }
    build(m, like, n);
    return true;
}

__attribute__((noinline)) void walk_stack(struct walked *out)
{
    const uint64_t *base = __builtin_frame_address(0);
    struct frame f = {base[1], (uint64_t)(uintptr_t)(base + 2), base[0], 0};
    struct memory *m = NULL;

    f.end = stack_end(f.rsp);
    if (f.end != f.rsp + STACK_LEAST) /* it is the thread's own */
        m = remember((uintptr_t)pthread_self());
    out->memory = m;
    if (m != NULL && walk_remembering(f, m)) {
        out->depth = m->count;
        out->hash = m->count > 0 ? m->past[m->count - 1].hash : 0;
        out->innermost = &m->past[m->count > 0 ? m->count - 1 : 0].at;
        out->step = -(int)(sizeof m->past[0] / sizeof(uint64_t));
        return;
    }
    if (m != NULL)
        m->count = 0;
    walk_plainly(f, out);
}

#else

void walk_stack(struct walked *out)
{
    out->depth = 0;
    out->memory = NULL;
}

void walk_done(struct walked *walked)
{
    (void)walked;
}

#endif
