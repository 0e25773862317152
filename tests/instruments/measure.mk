# SPDX-License-Identifier: MIT
# The tests of measure, with the heap meter's tools:
#     make -f tests/instruments/measure.mk check-measure

# Apart from the heap meter's own: both may be made at the same time.
heapmeter_bin = $(abspath $(BUILD))/tests/measure

include $(dir $(lastword $(MAKEFILE_LIST)))heapmeter.mk
include $(heapmeter_top)/labs/instruments/probe/probe.mk

heapmeter_flags += -DMEASURE_CERTS='"$(heapmeter_top)/certs"' \
	-DMEASURE_PAGE='"$(heapmeter_top)/tests/instruments/report_page.awk"' \
	-DMEASURE_TRUTH='"$(heapmeter_top)/tests/truth.csv"' \
	-I$(heapmeter_top)/labs/instruments \
	$(shell $(PKG_CONFIG) --cflags gnutls)

measure_subjects = \
	$(heapmeter_bin)/measure_server \
	$(heapmeter_bin)/measure_lose1.so \
	$(heapmeter_bin)/measure_lose24.so \
	$(heapmeter_bin)/measure_odd.so

measure_programs = \
	$(heapmeter_bin)/measure_parts_test \
	$(heapmeter_bin)/measure_test \
	$(heapmeter_bin)/measure_odd_test

.PHONY: check-measure
check-measure: measure-instrument heapmeter-certs $(measure_programs) \
		$(measure_subjects) ## test measure
	@status=0; for t in $(measure_programs); do \
		$$t || status=1; done; exit $$status

# Not part of the above: servers that the kit does not install.
measure_readme = $(heapmeter_top)/labs/instruments/measure
.PHONY: check-measure-servers
check-measure-servers: measure-instrument heapmeter-certs \
		$(measure_subjects) ## openssl, nginx, stunnel, haproxy, node
	@status=0; MEASURE=$(abspath $(BUILD))/instruments/measure \
		CERTS=$(heapmeter_top)/certs RUN='$(or $(RUN),1)' \
		BUSY='$(or $(BUSY),0)' ONLY='$(ONLY)' LIMIT='$(LIMIT)' \
		sh $(heapmeter_tests)measure_servers.sh $(heapmeter_bin) \
		$(measure_readme)/servers.csv || status=1; \
	sh $(heapmeter_top)/tests/markers.sh write \
		$(measure_readme)/servers.csv $(measure_readme)/README.md || \
		status=1; exit $$status

.PHONY: measure-instrument
measure-instrument: heapmeter-instrument
	@$(MAKE) --no-print-directory BUILD=$(abspath $(BUILD)) \
		-C $(heapmeter_top)/labs/instruments/measure

$(heapmeter_bin)/measure_test: $(addprefix $(heapmeter_bin)/, \
	measure_test.o measure_run.o heapmeter_launch.o reader.o truth.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

$(heapmeter_bin)/measure_odd_test: $(addprefix $(heapmeter_bin)/, \
	measure_odd_test.o measure_run.o heapmeter_launch.o reader.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

# Without a server: parts of it, on what is made up.
$(heapmeter_bin)/measure_parts_test: $(addprefix $(heapmeter_bin)/, \
	measure_parts_test.o judge_pairs.o report.o sweep.o \
	window_says.o) $(probe_library)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(probe_libs)

$(addprefix $(heapmeter_bin)/,judge_pairs.o report.o sweep.o \
		window_says.o): \
		$(heapmeter_bin)/%.o: \
		$(heapmeter_top)/labs/instruments/measure/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/truth.o: $(heapmeter_top)/labs/instruments/probe/truth.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(heapmeter_bin)/measure_server: $(heapmeter_bin)/measure_server.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs gnutls)

# The recipe's own: one byte is what a CI job has to see; here it is 24, too.
$(heapmeter_bin)/measure_lose%.so: \
		$(heapmeter_top)/labs/instruments/measure/lose.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wall -Wextra -Wpedantic -DLOST=$* \
		-fPIC -shared $(LDFLAGS) -o $@ $<

$(heapmeter_bin)/measure_odd.so: $(heapmeter_tests)measure_odd.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(c_dialect) -Wall -Wextra -Wpedantic \
		-fPIC -shared $(LDFLAGS) -o $@ $<
