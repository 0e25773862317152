# SPDX-License-Identifier: MIT
# The heap meter's tests. Stands alone or is included:
#     make -f tests/instruments/heapmeter.mk check-heapmeter

heapmeter_tests := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))/
heapmeter_top := $(abspath $(heapmeter_tests)../..)
heapmeter_code := $(heapmeter_top)/labs/instruments/heapmeter
include $(heapmeter_top)/labs/environment.mk
include $(heapmeter_top)/labs/instruments/c.mk

BUILD ?= $(heapmeter_top)/build
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g

heapmeter_bin ?= $(abspath $(BUILD))/tests/heapmeter
heapmeter_command = $(abspath $(BUILD))/instruments/heapmeter

# -fno-builtin: an allocation that is freed again may not be optimised away.
heapmeter_flags = $(c_dialect) -fno-builtin -pthread \
	-I$(heapmeter_code) -I$(heapmeter_top)/labs/instruments \
	-DHEAPMETER_BUILD='"$(abspath $(BUILD))"' \
	-DHEAPMETER_TESTS='"$(heapmeter_tests)"' \
	$(shell $(PKG_CONFIG) --cflags cmocka jansson)
heapmeter_libs = $(shell $(PKG_CONFIG) --libs cmocka jansson)

heapmeter_programs = \
	$(heapmeter_bin)/heapmeter_test \
	$(heapmeter_bin)/heapmeter_failure_test \
	$(heapmeter_bin)/heapmeter_threads_test \
	$(heapmeter_bin)/heapmeter_foreign_test \
	$(heapmeter_bin)/heapmeter_process_test \
	$(heapmeter_bin)/heapmeter_fork_test \
	$(heapmeter_bin)/heapmeter_rivals_test \
	$(heapmeter_bin)/heapmeter_limits_test \
	$(heapmeter_bin)/heapmeter_identity_test \
	$(heapmeter_bin)/heapmeter_command_test \
	$(heapmeter_bin)/heapmeter_input_test \
	$(heapmeter_bin)/heapmeter_rest_test

# Not once more with stacks: these say themselves when they are taken.
heapmeter_programs_stacks = \
	$(heapmeter_bin)/heapmeter_stacks_test

# Programs as they come, by what they are linked from and how.
heapmeter_subjects = \
	$(heapmeter_bin)/heapmeter_subject \
	$(heapmeter_bin)/heapmeter_static \
	$(heapmeter_bin)/heapmeter_own \
	$(heapmeter_bin)/heapmeter_hidden \
	$(heapmeter_bin)/heapmeter_stripped \
	$(heapmeter_bin)/heapmeter_prefixed \
	$(heapmeter_bin)/heapmeter_partial \
	$(heapmeter_bin)/heapmeter_unready \
	$(heapmeter_bin)/heapmeter_musl \
	$(heapmeter_bin)/heapmeter_linked \
	$(heapmeter_bin)/heapmeter_symbolic \
	$(heapmeter_bin)/heapmeter_new \
	$(heapmeter_bin)/heapmeter_new_pool \
	$(heapmeter_bin)/heapmeter_new_own \
	$(heapmeter_bin)/heapmeter_address \
	$(heapmeter_bin)/heapmeter_fixed \
	$(heapmeter_bin)/heapmeter_forker \
	$(heapmeter_bin)/heapmeter_exec \
	$(heapmeter_bin)/heapmeter_open \
	$(heapmeter_bin)/heapmeter_stacks \
	$(heapmeter_bin)/heapmeter_stacks_stripped

# With the stacks every count is the same: so each test is run twice.
.PHONY: check-heapmeter
check-heapmeter: heapmeter-instrument $(heapmeter_programs) \
		$(heapmeter_programs_stacks) \
		$(heapmeter_subjects) ## test the heap meter
	@status=0; for t in $(heapmeter_programs); do \
		$$t || status=1; \
		HEAPMETER_STACKS=1 $$t || status=1; done; \
	for t in $(heapmeter_programs_stacks); do \
		$$t || status=1; done; exit $$status

# Not part of the above: it tries what is installed here.
.PHONY: check-heapmeter-allocators
check-heapmeter-allocators: heapmeter-instrument \
		$(heapmeter_subjects) ## test it with jemalloc and the like
	@HEAPMETER=$(heapmeter_command) CC='$(CC)' \
		sh $(heapmeter_tests)heapmeter_allocators.sh $(heapmeter_bin)

