/* SPDX-License-Identifier: MIT */
/*
 * The verdict in JSON, so that evidence of any bytes is quoted right.
 */
#ifndef RESULT_H
#define RESULT_H

/*
 * result LAB MODULE EVIDENCE STAGE=RESULT...: one object on stdout. RESULT is
 * passed, failed or skipped; EVIDENCE is a file, whose bytes that are not
 * UTF-8 become question marks. Returns the exit status.
 */
int result(int argc, char **argv);

#endif
