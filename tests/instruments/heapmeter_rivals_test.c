/* SPDX-License-Identifier: MIT */
/*
 * Programs that are not ours, with allocators that are not the C library's:
 * the heap meter counts right, or says why it does not; the program does
 * what it does without.
 */
#include "heapmeter_launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs COMMAND's words under the meter: all must go as without it. */
static void runs(char out[2048], const char *environment, const char *words)
{
    if (shell(out, 2048, "%s " COMMAND " run %s 2>&1", environment, words) !=
        0)
        fail_msg("%s %s: %s", environment, words, out);
}

/* In one line, which is all that is said. */
static void refused(const char *environment, const char *words,
                    const char *why)
{
    char out[2048];

    runs(out, environment, words);
    if (strstr(out, " is not metered: ") == NULL || strstr(out, why) == NULL)
        fail_msg("%s: not refused: %s", words, out);
    assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
}

static void metered(const char *words, const char *numbers, const char *but)
{
    char out[2048];

    runs(out, "", words);
    if (strstr(out, numbers) == NULL)
        fail_msg("%s: not %s: %s", words, numbers, out);
    if (but == NULL)
        assert_null(strstr(out, "but "));
    else
        assert_non_null(strstr(out, but));
}

/* ---- malloc of others ------------------------------------------------ */

#define POOLED "malloc is that of heapmeter_pool.so"

TEST(a_program_with_another_malloc_is_refused)
{
    static const struct {
        const char *environment, *words, *why;
    } programs[] = {
        {"", BIN "heapmeter_linked leak", POOLED},
        {"", BIN "heapmeter_symbolic leak",
         "malloc is that of heapmeter_symbolic.so"},
        {"LD_PRELOAD=" BIN "heapmeter_pool.so", SUBJECT " leak", POOLED},
        {"", BIN "heapmeter_own leak", "malloc is the program's own;"},
        {"", BIN "heapmeter_partial leak", "free is the program's own;"},
        /* new is the C++ library's, and that calls malloc. */
        {"", BIN "heapmeter_new_pool", POOLED},
        {"LD_PRELOAD=" BIN "heapmeter_pool.so", BIN "heapmeter_new", POOLED},
    };

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        refused(programs[i].environment, programs[i].words, programs[i].why);
}

TEST(any_other_is_metered_and_told_what_is_not_seen)
{
    static const char hidden[] =
        "but the program holds an allocator of its own;";
    static const struct {
        const char *words, *numbers, *but;
    } programs[] = {
        /* Nothing is seen from outside: the count is what remains. */
        {BIN "heapmeter_hidden leak", " 0 blocks, 0 bytes live", hidden},
        {BIN "heapmeter_prefixed leak", " 7 blocks, 1616 bytes live", hidden},
        {BIN "heapmeter_stripped leak", " 0 blocks, 0 bytes live",
         "but the program itself calls no malloc;"},
        /* The address of malloc is taken: that is no malloc of its own. */
        {BIN "heapmeter_address", " 1 blocks, 100 bytes live", NULL},
        {BIN "heapmeter_fixed leak", " 7 blocks, 1616 bytes live", NULL},
        {BIN "heapmeter_new", " 1000 blocks, 1000000 bytes live", NULL},
        {BIN "heapmeter_new_own", " 1000 blocks, 1000000 bytes live",
         "but operator new is not the C++ library's;"},
        /* A library finds its plugins as without the meter. */
        {BIN "heapmeter_open plain", " blocks, ", NULL},
        {BIN "heapmeter_open apart", " live at exit",
         "but dlmopen loaded a second C library;"},
    };

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        metered(programs[i].words, programs[i].numbers, programs[i].but);
}

IN_A_FOLDER(one_in_front_of_the_meter_is_refused)
{
    char out[2048];

    assert_int_equal(shell(out, sizeof out,
                           "LD_PRELOAD=" BIN "heapmeter_pool.so:" LIBRARY
                           " HEAPMETER_DIR='%s' " SUBJECT
                           " leak 2>&1 && " COMMAND " read '%s'/* 2>&1",
                           (const char *)*state, (const char *)*state),
                     1);
    assert_non_null(strstr(out, " is not metered: malloc is that of "
                                "heapmeter_pool.so;"));
}

TEST(a_program_that_is_not_ready_is_left_alone)
{
    char out[2048];

    runs(out, "", BIN "heapmeter_unready");
    assert_non_null(strstr(out, "runs on unmetered: ThreadSanitizer's"));
}

/* AddressSanitizer would end a program in which it is not the first. */
TEST(run_tells_asan_to_be_content)
{
    char out[2048];

    runs(out, "ASAN_OPTIONS=a=1", "sh -c 'echo \"$ASAN_OPTIONS\"'");
    assert_non_null(strstr(out, "a=1:verify_asan_link_order=0\n"));
}

/* ---- Libraries that are opened --------------------------------------- */

/* A million bytes, and the few that the loader keeps. */
static void finds_the_meter(const char *how)
{
    char out[2048];
    const char *bytes;
    long live;

    runs(out, "", how);
    bytes = strstr(out, " blocks, ");
    assert_non_null(bytes);
    live = strtol(bytes + strlen(" blocks, "), NULL, 10);
    assert_true(live >= 1000010 && live <= 1001000);
}

TEST(the_c_library_s_own_names_lead_to_the_meter)
{
    finds_the_meter(BIN "heapmeter_open by-hand");
}

/* The version that all names have from the port's beginning on. */
#if defined __x86_64__
#define FIRST_VERSION "GLIBC_2.2.5"
#elif defined __aarch64__
#define FIRST_VERSION "GLIBC_2.17"
#endif

TEST(so_do_its_names_with_a_version)
{
#ifdef FIRST_VERSION
    finds_the_meter(BIN "heapmeter_open " FIRST_VERSION);
#else
    print_message("    no version of malloc is known here\n");
    skip();
#endif
}

TEST(a_deep_binding_is_undone_and_told_of)
{
    char out[2048];

    runs(out, "", BIN "heapmeter_open deepbind");
    assert_non_null(strstr(out, "opens heapmeter_plugin.so without "
                                "RTLD_DEEPBIND"));
    assert_non_null(strstr(out, " live at exit"));
}

TEST_MAIN("heapmeter, other allocators")
