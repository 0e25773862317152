/* SPDX-License-Identifier: MIT */
/*
 * The stacks of the heap meter: each block is one function's, to the byte,
 * read from outside while the program runs; and nothing else is as it would
 * not be without.
 */
#include "heapmeter_launch.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STACKS BIN "heapmeter_stacks"
#define STRIPPED BIN "heapmeter_stacks_stripped"

/* ---- The program ------------------------------------------------------- */

static struct subject start(const char *dir, const char *program,
                            const char *what, const char *room)
{
    struct subject s = start_program(dir, program, what, room);
    char c;

    hear(&s, &c, 1); /* it holds what it is to hold */
    return s;
}

static void grow_once(const struct subject *s)
{
    char c = 0;

    assert_int_equal(write(s->in, &c, 1), 1);
    hear(s, &c, 1);
}

/* ---- What the command says --------------------------------------------- */

static json_t *json_of(const char *dir, const char *what, const char *options)
{
    static char text[4 << 20];
    json_error_t error;
    json_t *object;
    int status =
        shell(text, sizeof text, COMMAND " stacks --dir '%s' --json %s %s",
              dir, options, what);

    assert_int_equal(status, 0);
    object = json_loads(text, 0, &error);
    if (object == NULL)
        fail_msg("no JSON: %s: %.200s", error.text, text);
    return object;
}

static json_t *json_of_pid(const char *dir, pid_t pid, const char *options)
{
    char what[32];

    (void)snprintf(what, sizeof what, "%ld", (long)pid);
    return json_of(dir, what, options);
}

static long number(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    if (!json_is_integer(value))
        fail_msg("no number %s", key);
    return (long)json_integer_value(value);
}

static const char *string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

/* The stack in which the function that is marked has this NAME, or NULL. */
static const json_t *stack_of(const json_t *object, const char *name,
                              const json_t **mark)
{
    size_t i;
    size_t k;
    const json_t *stack;
    const json_t *frame;

    json_array_foreach (json_object_get(object, "stacks"), i, stack) {
        json_array_foreach (json_object_get(stack, "frames"), k, frame) {
            if (json_is_true(json_object_get(frame, "marked")) &&
                strcmp(string(frame, "function"), name) == 0) {
                if (mark != NULL)
                    *mark = frame;
                return stack;
            }
        }
    }
    return NULL;
}

