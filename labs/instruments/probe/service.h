/* SPDX-License-Identifier: MIT */
/*
 * The server under test: the program that MTLS_SERVER names, on a free port
 * of 127.0.0.1, with certificates, data folder and log of its own.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include <signal.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "process.h"

struct service {
    struct process process;
    unsigned port;
    char url[64];           /* https://127.0.0.1:PORT */
    char folder[PATH_SIZE]; /* server.pem, server-key.pem, ca.pem, crl.pem:
                                 its own copies, to be replaced at will */
    char data[PATH_SIZE];   /* its --data folder, empty at first */
    const char
        *ask; /* the request of those who ask for nothing in particular */
    long ask_status; /* of the answer to it; 0: any */
    /* Of one that is not the kit's: */
    struct sockaddr_storage address; /* its family is 0: 127.0.0.1 */
    socklen_t address_size;
    const char *name;      /* for the ClientHello, or NULL */
    int only_minor;        /* 2, 3: all TLS that it speaks; 0: both */
    bool may_refuse_later; /* not in the handshake, but by its answer */
    bool never_ends;       /* a connection whose client has: none waits */
    SLIST_ENTRY(service) entry;
};

/* How it differs from the usual; {0} does not. */
struct service_setup {
    const char *program;            /* NULL: MTLS_SERVER */
    const char *const *options;     /* more of them: the later one counts */
    const char *const *wrapper;     /* as in struct command */
    const char *const *environment; /* as in struct command */
    bool without_data;              /* no --data */
    bool without_crl;               /* no --crl */
    bool obey_modes;                /* as in struct command */
    bool at_home;                   /* as an operator starts it: see below */
};

/*
 * Whether the server under test makes a TLS server for each request, which a
 * client can see in two things only: it cannot keep a connection alive, and
 * it cannot resume a session. MTLS_SERVER_PER_REQUEST=1 says so, which comes
 * of a look at the server (look.c), or of what it has to be (tests/leaks).
 */
bool service_is_per_request(void);

/*
 * Whether it resumes sessions: as a rule, if it is not such a server. A fix of
 * a learner may do the one and not the other: MTLS_SERVER_RESUMES=0 or 1.
 */
bool service_resumes(void);

/*
 * Starts it and waits for its "listening on" line. NULL is the usual setup, in
 * which its --timeout is ten minutes: no client has to be faster than that.
 * At home it is an orphan (struct command), a copy of the program in the
 * server's folder, on a port that was free just now, with no such --timeout.
 * It belongs to this library, which stops it at the end of the test.
 */
struct service *service_start(const struct service_setup *setup);

/*
 * Starts it with these files in place of its own: what it says is the test's.
 * Does not wait; see service_listens().
 */
struct service *service_launch(const struct service_setup *setup);

/* Waits for the "listening on" line and reads the port. */
void service_listens(struct service *server);

void service_signal(const struct service *server, int signal);

/*
 * One that somebody else starts and stops: at this address, where `name` is
 * that of the host and `ask` a request for it, and both live as long as it
 * does. Fails when there is no such address. services_stop_all() frees it.
 */
struct service *service_elsewhere(const char *name, unsigned port,
                                  const char *ask);

/* SIGTERM, then process_wait(): the exit status. */
int service_stop(struct service *server);

/*
 * SIGHUP, then waits for the log to say how the reload went. Returns that
 * line, which lives until the next call of service_log.h. After a SIGHUP whose
 * line nobody has waited for, it may be that one's: then the next call's is not.
 */
const char *service_reload(struct service *server);

/* The path of one of the files in server->folder. */
void service_file(const struct service *server, const char *name,
                  char path[PATH_SIZE]);

/* Replaces such a file, "crl.pem", by that of another path. */
void service_replace(const struct service *server, const char *name,
                     const char *by);

/* Puts a file of these bytes into the data folder. */
void service_put(const struct service *server, const char *name,
                 const void *data, size_t size);

/* In a child of fork(2): its parent's servers are not to be stopped by it. */
void services_forget(void);

/*
 * Stops every server that still runs. Returns how many of them did not exit
 * with status 0; a line says which status instead. Never fails the test.
 */
int services_stop_all(void);

#endif
