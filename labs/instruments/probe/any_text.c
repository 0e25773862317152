/* SPDX-License-Identifier: MIT */
#include "any_text.h"

#include <stdlib.h>
#include <string.h>

static const char replacement[] = {'\xef', '\xbf', '\xbd'}; /* U+FFFD */

#define LONGEST 4U /* bytes of a character */

/* jansson's judgement, as it is jansson that takes it. */
static size_t length_of(const char *text, size_t size)
{
    for (size_t length = 1; length <= LONGEST && length <= size; length++) {
        json_t *one = json_stringn(text, length);

        json_decref(one);
        if (one != NULL)
            return length;
    }
    return 0;
}

json_t *any_text(const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);
    size_t length = 0, used = 0;
    char *clean = NULL;

    if (string != NULL)
        return string;
    clean = malloc(size * sizeof replacement);
    for (size_t i = 0; clean != NULL && i < size; i += length) {
        length = length_of(text + i, size - i);
        if (length > 0) {
            memcpy(clean + used, text + i, length);
            used += length;
        } else {
            memcpy(clean + used, replacement, sizeof replacement);
            used += sizeof replacement;
            length = 1;
        }
    }
    if (clean != NULL)
        string = json_stringn(clean, used);
    free(clean);
    return string;
}

json_t *any_text_or_null(const char *text)
{
    return text != NULL ? any_text(text, strlen(text)) : json_null();
}