static bool ends_in(const char *text, const char *end)
{
    size_t size = strlen(text);

    return size >= strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

/* Any stack with a frame whose "function", or "module", ends in this NAME. */
static const json_t *stack_through(const json_t *object, const char *key,
                                   const char *name)
{
    size_t i;
    size_t k;
    const json_t *stack;
    const json_t *frame;

    json_array_foreach (json_object_get(object, "stacks"), i, stack) {
        json_array_foreach (json_object_get(stack, "frames"), k, frame) {
            if (ends_in(string(frame, key), name))
                return stack;
        }
    }
    return NULL;
}

static bool has_frame(const json_t *stack, const char *name, bool inlined)
{
    size_t i;
    const json_t *frame;

    json_array_foreach (json_object_get(stack, "frames"), i, frame) {
        if (strcmp(string(frame, "function"), name) == 0 &&
            json_is_true(json_object_get(frame, "inlined")) == inlined)
            return true;
    }
    return false;
}

static void assert_holds(const json_t *object, const char *name, long blocks,
                         long bytes)
{
    const json_t *stack = stack_of(object, name, NULL);

    if (stack == NULL)
        fail_msg("%s holds nothing", name);
    if (number(stack, "blocks") != blocks || number(stack, "bytes") != bytes)
        fail_msg("%s holds %ld blocks, %ld bytes", name,
                 number(stack, "blocks"), number(stack, "bytes"));
}

/* All stacks together are what the meter says. */
static void assert_complete(const json_t *object,
                            const struct heapmeter_sample *s)
{
    size_t i;
    const json_t *stack;
    long blocks = 0;
    long bytes = 0;

    json_array_foreach (json_object_get(object, "stacks"), i, stack) {
        blocks += number(stack, "blocks");
        bytes += number(stack, "bytes");
    }
    assert_int_equal(blocks, s->blocks);
    assert_int_equal(bytes, s->bytes);
}

/* ---- Tests ------------------------------------------------------------- */

IN_A_FOLDER(each_block_is_its_line_s)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "1");
    struct heapmeter_sample sample = sample_of(dir, s.pid);
    json_t *object = json_of_pid(dir, s.pid, "");
    const json_t *mark = NULL;
    char out[16];
    int line = shell(out, sizeof out, STACKS " line");

    assert_true(json_is_true(json_object_get(object, "settled")));
    assert_complete(object, &sample);
    assert_holds(object, "move", 1, 70000);
    assert_holds(object, "hold_in_much_stack", 1, 11);
    assert_holds(object, "hold_aligned", 1, 12);
    assert_non_null(stack_of(object, "hold", &mark));
    assert_int_equal(number(mark, "line"), line);
    assert_non_null(strstr(string(mark, "file"), "heapmeter_stacks.c"));
    assert_int_equal(access(string(mark, "file"), R_OK), 0);
    assert_true(json_is_true(json_object_get(mark, "own")));
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(a_stack_goes_up_to_main_past_what_is_odd)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "1");
    json_t *object = json_of_pid(dir, s.pid, "");
    static const char *const odd[] = {"hold_in_much_stack", "hold_aligned",
                                      "hold_in_handler", "move"};

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const json_t *stack = stack_of(object, odd[i], NULL);

        assert_non_null(stack);
        if (!has_frame(stack, "main", false))
            fail_msg("%s: no main", odd[i]);
    }
    assert_true(has_frame(stack_of(object, "hold_in_handler", NULL),
                          "raise_in", false));
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(an_inlined_caller_is_shown)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "1");
    json_t *object = json_of_pid(dir, s.pid, "");
    size_t i;
    const json_t *stack;
    bool found = false;

    json_array_foreach (json_object_get(object, "stacks"), i, stack) {
        found = found || (number(stack, "bytes") == 1000 &&
                          has_frame(stack, "hold_inlined", true));
    }
    assert_true(found);
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(only_what_stays_has_grown)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "growth", "1");
    json_t *object = json_of_pid(dir, s.pid, "--growth");

    assert_true(json_is_true(json_object_get(object, "first_look")));
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 0);
    json_decref(object);
    grow_once(&s);
    object = json_of_pid(dir, s.pid, "--growth");
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 1);
    assert_holds(object, "grow", 7, 350);
    json_decref(object);
    object = json_of_pid(dir, s.pid, "--growth");
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 0);
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(a_growth_that_was_not_shown_is_told_of_the_next_time)
{
    static const char *const lost[] = {
        "stacks --json >/dev/full", "stacks >/dev/full", "flame -o /dev/full"};
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "growth", "1");
    char out[4096];

    json_decref(json_of_pid(dir, s.pid, "--growth"));
    grow_once(&s);
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        assert_int_equal(shell(out, sizeof out,
                               COMMAND " %s --growth --dir '%s' %ld 2>&1",
                               lost[i], dir, (long)s.pid),
                         1);
    json_t *object = json_of_pid(dir, s.pid, "--growth");

    assert_holds(object, "grow", 7, 350);
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(stacks_that_read_the_same_are_one_also_in_what_grew)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "twice", "1");
    char out[4096];
    json_t *object = json_of_pid(dir, s.pid, "--growth");

    json_decref(object);
    object = json_of_pid(dir, s.pid, "");
    assert_holds(object, "hold", 2, 62);
    json_decref(object);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " stacks --dir '%s' --folded %ld | "
                                   "sed -n '/twice/s/.* //p'",
                           dir, (long)s.pid),
                     0);
    assert_string_equal(out, "62\n");
    grow_once(&s);
    object = json_of_pid(dir, s.pid, "--growth");
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 0);
    json_decref(object);
    grow_once(&s);
    object = json_of_pid(dir, s.pid, "--growth");
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 1);
    assert_holds(object, "hold", 2, 62);
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(what_the_table_has_no_room_for_is_one_row)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "3");
    struct heapmeter_sample sample = sample_of(dir, s.pid);
    json_t *object = json_of_pid(dir, s.pid, "");
    char out[4096];

    assert_complete(object, &sample);
    /* Of the three, one holds nothing any more; and that row. */
    assert_int_equal(json_array_size(json_object_get(object, "stacks")), 3);
    assert_true(number(object, "overflow") > 0);
    json_decref(object);
    assert_int_equal(shell(out, sizeof out, COMMAND " stacks --dir '%s' %ld",
                           dir, (long)s.pid),
                     0);
    assert_non_null(strstr(out, "their stack is not known"));
    assert_non_null(strstr(out, "found the table of stacks full"));
    assert_int_equal(end_subject(&s), 0);
}

