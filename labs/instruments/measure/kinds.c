/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "say.h"

#define RELOAD "reload"
#define DRIVE "drive"

void kinds_list(void)
{
    for (size_t i = 0; i < trigger_count; i++) {
        if (triggers[i].anywhere)
            (void)printf("%-22s%s\n", triggers[i].name, triggers[i].what);
    }
    (void)printf("%-22s%s\n", RELOAD, reload_what);
    (void)printf("%-22s%s\n", DRIVE, "a run of --drive");
    (void)puts("\"refused\", \"abort\", \"full\" and \"resumed\" are all of "
               "those.");
}

/* ---- Which ------------------------------------------------------------- */

static struct row *add_row(struct rows *rows, const char *name,
                           const char *what)
{
    struct row *row = &rows->row[rows->count];

    if (rows->count == ROWS_MAX)
        return NULL;
    rows->count++;
    *row = (struct row){.parts = 0};
    (void)snprintf(row->name, sizeof row->name, "%s", name);
    (void)snprintf(row->what, sizeof row->what, "%s", what);
    return row;
}

static void add_kind(struct rows *rows, enum act act,
                     const struct trigger *trigger, const char *name,
                     const char *what, bool wanted)
{
    struct row *row = add_row(rows, name, what);

    if (row == NULL)
        return; /* there are not so many, and none comes twice */
    row->part[0] = (struct part){.act = act, .trigger = trigger};
    row->parts = 1;
    row->wanted = wanted;
}

/* "refused": itself, or refused-ANYTHING. Returns how many there are. */
static size_t add_named(struct rows *rows, const char *name, size_t length,
                        const struct options *options)
{
    size_t before = rows->count;

    for (size_t i = 0; i < trigger_count && options->url != NULL; i++) {
        const struct trigger *trigger = &triggers[i];

        if (trigger->anywhere && strncmp(trigger->name, name, length) == 0 &&
            (trigger->name[length] == '\0' || trigger->name[length] == '-'))
            add_kind(rows, ACT_TRIGGER, trigger, trigger->name, trigger->what,
                     true);
    }
    if (length == strlen(RELOAD) && strncmp(name, RELOAD, length) == 0)
        add_kind(rows, ACT_RELOAD, NULL, RELOAD, reload_what, true);
    if (length == strlen(DRIVE) && strncmp(name, DRIVE, length) == 0 &&
        options->drive != NULL)
        add_kind(rows, ACT_DRIVE, NULL, DRIVE, options->drive, true);
    return rows->count - before;
}

/* All in turn: what grows only when one thing comes to another. */
static void add_all_in_turn(struct rows *rows)
{
    struct row *all = NULL;
    size_t used = 0;

    if (rows->count < 2)
        return;
    if (rows->count > PARTS_MAX) {
        say("--triggers: at most %d in turn", PARTS_MAX);
        return;
    }
    all = add_row(rows, "", "each of these once, in turn");
    for (size_t i = 0; all != NULL && i + 1 < rows->count; i++) {
        all->part[all->parts++] = rows->row[i].part[0];
        used += (size_t)snprintf(all->name + used, sizeof all->name - used,
                                 "%s%s", i > 0 ? "+" : "", rows->row[i].name);
        if (used >= sizeof all->name)
            used = sizeof all->name - 1;
    }
    if (all != NULL)
        all->wanted = true;
}

static int choose_named(struct rows *rows, const struct options *options)
{
    const char *name = options->triggers;

    do {
        size_t length = strcspn(name, ",");

        if (length == 0 || add_named(rows, name, length, options) == 0) {
            say("--triggers: there is no '%.*s' here; see measure --list",
                (int)length, name);
            return -1;
        }
        name += length + (name[length] == ',');
    } while (*name != '\0');
    add_all_in_turn(rows);
    return 0;
}

int kinds_choose(struct rows *rows, const struct options *options)
{
    rows->count = 0;
    if (options->triggers != NULL)
        return choose_named(rows, options);
    for (size_t i = 0; i < trigger_count && options->url != NULL; i++) {
        if (triggers[i].anywhere)
            add_kind(rows, ACT_TRIGGER, &triggers[i], triggers[i].name,
                     triggers[i].what, false);
    }
    if (options->drive != NULL)
        add_kind(rows, ACT_DRIVE, NULL, DRIVE, options->drive, true);
    return 0;
}

/* ---- A series ---------------------------------------------------------- */

void row_begin(struct row *row, struct subject *subject)
{
    row->done = 0;
    for (size_t i = 0; i < row->parts; i++) {
        struct part *part = &row->part[i];

        if (part->act == ACT_TRIGGER)
            series_begin(&part->series, subject->service, part->trigger);
        else if (part->act == ACT_RELOAD)
            reload_begin(subject);
    }
}

void row_step(struct row *row, struct subject *subject)
{
    for (size_t i = 0; i < row->parts; i++) {
        struct part *part = &row->part[i];

        if (part->act == ACT_TRIGGER)
            series_step(&part->series, row->done, 1);
        else if (part->act == ACT_RELOAD)
            reload_step(subject, row_clients(row));
        else
            drive_step(subject);
    }
    row->done++;
}

void row_end(struct row *row)
{
    for (size_t i = 0; i < row->parts; i++) {
        if (row->part[i].act == ACT_TRIGGER)
            series_end(&row->part[i].series);
    }
}

void row_drop(struct row *row)
{
    for (size_t i = 0; i < row->parts; i++) {
        if (row->part[i].act == ACT_TRIGGER)
            series_drop(&row->part[i].series);
    }
    tls_close_all();
}

unsigned row_clients(const struct row *row)
{
    unsigned clients = 0;

    for (size_t i = 0; i < row->parts; i++)
        clients += row->part[i].series.connected != NULL;
    return clients;
}

bool row_replaces(const struct row *row)
{
    for (size_t i = 0; i < row->parts; i++) {
        if (row->part[i].act == ACT_RELOAD)
            return true;
    }
    return false;
}
