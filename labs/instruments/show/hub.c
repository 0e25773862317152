/* SPDX-License-Identifier: MIT */
#include "hub.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [HUB_STATE] = "state", [HUB_SAMPLE] = "sample", [HUB_MARK] = "mark",
    [HUB_REST] = "rest",   [HUB_FAULT] = "fault",
};

/* ---- Texts ------------------------------------------------------------- */

struct text {
    char *data; /* NULL: none */
    size_t length;
};

static void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

static struct text text_copy(const struct text *from)
{
    struct text copy = {.data = malloc(from->length + 1)};

    if (copy.data != NULL) {
        memcpy(copy.data, from->data, from->length);
        copy.length = from->length;
    }
    return copy;
}

/* Out of memory: the event is lost. */
static struct text text_of(enum hub_event event, json_t *object)
{
    char *json = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
    struct text text = {0};
    FILE *out = json != NULL ? open_memstream(&text.data, &text.length) : NULL;

    if (out != NULL) {
        (void)fprintf(out, "event: %s\ndata: %s\n\n", names[event], json);
        if (fclose(out) != 0)
            text_free(&text);
    }
    free(json);
    return text;
}

/* ---- The past ---------------------------------------------------------- */

struct kept {
    struct text text;
    bool is_sample;
};

static struct kept kept[HUB_KEPT_MAX];
static size_t kept_count;
static unsigned long samples, stride = 1; /* of so many samples, one is kept */
static struct text state, rest;

/* Every other sample goes; and the older half of the marks, if they fill it. */
static void thin_out(void)
{
    size_t marks = 0, seen = 0, left = 0;
    bool odd = false;

    for (size_t i = 0; i < kept_count; i++)
        marks += !kept[i].is_sample;
    for (size_t i = 0; i < kept_count; i++) {
        bool stays = marks <= HUB_KEPT_MAX / 2 || seen >= marks / 2;

        if (kept[i].is_sample)
            stays = odd = !odd;
        else
            seen++;
        if (stays)
            kept[left++] = kept[i];
        else
            text_free(&kept[i].text);
    }
    kept_count = left;
    stride *= 2;
}

static void keep(const struct text *text, bool is_sample)
{
    struct text copy = {0};

    if (is_sample && samples++ % stride != 0)
        return;
    if (kept_count == HUB_KEPT_MAX)
        thin_out();
    copy = text_copy(text);
    if (copy.data != NULL)
        kept[kept_count++] = (struct kept){copy, is_sample};
}

static void replace(struct text *old, const struct text *by)
{
    text_free(old);
    *old = text_copy(by);
}

/* ---- Events ------------------------------------------------------------ */

static struct text events[HUB_NEW_MAX];
static unsigned long event_count; /* so many there have been */

void hub_add(enum hub_event event, json_t *object)
{
    struct text text = {0};

    if (event == HUB_BEGUN) {
        text_free(&rest);
        json_decref(object);
        return;
    }
    text = text_of(event, object);
    json_decref(object);
    if (text.data == NULL)
        return;
    if (event == HUB_STATE)
        replace(&state, &text);
    else if (event == HUB_REST)
        replace(&rest, &text);
    else if (event != HUB_FAULT)
        keep(&text, event == HUB_SAMPLE);
    text_free(&events[event_count % HUB_NEW_MAX]);
    events[event_count++ % HUB_NEW_MAX] = text;
}

/* ---- Readers ----------------------------------------------------------- */

static void write_text(const struct text *text, FILE *out)
{
    if (text->data != NULL)
        (void)fwrite(text->data, 1, text->length, out); /* fclose tells */
}

int hub_join(struct hub_reader *reader)
{
    FILE *out = NULL;

    *reader = (struct hub_reader){.next = event_count};
    out = open_memstream(&reader->past, &reader->length);
    if (out == NULL)
        return -1;
    (void)fputs("retry: 1000\n\n", out);
    write_text(&state, out);
    for (size_t i = 0; i < kept_count; i++)
        write_text(&kept[i].text, out);
    write_text(&rest, out);
    if (fclose(out) == 0)
        return 0;
    hub_leave(reader);
    return -1;
}

void hub_leave(struct hub_reader *reader)
{
    free(reader->past);
    *reader = (struct hub_reader){0};
}

/* Of this text, from *offset on. */
static size_t take(const char *data, size_t length, size_t *offset, char *to,
                   size_t size)
{
    size_t part = length - *offset < size ? length - *offset : size;

    memcpy(to, data + *offset, part);
    *offset += part;
    return part;
}

static size_t take_past(struct hub_reader *reader, char *to, size_t size)
{
    size_t got = take(reader->past, reader->length, &reader->offset, to, size);

    if (reader->offset == reader->length) {
        free(reader->past);
        reader->past = NULL;
    }
    return got;
}

ssize_t hub_read(struct hub_reader *reader, char *to, size_t size)
{
    size_t got = reader->past != NULL ? take_past(reader, to, size) : 0;

    if (event_count - reader->next > HUB_NEW_MAX)
        return got > 0 ? (ssize_t)got : -1;
    while (got < size && reader->next < event_count) {
        const struct text *text = &events[reader->next % HUB_NEW_MAX];

        if (reader->past != NULL)
            break;
        got += take(text->data, text->length, &reader->within, to + got,
                    size - got);
        if (reader->within < text->length)
            break;
        reader->next++;
        reader->within = 0;
    }
    return (ssize_t)got;
}

void hub_free(void)
{
    while (kept_count > 0)
        text_free(&kept[--kept_count].text);
    for (size_t i = 0; i < HUB_NEW_MAX; i++)
        text_free(&events[i]);
    text_free(&state);
    text_free(&rest);
    event_count = samples = 0;
    stride = 1;
}
