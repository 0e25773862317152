# SPDX-License-Identifier: MIT
#
# libFuzzer on what strangers, clients and operators write. Included by
# tests/Makefile.
#
#   make fuzz SECONDS=60                    so long on each target
#   make fuzz SECONDS=600 ONLY=fuzz/gate    one
#
# Each source is a target, with its seeds in seeds/, an input a line, as of
# printf(1); those of certificate are the kit's. What is found stays in
# build/tests/fuzz/TARGET.found: the next run begins with it.

SECONDS ?= 60
fuzz_cc := clang
fuzz_targets := $(sort $(patsubst fuzz/%.c,fuzz/%,$(wildcard fuzz/*.c)))
fuzz_chosen := $(or $(filter $(firstword $(ONLY)),$(fuzz_targets)),\
	$(fuzz_targets))
fuzz_flags := -std=c11 -D_POSIX_C_SOURCE=200809L -g -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -pthread
fuzz_obj := $(out)/obj/fuzz
fuzz_parts := $(filter-out main intake,$(patsubst ../fixed/%.c,%,\
	$(wildcard ../fixed/*.c ../fixed/*/*.c)))

.PHONY: fuzz
fuzz: ## libFuzzer, SECONDS on each target
	@if sh fuzz/works.sh '$(fuzz_cc)' '$(out)'; then \
		$(MAKE) $(fuzz_chosen:%=run-%) && \
		sh ./summary.sh $(fuzz_chosen:%=$(results)/%); \
	fi

.PHONY: $(fuzz_targets:%=run-%)
$(fuzz_targets:%=run-%): run-fuzz/%: $(out)/fuzz/% \
		$(unpacked:%=%/.unpacked)
	@MTLS_CORPUS_UNPACKED='$(unpacked)' \
		MTLS_FUZZ_CERTIFICATE='$(abspath $(CERTS))/sensor-1.pem' \
		sh fuzz/run.sh '$*' '$<' '$(abspath $(CERTS))' '$(SECONDS)' \
		'$(results)/fuzz/$*'

$(fuzz_targets:%=$(out)/%): $(out)/fuzz/%: $(fuzz_obj)/%.o \
		$(fuzz_obj)/libfixed.a
	@mkdir -p $(@D)
	@echo link $@
	@$(fuzz_cc) -fsanitize=fuzzer,address,undefined -pthread -o $@ $^ \
		$(shell $(PKG_CONFIG) --libs gnutls jansson libmicrohttpd)

$(fuzz_obj)/libfixed.a: $(fuzz_parts:%=$(fuzz_obj)/fixed/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

fuzz_compile = mkdir -p $(@D); $(fuzz_cc) $(fuzz_flags) -I../fixed -Ifuzz \
	-MMD -MP $(shell $(PKG_CONFIG) --cflags gnutls jansson libmicrohttpd) \
	-c -o $@ $<

$(fuzz_obj)/fixed/%.o: ../fixed/%.c
	@$(fuzz_compile)

$(fuzz_obj)/%.o: fuzz/%.c
	@$(fuzz_compile)

-include $(wildcard $(fuzz_obj)/*.d $(fuzz_obj)/fixed/*.d \
	$(fuzz_obj)/fixed/*/*.d)
