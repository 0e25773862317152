/* SPDX-License-Identifier: MIT */
/*
 * What the stage `twin` asks of files.
 */
#ifndef TWIN_FILES_H
#define TWIN_FILES_H

#include "account.h"

/*
 * Of one that is replaced, and written over; of what is no file, or an empty
 * one; and of one that is longer than 32 bits count, if there can be one.
 */
void twin_files(struct account *account);

#endif
