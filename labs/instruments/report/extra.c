/* SPDX-License-Identifier: MIT */
/*
 * What stands around the numbers: the title, words of tools, the matrix, the
 * commands.
 */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "parts.h"

#include "probe/failure.h"

void extra_begin(struct page *page, const struct options *options,
                 const char *title)
{
    if (page_begin(page, options->output, title) < 0)
        fail_because("%s", page_fault(page));
}

void extra_words(struct page *page, const char *text, size_t size)
{
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == ' '))
        size--;
    for (; size > 0 && *text == '\n'; size--)
        text++;
    page_put(page, "<pre>");
    page_bytes(page, text, size);
    page_put(page, "</pre>\n");
}

/* ---- The matrix -------------------------------------------------------- */

/* Markdown's signs for code go. */
static void put_plain(struct page *page, const char *text, size_t size)
{
    while (size > 0) {
        size_t run = 0;

        while (run < size && text[run] != '`')
            run++;
        page_bytes(page, text, run);
        run += run < size;
        text += run;
        size -= run;
    }
}

static bool begins(const char *text, size_t size, const char *with)
{
    return size >= strlen(with) && strncmp(text, with, strlen(with)) == 0;
}

static const char *kind_of(const char *text, size_t size)
{
    return begins(text, size, "names")     ? "good"
           : begins(text, size, "blind")   ? "dim"
           : begins(text, size, "wrong")   ? "bad"
           : begins(text, size, "missing") ? "dim"
                                           : NULL;
}

/* "| a | b |", the head as th. */
static void put_row(struct page *page, const char *row, size_t size, bool head)
{
    bool first = true;

    page_put(page, "<tr>");
    for (const char *at = row + 1, *end = row + size; at < end;) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        size_t length = bar != NULL ? (size_t)(bar - at) : 0;
        const char *name = head || first ? "th" : "td";
        const char *kind = NULL;

        if (bar == NULL)
            break;
        while (length > 0 && *at == ' ') {
            at++;
            length--;
        }
        while (length > 0 && at[length - 1] == ' ')
            length--;
        kind = head || first ? NULL : kind_of(at, length);
        page_put(page, kind != NULL ? "<%s class=\"%s\">" : "<%s>", name,
                 kind);
        put_plain(page, at, length);
        page_put(page, "</%s>", name);
        at = bar + 1;
        first = false;
    }
    page_put(page, "</tr>\n");
}

void extra_matrix(struct page *page, const char *path)
{
    size_t size = 0, rows = 0;
    char *text = input_file(path, "make matrix makes it", &size);

    page_put(page,
             "<h2>Which tool sees which leak</h2>\n"
             "<p>As <code>make matrix</code> has last written it: each "
             "server with one leak, and fixed, under each tool, with the same "
             "steps. <i>growth only</i>: more is left, and nobody says where; "
             "<i>blind</i>: neither. Time is relative to a native run.</p>\n"
             "<div class=\"wide\"><table class=\"matrix\">\n");
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");

        if (*line == '|' && line[1] != '-') {
            page_put(page, rows == 0 ? "<thead>" : "");
            put_row(page, line, length, rows == 0);
            page_put(page, rows++ == 0 ? "</thead>\n<tbody>" : "");
        }
        line += length + (line[length] == '\n');
    }
    page_put(page, rows > 0 ? "</tbody></table></div>\n" : "</table></div>\n");
    free(text);
}

/* ---- The commands ------------------------------------------------------ */

void extra_repeat(struct page *page, const struct options *options)
{
    if (options->commands == 0)
        return;
    page_put(page, "<h2>To repeat it</h2>\n");
    if (options->kit != NULL) {
        page_put(page, "<p>In the kit, version ");
        page_text(page, options->kit);
        page_put(page, ":</p>\n");
    }
    page_put(page, "<pre>");
    for (int i = 0; i < options->commands; i++) {
        page_text(page, options->command[i]);
        page_put(page, "\n");
    }
    page_put(page, "</pre>\n");
}