/* The numbers of the parent after the storm; each child's stacks are whole. */
static struct heapmeter_sample storm(const char *dir, const char *program,
                                     const char *room)
{
    struct subject s = start(dir, program, "storm", room);
    struct heapmeter_sample sample = sample_of(dir, s.pid);
    char out[64];

    if (room != NULL) {
        json_t *object = json_of_pid(dir, s.pid, "");

        assert_complete(object, &sample);
        assert_int_equal(number(object, "overflow"), 0);
        /* What was there before the last library is forgotten. */
        assert_non_null(stack_through(object, "function", "within"));
        if (strcmp(program, STACKS) == 0)
            assert_true(has_frame(stack_through(object, "function", "within"),
                                  "opener", false));
        json_decref(object);
        assert_int_equal(
            shell(out, sizeof out, "ls -a '%s' | grep -c stacks", dir), 0);
        assert_int_equal(atoi(out), 13); /* and twelve children */
    }
    assert_int_equal(end_subject(&s), 0);
    return sample;
}

/* But one whose fork did not wait for all threads says so itself. */
static void assert_children_complete(const char *dir)
{
    char files[8192];
    char *rest = files;
    const char *file;

    assert_int_equal(shell(files, sizeof files, "ls -d '%s'/*", dir), 0);
    while ((file = strtok_r(rest, "\n", &rest)) != NULL) {
        struct heapmeter m;
        struct heapmeter_sample sample;
        json_t *object = json_of(dir, file, "");

        assert_int_equal(heapmeter_open_file(&m, file), 0);
        assert_int_equal(heapmeter_read(&m, &sample), 0);
        heapmeter_close(&m);
        if (heapmeter_remark(&sample, 0) == NULL)
            assert_complete(object, &sample);
        json_decref(object);
    }
}

/*
 * 64 threads, forks, a library that is opened and closed, a signal handler
 * that allocates: all at once.
 */
IN_A_FOLDER(a_storm_is_counted_as_without_stacks)
{
    const char *dir = *state;
    char plain[PATH_MAX];
    struct heapmeter_sample with;
    struct heapmeter_sample without;

    (void)snprintf(plain, sizeof plain, "%s/plain", dir);
    with = storm(dir, STACKS, "1");
    assert_children_complete(dir);
    assert_int_equal(mkdir(plain, S_IRWXU), 0);
    without = storm(plain, STACKS, NULL);
    assert_int_equal(with.blocks, without.blocks);
    assert_int_equal(with.bytes, without.bytes);
    assert_int_equal(with.foreign, without.foreign);
    assert_int_equal(with.marks, without.marks);
}

IN_A_FOLDER(a_stripped_program_is_counted_likewise)
{
    const char *dir = *state;
    struct heapmeter_sample with = storm(dir, STRIPPED, "1");
    struct subject s = start(dir, STRIPPED, "lines", "1");
    char out[8192];

    assert_true(with.blocks > 64);
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " stacks --dir '%s' --full %ld", dir,
                           (long)s.pid),
                     0);
    assert_non_null(strstr(out, "heapmeter_stacks_stripped+0x"));
    assert_int_equal(end_subject(&s), 0);
}

/* A file's name may be of any bytes, a string of JSON may not. */
IN_A_FOLDER(a_program_with_a_name_in_latin_1_speaks_json_too)
{
    const char *dir = *state;
    char program[PATH_MAX], out[4096];
    struct subject s;
    json_t *object = NULL;

    (void)snprintf(program, sizeof program, "%s/caf\351-\303\274", dir);
    assert_int_equal(shell(out, sizeof out, "cp " STRIPPED " '%s'", program),
                     0);
    s = start(dir, program, "lines", "1");
    object = json_of_pid(dir, s.pid, "");
    assert_non_null(stack_through(object, "module",
                                  "/caf\357\277\275-\303\274")); /* U+FFFD */
    json_decref(object);
    assert_int_equal(end_subject(&s), 0);
}

