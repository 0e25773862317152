# SPDX-License-Identifier: MIT
#
# The matrix: every leak under every tool. Included by ../Makefile; alone:
#
#   make -f matrix/matrix.mk matrix              in tests/
#   make -f matrix/matrix.mk matrix TOOLS="memcheck rss"     some rows
#   make -f matrix/matrix.mk matrix TOOLS="xtree rss" KEEP=yes     and keep them
#   make -f matrix/matrix.mk matrix SCORE=mine.csv     with a row of another
#                                                      tool: score.sh
#
# matrix-check compares the core rows with matrix.md: make test ONLY=matrix in
# the kit's top folder. memcheck's are judged from the reports of the suites in
# valgrind/, which run the same servers with more of the same traffic.
#
# The servers, instruments and certificates are built already. Not under a
# sanitizer: it has a row of its own.

include ../labs/environment.mk
include modules.mk

BUILD ?= ../build
CERTS ?= ../certs
CC ?= cc
CFLAGS ?= -O1 -g
out ?= $(abspath $(BUILD))/tests
results ?= $(out)/results

TOOLS ?=
SCORE ?=
KEEP ?=
matrix_build := $(abspath $(BUILD))
matrix_run = KEEP='$(KEEP)' BUILD='$(matrix_build)' CERTS='$(abspath $(CERTS))' \
	sh matrix/run.sh
matrix_reports := $(addprefix valgrind/,fixed $(modules))
matrix_asan := $(addprefix matrix-asan/,$(modules) fixed)

.PHONY: matrix
ifeq ($(SCORE),)
matrix: matrix-programs matrix-unit $(matrix_asan)
	@$(matrix_run) all '$(out)/matrix/cells' $(TOOLS)
else
matrix:
	@sh matrix/score.sh '$(SCORE)'
endif

.PHONY: run-matrix/score
run-matrix/score:
	@sh matrix/score_test.sh '$(results)/matrix/score'

.PHONY: matrix-check
matrix-check:
	@MATRIX_REPORTS='$(results)/valgrind' $(matrix_run) check '$(out)/matrix/check' '$(results)/matrix/core'

# It goes on after an error, so that it comes to its search for leaks.
.PHONY: $(matrix_asan)
$(filter-out %/fixed,$(matrix_asan)): $(filter %/fixed,$(matrix_asan))
$(matrix_asan): matrix-asan/%:
	@$(MAKE) -s -C ../fixed BUILD='$(matrix_build)/address/$*' \
		COMMON='$(matrix_build)/address/fixed' \
		SANITIZE=address CPPFLAGS=-fsanitize-recover=address \
		OVERLAY='$(patsubst %,$(abspath ..)/leaky/%.c,$(filter-out \
		fixed,$*))'

.PHONY: matrix-unit
matrix-unit:
	@$(MAKE) -s -f unit/unit.mk BUILD='$(matrix_build)' SANITIZE= unit-twins

.PHONY: matrix-programs
matrix-programs: $(out)/matrix/mallinfo.so

$(out)/matrix/mallinfo.so: matrix/mallinfo.c
	@mkdir -p $(@D)
	@$(CC) $(c_dialect) -fPIC -shared -pthread \
		$(CPPFLAGS) $(CFLAGS) -o $@ $<
