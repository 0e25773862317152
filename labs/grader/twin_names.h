/* SPDX-License-Identifier: MIT */
/*
 * Who clients say that they are, for the stage `twin`: what a certificate may
 * say, and hardly one does.
 */
#ifndef TWIN_NAMES_H
#define TWIN_NAMES_H

#include "account.h"

/* One after the other: who is let in, and who is refused. */
void twin_names(struct account *account);

/* Some at once, whose certificates are alike but for one thing. */
void twin_namesakes(struct account *account);

#endif
