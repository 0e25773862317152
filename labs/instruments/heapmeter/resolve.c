/* SPDX-License-Identifier: MIT */
/* Asks libdw: see resolve.h. */
/* _GNU_SOURCE: basename that leaves its argument alone */
#define _GNU_SOURCE
#include "resolve.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUCKETS 4096

struct known {
    struct spot spot;
    struct known *next;
};

struct resolver {
    Dwfl *dwfl;
    pid_t pid;
    char program[PATH_MAX];
    char *replaced;
    struct known *buckets[BUCKETS];
};

/* ---- The modules ------------------------------------------------------- */

/*
 * "low-high mode offset device inode path" of proc(5): the inode, if it is
 * mapped from BASE on; else 0.
 */
static unsigned long inode_of(const char *line, Dwarf_Addr base)
{
    char *rest;

    if (strtoull(line, &rest, 16) != base)
        return 0;
    for (int blanks = 0; rest != NULL && blanks < 4; blanks++) {
        rest = strchr(rest, ' ');
        rest = rest != NULL ? rest + 1 : NULL;
    }
    return rest != NULL ? strtoul(rest, NULL, 10) : 0;
}

/* Whether the file that BASE is mapped from is that which PATH is now. */
static bool as_mapped(pid_t pid, Dwarf_Addr base, const char *path)
{
    char name[64];
    char line[PATH_MAX + 256];
    struct stat st;
    unsigned long inode = 0;

    (void)snprintf(name, sizeof name, "/proc/%ld/maps", (long)pid);
    if (stat(path, &st) != 0)
        return false;
    FILE *f = fopen(name, "re");
    if (f == NULL)
        return false;
    while (inode == 0 && fgets(line, sizeof line, f) != NULL)
        inode = inode_of(line, base);
    (void)fclose(f); /* read only */
    return inode == 0 || inode == st.st_ino;
}

static int find_elf(Dwfl_Module *module, void **data, const char *name,
                    Dwarf_Addr base, char **file, Elf **elf)
{
    struct resolver *resolver = *data;

    if (name[0] == '/' && !as_mapped(resolver->pid, base, name)) {
        if (resolver->replaced == NULL)
            resolver->replaced = strdup(name); /* else nothing is said */
        return -1;
    }
    return dwfl_linux_proc_find_elf(module, data, name, base, file, elf);
}

static int hand_on(Dwfl_Module *module, void **data, const char *name,
                   Dwarf_Addr base, void *resolver)
{
    (void)module;
    (void)name;
    (void)base;
    *data = resolver;
    return DWARF_CB_OK;
}

struct resolver *resolver_new(pid_t pid, bool debuginfod)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
    };
    struct resolver *resolver = calloc(1, sizeof *resolver);
    char name[64];

    if (resolver == NULL)
        return NULL;
    if (!debuginfod)
        (void)unsetenv("DEBUGINFOD_URLS"); /* it is how libdw is told to */
    resolver->pid = pid;
    (void)snprintf(name, sizeof name, "/proc/%ld/exe", (long)pid);
    if (readlink(name, resolver->program, sizeof resolver->program - 1) < 0)
        resolver->program[0] = '\0'; /* it has ended */
    resolver->dwfl = dwfl_begin(&callbacks);
    if (resolver->dwfl == NULL) {
        free(resolver);
        return NULL;
    }
    /* What cannot be reported stays unknown. */
    (void)dwfl_linux_proc_report(resolver->dwfl, pid);
    (void)dwfl_report_end(resolver->dwfl, NULL, NULL);
    (void)dwfl_getmodules(resolver->dwfl, hand_on, resolver, 0);
    return resolver;
}

static void spot_free(struct known *known)
{
    for (size_t i = 0; i < known->spot.count; i++)
        free(known->spot.places[i].file);
    free(known->spot.places);
    free(known);
}

void resolver_free(struct resolver *resolver)
{
    if (resolver == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (resolver->buckets[i] != NULL) {
            struct known *known = resolver->buckets[i];

            resolver->buckets[i] = known->next;
            spot_free(known);
        }
    }
    dwfl_end(resolver->dwfl);
    free(resolver->replaced);
    free(resolver);
}

const char *resolver_replaced(const struct resolver *resolver)
{
    return resolver->replaced;
}

/* ---- One address ------------------------------------------------------- */

static struct place *add(struct spot *spot)
{
    struct place *list =
        realloc(spot->places, (spot->count + 1) * sizeof *list);

    if (list == NULL)
        return NULL;
    spot->places = list;
    list[spot->count] = (struct place){.line = 0};
    return &list[spot->count++];
}

/* A NAME may be told from the compiler's folder on. NULL: not known. Yours. */
static char *whole_path(const char *folder, const char *name)
{
    char path[PATH_MAX];

    if (name == NULL || *name == '/' || folder == NULL || *folder != '/')
        return name != NULL ? strdup(name) : NULL;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return strdup(path);
}

