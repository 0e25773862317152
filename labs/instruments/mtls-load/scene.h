/* SPDX-License-Identifier: MIT */
/*
 * One step under way: its worker, its connection, how it ends.
 */
#ifndef MTLS_LOAD_SCENE_H
#define MTLS_LOAD_SCENE_H

#include <pthread.h>

#include "run.h"

/* One thread, one client at a time. */
struct worker {
    struct run *run;
    pthread_t thread;
    struct client client;  /* kept open in keep-alive mode only */
    gnutls_datum_t ticket; /* the session to resume next; owned */
    bool connected_before;
};

enum { REQUEST_SIZE = 1024 };

/* A step under way. */
struct scene {
    struct worker *worker;
    const struct flavour *flavour;
    int64_t deadline_us;
    int64_t due_us; /* 0 without --rate */
    struct outcome outcome;
    char request[REQUEST_SIZE];
    size_t length; /* of the request */
    size_t head;   /* of its part before the body */
};

/*
 * Opens a connection and counts it; a handshake that isn't cut short and not
 * to be refused is counted too. Returns 0, or -1 with the client closed or
 * still open; scene_close() is right for both.
 */
int scene_open(struct scene *scene, struct client *client,
               const struct client_setup *setup);

/* Closes and counts the bytes. */
void scene_close(struct scene *scene, struct client *client,
                 enum farewell farewell);

/* The step failed as the client says. */
void scene_failed(struct scene *scene, const struct client *client);

#endif
