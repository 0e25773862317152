/* SPDX-License-Identifier: MIT */
/*
 * Asks libunwind for the rule of each place, and remembers it: see rules.h.
 *
 * libunwind's own way to walk a stack does not suit a malloc: it takes locks
 * that a fork may leave locked, opens a pipe in the program, and still uses
 * what it knew of code that dlclose has taken away. So it is asked as a
 * debugger asks it of another process, by accessors, and that process does
 * not exist: its registers point into four ranges of addresses that no
 * process has. Where the caller's registers are after one step tells the
 * rule. No word of the real stack is read for that.
 */
/* _GNU_SOURCE: _dl_find_object */
#define _GNU_SOURCE
#include "rules.h"

#if defined(__x86_64__)

#include <dlfcn.h>
#include <libunwind.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "file.h"
#include "symbols.h"

/* ---- What is remembered ----------------------------------------------- */

struct rules_set rules_known[1 << RULES_SETS_BITS];
_Atomic unsigned rules_forgotten;

static uint64_t packed(uint64_t tag, struct rule rule)
{
    return tag << (64 - RULES_TAG_BITS) |
           (uint64_t)rule.kind << (RULES_CFA_BITS + RULES_RBP_BITS) |
           (uint64_t)(rule.cfa / 8) << RULES_RBP_BITS | rule.rbp / 8;
}

static bool fits(uint64_t at, struct rule rule)
{
    return at < RULES_PLACES && rule.cfa % 8 == 0 && rule.rbp % 8 == 0 &&
           rule.cfa / 8 < 1U << RULES_CFA_BITS &&
           rule.rbp / 8 < 1U << RULES_RBP_BITS;
}

static void remember(uint64_t at, struct rule rule)
{
    uint64_t tag;
    struct rules_set *set = rules_where(at, &tag);
    uint64_t none = 0;

    for (int i = 0; i < RULES_WAYS; i++, none = 0) {
        if (atomic_compare_exchange_strong(&set->ways[i], &none,
                                           packed(tag, rule)))
            return;
    }
    /* Any of them: it can be asked for again. */
    set->ways[at % RULES_WAYS] = packed(tag, rule);
}

void rules_forget(void)
{
    rules_forgotten++;
    for (size_t i = 0; i < sizeof rules_known / sizeof rules_known[0]; i++) {
        for (int way = 0; way < RULES_WAYS; way++)
            rules_known[i].ways[way] = 0;
    }
}

/* ---- libunwind --------------------------------------------------------- */

/* Its macros make names of the machine's of these: we want them as text. */
#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

static struct {
    unw_addr_space_t (*create)(unw_accessors_t *, int);
    int (*set_caching)(unw_addr_space_t, unw_caching_policy_t);
    int (*init)(unw_cursor_t *, unw_addr_space_t, void *);
    int (*step)(unw_cursor_t *);
    int (*get_reg)(unw_cursor_t *, int, unw_word_t *);
    int (*save_loc)(unw_cursor_t *, int, unw_save_loc_t *);
    /* In no header; programs that have accessors all use it, as perf does. */
    int (*search)(unw_addr_space_t, unw_word_t, unw_dyn_info_t *,
                  unw_proc_info_t *, int, void *);
} unwind;

static unw_addr_space_t space;

/* The ranges, by their highest byte: what rsp, rbp and other registers are. */
#define RANGE(n) ((uint64_t)(0x50 + (n)) << 56)
#define RANGE_OF(word) ((word) >> 56)
enum { AT_RSP = 1, AT_RBP, AT_OTHER, AT_WORD };
#define MIDDLE (UINT64_C(1) << 32)

struct question {
    uint64_t at;
    struct dl_find_object object; /* whose code it is */
};

/* A word of a range is an address, too, which tells where it was read. */
static uint64_t word_at(uint64_t address)
{
    return RANGE(AT_WORD) | (RANGE_OF(address) & 15) << 48 |
           (address & ((UINT64_C(1) << 48) - 1));
}

