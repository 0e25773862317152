/* SPDX-License-Identifier: MIT */
/*
 * The stylesheet is allowed by its hash: nothing else of the page is obeyed by
 * a browser, and it loads nothing.
 */
#include "page.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "text.h"

#include "probe/grouped.h"

/* ---- Begin and end ----------------------------------------------------- */

/* "sha256-...", as a Content-Security-Policy has it. */
static void put_hash(struct page *page)
{
    const gnutls_datum_t style = {.data = (unsigned char *)page_style,
                                  .size = (unsigned)strlen(page_style)};
    unsigned char hash[32];
    gnutls_datum_t base64 = {0};

    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, style.data, style.size, hash) <
            0 ||
        gnutls_base64_encode2(
            &(gnutls_datum_t){.data = hash, .size = sizeof hash}, &base64) < 0)
        return; /* then it has no style */
    page_put(page, "sha256-%.*s", (int)base64.size, (char *)base64.data);
    gnutls_free(base64.data);
}

static void put_head(struct page *page, const char *title)
{
    time_t now = time(NULL);
    struct tm here = {0};
    char date[64] = "";

    if (localtime_r(&now, &here) != NULL)
        (void)strftime(date, sizeof date, "%Y-%m-%d %H:%M %Z", &here);
    page_put(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                   "<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" "
                   "content=\"default-src 'none'; style-src '");
    put_hash(page);
    page_put(page, "'\">\n<meta name=\"viewport\" content=\"width=device-width"
                   ", initial-scale=1\">\n<meta name=\"color-scheme\" "
                   "content=\"light dark\">\n");
    page_element(page, "title", NULL, title);
    page_put(page, "\n<style>%s</style>\n</head>\n<body>\n", page_style);
    page_element(page, "h1", NULL, title);
    page_put(page, "\n<p class=\"date\">%s</p>\n", date);
}

int page_begin(struct page *page, const char *path, const char *title)
{
    struct stat there;

    memset(page, 0, sizeof *page);
    if (snprintf(page->path, sizeof page->path, "%s", path) >=
        (int)sizeof page->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        errno = S_ISDIR(there.st_mode) ? EISDIR : EEXIST; /* page_fault() */
        return -1;
    }
    (void)snprintf(page->part, sizeof page->part, "%s.part", path);
    (void)remove(page->part); /* what a killed one left; it may not be there */
    page->out = fopen(page->part, "wxe");
    if (page->out == NULL)
        return -1;
    put_head(page, title);
    return 0;
}

int page_end(struct page *page)
{
    int failed = 0;

    page_put(page, "</body>\n</html>\n");
    failed = ferror(page->out);
    errno = failed != 0 ? ENOSPC : 0; /* the first error's is gone */
    failed |= fclose(page->out) == EOF;
    page->out = NULL;
    if (failed == 0 && rename(page->part, page->path) == 0)
        return 0;
    failed = errno;
    (void)remove(page->part); /* what is left is half a page */
    errno = failed;
    return -1;
}

void page_drop(struct page *page)
{
    if (page->out == NULL)
        return;
    (void)fclose(page->out); /* nobody wants it */
    (void)remove(page->part);
    page->out = NULL;
}

const char *page_fault(const struct page *page)
{
    static char text[sizeof page->path + 128];

    (void)snprintf(text, sizeof text, "cannot write %s: %s", page->path,
                   errno == EEXIST   ? "it is there, and no plain file"
                   : errno == EISDIR ? "it is a folder"
                                     : strerror(errno));
    return text;
}

/* ---- What is in it ----------------------------------------------------- */

void page_put(struct page *page, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vfprintf(page->out, format, arguments); /* page_end() looks */
    va_end(arguments);
}

void page_bytes(struct page *page, const char *text, size_t size)
{
    text_escape(page->out, text, size);
}

void page_text(struct page *page, const char *text)
{
    page_bytes(page, text, strlen(text));
}

void page_element(struct page *page, const char *name, const char *kind,
                  const char *text)
{
    page_put(page, "<%s", name);
    if (kind != NULL)
        page_put(page, " class=\"%s\"", kind);
    page_put(page, ">");
    page_text(page, text);
    page_put(page, "</%s>", name);
}

void page_number(struct page *page, long long number)
{
    char text[GROUPED];

    page_put(page, "<td class=\"n\">%s</td>", grouped(text, number));
}

void page_change(struct page *page, long long number)
{
    char text[GROUPED];

    page_put(page, "<td class=\"n\">%s</td>", grouped_change(text, number));
}

void page_shell_word(struct page *page, const char *word)
{
    size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_./:=,+@%^-");

    if (*word != '\0' && word[plain] == '\0') {
        page_text(page, word);
        return;
    }
    page_text(page, "'");
    for (; *word != '\0'; word += *word == '\'') {
        size_t run = strcspn(word, "'");

        page_bytes(page, word, run);
        word += run;
        if (*word == '\0')
            break;
        page_text(page, "'\\''");
    }
    page_text(page, "'");
}
