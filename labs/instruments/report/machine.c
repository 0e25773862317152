/* SPDX-License-Identifier: MIT */
/*
 * The versions of the libraries are those of the installed packages, as the
 * servers are linked to them; what is not installed has no row.
 */
#include "machine.h"

#include <gnu/libc-version.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define TEXT 256

/* Cuts the end of the line. */
static const char *first_line(char text[TEXT], FILE *file)
{
    text[0] = '\0';
    if (file != NULL && fgets(text, TEXT, file) == NULL)
        text[0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text;
}

static void put_row(struct page *page, const char *name, const char *text)
{
    if (*text == '\0')
        return;
    page_put(page, "<tr>");
    page_element(page, "th", NULL, name);
    page_element(page, "td", NULL, text);
    page_put(page, "</tr>\n");
}

/* The value behind KEY in a file of such lines, without quotes; or "". */
static const char *value_of(char text[TEXT], const char *path, const char *key)
{
    FILE *file = fopen(path, "re");
    size_t length = strlen(key);
    char *found = NULL;

    while (file != NULL && found == NULL && fgets(text, TEXT, file) != NULL) {
        text[strcspn(text, "\n")] = '\0';
        if (strncmp(text, key, length) == 0)
            found = text + length + strspn(text + length, " \t:=\"");
    }
    if (file != NULL)
        (void)fclose(file); /* only read from */
    if (found == NULL)
        return "";
    found[strcspn(found, "\"")] = '\0';
    return found;
}

static void put_processor(struct page *page)
{
    char text[TEXT], row[TEXT + 64];
    const char *name = value_of(text, "/proc/cpuinfo", "model name");

    (void)snprintf(row, sizeof row, "%s%s%ld cores", name,
                   *name != '\0' ? ", " : "", sysconf(_SC_NPROCESSORS_ONLN));
    put_row(page, "processor", row);
}

/* The command is one of ours; of a tool that is not there it says nothing. */
static void put_tool(struct page *page, const char *name, const char *command)
{
    char text[TEXT];
    FILE *said = popen(command, "re"); /* NOLINT(cert-env33-c): fixed words */

    put_row(page, name, first_line(text, said));
    if (said != NULL)
        (void)pclose(said); /* what it said is what counts */
}

void machine_put(struct page *page)
{
    char text[TEXT], kernel[TEXT] = "";
    struct utsname system = {0};

    if (uname(&system) == 0)
        (void)snprintf(kernel, sizeof kernel, "%s %s, %s", system.sysname,
                       system.release, system.machine);
    page_put(page, "<h2>Machine and versions</h2>\n<table><tbody>\n");
    put_row(page, "release", value_of(text, "/etc/os-release", "PRETTY_NAME"));
    put_row(page, "kernel", kernel);
    put_processor(page);
    put_row(page, "C library", gnu_get_libc_version());
    put_row(page, "GnuTLS", gnutls_check_version(NULL));
    put_tool(page, "libmicrohttpd",
             "pkg-config --modversion libmicrohttpd 2>/dev/null");
    put_tool(page, "valgrind", "valgrind --version 2>/dev/null");
    put_tool(page, "compiler", "cc --version 2>/dev/null");
    page_put(page, "</tbody></table>\n");
}