static int access_mem(unw_addr_space_t as, unw_word_t address,
                      unw_word_t *value, int write, void *arg)
{
    const struct question *q = arg;
    uint64_t low = (uintptr_t)q->object.dlfo_map_start;
    uint64_t high = (uintptr_t)q->object.dlfo_map_end;

    (void)as;
    if (write != 0)
        return -UNW_EINVAL;
    if (RANGE_OF(address) > 0x50 && RANGE_OF(address) <= 0x50 + AT_WORD)
        *value = word_at(address);
    else if (address >= low && address <= high - sizeof *value)
        memcpy(value, (const void *)(uintptr_t)address, sizeof *value);
    else
        return -UNW_EINVAL;
    return 0;
}

static int access_reg(unw_addr_space_t as, unw_regnum_t number,
                      unw_word_t *value, int write, void *arg)
{
    const struct question *q = arg;

    (void)as;
    if (write != 0 || number < 0 || number > UNW_X86_64_RIP)
        return -UNW_EBADREG;
    if (number == UNW_X86_64_RIP)
        *value = q->at;
    else if (number == UNW_X86_64_RSP)
        *value = RANGE(AT_RSP) + MIDDLE;
    else if (number == UNW_X86_64_RBP)
        *value = RANGE(AT_RBP) + MIDDLE;
    else
        *value = RANGE(AT_OTHER) + MIDDLE;
    return 0;
}

static int access_fpreg(unw_addr_space_t as, unw_regnum_t number,
                        unw_fpreg_t *value, int write, void *arg)
{
    (void)as;
    (void)number;
    (void)value;
    (void)write;
    (void)arg;
    return -UNW_EBADREG;
}

/* The header of .eh_frame_hdr, as all linkers write it. */
struct hdr {
    uint8_t version;
    uint8_t pointer_encoding;
    uint8_t count_encoding;
    uint8_t table_encoding;
    int32_t pointer;
    uint32_t count;
    int32_t table[][2];
};

/* DW_EH_PE: udata4; and datarel sdata4. */
static bool as_usual(const struct hdr *hdr)
{
    return hdr != NULL && hdr->version == 1 && hdr->count_encoding == 0x03 &&
           hdr->table_encoding == 0x3b &&
           (hdr->pointer_encoding & 0x0f) == 0x0b;
}

static int find_proc_info(unw_addr_space_t as, unw_word_t at,
                          unw_proc_info_t *info, int need, void *arg)
{
    const struct question *q = arg;
    const struct hdr *hdr = q->object.dlfo_eh_frame;
    unw_dyn_info_t table = {.format = UNW_INFO_FORMAT_REMOTE_TABLE};

    if (!as_usual(hdr))
        return -UNW_ENOINFO;
    table.start_ip = (uintptr_t)q->object.dlfo_map_start;
    table.end_ip = (uintptr_t)q->object.dlfo_map_end;
    table.u.rti.segbase = (uintptr_t)hdr;
    table.u.rti.table_data = (uintptr_t)hdr->table;
    table.u.rti.table_len =
        (uint64_t)hdr->count * sizeof hdr->table[0] / sizeof(unw_word_t);
    return unwind.search(as, at, &table, info, need, arg);
}

static void put_unwind_info(unw_addr_space_t as, unw_proc_info_t *info,
                            void *arg)
{
    (void)as;
    (void)info;
    (void)arg;
}

static int get_dyn_info_list_addr(unw_addr_space_t as, unw_word_t *address,
                                  void *arg)
{
    (void)as;
    (void)address;
    (void)arg;
    return -UNW_ENOINFO;
}

static int resume(unw_addr_space_t as, unw_cursor_t *cursor, void *arg)
{
    (void)as;
    (void)cursor;
    (void)arg;
    return -UNW_EINVAL;
}

/* Whether it is there. */
static bool use(const struct link_map *libunwind, const char *name,
                void **member)
{
    *member = symbols_find(libunwind, name);
    return *member != NULL;
}

#define USE(member, name) use(libunwind, TEXT(name), (void **)&unwind.member)