IN_A_FOLDER(an_exception_is_thrown_as_without_stacks)
{
    const char *dir = *state;
    char plain[1024];
    char out[1024];

    if (shell(out, sizeof out,
              "c++ -pthread -o '%s/throw' " HEAPMETER_TESTS
              "heapmeter_throw.cc 2>&1",
              dir) != 0) {
        print_message("    no C++ compiler that links threads\n");
        skip();
    }
    assert_int_equal(
        shell(plain, sizeof plain, COMMAND " run '%s/throw' 2>&1", dir), 0);
    assert_int_equal(
        shell(out, sizeof out, COMMAND " run --stacks '%s/throw' 2>&1", dir),
        0);
    /* The same unwinder; the same numbers, but for the threads' peak. */
    assert_non_null(strstr(plain, "libgcc_s"));
    *strstr(plain, "peak") = '\0';
    *strstr(out, "peak") = '\0';
    assert_memory_equal(out, plain, (size_t)(strchr(plain, '(') - plain));
    assert_string_equal(strchr(out, ')'), strchr(plain, ')'));
}

IN_A_FOLDER(other_programs_can_read_them)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "1");
    static char out[1 << 20];
    long pid = (long)s.pid;

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " stacks --dir '%s' --folded %ld", dir,
                           pid),
                     0);
    assert_non_null(strstr(out, ";main;lines;hold_in_much_stack 11\n"));
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " stacks --dir '%s' --pprof %ld", dir, pid),
                     0);
    assert_ptr_equal(strstr(out, "heap profile: "), out);
    assert_non_null(strstr(out, " @ heapprofile\n"));
    assert_non_null(strstr(out, "     1:    70000 [     1:    70000] @ 0x"));
    assert_non_null(strstr(out, "\nMAPPED_LIBRARIES:\n"));
    assert_non_null(strstr(out, "/heapmeter_stacks\n"));
    assert_int_equal(end_subject(&s), 0);
}

static int occurrences(const char *text, const char *what)
{
    int n = 0;

    while ((text = strstr(text, what)) != NULL) {
        text += strlen(what);
        n++;
    }
    return n;
}

IN_A_FOLDER(a_flame_graph_is_one_file)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", "1");
    static char out[1 << 20];

    assert_int_equal(shell(out, sizeof out,
                           COMMAND " flame --dir '%s' -o '%s/f.svg' %ld && "
                                   "cat '%s/f.svg'",
                           dir, dir, (long)s.pid, dir),
                     0);
    assert_int_equal(occurrences(out, "<g "), occurrences(out, "</g>"));
    assert_int_equal(occurrences(out, "<svg "), 1);
    assert_string_equal(out + strlen(out) - 7, "</svg>\n");
    assert_non_null(strstr(out, "<title>move\n"));
    assert_int_equal(occurrences(out, "http"), 1); /* the namespace */
    assert_int_equal(end_subject(&s), 0);
}

static void says(const char *dir, const char *options, const char *what)
{
    char out[2048];
    int status =
        shell(out, sizeof out, COMMAND " %s --dir '%s' 2>&1", options, dir);

    if (status == 0 || strstr(out, what) == NULL)
        fail_msg("%s: %d: %s", options, status, out);
}

IN_A_FOLDER(what_cannot_be_told_is_said)
{
    const char *dir = *state;
    struct subject s = start(dir, STACKS, "lines", NULL);
    char options[64];
    char out[2048];

    (void)snprintf(options, sizeof options, "stacks %ld", (long)s.pid);
    says(dir, options, "its stacks are not taken");
    assert_int_equal(shell(out, sizeof out,
                           "head -c 100000 /dev/zero >%s/.%ld.$(stat -L -c "
                           "%%i /proc/self/ns/pid).stacks",
                           dir, (long)s.pid),
                     0);
    says(dir, options, "none of this version");
    assert_int_equal(end_subject(&s), 0);
    says(dir, "stacks --json --folded 1", "one of --json");
    says(dir, "flame 1", "to which file");
    assert_int_equal(shell(out, sizeof out,
                           COMMAND " run --dir '%s' env HEAPMETER_STACKS=x "
                                   "/bin/true 2>&1",
                           dir),
                     0);
    assert_non_null(strstr(out, "takes no stacks: HEAPMETER_STACKS is 1"));
}

TEST_MAIN("heapmeter, stacks")