# Nor is this: it needs libdevel-nytprof-perl, for a flamegraph.pl.
.PHONY: check-heapmeter-folded
check-heapmeter-folded: heapmeter-instrument \
		$(heapmeter_bin)/heapmeter_stacks ## a second reader of its stacks
	@HEAPMETER=$(heapmeter_command) \
		sh $(heapmeter_tests)heapmeter_folded.sh $(heapmeter_bin)

.PHONY: bench-heapmeter
bench-heapmeter: heapmeter-instrument \
		$(heapmeter_bin)/heapmeter_bench ## what the heap meter costs
	@HEAPMETER=$(heapmeter_command) \
		sh $(heapmeter_tests)heapmeter_bench.sh \
		$(heapmeter_bin)/heapmeter_bench

.PHONY: heapmeter-instrument
heapmeter-instrument:
	@$(MAKE) --no-print-directory -C $(heapmeter_code) \
		BUILD=$(abspath $(BUILD))

# What each program is made of, besides the file of its own name.
$(heapmeter_bin)/heapmeter_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o)
$(heapmeter_bin)/heapmeter_failure_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o)
$(heapmeter_bin)/heapmeter_threads_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o)
$(heapmeter_bin)/heapmeter_foreign_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_self.o reader.o block.o symbols.o)
$(heapmeter_bin)/heapmeter_process_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_fork_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_rivals_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_limits_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_identity_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_command_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_input_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_rest_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)
$(heapmeter_bin)/heapmeter_stacks_test: $(addprefix $(heapmeter_bin)/, \
	heapmeter_launch.o reader.o)

$(heapmeter_programs) $(heapmeter_programs_stacks): $(heapmeter_bin)/%: $(heapmeter_bin)/%.o
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(heapmeter_libs)