bool rules_use(const struct link_map *libunwind)
{
    static unw_accessors_t accessors = {
        .find_proc_info = find_proc_info,
        .put_unwind_info = put_unwind_info,
        .get_dyn_info_list_addr = get_dyn_info_list_addr,
        .access_mem = access_mem,
        .access_reg = access_reg,
        .access_fpreg = access_fpreg,
        .resume = resume,
    };

    if (!USE(create, unw_create_addr_space) ||
        !USE(set_caching, unw_set_caching_policy) ||
        !USE(init, unw_init_remote) || !USE(step, unw_step) ||
        !USE(get_reg, unw_get_reg) || !USE(save_loc, unw_get_save_loc) ||
        !USE(search, UNW_OBJ(dwarf_search_unwind_table)))
        return false;
    space = unwind.create(&accessors, 0);
    return space != NULL && unwind.set_caching(space, UNW_CACHE_NONE) == 0;
}

/* ---- The question ------------------------------------------------------ */

/* mov $15, %rax; syscall: what the kernel has a signal handler return to. */
static bool is_sigreturn(uint64_t at, const struct question *q)
{
    static const unsigned char code[] = {0x48, 0xc7, 0xc0, 0x0f, 0x00,
                                         0x00, 0x00, 0x0f, 0x05};

    return at + sizeof code <= (uintptr_t)q->object.dlfo_map_end &&
           memcmp((const void *)(uintptr_t)at, code, sizeof code) == 0;
}

/* From where the caller's rsp and rbp are, CFA and RBP, to the rule. */
static struct rule judge(uint64_t cfa, const unw_save_loc_t *rbp)
{
    struct rule rule = {.kind = RULE_END};
    uint64_t base = RANGE_OF(cfa) == 0x50 + AT_RSP ? RANGE(AT_RSP) + MIDDLE
                                                   : RANGE(AT_RBP) + MIDDLE;

    if (RANGE_OF(cfa) == 0x50 + AT_WORD && (cfa >> 48 & 255) == AT_RBP) {
        base = word_at(RANGE(AT_RBP) + MIDDLE);
        if (cfa < base && base - cfa < MIDDLE / 2 &&
            rbp->type == UNW_SLT_MEMORY &&
            rbp->u.addr == RANGE(AT_RBP) + MIDDLE)
            rule = (struct rule){RULE_ALIGNED, (uint32_t)(base - cfa), 0};
        return rule;
    }
    if (RANGE_OF(cfa) != RANGE_OF(base) || cfa <= base ||
        cfa - base > MIDDLE / 2)
        return rule;
    rule.cfa = (uint32_t)(cfa - base);
    if (rbp->type == UNW_SLT_MEMORY) {
        if (rbp->u.addr >= cfa || cfa - rbp->u.addr > MIDDLE / 2)
            return rule;
        rule.rbp = (uint32_t)(cfa - rbp->u.addr);
    } else if (rbp->type != UNW_SLT_REG || rbp->u.regnum != UNW_X86_64_RBP) {
        return rule;
    }
    rule.kind = RANGE_OF(cfa) == 0x50 + AT_RSP ? RULE_RSP : RULE_RBP;
    return rule;
}

static struct rule ask(uint64_t at)
{
    struct question q = {.at = at - 1}; /* within the call */
    unw_cursor_t cursor;
    unw_save_loc_t rip = {.type = UNW_SLT_NONE};
    unw_save_loc_t rbp = {.type = UNW_SLT_NONE};
    unw_word_t cfa = 0;

    if (_dl_find_object((void *)(uintptr_t)q.at, &q.object) != 0)
        return (struct rule){.kind = RULE_END};
    if (is_sigreturn(at, &q))
        return (struct rule){.kind = RULE_SIGNAL};
    if (unwind.init(&cursor, space, &q) < 0 || unwind.step(&cursor) <= 0 ||
        unwind.get_reg(&cursor, UNW_X86_64_RSP, &cfa) < 0 ||
        unwind.save_loc(&cursor, UNW_X86_64_RIP, &rip) < 0 ||
        unwind.save_loc(&cursor, UNW_X86_64_RBP, &rbp) < 0 ||
        rip.type != UNW_SLT_MEMORY || rip.u.addr != cfa - 8)
        return (struct rule){.kind = RULE_END};
    return judge(cfa, &rbp);
}

struct rule rules_ask(uint64_t at)
{
    struct rule rule = {.kind = RULE_END};
    unsigned before = rules_forgotten;

    if (!fork_enter())
        return rule;
    rule = ask(at);
    fork_leave();
    if (fits(at, rule) && before == rules_forgotten)
        remember(at, rule);
    return rule;
}

#endif
