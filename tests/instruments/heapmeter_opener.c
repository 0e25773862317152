/* SPDX-License-Identifier: MIT */
/*
 * A library that opens another by its bare name, which only this library's
 * own search path (DT_RUNPATH) finds: glibc asks who calls dlopen.
 */
/* _GNU_SOURCE: dlmopen, RTLD_DEEPBIND */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

int open_plugin(const char *how);

/* The C library's own, by its name: as Python's ctypes have it. */
static int call_by_hand(const char *version)
{
    void *c = dlopen("libc.so.6", RTLD_NOW);
    void *(*get)(size_t);
    void (*put)(void *);

    if (c == NULL)
        return 1;
    *(void **)&get =
        version != NULL ? dlvsym(c, "malloc", version) : dlsym(c, "malloc");
    *(void **)&put =
        version != NULL ? dlvsym(c, "free", version) : dlsym(c, "free");
    if (get == NULL || put == NULL)
        return 1;
    put(strdup("given back"));
    return get(1000000) == NULL || dlclose(c) != 0;
}

int open_plugin(const char *how)
{
    int (*plugin)(void);
    void *opened;

    if (strcmp(how, "by-hand") == 0)
        return call_by_hand(NULL);
    if (strncmp(how, "GLIBC_", 6) == 0)
        return call_by_hand(how);
    if (strcmp(how, "apart") == 0)
        opened = dlmopen(LM_ID_NEWLM, "heapmeter_plugin.so", RTLD_NOW);
    else if (strcmp(how, "deepbind") == 0)
        opened = dlopen("heapmeter_plugin.so", RTLD_NOW | RTLD_DEEPBIND);
    else
        opened = dlopen("heapmeter_plugin.so", RTLD_NOW);
    if (opened == NULL)
        return 1;
    *(void **)&plugin = dlsym(opened, "plugin");
    return plugin == NULL || plugin() != 0;
}