/* Its own file and line, of the line table. */
static void tell_line(struct place *place, Dwfl_Module *module,
                      Dwarf_Addr address)
{
    Dwfl_Line *line = dwfl_module_getsrc(module, address);

    if (line != NULL)
        place->file = whole_path(
            dwfl_line_comp_dir(line),
            dwfl_lineinfo(line, NULL, &place->line, NULL, NULL, NULL));
}

/* Where the inlined function DIE is called, in the one around it. */
static void tell_call(struct place *place, Dwarf_Die *cu, Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Files *files = NULL;
    size_t count = 0;
    Dwarf_Word value = 0;

    if (dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &attribute),
                        &value) == 0)
        place->line = (int)value;
    if (dwarf_formudata(dwarf_attr(die, DW_AT_call_file, &attribute),
                        &value) == 0 &&
        dwarf_getsrcfiles(cu, &files, &count) == 0 && value < count)
        place->file = whole_path(
            dwarf_formstring(dwarf_attr(cu, DW_AT_comp_dir, &attribute)),
            dwarf_filesrc(files, (size_t)value, NULL, NULL));
}

static bool is_function(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);

    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
           tag == DW_TAG_entry_point;
}

/*
 * From the innermost scope outwards: each function that is inlined adds the
 * place where it was called. False: no memory.
 */
static bool tell_scopes(struct spot *spot, Dwarf_Die *cu, Dwarf_Die *scopes,
                        int count)
{
    for (int i = 0; i < count; i++) {
        struct place *place = &spot->places[spot->count - 1];

        if (!is_function(&scopes[i]))
            continue;
        place->function = dwarf_diename(&scopes[i]);
        if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
            return true;
        place->inlined = true;
        place = add(spot);
        if (place == NULL)
            return false;
        tell_call(place, cu, &scopes[i]);
    }
    return true;
}

static bool tell_functions(struct spot *spot, Dwfl_Module *module,
                           Dwarf_Addr address)
{
    Dwarf_Addr bias = 0;
    Dwarf_Die *cu = dwfl_module_addrdie(module, address, &bias);
    Dwarf_Die *scopes = NULL;
    int count = cu != NULL ? dwarf_getscopes(cu, address - bias, &scopes) : 0;
    bool good = true;

    for (int i = 0; i < count; i++) {
        Dwarf_Die *outer = NULL;
        int outer_count;

        if (!is_function(&scopes[i]))
            continue;
        /* What lies around the code, not around the definition. */
        outer_count = dwarf_getscopes_die(&scopes[i], &outer);
        if (outer_count > 0)
            good = tell_scopes(spot, cu, outer, outer_count);
        free(outer);
        break;
    }
    free(scopes);
    return good;
}

/* Of the symbol table, where there is no better. */
static const char *symbol_of(Dwfl_Module *module, Dwarf_Addr address)
{
    GElf_Off offset = 0;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(module, address, &offset, &symbol,
                                            NULL, NULL, NULL);

    /* The nearest one before it may be another function's. */
    return name != NULL && offset < symbol.st_size ? name : NULL;
}

static bool is_system(const char *module)
{
    const char *name = basename(module);

    return strncmp(name, "libc.so", 7) == 0 ||
           strncmp(name, "libc-", 5) == 0 || strncmp(name, "ld-", 3) == 0 ||
           strncmp(name, "libpthread", 10) == 0;
}

static bool tell(struct resolver *resolver, struct spot *spot)
{
    Dwfl_Module *module = dwfl_addrmodule(resolver->dwfl, spot->address);
    struct place *place = add(spot);
    Dwarf_Addr start = 0;
    const char *file = NULL;

    if (place == NULL)
        return false;
    if (module == NULL)
        return true;
    spot->module =
        dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
    /* Opens the file, the first time. */
    (void)dwfl_module_getelf(module, &start);
    (void)dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, &file, NULL);
    spot->offset = spot->address - start;
    spot->own =
        spot->module != NULL && strcmp(spot->module, resolver->program) == 0;
    spot->system = spot->module != NULL && is_system(spot->module);
    tell_line(place, module, spot->address);
    if (!tell_functions(spot, module, spot->address))
        return false;
    place = &spot->places[spot->count - 1];
    if (place->function == NULL)
        place->function = symbol_of(module, spot->address);
    return true;
}

const struct spot *resolve(struct resolver *resolver, uint64_t at)
{
    struct known **bucket =
        &resolver->buckets[(at * UINT64_C(0x9e3779b97f4a7c15)) >> 52];
    struct known *known = *bucket;

    while (known != NULL && known->spot.address != at - 1)
        known = known->next;
    if (known != NULL)
        return &known->spot;
    known = calloc(1, sizeof *known);
    if (known == NULL)
        return NULL;
    known->spot.address = at - 1; /* the call lies before it */
    if (!tell(resolver, &known->spot)) {
        spot_free(known);
        return NULL;
    }
    known->next = *bucket;
    *bucket = known;
    return &known->spot;
}
