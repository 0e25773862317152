# SPDX-License-Identifier: MIT
#
# What production does to fixed/: clients and signals at the worst moment, no
# descriptors, no room for the log, a clock that jumps. Included by
# tests/Makefile. Each source is a suite, but those of what is preloaded.
#
#   make test ONLY=faults                       a sample
#   make test ONLY=faults/vanish FAULTS_ALL=1   after each byte

faults_suites := $(filter-out %_preload,\
	$(sort $(patsubst %.c,%,$(wildcard faults/*.c))))
faults_preloads := $(patsubst %.c,$(out)/%.so,$(wildcard faults/*_preload.c))
run_faults := $(faults_suites:%=run-%)

.PHONY: $(run_faults)
$(run_faults): run-faults/%: $(out)/faults/% $(faults_preloads) \
		$(unpacked:%=%/.unpacked)
	@BUILD='$(abspath $(BUILD))' MTLS_CERTS='$(abspath $(CERTS))' \
		MTLS_INSTRUMENTS='$(abspath $(INSTRUMENTS))' \
		MTLS_CORPUS_UNPACKED='$(unpacked)' \
		MTLS_FAULTS_ALL='$(FAULTS_ALL)' \
		MTLS_LATE='LD_PRELOAD=$(out)/faults/late_preload.so' \
		sh ./run.sh faults/$* fixed '$(results)/faults/$*'

$(faults_suites:%=$(out)/%): $(out)/%: $(out)/obj/%.o $(out)/libsupport.a \
		$(probe_library)
	@mkdir -p $(@D)
	@echo link $@
	@$(link) -o $@ $^ $(probe_libs)

$(faults_preloads): $(out)/%.so: %.c
	@mkdir -p $(@D)
	@$(CC) $(c_dialect) -fPIC -shared $(CPPFLAGS) $(CFLAGS) -o $@ $<

-include $(faults_suites:%=$(out)/obj/%.d)
