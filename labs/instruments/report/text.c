/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* How long the character is, by its first byte; 0: no character begins so. */
static size_t length_of(unsigned char first)
{
    return first < 0x80   ? 1
           : first < 0xc2 ? 0
           : first < 0xe0 ? 2
           : first < 0xf0 ? 3
           : first < 0xf5 ? 4
                          : 0;
}

/* Sets the code point. Returns the length, or 0 if it is no UTF-8. */
static size_t decode(const unsigned char *text, size_t size, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = length_of(text[0]);

    if (length == 0 || length > size)
        return 0;
    *code = length == 1 ? text[0] : text[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (text[i] & 0x3fU);
    }
    if (*code < least[length] || *code > 0x10ffff ||
        (*code >= 0xd800 && *code < 0xe000))
        return 0;
    return length;
}

/* Controls, and what turns the direction of the text around. */
static bool is_shown(uint32_t code)
{
    if (code < 0x20)
        return code == '\n' || code == '\t';
    return !(code >= 0x7f && code < 0xa0) &&
           !(code >= 0x202a && code <= 0x202e) &&
           !(code >= 0x2066 && code <= 0x2069) && (code & 0xfffe) != 0xfffe &&
           !(code >= 0xfdd0 && code <= 0xfdef);
}

static const char *entity_of(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void text_escape(FILE *out, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0; i < size;) {
        uint32_t code = 0;
        size_t length = decode(bytes + i, size - i, &code);
        const char *entity = length > 0 ? entity_of(code) : NULL;

        if (length == 0 || !is_shown(code))
            (void)fputs(REPLACEMENT, out); /* who has opened it looks */
        else if (entity != NULL)
            (void)fputs(entity, out);
        else
            (void)fwrite(bytes + i, 1, length, out);
        i += length > 0 ? length : 1;
    }
}
