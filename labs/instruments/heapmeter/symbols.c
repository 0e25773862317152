/* SPDX-License-Identifier: MIT */
/* One loaded object's symbols, as ld.so finds them: see symbols.h. */
/* _GNU_SOURCE: ElfW */
#define _GNU_SOURCE
#include "symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if UINTPTR_MAX > UINT32_MAX
#define SYMBOL_OF(info) ELF64_R_SYM(info)
#else
#define SYMBOL_OF(info) ELF32_R_SYM(info)
#endif

/* ---- The tables ------------------------------------------------------ */

struct table {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint32_t *gnu;      /* DT_GNU_HASH, or NULL */
    const uint32_t *sysv;     /* DT_HASH, or NULL */
    const ElfW(Rela) * calls; /* relocations; sizes in bytes */
    const ElfW(Rela) * others;
    size_t calls_size;
    size_t others_size;
    bool addends; /* calls are of this kind, as on all 64-bit machines */
};

static void enter(struct table *t, const ElfW(Dyn) * d, const void *at)
{
    switch (d->d_tag) {
    case DT_SYMTAB:
        t->symbols = at;
        break;
    case DT_STRTAB:
        t->names = at;
        break;
    case DT_GNU_HASH:
        t->gnu = at;
        break;
    case DT_HASH:
        t->sysv = at;
        break;
    case DT_JMPREL:
        t->calls = at;
        break;
    case DT_RELA:
        t->others = at;
        break;
    case DT_PLTRELSZ:
        t->calls_size = d->d_un.d_val;
        break;
    case DT_PLTREL:
        t->addends = d->d_un.d_val == DT_RELA;
        break;
    case DT_RELASZ:
        t->others_size = d->d_un.d_val;
        break;
    default:
        break;
    }
}

static struct table tabulate(const struct link_map *map)
{
    struct table t = {.symbols = NULL};

    for (const ElfW(Dyn) *d = map->l_ld; d->d_tag != DT_NULL; d++) {
        uintptr_t at = d->d_un.d_ptr;

        if (at < map->l_addr) /* the loader has not added it: as in the vdso */
            at += map->l_addr;
        enter(&t, d, (const void *)at);
    }
    return t;
}

/* ---- Definitions ----------------------------------------------------- */

static uint32_t gnu_hash(const char *name)
{
    uint32_t h = 5381;

    for (; *name != '\0'; name++)
        h = h * 33 + (unsigned char)*name;
    return h;
}

bool symbols_same(const char *a, const char *b)
{
    while (*a == *b && *a != '\0') {
        a++;
        b++;
    }
    return *a == *b;
}

static bool is(const struct table *t, uint32_t i, const char *name)
{
    return symbols_same(t->names + t->symbols[i].st_name, name);
}

/* The index of NAME among those of the hash table, or 0. */
static uint32_t look_up(const struct table *t, const char *name)
{
    const uint32_t *bucket = t->gnu + 4 + t->gnu[2] * (sizeof(ElfW(Addr)) / 4);
    uint32_t buckets = t->gnu[0];
    uint32_t first = t->gnu[1];
    const uint32_t *chain = bucket + buckets;
    uint32_t h = gnu_hash(name);
    uint32_t i = buckets != 0 ? bucket[h % buckets] : 0;

    for (; i >= first && i != 0; i++) {
        uint32_t link = chain[i - first]; /* the lowest bit ends the chain */

        if ((link | 1) == (h | 1) && is(t, i, name))
            return i;
        if ((link & 1) != 0)
            break;
    }
    return 0;
}

/* The same where there is only the older table, which has them all. */
static uint32_t leaf_through(const struct table *t, const char *name)
{
    for (uint32_t i = 1; i < t->sysv[1]; i++) {
        if (is(t, i, name))
            return i;
    }
    return 0;
}

