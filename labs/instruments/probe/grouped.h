/* SPDX-License-Identifier: MIT */
/*
 * Numbers for people, in groups of three digits.
 */
#ifndef GROUPED_H
#define GROUPED_H

enum { GROUPED = 32 }; /* room for any grouped number */

/* 1234567 as "1,234,567". Returns text. */
const char *grouped(char text[GROUPED], long long number);

/* Likewise, and a "+" before what is above 0. */
const char *grouped_change(char text[GROUPED], long long number);

/* 1234.56 as "1,234.6". Returns text. */
const char *grouped_tenths(char text[GROUPED], double number);

#endif
