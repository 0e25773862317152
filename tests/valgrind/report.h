/* SPDX-License-Identifier: MIT */
/*
 * What memcheck has to say: its XML (valgrind's docs/internals/
 * xml-output-protocol4.txt, 5 and 6), read with expat, and the list of open
 * descriptors, which older versions write as text only.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/queue.h>

/* ---- One finding -------------------------------------------------------- */

struct frame {
    STAILQ_ENTRY(frame) entry;
    unsigned long address;
    unsigned line;
    char function[128]; /* "" when it is not known */
    char file[64];      /* without its folder; "" without debug information */
    char object[256];   /* the program or library it is in */
};

struct stack {
    STAILQ_ENTRY(stack) entry;
    char heading[160];                     /* "Block was alloc'd at", or "" */
    STAILQ_HEAD(frame_list, frame) frames; /* innermost first */
};

STAILQ_HEAD(stack_list, stack);

struct finding {
    STAILQ_ENTRY(finding) entry;
    char kind[48];  /* memcheck's: Leak_StillReachable, InvalidRead, ... */
    char what[256]; /* its sentence */
    unsigned long unique;
    unsigned long times; /* an error's; a leak stands there once */
    unsigned long bytes; /* a leak's, without what is counted indirectly */
    unsigned long blocks;
    struct stack_list stacks;
};

/*
 * The frames of its n-th stack that are of the server itself: the k-th of
 * them, from inside, counted from 0. NULL when there are not as many.
 */
const struct frame *finding_frame(const struct finding *finding,
                                  unsigned stack, unsigned k);

/*
 * Whether the frame is of this function. A part that gcc has split off
 * ("request_end.part.0") is; NULL is not.
 */
bool frame_is(const struct frame *frame, const char *function);

/* Prints it as memcheck's text report would have. */
void finding_print(const struct finding *finding, FILE *out);

/* ---- A run -------------------------------------------------------------- */

struct report {
    int exit;            /* the server's exit status; 128 + N: by signal N */
    bool said_stopped;   /* its log ends as that of a server that stopped */
    bool complete;       /* well-formed XML, with its FINISHED */
    char signal[16];     /* "SIGSEGV", if one ended it; else "" */
    struct stack *death; /* ... and where, or NULL */
    STAILQ_HEAD(finding_list, finding) findings;
};

/*
 * Reads the XML and the text log into an empty report. Findings on
 * descriptors get the kind FdNotClosed; those of the two files themselves,
 * which valgrind holds open while it looks, are left out. Never fails: what
 * cannot be read or parsed leaves `complete` false. report_free() it.
 */
void report_read(struct report *report, const char *xml, const char *log);
void report_free(struct report *report);

/* ---- For those who fill one --------------------------------------------- */

/* Each is added at the end of its list. Fail the test without memory. */
struct finding *report_add(struct report *report, const char *kind);
struct stack *stack_new(const char *heading);
struct stack *finding_add_stack(struct finding *finding, const char *heading);
struct frame *stack_add_frame(struct stack *stack);
void stack_free(struct stack *stack);
void report_drop(struct report *report, struct finding *finding);

/* Reads the XML. Stacks that stand outside of errors go to `loose`. */
void report_parse(struct report *report, const char *path,
                  struct stack_list *loose);

#endif
