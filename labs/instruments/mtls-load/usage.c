/* SPDX-License-Identifier: MIT */
/*
 * The text of --help, kept apart because it is long.
 */
#include <stdio.h>

#include "options.h"

static const char text[] =
    "usage: mtls-load [OPTION]... URL     URL: https://HOST:PORT, or http:\n"
    "\n"
    "Drives an mTLS server with a repeatable sequence of steps: requests,\n"
    "refused handshakes, aborted ones, clients that vanish.\n"
    "\n"
    "who the client is\n"
    "  --ca FILE             trust list; server and host name are verified\n"
    "  --cert FILE --key FILE   the good client\n"
    "  --unexpected DIR      NAME.pem and NAME-key.pem of refused clients\n"
    "how much\n"
    "  --count N             steps, 0 to 10000000 (1000)\n"
    "  --duration SECONDS    ends the run then, if it has not ended yet\n"
    "  --concurrency N       clients at a time, 1 to 256 (4)\n"
    "  --rate N              steps a second (0: as fast as possible)\n"
    "  --timeout SECONDS     for one step (30)\n"
    "what\n"
    "  --seed N              same seed, same steps (1)\n"
    "  --handshake MODE      full: a new connection for each request\n"
    "                        (default); resumed: likewise, with the session\n"
    "                        resumed; keep-alive: one connection a client\n"
    "  --tls 1.2|1.3         only this version\n"
    "  --mix NAME=WEIGHT,... the steps:\n"
    "      healthz whoami readings post firmware requests sessions metrics\n"
    "      not-found bad-json head\n"
    "      accepted          a fresh connection and full handshake, always\n"
    "      many-names        likewise, with the certificate of 300 names\n"
    "      refused:NAME      a certificate of --unexpected; refused:none:\n"
    "                        no certificate; refused: all of them in turn\n"
    "      abort:hello       part of a ClientHello, then close\n"
    "      abort:flight1     the whole ClientHello, then close\n"
    "      abort:flight2     the server's flight read, then close\n"
    "      abort:finished    close right after the handshake\n"
    "      vanish:request vanish:post vanish:download\n"
    "                        half of it, then gone\n"
    "      stall:download    reads no more for a while, then reset\n"
    "      stall:hello       60 KB of a ClientHello that claims 16 MiB, and\n"
    "                        no more for a while, then close\n"
    "  --refuse-every N      every Nth step is a refused handshake\n"
    "  --firmware NAME       the file to download (blob.bin)\n"
    "  --stall SECONDS       for stall:... (1)\n"
    "held open during the run\n"
    "  --hold N              idle authenticated connections\n"
    "  --hold-stalled N      clients stuck in the middle of a ClientHello\n"
    "what is measured, in microseconds, for each step with an answer\n"
    "  request               to the last byte of the answer: from sending,\n"
    "                        or with --rate from when the step was due, so\n"
    "                        that a wait behind a stall counts\n"
    "  service               the same, always from sending it\n"
    "  handshake             from connecting to the end of the handshake\n"
    "  overdue               steps that were due before the end of the run,\n"
    "                        and never begun\n"
    "output\n"
    "  --json FILE           the result as JSON; - for stdout\n"
    "  --quiet               no summary\n"
    "  --help --version\n"
    "\n"
    "exit status: 0 when every step ended as it should, 1 when one did not,\n"
    "2 for a wrong command line\n";

void usage_print(void)
{
    (void)fputs(text, stdout); /* main() looks whether it arrived */
}
