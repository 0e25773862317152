/* SPDX-License-Identifier: MIT */
#include "http/syntax.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No <ctype.h>: its answers depend on the locale. */
#define DIGIT "0123456789"
#define HEX DIGIT "abcdefABCDEF"
#define LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
/* RFC 3986, appendix A: unreserved, sub-delims, and the % of %HH. */
#define NAME DIGIT LETTER "-._~!$&'()*+,;=%"

static bool is_of(const char *these, char c)
{
    return c != '\0' && strchr(these, c) != NULL;
}

static bool is_made_of(const char *these, struct span span)
{
    for (size_t i = 0; i < span.length; i++) {
        if (!is_of(these, span.at[i]))
            return false;
    }
    return true;
}

/* The same, and each % has its two hexadecimal digits. */
static bool is_encoded(const char *these, struct span span)
{
    for (size_t i = 0; i < span.length; i++) {
        if (span.at[i] == '%' &&
            (span.length - i < 3 || !is_of(HEX, span.at[i + 1]) ||
             !is_of(HEX, span.at[i + 2])))
            return false;
    }
    return is_made_of(these, span);
}

/* ---- Parts of a text ------------------------------------------------- */

bool span_is(struct span span, const char *word)
{
    return span.length == strlen(word) &&
           strncasecmp(span.at, word, span.length) == 0;
}

struct span span_until(struct span span, char delimiter, struct span *rest)
{
    const char *found =
        span.length > 0 ? memchr(span.at, delimiter, span.length) : NULL;
    size_t length = found != NULL ? (size_t)(found - span.at) : span.length;

    *rest = (struct span){NULL, 0};
    if (found != NULL)
        *rest = (struct span){found + 1, span.length - length - 1};
    return (struct span){span.at, length};
}

struct span span_trim(struct span span)
{
    while (span.length > 0 && is_of(" \t", span.at[0])) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && is_of(" \t", span.at[span.length - 1]))
        span.length--;
    return span;
}

size_t span_add(struct span span, char *out, size_t length, size_t max)
{
    if (span.length == 0 || span.length > max - length)
        return length;
    memcpy(out + length, span.at, span.length);
    return length + span.length;
}

/* ---- What a part has to be ------------------------------------------- */

bool syntax_is_token(struct span span)
{
    return span.length > 0 && is_made_of(DIGIT LETTER "!#$%&'*+-.^_`~|", span);
}

/* Printable, a blank, a tab, or beyond ASCII ("obs-text"). */
bool syntax_is_value(struct span span)
{
    for (size_t i = 0; i < span.length; i++) {
        unsigned char byte = (unsigned char)span.at[i];

        if (byte != '\t' && (byte < ' ' || byte == 0x7f))
            return false;
    }
    return true;
}

static bool is_ipv6(struct span span)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in6_addr address;

    if (span.length >= sizeof text || !is_made_of(HEX ":.", span))
        return false;
    memcpy(text, span.at, span.length);
    return inet_pton(AF_INET6, text, &address) == 1;
}

bool syntax_is_host(struct span span)
{
    bool bracket = span.length > 0 && span.at[0] == '[';
    struct span port;
    struct span name = span_until(span, bracket ? ']' : ':', &port);
    uint64_t number = 0;

    if (bracket) {
        if (port.at == NULL ||
            !is_ipv6((struct span){name.at + 1, name.length - 1}) ||
            span_until(port, ':', &port).length > 0)
            return false;
    } else if (!is_encoded(NAME, name) ||
               (name.length == 0 && port.at != NULL)) {
        return false;
    }
    /* Nothing behind the colon is a port, too (RFC 3986, section 3.2.3). */
    return port.length == 0 ||
           (port.length <= 5 && syntax_number(port, &number) &&
            number <= 65535);
}

bool syntax_is_path(struct span span)
{
    struct span query;
    struct span path = span_until(span, '?', &query);

    return (path.length == 0 || path.at[0] == '/') &&
           is_encoded(NAME ":@/", path) && is_encoded(NAME ":@/?", query);
}

bool syntax_is_field(struct span line, struct span *name, struct span *value)
{
    *name = span_until(line, ':', value);
    *value = span_trim(*value);
    return value->at != NULL && syntax_is_token(*name);
}

size_t syntax_end(const char *text, size_t size, size_t *seen)
{
    for (size_t i = *seen; i < size; i++) {
        bool after_cr = i > 0 && text[i - 1] == '\r';

        if ((text[i] == '\n') != after_cr ||
            (text[i] != '\r' && text[i] != '\n' &&
             !syntax_is_value((struct span){text + i, 1})))
            return SYNTAX_WRONG;
        if (text[i] == '\n' && (i == 1 || text[i - 2] == '\n'))
            return i + 1;
    }
    *seen = size;
    return 0;
}

struct span syntax_line(struct span *rest)
{
    struct span line = span_until(*rest, '\n', rest);

    if (line.length > 0)
        line.length--;
    return line;
}

bool syntax_number(struct span span, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < span.length; i++) {
        *number = *number * 10 + (uint64_t)(span.at[i] - '0');
        if (*number > SYNTAX_HUGE)
            *number = SYNTAX_HUGE;
    }
    return span.length > 0 && is_made_of(DIGIT, span);
}

bool syntax_chunk(struct span line, uint64_t *size)
{
    struct span extension;
    struct span number = span_until(line, ';', &extension);

    if (extension.at != NULL) /* blanks may come before it, or nothing */
        number = span_trim(number);
    /* 15 digits are enough for anybody, and none overflows. */
    if (number.length == 0 || number.length > 15 || line.at != number.at ||
        !is_made_of(HEX, number))
        return false;
    *size = strtoull(number.at, NULL, 16); /* what follows is no digit */
    return syntax_is_value(extension);
}
