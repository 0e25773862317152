# SPDX-License-Identifier: MIT
#
# The sources that measure a server, or two under the same traffic: the
# comparison is made of them, and so is the live page (../show), which finds
# them here by `vpath`.

pair_sources := \
	curve.c \
	drive.c \
	load.c \
	measure.c \
	model.c