/* A reference to another object's may have a place in the tables, too. */
void *symbols_find(const struct link_map *map, const char *name)
{
    struct table t = tabulate(map);
    uint32_t i = 0;

    if (t.symbols == NULL || t.names == NULL)
        return NULL;
    if (t.gnu != NULL)
        i = look_up(&t, name);
    else if (t.sysv != NULL)
        i = leaf_through(&t, name);
    if (i == 0 || t.symbols[i].st_shndx == SHN_UNDEF)
        return NULL;
    return (void *)(map->l_addr + t.symbols[i].st_value);
}

/* ---- References ------------------------------------------------------ */

static bool any(const struct table *t, const ElfW(Rela) * r, size_t size,
                bool (*wanted)(const char *name))
{
    for (size_t i = 0; r != NULL && i < size / sizeof *r; i++) {
        size_t k = SYMBOL_OF(r[i].r_info);

        if (k != 0 && wanted(t->names + t->symbols[k].st_name))
            return true;
    }
    return false;
}

/* By the relocations: the hash tables leave out what is only referred to. */
bool symbols_refer(const struct link_map *map, bool (*wanted)(const char *))
{
    struct table t = tabulate(map);

    if (t.symbols == NULL || t.names == NULL)
        return false;
    return (t.addends && any(&t, t.calls, t.calls_size, wanted)) ||
           any(&t, t.others, t.others_size, wanted);
}

/* ---- Names that only the file has ------------------------------------ */

struct image {
    const unsigned char *bytes;
    size_t size;
};

/* COUNT things of SIZE bytes at an OFFSET, or NULL: nothing here is trusted. */
static const void *within(const struct image *file, uint64_t offset,
                          uint64_t count, size_t size)
{
    if (offset > file->size || offset % sizeof(uint32_t) != 0 ||
        count > (file->size - offset) / size)
        return NULL;
    return file->bytes + offset;
}

/* Of one table of symbols, S, and its names, in the next. */
static bool any_held(const struct image *file, const ElfW(Shdr) * s,
                     const ElfW(Shdr) * strings,
                     bool (*wanted)(const char *name))
{
    size_t n = s->sh_size / sizeof(ElfW(Sym));
    const ElfW(Sym) *symbol = within(file, s->sh_offset, n, sizeof *symbol);
    const char *names = NULL;

    if (strings->sh_offset <= file->size &&
        strings->sh_size <= file->size - strings->sh_offset)
        names = (const char *)file->bytes + strings->sh_offset;
    if (symbol == NULL || names == NULL || strings->sh_size == 0 ||
        names[strings->sh_size - 1] != '\0')
        return false;
    for (size_t i = 0; i < n; i++) {
        if ((symbol[i].st_info & 15) == STT_FUNC &&
            symbol[i].st_shndx != SHN_UNDEF &&
            symbol[i].st_name < strings->sh_size &&
            wanted(names + symbol[i].st_name))
            return true;
    }
    return false;
}

static bool search(const struct image *file, bool (*wanted)(const char *))
{
    const ElfW(Ehdr) *head = within(file, 0, 1, sizeof *head);
    const ElfW(Shdr) *section = NULL;

    if (head != NULL && head->e_shentsize == sizeof *section)
        section = within(file, head->e_shoff, head->e_shnum, sizeof *section);
    for (size_t i = 0; section != NULL && i < head->e_shnum; i++) {
        if (section[i].sh_type == SHT_SYMTAB &&
            section[i].sh_link < head->e_shnum &&
            any_held(file, &section[i], &section[section[i].sh_link], wanted))
            return true;
    }
    return false;
}

bool symbols_hold(bool (*wanted)(const char *))
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *map = MAP_FAILED;
    bool found = false;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && st.st_size > 0)
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd); /* read only */
    if (map == MAP_FAILED)
        return false;
    found = search(&(struct image){map, (size_t)st.st_size}, wanted);
    (void)munmap(map, (size_t)st.st_size); /* cannot fail: just mapped */
    return found;
}