# These stand for any program: no library but the C library and what is said
# here, which is found beside the program.
heapmeter_link = $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -Wl,-rpath,'$$ORIGIN'
heapmeter_link_so = $(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(@F) \
	-o $@ $^

$(heapmeter_subjects):
	$(heapmeter_link)

$(heapmeter_bin)/%.so:
	$(heapmeter_link_so)

subject_of = $(addprefix $(heapmeter_bin)/,$(1))
$(call subject_of,heapmeter_subject): $(call subject_of,heapmeter_subject.o)
$(call subject_of,heapmeter_static): $(call subject_of,heapmeter_subject.o)
$(call subject_of,heapmeter_static): heapmeter_link += -static
$(call subject_of,heapmeter_own): $(call subject_of, \
	heapmeter_subject.o heapmeter_pool.o)
$(call subject_of,heapmeter_hidden): $(call subject_of, \
	heapmeter_subject.o heapmeter_pool_hidden.o)
$(call subject_of,heapmeter_stripped): $(call subject_of, \
	heapmeter_subject.o heapmeter_pool_hidden.o)
$(call subject_of,heapmeter_stripped): heapmeter_link += -s
$(call subject_of,heapmeter_prefixed): $(call subject_of, \
	heapmeter_subject.o heapmeter_prefixed.o)
$(call subject_of,heapmeter_partial): $(call subject_of, \
	heapmeter_subject.o heapmeter_partial.o)
$(call subject_of,heapmeter_unready): $(call subject_of,heapmeter_unready.o)

# As for musl, as far as a name goes: its loader is the one of all others.
musl_loader := $(heapmeter_bin)/ld-musl-test.so.1
$(call subject_of,heapmeter_musl): $(call subject_of,heapmeter_subject.o)
$(call subject_of,heapmeter_musl): heapmeter_link += \
	-Wl,--dynamic-linker=$(musl_loader)
$(call subject_of,heapmeter_musl): | $(musl_loader)
$(musl_loader):
	@mkdir -p $(@D)
	ln -sf "$$(ldd /bin/sh | sed -n 's|^[^/]*\(/[^ ]*/ld[^ ]*\) (.*|\1|p')" $@

$(call subject_of,heapmeter_unready): heapmeter_link += -rdynamic
$(call subject_of,heapmeter_linked): $(call subject_of, \
	heapmeter_subject.o heapmeter_pool.so)
$(call subject_of,heapmeter_symbolic): $(call subject_of, \
	heapmeter_subject.o heapmeter_symbolic.so)
$(call subject_of,heapmeter_new): $(call subject_of, \
	heapmeter_new.o heapmeter_cxx.so)
$(call subject_of,heapmeter_new_pool): $(call subject_of, \
	heapmeter_new.o heapmeter_pool.so)
$(call subject_of,heapmeter_new_own): $(call subject_of, \
	heapmeter_new.o heapmeter_cxx_own.so)
$(call subject_of,heapmeter_address): $(call subject_of,heapmeter_address.o)
$(call subject_of,heapmeter_fixed): $(call subject_of,heapmeter_fixed.o)
$(call subject_of,heapmeter_address heapmeter_fixed): heapmeter_link += -no-pie
$(call subject_of,heapmeter_address.o heapmeter_fixed.o): heapmeter_flags += -fno-pie
$(call subject_of,heapmeter_forker): $(call subject_of,heapmeter_forker.o)
$(call subject_of,heapmeter_forker): heapmeter_link += -pthread
$(call subject_of,heapmeter_exec): $(call subject_of,heapmeter_exec.o)
$(call subject_of,heapmeter_open): $(call subject_of, \
	heapmeter_open.o heapmeter_opener.so)
$(call subject_of,heapmeter_stacks heapmeter_stacks_stripped): $(call \
	subject_of,heapmeter_stacks.o) | $(call subject_of, \
	heapmeter_stacks_one.so heapmeter_stacks_two.so)
$(call subject_of,heapmeter_stacks heapmeter_stacks_stripped): \
	heapmeter_link += -pthread
$(call subject_of,heapmeter_stacks_stripped): heapmeter_link += -s
$(call subject_of,heapmeter_open): | $(call subject_of, \
	apart/heapmeter_plugin.so)

$(call subject_of,heapmeter_pool.so heapmeter_symbolic.so): $(call \
	subject_of,heapmeter_pool.o heapmeter_pool_new.o)
$(call subject_of,heapmeter_symbolic.so): heapmeter_link_so += -Wl,-Bsymbolic
$(call subject_of,heapmeter_cxx.so): $(call subject_of,heapmeter_cxx.o)
$(call subject_of,heapmeter_cxx_own.so): $(call subject_of,heapmeter_cxx_own.o)
$(call subject_of,heapmeter_opener.so): $(call subject_of,heapmeter_opener.o)
$(call subject_of,heapmeter_opener.so): heapmeter_link_so += \
	-Wl,--enable-new-dtags,-rpath,'$$ORIGIN/apart'
$(call subject_of,apart/heapmeter_plugin.so): $(call subject_of, \
	heapmeter_plugin.o)
	@mkdir -p $(@D)
	$(heapmeter_link_so)

# Two libraries of the same code, with other frames.
$(call subject_of,heapmeter_stacks_one.so): frame := 200
$(call subject_of,heapmeter_stacks_two.so): frame := 6000
$(call subject_of,heapmeter_stacks_one.so heapmeter_stacks_two.so): \
		$(heapmeter_tests)heapmeter_stacks_plugin.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -fPIC -DFRAME=$(frame) \
		-shared -o $@ $<

# In libraries, and in programs that leave it to the linker what is seen.
$(call subject_of,heapmeter_pool.o heapmeter_pool_new.o heapmeter_cxx.o \
	heapmeter_cxx_own.o heapmeter_opener.o heapmeter_plugin.o): \
	heapmeter_flags += -fPIC -fsemantic-interposition

$(heapmeter_bin)/heapmeter_fixed.o: $(heapmeter_tests)heapmeter_subject.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/%_hidden.o: $(heapmeter_tests)%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -fvisibility=hidden \
		-MMD -MP -c -o $@ $<

$(heapmeter_bin)/%_own.o: $(heapmeter_tests)%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -DNO_THROW \
		-MMD -MP -c -o $@ $<

$(heapmeter_bin)/heapmeter_bench: $(heapmeter_bin)/heapmeter_bench.o
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^

# A compiler notes a name as it was given, and the folder it was called in. It
# would note it in a .d, too, which is read in another folder: there is none.
$(call subject_of,heapmeter_stacks.o): $(heapmeter_tests)heapmeter_stacks.c
	@mkdir -p $(@D)
	cd $(<D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -c -o $@ ./$(<F)

$(heapmeter_bin)/%.o: $(heapmeter_tests)%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/%.o: $(heapmeter_code)/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

-include $(wildcard $(heapmeter_bin)/*.d)

# What scan and measure show to servers.
.PHONY: heapmeter-certs
heapmeter-certs:
	@$(MAKE) --no-print-directory -C $(heapmeter_top)/certs
