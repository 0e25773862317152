/* SPDX-License-Identifier: MIT */
#include "http/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/head.h"
#include "http/syntax.h"

enum state {
    IN_HEAD,
    IN_BODY,
    IN_CHUNK_LINE,
    IN_CHUNK,
    IN_CHUNK_END,
    IN_TRAILERS,
    AT_FAULT
};

/* What has come and is not read yet, and what is written and not taken. */
struct text {
    size_t from, to, taken, written;
    char in[HEAD_MAX];
    char out[HEAD_TEXT_MAX];
};

struct gate {
    enum state state;
    uint64_t left; /* of the body or the chunk */
    size_t seen;   /* of the head or the trailers, by syntax_end() */
    size_t extensions;
    unsigned empty_lines;
    bool heard; /* libmicrohttpd knows that a head has begun */
    struct text *text;
    struct pace pace;
};

struct gate *gate_new(void)
{
    return calloc(1, sizeof(struct gate));
}

void gate_free(struct gate *gate)
{
    if (gate != NULL)
        free(gate->text);
    free(gate);
}

size_t gate_pending(const struct gate *gate)
{
    const struct text *text = gate->text;

    return text == NULL ? 0
                        : text->to - text->from + text->written - text->taken;
}

struct pace *gate_pace(struct gate *gate)
{
    return &gate->pace;
}

/* ---- Steps: false if more has to come before the next one --------------- */

/* `used` bytes of what has come are done with, and this is what they mean. */
static bool write_text(struct gate *gate, size_t used, const char *text,
                       enum state next)
{
    gate->text->from += used;
    gate->text->written = strlen(text);
    memcpy(gate->text->out, text, gate->text->written);
    gate->state = next;
    gate->seen = 0;
    return true;
}

static void begin_head(struct gate *gate)
{
    *gate = (struct gate){.text = gate->text, .pace = gate->pace};
}

static bool step_head(struct gate *gate, const char *in, size_t size)
{
    struct text *text = gate->text;
    enum fault fault = FAULT_NONE;
    struct head head = {false, 0};
    bool had_line = memchr(in, '\n', gate->seen) != NULL;
    bool has_line = memchr(in, '\n', size) != NULL;
    size_t length = 0;

    if (size > 1 && in[0] == '\r' && in[1] == '\n' &&
        gate->empty_lines++ < GATE_EMPTY_LINES_MAX)
        return write_text(gate, 2, "", IN_HEAD);
    length = syntax_end(in, size, &gate->seen);
    if (length == SYNTAX_WRONG)
        fault = FAULT_CHARACTER;
    else if (length == 0 && size == HEAD_MAX)
        fault = has_line ? FAULT_LONG_HEAD : FAULT_LONG_TARGET;
    else if (length == 0 && !had_line && has_line)
        fault = head_line(in, size);
    if (fault == FAULT_NONE && length == 0)
        return false;
    if (fault == FAULT_NONE)
        text->written = head_read(in, length, &head, text->out, &fault);
    if (fault != FAULT_NONE) {
        text->written = head_refuse(in, size, fault, text->out);
        text->from = text->to;
        gate->state = AT_FAULT;
        return true;
    }
    text->from += length;
    begin_head(gate);
    gate->left = head.length;
    if (head.chunked)
        gate->state = IN_CHUNK_LINE;
    else if (head.length > 0)
        gate->state = IN_BODY;
    return true;
}

/* The last chunk, and a fault in the place of trailers. */
static bool refuse_body(struct gate *gate)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%s0\r\n%s: %d\r\n\r\n",
                   gate->state == IN_CHUNK_END ? "\r\n" : "", FAULT_FIELD_NAME,
                   (int)FAULT_CHUNK);
    return write_text(gate, gate->text->to - gate->text->from, text, AT_FAULT);
}

static bool step_chunk_line(struct gate *gate, const char *in, size_t size)
{
    const char *end = memchr(in, '\r', size);
    size_t length = end != NULL ? (size_t)(end - in) : size;
    char text[32];

    if (length > GATE_CHUNK_LINE_MAX || memchr(in, '\n', length) != NULL)
        return refuse_body(gate);
    if (size < length + 2)
        return false;
    gate->extensions += length > GATE_CHUNK_LINE_PLAIN ? length : 0;
    if (in[length + 1] != '\n' || gate->extensions > GATE_EXTENSIONS_MAX ||
        !syntax_chunk((struct span){in, length}, &gate->left))
        return refuse_body(gate);
    if (gate->left == 0)
        return write_text(gate, length + 2, "", IN_TRAILERS);
    (void)snprintf(text, sizeof text, "%llx\r\n",
                   (unsigned long long)gate->left);
    return write_text(gate, length + 2, text, IN_CHUNK);
}

