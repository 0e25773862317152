# SPDX-License-Identifier: MIT
# The tests of show, with the heap meter's tools:
#     make -f tests/instruments/show.mk check-show

# Apart from the heap meter's own: both may be made at the same time.
heapmeter_bin = $(abspath $(BUILD))/tests/show

include $(dir $(lastword $(MAKEFILE_LIST)))heapmeter.mk

show_code = $(heapmeter_top)/labs/instruments/show

heapmeter_flags += -DSHOW_TOP='"$(heapmeter_top)"' -I$(show_code)

show_programs = \
	$(heapmeter_bin)/show_adopted_test \
	$(heapmeter_bin)/show_hub_test \
	$(heapmeter_bin)/show_test \
	$(heapmeter_bin)/show_run_test \
	$(heapmeter_bin)/show_demo_test

.PHONY: check-show
check-show: show-instrument $(show_programs) ## test show
	@status=0; for t in $(show_programs); do $$t || status=1; done; \
	exit $$status

.PHONY: show-instrument
show-instrument: heapmeter-instrument
	@for one in mtls-load compare show; do \
		$(MAKE) --no-print-directory BUILD=$(abspath $(BUILD)) \
			-C $(heapmeter_top)/labs/instruments/$$one || exit 1; done

show_launched = $(addprefix $(heapmeter_bin)/, \
	show_launch.o heapmeter_launch.o reader.o)

$(heapmeter_bin)/show_test: $(heapmeter_bin)/show_test.o $(show_launched)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

$(heapmeter_bin)/show_run_test $(heapmeter_bin)/show_demo_test: \
		$(heapmeter_bin)/show_%_test: $(heapmeter_bin)/show_%_test.o \
		$(show_launched) $(heapmeter_bin)/show_shown.o \
		$(heapmeter_bin)/truth.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

$(heapmeter_bin)/show_hub_test: $(addprefix $(heapmeter_bin)/, \
		show_hub_test.o hub.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs)

$(heapmeter_bin)/show_adopted_test: $(addprefix $(heapmeter_bin)/, \
		show_adopted_test.o adopted.o failure.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(heapmeter_libs) -lgnutls

$(heapmeter_bin)/hub.o: $(show_code)/hub.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<

$(addprefix $(heapmeter_bin)/,truth.o adopted.o failure.o): \
		$(heapmeter_bin)/%.o: $(heapmeter_top)/labs/instruments/probe/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(heapmeter_flags) -MMD -MP -c -o $@ $<
