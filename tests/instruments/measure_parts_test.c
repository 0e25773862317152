/* SPDX-License-Identifier: MIT */
/*
 * Parts of measure, on what is made up: what it takes for so much at each
 * step, how it says so, and what it removes.
 */
/* _GNU_SOURCE: what identity.h asks for */
#define _GNU_SOURCE
#include "measure/judge_pairs.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heapmeter/identity.h"
#include "measure/report.h"
#include "measure/sweep.h"
#include "probe/any_text.h"
#include "probe/files.h"
#include "probe/suite.h"

/* ---- Pairs of windows -------------------------------------------------- */

/* What comes of one pair of this kind, at the end of a long series. */
static bool settles(unsigned steps, struct holding each_window,
                    struct finding *finding)
{
    static struct row row;
    struct windows windows = {.row = &row};
    struct pairs pairs = {.windows = &windows, .count = 1};

    row.done = 100 * steps;
    pairs.window[0] =
        (struct window){.steps = steps, .grown = each_window, .same = true};
    pairs.window[1] =
        (struct window){.steps = 2 * steps,
                        .grown = holding_plus(&each_window, &each_window),
                        .same = true};
    memset(finding, 0, sizeof *finding);
    finding->verdict = VERDICT_NONE;
    return pairs_settle(&pairs, finding);
}

/* As of processes that have ended, and that nobody has waited for yet. */
BARE_TEST(one_more_and_then_two_is_chance)
{
    const struct holding grown[] = {{.descriptors = 1},
                                    {.threads = 1},
                                    {.held.children = 1},
                                    {.blocks = 1, .bytes = 24},
                                    {.bytes = 64, .held.children = 3}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++)
        assert_false(settles(LONG, grown[i], &finding));
}

BARE_TEST(one_at_each_step_is_growth)
{
    const struct holding grown[] = {{.descriptors = LONG},
                                    {.threads = LONG},
                                    {.held.children = 2L * LONG},
                                    {.blocks = LONG, .bytes = 24L * LONG}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++) {
        assert_true(settles(LONG, grown[i], &finding));
        assert_int_equal(finding.verdict, VERDICT_GROWS);
        assert_true(finding.exact);
        assert_int_equal(finding.every, 1);
    }
}

BARE_TEST(one_at_each_seventh_step_is_growth_in_a_long_window)
{
    const struct holding grown[] = {
        {.descriptors = SEVENTHS / 7},
        {.held.children = SEVENTHS / 7},
        {.blocks = SEVENTHS / 7, .bytes = 24L * SEVENTHS / 7}};
    struct finding finding;

    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++) {
        assert_true(settles(SEVENTHS, grown[i], &finding));
        assert_int_equal(finding.verdict, VERDICT_GROWS);
        assert_int_equal(finding.every, 7);
    }
}

BARE_TEST(nothing_more_is_flat)
{
    struct finding finding;

    assert_true(settles(LONG, (struct holding){.bytes = 0}, &finding));
    assert_int_equal(finding.verdict, VERDICT_FLAT);
}

BARE_TEST(what_grows_is_said_in_words)
{
    struct finding finding = {.verdict = VERDICT_GROWS, .exact = true};
    char text[REPORT_TEXT];

    finding.each.children = 1;
    assert_string_equal(report_words(&finding, text),
                        "grows 1 process for each");
    finding.each.children = 2;
    assert_string_equal(report_words(&finding, text),
                        "grows 2 processes for each");
    finding.each = (struct each){.bytes = 48, .blocks = 2, .threads = 1};
    assert_string_equal(report_words(&finding, text),
                        "grows 48 B in 2 blocks 1 thread for each");
}

/* ---- Files of the meter ------------------------------------------------ */

static pid_t ended(void)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return pid;
}

/* As the meter names them, or as it would in another pid namespace. */
static void name_of(char name[64], pid_t pid, bool elsewhere)
{
    (void)snprintf(name, 64, "%ld.%llu", (long)pid,
                   (unsigned long long)identity_space() + elsewhere);
}

/* Valid until the next call. */
static const char *path_of(const char *folder, const char *prefix,
                           const char *name, const char *suffix)
{
    static char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s%s%s", folder, prefix, name,
                   suffix);
    return path;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

BARE_TEST(who_has_ended_leaves_no_file_and_who_runs_does)
{
    char folder[PATH_SIZE], dead[64], live[64], foreign[64];
    pid_t pid = ended();

    make_folder(folder);
    name_of(dead, pid, false);
    name_of(live, getpid(), false);
    name_of(foreign, pid, true);
    write_text(path_of(folder, "", dead, ""), "");
    write_text(path_of(folder, ".", dead, ".stacks"), "");
    write_text(path_of(folder, "", live, ""), "");
    write_text(path_of(folder, ".", live, ".stacks"), "");
    write_text(path_of(folder, "", foreign, ""), "");
    write_text(path_of(folder, "", "mine", ""), "");
    sweep_ended(folder);
    assert_false(is_there(path_of(folder, "", dead, "")));
    assert_false(is_there(path_of(folder, ".", dead, ".stacks")));
    assert_true(is_there(path_of(folder, "", live, "")));
    assert_true(is_there(path_of(folder, ".", live, ".stacks")));
    assert_true(is_there(path_of(folder, "", foreign, "")));
    assert_true(is_there(path_of(folder, "", "mine", "")));
}

/* ---- How it says where ------------------------------------------------- */

#define MARK "\357\277\275" /* U+FFFD */

BARE_TEST(what_is_no_utf_8_is_marked_and_the_rest_is_kept)
{
    static const char text[] =
        "\377a\303\274\342\202b\355\240\200\360\237\222\247\303";
    json_t *string = any_text_or_null(text);

    /* RFC 3629: a surrogate is none, and neither is what has been cut off. */
    assert_string_equal(json_string_value(string),
                        MARK "a\303\274" MARK MARK "b" MARK MARK MARK
                             "\360\237\222\247" MARK);
    json_decref(string);
    string = any_text_or_null(NULL);
    assert_true(json_is_null(string));
}

PLAIN_SUITE("measure, its parts")
