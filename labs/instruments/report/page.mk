# SPDX-License-Identifier: MIT
#
# The sources that make a page, for instruments that write one: they have
# `vpath %.c . ../report`, and link -lm.

page_sources := \
	machine.c \
	page.c \
	picture.c \
	style.c \
	text.c
