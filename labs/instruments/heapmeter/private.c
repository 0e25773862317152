/* SPDX-License-Identifier: MIT */
/* Maps a library: see private.h. */
/* _GNU_SOURCE: RTLD_NEXT, MAP_ANONYMOUS */
#define _GNU_SOURCE
#include "private.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"

#if defined(__x86_64__)

/* ---- The segments ------------------------------------------------------ */

struct library {
    int fd;
    size_t page;
    uintptr_t base;
    uintptr_t size; /* of all segments, from base on */
    const ElfW(Phdr) * segments;
    int count;
};

static int protection(const ElfW(Phdr) * segment)
{
    return ((segment->p_flags & PF_R) != 0 ? PROT_READ : 0) |
           ((segment->p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
           ((segment->p_flags & PF_X) != 0 ? PROT_EXEC : 0);
}

/* What the file does not have of it is zeros. */
static bool map_segment(const struct library *l, const ElfW(Phdr) * segment)
{
    uintptr_t mask = l->page - 1;
    uintptr_t start = l->base + (segment->p_vaddr & ~mask);
    uintptr_t in_file = l->base + segment->p_vaddr + segment->p_filesz;
    uintptr_t end = l->base + segment->p_vaddr + segment->p_memsz;
    uintptr_t whole = (in_file + mask) & ~mask;

    if (mmap((void *)start, in_file - start, protection(segment),
             MAP_PRIVATE | MAP_FIXED, l->fd,
             (off_t)(segment->p_offset & ~mask)) == MAP_FAILED)
        return false;
    if (end > in_file)
        memset((void *)in_file, 0, (whole < end ? whole : end) - in_file);
    return end <= whole ||
           mmap((void *)whole, end - whole, protection(segment),
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

static bool map_segments(struct library *l)
{
    void *room;

    for (int i = 0; i < l->count; i++) {
        uintptr_t end = l->segments[i].p_vaddr + l->segments[i].p_memsz;

        if (l->segments[i].p_type == PT_LOAD && end > l->size)
            l->size = end;
    }
    room = mmap(NULL, l->size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return false;
    l->base = (uintptr_t)room;
    for (int i = 0; i < l->count; i++) {
        if (l->segments[i].p_type == PT_LOAD &&
            !map_segment(l, &l->segments[i]))
            return false;
    }
    return true;
}

/* ---- References -------------------------------------------------------- */

static void must_not_be_called(void)
{
    static const char line[] =
        "heapmeter: libunwind asks for what it was not to need\n";
    ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);

    (void)n; /* there is nobody else to tell */
    abort();
}

/* libunwind would keep one for its own process, which it is not asked about. */
static int no_pipe(void)
{
    return -1;
}

struct references {
    const ElfW(Sym) * symbols;
    const char *names;
    const ElfW(Rela) * tables[2];
    size_t sizes[2]; /* bytes */
};

static uintptr_t value_of(uintptr_t base, const struct references *r,
                          size_t number)
{
    const ElfW(Sym) *symbol = &r->symbols[number];
    const char *name = r->names + symbol->st_name;
    void (*stub)(void) = must_not_be_called;
    int (*none)(void) = no_pipe;
    void *found = NULL;

    if (symbol->st_shndx != SHN_UNDEF)
        return base + symbol->st_value;
    if (strcmp(name, "pipe") == 0 || strcmp(name, "pipe2") == 0)
        return (uintptr_t)none;
    /* Of liblzma and of libunwind's other half: for names of functions. */
    if (strncmp(name, "lzma_", 5) != 0 && strncmp(name, "_U", 2) != 0)
        found = dlsym(RTLD_NEXT, name);
    if (found != NULL)
        return (uintptr_t)found;
    return ELF64_ST_BIND(symbol->st_info) == STB_WEAK ? 0 : (uintptr_t)stub;
}

static bool make_good(uintptr_t base, const struct references *r,
                      const ElfW(Rela) * rela)
{
    uintptr_t *at = (uintptr_t *)(base + rela->r_offset);
    uintptr_t addend = (uintptr_t)rela->r_addend;

    switch (ELF64_R_TYPE(rela->r_info)) {
    case R_X86_64_RELATIVE:
        *at = base + addend;
        return true;
    case R_X86_64_GLOB_DAT:
    case R_X86_64_JUMP_SLOT:
        *at = value_of(base, r, ELF64_R_SYM(rela->r_info));
        return true;
    case R_X86_64_64:
        *at = value_of(base, r, ELF64_R_SYM(rela->r_info)) + addend;
        return true;
    case R_X86_64_DTPMOD64: /* of thread-local memory: see private.h */
    case R_X86_64_DTPOFF64:
    case R_X86_64_TPOFF64:
        return true;
    default:
        return false;
    }
}

static bool make_all_good(uintptr_t base, const ElfW(Dyn) * dynamic)
{
    struct references r = {.symbols = NULL};

    for (const ElfW(Dyn) *d = dynamic; d->d_tag != DT_NULL; d++) {
        if (d->d_tag == DT_SYMTAB)
            r.symbols = (const void *)(base + d->d_un.d_ptr);
        else if (d->d_tag == DT_STRTAB)
            r.names = (const void *)(base + d->d_un.d_ptr);
        else if (d->d_tag == DT_RELA)
            r.tables[0] = (const void *)(base + d->d_un.d_ptr);
        else if (d->d_tag == DT_RELASZ)
            r.sizes[0] = d->d_un.d_val;
        else if (d->d_tag == DT_JMPREL)
            r.tables[1] = (const void *)(base + d->d_un.d_ptr);
        else if (d->d_tag == DT_PLTRELSZ)
            r.sizes[1] = d->d_un.d_val;
        else if (d->d_tag == DT_RELR || d->d_tag == DT_TEXTREL)
            return false;
    }
    if (r.symbols == NULL || r.names == NULL)
        return false;
    for (int i = 0; i < 2; i++) {
        size_t count =
            r.tables[i] != NULL ? r.sizes[i] / sizeof(ElfW(Rela)) : 0;

        for (size_t k = 0; k < count; k++) {
            if (!make_good(base, &r, &r.tables[i][k]))
                return false;
        }
    }
    return true;
}

/* ---- All ---------------------------------------------------------------- */

static bool right_kind(const ElfW(Ehdr) * head, ssize_t size)
{
    return size >= (ssize_t)sizeof *head &&
           memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 &&
           head->e_ident[EI_CLASS] == ELFCLASS64 &&
           head->e_machine == EM_X86_64 && head->e_type == ET_DYN &&
           head->e_phentsize == sizeof(ElfW(Phdr)) &&
           head->e_phoff % sizeof(uint64_t) == 0 &&
           head->e_phoff + head->e_phnum * sizeof(ElfW(Phdr)) <= (size_t)size;
}

static bool map_library(int fd, struct link_map *map)
{
    static _Alignas(16) char start[4096]; /* the stack may be small */
    ssize_t size = read(fd, start, sizeof start);
    const ElfW(Ehdr) *head = (const void *)start;
    struct library l = {.fd = fd, .page = file_page_size()};

    errno = ENOEXEC;
    if (!right_kind(head, size))
        return false;
    l.segments = (const void *)(start + head->e_phoff);
    l.count = head->e_phnum;
    if (!map_segments(&l))
        return false;
    map->l_addr = l.base;
    for (int i = 0; i < l.count; i++) {
        if (l.segments[i].p_type == PT_DYNAMIC)
            map->l_ld = (void *)(l.base + l.segments[i].p_vaddr);
    }
    errno = ENOEXEC;
    if (map->l_ld != NULL && make_all_good(l.base, map->l_ld))
        return true;
    (void)munmap((void *)l.base, l.size); /* cannot fail: it is mapped */
    return false;
}

bool private_open(const char *path, struct link_map *map)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good;
    int error;

    *map = (struct link_map){.l_ld = NULL};
    if (fd < 0)
        return false;
    good = map_library(fd, map);
    error = errno;
    (void)close(fd); /* read only */
    errno = error;
    return good;
}

#else

bool private_open(const char *path, struct link_map *map)
{
    (void)path;
    (void)map;
    errno = ENOEXEC;
    return false;
}

#endif
