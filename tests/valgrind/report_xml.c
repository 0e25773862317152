/* SPDX-License-Identifier: MIT */
/*
 * What memcheck has to say: reading it, with expat.
 */
/* STAILQ_FOREACH and kin are a BSD heritage, beyond POSIX. */
#define _DEFAULT_SOURCE
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "probe/files.h"
#include "report.h"

struct parse {
    struct report *report;
    struct finding *finding;  /* the <error> we are in, or NULL */
    struct stack *stack;      /* the <stack> we are in, or NULL */
    struct frame *frame;      /* the <frame> we are in, or NULL */
    struct stack_list *loose; /* stacks of no error: of open descriptors */
    bool dying;               /* within <fatal_signal> */
    bool pairing;             /* within <errorcounts> */
    unsigned long times;      /* the <count> of a <pair> */
    char heading[160];        /* an <auxwhat>, for the stack that follows */
    char text[512];           /* of the innermost element; cut if longer */
    size_t length;
};

/* ---- Down --------------------------------------------------------------- */

static void begin_stack(struct parse *parse)
{
    if (parse->dying) {
        parse->stack = stack_new("");
        stack_free(parse->report->death); /* there is one only */
        parse->report->death = parse->stack;
    } else if (parse->finding != NULL) {
        parse->stack = finding_add_stack(parse->finding, parse->heading);
    } else {
        parse->stack = stack_new("");
        STAILQ_INSERT_TAIL(parse->loose, parse->stack, entry);
    }
    parse->heading[0] = '\0';
}

static void on_start(void *object, const char *name, const char **attributes)
{
    struct parse *parse = object;

    (void)attributes; /* the protocol has none */
    parse->length = 0;
    parse->text[0] = '\0';
    if (strcmp(name, "error") == 0)
        parse->finding = report_add(parse->report, "");
    else if (strcmp(name, "fatal_signal") == 0)
        parse->dying = true;
    else if (strcmp(name, "errorcounts") == 0)
        parse->pairing = true;
    else if (strcmp(name, "stack") == 0)
        begin_stack(parse);
    else if (strcmp(name, "frame") == 0 && parse->stack != NULL)
        parse->frame = stack_add_frame(parse->stack);
}

static void on_text(void *object, const char *text, int length)
{
    struct parse *parse = object;
    size_t room = sizeof parse->text - 1 - parse->length;
    size_t size = (size_t)length < room ? (size_t)length : room;

    memcpy(parse->text + parse->length, text, size);
    parse->length += size;
    parse->text[parse->length] = '\0';
}

/* ---- Up ----------------------------------------------------------------- */

#define KEEP(array) \
    ((void)snprintf((array), sizeof(array), "%.*s", (int)sizeof(array) - 1, \
                    parse->text))

static void end_in_frame(struct parse *parse, const char *name)
{
    if (strcmp(name, "ip") == 0)
        parse->frame->address = strtoul(parse->text, NULL, 16);
    else if (strcmp(name, "fn") == 0)
        KEEP(parse->frame->function);
    else if (strcmp(name, "file") == 0)
        KEEP(parse->frame->file);
    else if (strcmp(name, "obj") == 0)
        KEEP(parse->frame->object);
    else if (strcmp(name, "line") == 0)
        parse->frame->line = (unsigned)strtoul(parse->text, NULL, 10);
    else if (strcmp(name, "frame") == 0)
        parse->frame = NULL;
}

/*
 * "16,443 (176 direct, 16,267 indirect) bytes in 1 blocks are definitely
 * lost": leakedbytes is the first number, but what is lost indirectly has
 * records of its own.
 */
static unsigned long direct_bytes(const char *what, unsigned long all)
{
    const char *open = strchr(what, '(');
    unsigned long bytes = 0;

    if (open == NULL || strstr(open, " direct,") == NULL)
        return all;
    for (open++; *open != ' ' && *open != '\0'; open++) {
        if (*open != ',')
            bytes = bytes * 10 + (unsigned long)(*open - '0');
    }
    return bytes;
}

/* Of a descriptor; some versions have it in the sentence, too. */
static void add_path(struct finding *finding, const char *path)
{
    size_t length = strlen(finding->what);

    if (strstr(finding->what, path) == NULL)
        (void)snprintf(finding->what + length, sizeof finding->what - length,
                       ": %.*s", 250, path);
}

static void end_in_error(struct parse *parse, const char *name)
{
    struct finding *finding = parse->finding;

    if (strcmp(name, "kind") == 0)
        KEEP(finding->kind);
    else if (strcmp(name, "what") == 0 || strcmp(name, "text") == 0)
        KEEP(finding->what);
    else if (strcmp(name, "path") == 0)
        add_path(finding, parse->text);
    else if (strcmp(name, "auxwhat") == 0)
        KEEP(parse->heading);
    else if (strcmp(name, "unique") == 0)
        finding->unique = strtoul(parse->text, NULL, 16);
    else if (strcmp(name, "leakedblocks") == 0)
        finding->blocks = strtoul(parse->text, NULL, 10);
    else if (strcmp(name, "leakedbytes") == 0)
        finding->bytes =
            direct_bytes(finding->what, strtoul(parse->text, NULL, 10));
    else if (strcmp(name, "error") == 0)
        parse->finding = NULL;
}

static void end_in_pair(struct parse *parse, const char *name)
{
    struct finding *finding = NULL;

    if (strcmp(name, "count") == 0)
        parse->times = strtoul(parse->text, NULL, 10);
    else if (strcmp(name, "errorcounts") == 0)
        parse->pairing = false;
    else if (strcmp(name, "unique") == 0) {
        STAILQ_FOREACH (finding, &parse->report->findings, entry) {
            if (finding->unique == strtoul(parse->text, NULL, 16))
                finding->times = parse->times;
        }
    }
}

static void on_end(void *object, const char *name)
{
    struct parse *parse = object;

    if (parse->frame != NULL)
        end_in_frame(parse, name);
    else if (strcmp(name, "stack") == 0)
        parse->stack = NULL;
    else if (parse->finding != NULL)
        end_in_error(parse, name);
    else if (parse->pairing)
        end_in_pair(parse, name);
    else if (strcmp(name, "signame") == 0)
        KEEP(parse->report->signal);
    else if (strcmp(name, "fatal_signal") == 0)
        parse->dying = false;
    else if (strcmp(name, "state") == 0 &&
             strcmp(parse->text, "FINISHED") == 0)
        parse->report->complete = true;
}

/* ---- The whole of it ---------------------------------------------------- */

void report_parse(struct report *report, const char *path,
                  struct stack_list *loose)
{
    struct parse parse = {.report = report, .loose = loose};
    XML_Parser parser = XML_ParserCreate(NULL);
    size_t size = 0;
    char *xml = read_file_if(path, &size);

    if (parser != NULL && xml != NULL) {
        XML_SetUserData(parser, &parse);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        if (XML_Parse(parser, xml, (int)size, 1) != XML_STATUS_OK)
            report->complete = false; /* cut off, behind a FINISHED too */
    }
    free(xml);
    if (parser != NULL)
        XML_ParserFree(parser);
}
