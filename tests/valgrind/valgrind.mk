# SPDX-License-Identifier: MIT
#
# The servers under valgrind: a suite for each, and a program for each suite.
# Included by tests/Makefile; run alone:
#
#   make -f valgrind/valgrind.mk -C tests valgrind -j2
#   make -f valgrind/valgrind.mk -C tests valgrind ONLY=valgrind/streams
#   make -f valgrind/valgrind.mk -C tests valgrind ONLY="valgrind/fixed leaky"
#
# The last runs a suite on another server: to see it fail. The servers are
# built already, but for the one with two leaks. They must not be sanitized.

ifndef out
valgrind_only := $(ONLY)
override ONLY :=
include Makefile
override ONLY := $(valgrind_only)
endif

valgrind_common := \
	valgrind/belongs.c \
	valgrind/evidence.c \
	valgrind/report.c \
	valgrind/report_text.c \
	valgrind/report_xml.c \
	valgrind/run.c \
	valgrind/running.c \
	valgrind/subject.c \
	valgrind/traffic.c \
	valgrind/traffic_early.c \
	valgrind/verdict.c

# A suite is named after the server that it runs. The longest come first.
valgrind_suites := \
	valgrind/leaky \
	valgrind/server \
	valgrind/fixed \
	$(filter-out valgrind/server,$(modules:%=valgrind/%)) \
	valgrind/requests+listeners

# Of a module that has no source of its own here: that of alone.c.
valgrind_alone := $(filter-out $(basename $(wildcard valgrind/*.c)),\
	$(valgrind_suites))

valgrind_server = $(if $(filter fixed leaky,$(1)),$(1),variants/$(1))
valgrind_chosen := $(or $(filter valgrind/%,$(firstword $(ONLY))),\
	$(valgrind_suites))
valgrind_library := $(out)/libvalgrind.a

# For those who add up all kinds of tests.
run_valgrind := $(valgrind_chosen:%=run-%)

.PHONY: valgrind
valgrind: $(run_valgrind) ## run the servers under valgrind
	@sh ./summary.sh $(run_valgrind:run-%=$(results)/%)

.PHONY: $(valgrind_suites:%=run-%)
$(valgrind_suites:%=run-%): run-%: $(out)/%
	@rm -f '$(results)/$*.xml'
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_TRUTH='$(abspath truth.csv)' \
		MTLS_MEMCHECK='$(results)/$*.xml' \
		MTLS_TEST_PATIENCE=600 sh ./run.sh $* \
		$(or $(word 2,$(ONLY)),$(call valgrind_server,$(@F))) \
		'$(results)/$*' | sed 's|^\($*\) [^ ]*:|\1:|'

.PHONY: valgrind-pair
valgrind-pair:
	@$(MAKE) -s -C ../fixed \
		BUILD='$(abspath $(BUILD))/variants/requests+listeners' \
		COMMON='$(abspath $(BUILD))/fixed' \
		OVERLAY='$(abspath ../leaky/requests.c ../leaky/listeners.c)'

run-valgrind/requests+listeners: valgrind-pair

$(filter-out $(valgrind_alone:%=$(out)/%),$(valgrind_suites:%=$(out)/%)): \
	$(out)/%: $(out)/obj/%.o
$(valgrind_alone:%=$(out)/%): $(out)/obj/valgrind/alone.o

$(valgrind_suites:%=$(out)/%): $(valgrind_library) $(out)/libsupport.a \
		$(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(probe_libs) \
		$(shell $(PKG_CONFIG) --libs expat)

$(valgrind_library): $(valgrind_common:%.c=$(out)/obj/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

-include $(valgrind_common:%.c=$(out)/obj/%.d) \
	$(valgrind_suites:%=$(out)/obj/%.d) $(out)/obj/valgrind/alone.d