static bool step_chunk_end(struct gate *gate, const char *in, size_t size)
{
    if (memcmp(in, "\r\n", size < 2 ? size : 2) != 0)
        return refuse_body(gate);
    return size >= 2 && write_text(gate, 2, "\r\n", IN_CHUNK_LINE);
}

/* They have to be right, and are not passed on (RFC 9110, section 6.5.1). */
static bool step_trailers(struct gate *gate, const char *in, size_t size)
{
    size_t length = syntax_end(in, size, &gate->seen);
    struct span rest = {in, length};
    struct span line, name, value;

    if (length == SYNTAX_WRONG || (length == 0 && size == HEAD_MAX))
        return refuse_body(gate);
    if (length == 0)
        return false;
    while ((line = syntax_line(&rest)).length > 0) {
        if (!syntax_is_field(line, &name, &value))
            return refuse_body(gate);
    }
    begin_head(gate);
    return write_text(gate, length, "0\r\n\r\n", IN_HEAD);
}

/* All that is written is taken before. */
static bool step(struct gate *gate)
{
    const struct text *text = gate->text;
    size_t size = text != NULL ? text->to - text->from : 0;
    const char *in = size > 0 ? text->in + text->from : NULL;

    if (size == 0)
        return false;
    if (gate->state == IN_HEAD)
        return step_head(gate, in, size);
    if (gate->state == IN_CHUNK_LINE)
        return step_chunk_line(gate, in, size);
    if (gate->state == IN_CHUNK_END)
        return step_chunk_end(gate, in, size);
    return gate->state == IN_TRAILERS && step_trailers(gate, in, size);
}

/* ---- Out to libmicrohttpd, in from the client --------------------------- */

/* How much of a body may pass, of `size` bytes; then, that it has. */
static size_t may_pass(const struct gate *gate, size_t size)
{
    if (gate->state != IN_BODY && gate->state != IN_CHUNK)
        return 0;
    return size < gate->left ? size : (size_t)gate->left;
}

static size_t passed(struct gate *gate, size_t size)
{
    gate->left -= size;
    if (gate->left == 0)
        gate->state = gate->state == IN_BODY ? IN_HEAD : IN_CHUNK_END;
    return size;
}

/* What is written; then, of what has come, a body. Returns its size. */
static size_t take(struct gate *gate, char *data, size_t size)
{
    struct text *text = gate->text;
    size_t done = 0;
    size_t more = 0;

    if (text == NULL)
        return 0;
    done = text->written - text->taken;
    done = done < size ? done : size;
    memcpy(data, text->out + text->taken, done);
    text->taken += done;
    if (text->taken < text->written)
        return done;
    text->taken = text->written = 0;
    more = text->to - text->from;
    more = may_pass(gate, more < size - done ? more : size - done);
    if (more == 0)
        return done;
    memcpy(data + done, text->in + text->from, more);
    text->from += more;
    return done + passed(gate, more);
}

/* A body goes straight through; anything else is kept to be read. */
static ssize_t fetch(struct gate *gate, const struct gate_source *source,
                     char *data, size_t size, size_t *done)
{
    struct text *text = gate->text;
    ssize_t got = 0;

    if (gate->state == AT_FAULT)
        return 0;
    if (may_pass(gate, size) > 0) {
        got = source->read(source->object, data, may_pass(gate, size));
        *done += got > 0 ? passed(gate, (size_t)got) : 0;
        return got;
    }
    if (text == NULL) { /* not zeroed: nothing is read before it is written */
        text = gate->text = malloc(sizeof *text);
        if (text == NULL)
            return GNUTLS_E_MEMORY_ERROR;
        text->from = text->to = text->taken = text->written = 0;
    }
    memmove(text->in, text->in + text->from, text->to - text->from);
    text->to -= text->from;
    text->from = 0;
    /* There is room: what fills it is at fault. */
    got = source->read(source->object, text->in + text->to,
                       sizeof text->in - text->to);
    if (got > 0)
        text->to += (size_t)got;
    return got;
}

ssize_t gate_read(struct gate *gate, const struct gate_source *source,
                  void *data, size_t size)
{
    char *to = data;
    size_t done = 0;
    ssize_t got = 1;

    while (got > 0) {
        done += take(gate, to + done, size - done);
        if (done == size)
            break;
        if (step(gate))
            continue;
        /* What is in the socket will be asked for again. */
        if (done > 0 && source->pending(source->object) == 0)
            break;
        got = fetch(gate, source, to + done, size - done, &done);
    }
    if (gate_pending(gate) == 0) {
        free(gate->text);
        gate->text = NULL;
    } else if (got < 0 && done == 0 && gate->state == IN_HEAD &&
               !gate->heard && size >= 2) {
        gate->heard = true;
        done = 2;
        memcpy(to, "\r\n", done);
    }
    return done > 0 ? (ssize_t)done : got;
}
