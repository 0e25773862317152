# SPDX-License-Identifier: MIT
#
# What production does to fixed/: clients and signals at the worst moment, no
# descriptors, no room for the log, a clock that jumps. Included by
# tests/Makefile. Each source but clock_preload.c is a suite.
#
#   make test ONLY=faults                       a sample
#   make test ONLY=faults/vanish FAULTS_ALL=1   after each byte

faults_suites := $(filter-out faults/clock_preload,\
	$(sort $(patsubst %.c,%,$(wildcard faults/*.c))))
run_faults := $(faults_suites:%=run-%)

.PHONY: $(run_faults)
$(run_faults): run-faults/%: $(out)/faults/% $(out)/faults/clock_preload.so \
		$(unpacked:%=%/.unpacked)
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_INSTRUMENTS='$(abspath $(INSTRUMENTS))' \
		MTLS_CORPUS_UNPACKED='$(unpacked)' \
		MTLS_FAULTS_ALL='$(FAULTS_ALL)' MTLS_CLOCK='$(out)/faults/clock_preload.so' \
		sh ./run.sh faults/$* fixed '$(results)/faults/$*'

$(faults_suites:%=$(out)/%): $(out)/%: $(out)/obj/%.o $(out)/libsupport.a \
		$(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(probe_libs)

$(out)/faults/clock_preload.so: faults/clock_preload.c
	@mkdir -p $(@D)
	@$(CC) $(c_dialect) -fPIC -shared $(CPPFLAGS) $(CFLAGS) -o $@ $<

-include $(faults_suites:%=$(out)/obj/%.d)
