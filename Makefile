# SPDX-License-Identifier: MIT
#
# The kit's front door. `make help` lists the targets.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
SHELL := /bin/sh
own_folder := $(dir $(lastword $(MAKEFILE_LIST)))
ifneq ($(realpath $(own_folder)),$(realpath .))
$(error this Makefile works in its own folder only: say make -C $(own_folder))
endif
include labs/environment.mk
include tests/modules.mk

# What make or the shell would take for something else.
odd := & ' " ` \# % $$ : ; ( ) [ ] { } < > * ? \ | =
odd_here = $(if $(word 2,$(CURDIR)),a blank,$(firstword $(foreach one,$(odd),\
	$(findstring $(one),$(CURDIR)))))
ifneq ($(odd_here),)
$(error make cannot work in a path with $(odd_here), "$(CURDIR)": move the kit)
endif
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),help)),)
include labs/place.mk
endif

# ---- What there is ----------------------------------------------------------

# What `make deps` installs: Debian 12 and Ubuntu 24.04 have all of it.
packages := \
	curl \
	gcc \
	gnuplot-nox \
	gnutls-bin \
	libc6-dev \
	libcmocka-dev \
	libcurl4-gnutls-dev \
	libdw-dev \
	libexpat1-dev \
	libgnutls28-dev \
	libjansson-dev \
	libmicrohttpd-dev \
	libunwind-dev \
	patch \
	pkg-config \
	valgrind

# What `make deps-dev` adds.
packages_dev := \
	clang \
	clang-format \
	clang-tidy \
	cppcheck \
	debootstrap \
	shellcheck

# What `make deps-show` adds.
packages_show := \
	chromium \
	chromium-driver \
	fonts-dejavu-core \
	nodejs

instruments := \
	heapmeter \
	mtls-load \
	compare \
	measure \
	report \
	scan \
	show \
	probe \
	traces

# ---- Where things go --------------------------------------------------------

# Sanitized and lab builds keep apart from plain ones.
comma := ,
flavour := $(subst $(comma),-,$(SANITIZE))$(if $(LAB_MODES),lab)
build := $(CURDIR)/build$(if $(flavour),/$(flavour))

service = +@$(call in_turn,$(1)) $(MAKE) $(parallel) -C fixed BUILD=$(1) \
	OVERLAY="$(2)"
# All but what is laid over is there: build-fixed comes first.
service_over = $(call service,$(1),$(2)) COMMON=$(build)/fixed
leaky_files = $(foreach module,$(1),$(CURDIR)/leaky/$(module).c)
empty :=
space := $(empty) $(empty)

## make help     this list
.PHONY: help
help:
	@echo 'The mTLS memory-leak kit. First:  make deps demo    then:  make deps test'
	@echo
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

# ---- Set-up -----------------------------------------------------------------

missing = $(shell for p in $(1); do \
	dpkg-query -W -f '$${Status}\n' "$$p" 2>/dev/null | \
	grep -q '^install ok installed$$' || echo "$$p"; done)

define install
	@command -v dpkg-query >/dev/null || { \
		echo 'make $@: knows Debian and Ubuntu only; install these' \
			'yourself: $(1)' >&2; exit 1; }
	@set -eu; missing='$(call missing,$(1))'; [ -n "$$missing" ] || exit 0; \
	apt="apt-get -q -y --no-install-recommends install $$missing"; \
	sudo=; [ "$$(id -u)" -eq 0 ] || sudo=sudo; \
	[ -z "$$sudo" ] || command -v sudo >/dev/null || { \
		echo "make $@: there is no sudo; as root, do: $$apt" >&2; \
		exit 1; }; \
	echo "make $@: installs $$missing"; \
	mkdir -p build; export DEBIAN_FRONTEND=noninteractive; \
	way() { $$sudo env $(environment_proxies) "$$@"; }; \
	{ way apt-get -q update && way $$apt; } \
		>build/$@.log 2>&1 || { tail -n 15 build/$@.log >&2; \
		echo "make $@: apt-get failed, see build/$@.log; is there a" \
			"network, and may you use sudo?" >&2; exit 1; }
endef

## make deps     installs what is missing (apt-get; sudo unless root)
.PHONY: deps
deps:
	$(call install,$(packages))

## make deps-dev     the same for what `make lint` and `make test-on` need
.PHONY: deps-dev
deps-dev: deps
	$(call install,$(packages_dev))

## make deps-node     the same for lab 13, which needs node
.PHONY: deps-node
deps-node: deps
	$(call install,nodejs)

# Ubuntu's Chromium is a snap, which is no matter of apt-get.
## make deps-show     the same for `make test-show`, which needs a Chromium
.PHONY: deps-show
deps-show: deps
	@! grep -qs '^ID=ubuntu' /etc/os-release || command -v chromedriver \
		>/dev/null || { echo 'make deps-show: Ubuntu has Chromium as a' \
		'snap only: snap install chromium, then make test-show' \
		'CHROMEDRIVER=chromium.chromedriver' >&2; exit 1; }
	$(call install,$(packages_show))

# `make -j deps demo` must not build before it is installed.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
build-fixed build-leaky $(modules:%=variant-%) certs: | deps
$(instruments:%=instrument-%): | deps
endif

# ---- Build ------------------------------------------------------------------

## make build    build/fixed/mtls-server and build/leaky/mtls-server
.PHONY: build
build: build-fixed build-leaky

.PHONY: build-fixed
build-fixed:
	$(call service,$(build)/fixed,)

.PHONY: build-leaky
build-leaky: build-fixed
	$(call service_over,$(build)/leaky,$(call leaky_files,$(modules)))

## make variant LEAKS="requests streams"     fixed with just these leaks
## make variant OVERLAY="path/to/listeners.c"     fixed with that file laid over
LEAKS ?= $(LEAK)
overlaid = $(notdir $(wildcard fixed/*.c fixed/*/*.c))
.PHONY: variant
variant:
	@$(if $(LEAKS)$(OVERLAY),,echo 'make variant: say LEAKS="NAME..." or' \
		'OVERLAY="FILE..."; the leaks are: $(modules)' >&2; exit 2)
	@$(if $(filter-out $(modules),$(LEAKS)),echo 'make variant: no leak is' \
		'called $(filter-out $(modules),$(LEAKS)); they are: $(modules)' \
		>&2; exit 2)
	@$(foreach file,$(OVERLAY),$(if $(wildcard $(file)),,echo \
		'make variant: there is no file $(file)' >&2; exit 2;)$(if \
		$(filter $(notdir $(file)),$(overlaid)),,echo 'make variant:' \
		'$(file) overlays nothing: its name must be that of a file in' \
		'fixed/, as $(modules:=.c)' >&2; exit 2;))
	$(call service,$(build)/fixed,)
	$(call service_over,$(variant_folder),$(abspath $(OVERLAY)) \
		$(call leaky_files,$(chosen)))
	@echo '$(variant_folder:$(CURDIR)/%=%)/mtls-server'

# In catalogue order, whatever order they were given in. A file laid over by
# name goes before a leak; its folder is named after its path.
chosen = $(filter $(LEAKS),$(modules))
variant_name = $(subst $(space),+,$(strip $(chosen) \
	$(foreach file,$(abspath $(OVERLAY)),$(subst /,_,$(file:$(CURDIR)/%=%)))))
variant_folder = $(build)/variants/$(variant_name)

# Each leak by itself, for the demo and the tests.
.PHONY: variants
variants: $(modules:%=variant-%)

.PHONY: $(modules:%=variant-%)
$(modules:%=variant-%): variant-%: build-fixed
	$(call service_over,$(build)/variants/$*,$(call leaky_files,$*))

.PHONY: instruments
instruments: $(instruments:%=instrument-%)

# Never sanitized: they measure others.
.PHONY: $(instruments:%=instrument-%)
$(instruments:%=instrument-%): instrument-%:
	+@$(call in_turn,$(CURDIR)/build/obj/$*) $(MAKE) $(parallel) \
		-C labs/instruments/$* BUILD=$(CURDIR)/build SANITIZE=
instrument-compare instrument-measure instrument-report instrument-scan \
	instrument-show: instrument-probe

## make certs    keys and certificates for demo and tests, in certs/
.PHONY: certs
certs:
	@$(MAKE) -C certs

# ---- See --------------------------------------------------------------------

## make demo     both servers side by side; REQUESTS=2000 sets the length
REQUESTS ?= 2000
.PHONY: demo
demo: build variants instruments certs
	@sh labs/instruments/compare/demo.sh build certs build/report \
		--requests '$(REQUESTS)'

## make show     both servers side by side on a page, live, to be played on;
##               it prints the address; PORT=8000 says which port
PORT ?= 0
.PHONY: show
show: build variants instruments certs
	@build/instruments/show --port '$(PORT)' --requests '$(REQUESTS)'

## make picture  labs/demo.svg, the README's picture, from a run of the demo
.PHONY: picture
picture: demo
	@cp build/report/demo.svg labs/demo.svg

## make report   the demo as a page to send: build/report/report.html, one
##               file, for screens and for A4; REQUESTS=2000 here, too
.PHONY: report
report: demo
	@sh labs/instruments/report/report.sh build certs build/report

## make amplify  lab 08's table and picture: what each leak keeps and holds by
##               HTTP, TLS and mutual TLS, for six kinds of certificates
.PHONY: amplify
amplify: instruments certs
	@sh labs/08-amplify/amplify.sh build certs build/amplify.csv
	@sh labs/08-amplify/draw.sh build/amplify.csv labs/08-amplify
	@sh tests/markers.sh write labs/08-amplify/amplify.csv \
		labs/08-amplify/README.md

## make ways     lab 02's table: what the leak costs, and either way to mend it;
##               ROUNDS=3
.PHONY: ways
ways: build variants instruments certs
	$(call needs,patch,patch)
	@mkdir -p build/ways
	@patch -s -F 0 -r - -o build/ways/server.c leaky/server.c \
		labs/02-server/solution.patch
	$(call service_over,$(build)/ways,$(build)/ways/server.c)
	@sh labs/instruments/ways.sh build certs '$(ROUNDS)' build/ways \
		>build/ways/ways.csv
	@{ echo '# SPDX-License-Identifier: MIT'; cat build/ways/ways.csv; } \
		>labs/02-server/ways.csv
	@sh tests/markers.sh write labs/02-server/ways.csv \
		labs/02-server/solution.md

# 141: whoever reads it (head, a pager) has seen enough.
## make diff     the lesson: leaky out, fixed in; LEAK=streams for one. Where
##               less stops the leak (server), that comes first
.PHONY: diff
diff:
	@$(if $(filter-out $(modules),$(LEAKS)),echo 'make diff: no leak' \
		'is called $(filter-out $(modules),$(LEAKS)); they are:' \
		'$(modules)' >&2; exit 2)
	@set -eu; \
	differ() { \
		status=0; diff -u --color=$(if $(NO_COLOR),never,auto) \
			--label "leaky/$$module.c" --label "$$1" \
			"leaky/$$module.c" "$$2" || status=$$?; \
		[ "$$status" -ne 141 ] || exit 0; \
		[ "$$status" -ne 2 ] || { echo "make diff: diff has not shown" \
			"$$module, and says why" >&2; exit 2; }; \
		[ "$$status" -eq 1 ] || { echo "make diff: the twins of" \
			"$$module do not differ" >&2; exit 1; }; \
	}; \
	for module in $(or $(LEAKS),$(modules)); do \
		design=; \
		for mend in labs/*-"$$module"/solution.patch; do \
			[ -e "$$mend" ] || continue; \
			command -v patch >/dev/null || { echo 'make diff: there' \
				'is no patch: make deps installs it' >&2; exit 2; }; \
			mended=$$(patch -s -F 0 -r - -o - "leaky/$$module.c" "$$mend"); \
			printf '%s\n' "$$mended" | \
				differ "$$mend: what stops the leak" -; \
			design=': the design that makes it unnecessary'; \
		done; \
		differ "fixed/$$module.c$$design" "fixed/$$module.c"; \
	done

## make vendor   what the page of make show takes from npm, as pinned, anew
.PHONY: vendor
vendor:
	@sh labs/instruments/show/vendor.sh build/vendor

## make show-picture  labs/show.png, the README's picture of that page
.PHONY: show-picture
show-picture: build variants instruments certs
	@CHROMIUM='$(CHROMIUM)' CHROMEDRIVER='$(CHROMEDRIVER)' \
		sh tests/show/run.sh tests/show/main.js '$(build)' \
		'$(CURDIR)/certs' build/show \
		build/show/picture 'picture of the README'
	@sh tests/summary.sh build/show/picture
	@cp build/show/readme.png labs/show.png

# ---- Check ------------------------------------------------------------------

# What ONLY names is there: better said before all is built.
.PHONY: only-known
only-known:
	@$(if $(ONLY),$(MAKE) -C tests BUILD=$(build) only-known)

## make test     the proof, on fixed, leaky and each leak alone;
##               ONLY=contract/refused, ONLY="contract/refused leaky" for less;
##               SANITIZE=address,undefined or SANITIZE=thread: fixed under it
.PHONY: test
test: only-known $(if $(SANITIZE),build-fixed,build variants) instruments certs
	@$(MAKE) $(call more,8) -C tests BUILD=$(build)

## make test-labs     the labs: every command of their texts, their runner,
##               and the grader's verdicts on fixes known to be right or wrong
.PHONY: test-labs
test-labs: only-known build variants instruments certs
	@$(MAKE) $(parallel) -C tests labs BUILD=$(build)

## make test-show     the page of make show in a real Chromium (make deps-show),
##               and that of make report, on paper, too;
##               its pictures stay in build/show; ONLY="at rest" for less
.PHONY: test-show
test-show: build variants instruments certs
	@CHROMIUM='$(CHROMIUM)' CHROMEDRIVER='$(CHROMEDRIVER)' \
		sh tests/show/run.sh tests/show/main.js '$(build)' \
		'$(CURDIR)/certs' build/show \
		'$(build)/tests/results/show/page' '$(ONLY)'
	@sh tests/summary.sh '$(build)/tests/results/show/page'

## make test-red-show  proves that each test of `make test-show` can fail: by
##               faults planted into the page; ONLY="old token" for less
.PHONY: test-red-show
test-red-show: build variants instruments certs
	@CHROMIUM='$(CHROMIUM)' CHROMEDRIVER='$(CHROMEDRIVER)' \
		MTLS_TEST_PATIENCE='$(or $(MTLS_TEST_PATIENCE),30)' \
		sh tests/show/run.sh tests/red/show.js '$(build)' \
		'$(CURDIR)/certs' '$(build)/red/show' \
		'$(build)/tests/results/red/show' '$(ONLY)'
	@sh tests/summary.sh '$(build)/tests/results/red/show'

## make test-red     proves that `make test` can fail: each leak put into
##               fixed/, each one taken out of leaky/, planted leaks, a crash;
##               ONLY=red/leak/peer
.PHONY: test-red
test-red: only-known build variants instruments certs
	@$(MAKE) $(parallel) -C tests red BUILD=$(build)

## make test-on RELEASE=trixie     demo, test and test-labs in a root of that
##               release, by debootstrap (as root); WHAT="demo test" for less,
##               WHAT=lint for make lint with its tools
.PHONY: test-on
test-on:
	@sh tests/releases/run.sh '$(RELEASE)' $(WHAT)

## make torture  each call that can fail does, in fixed/: nothing may be left
.PHONY: torture
torture: build-fixed instruments certs
	@$(MAKE) -C tests torture BUILD=$(build)

## make soak MINUTES=10     mixed load on fixed/; what it holds is flat
.PHONY: soak
soak: build-fixed instruments certs
	@$(MAKE) -C tests soak BUILD=$(build)

## make hostile CLIENTS=2000 SECONDS=60     fixed/ among hostile clients: a good
##               one a second is served, and memory keeps to its bound
.PHONY: hostile
hostile: build-fixed instruments certs
	@$(MAKE) -C tests hostile BUILD=$(build)

## make balanced RATE=200 SECONDS=60     two instances of fixed/ behind HAProxy
##               (which it needs), each restarted twice: no request may fail
.PHONY: balanced
balanced: build-fixed instruments certs
	@$(MAKE) -C tests balanced BUILD=$(build)

## make fuzz SECONDS=60     libFuzzer on what clients and operators write
##               (needs clang), so long on each target; ONLY=fuzz/gate
.PHONY: fuzz
fuzz: certs
	@$(MAKE) -C tests fuzz BUILD=$(build)

## make test-load RUNS=20     make test, 20 times, on a busy machine
## make test-load-grader      60 verdicts of the grader there, six at a time
## make test-load-halted      the contract tests with a client that hardly runs
.PHONY: test-load test-load-grader
test-load test-load-grader: test-%: build variants instruments certs
	@$(MAKE) -C tests $* BUILD=$(build)

.PHONY: test-load-halted
test-load-halted: build certs
	@$(MAKE) -j8 -C tests load-halted BUILD=$(build)

# More at a time than there are cores, as some wait: of the grader's verdicts
# four, of the suites, which mostly do, eight; -j says otherwise.
more = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell echo $$(($$(nproc) + $(1)))))
parallel = $(call more,4)

## make matrix   every leak under every tool: which one sees what; 8 minutes;
##               SCORE=file.csv: the table with a row of a tool of yours, of
##               what it found (tests/README.md), without a run
SCORE ?=
.PHONY: matrix
matrix: $(if $(SCORE),,build variants instruments certs)
	@$(MAKE) -C tests matrix BUILD=$(build) SCORE='$(abspath $(SCORE))'

## make handout  all labs as two books, in build/handout/ (needs pandoc)
.PHONY: handout
handout:
	@sh labs/handout/make.sh build/handout

# In the shell's quotes, whatever it is.
quoted = '$(subst ','\'',$(1))'

## make new NAME=my-service DIR=../my-service     a service of your own, from
##               fixed/: renamed, with its tests, and its CI
.PHONY: new
new:
	@sh labs/new/make.sh . $(call quoted,$(NAME)) $(call quoted,$(DIR))

## make bench    what fixed/ costs, by itself and beside nginx, haproxy and
##               Node, those that are here: the tables and the picture in
##               fixed/README.md; ROUNDS=3 HANDSHAKES=100000; it says how far it is
ROUNDS ?= 3
HANDSHAKES ?= 100000
.PHONY: bench
bench: certs instrument-mtls-load instrument-heapmeter
	@$(MAKE) -C labs/instruments/limit BUILD=$(CURDIR)/build
	$(call service,$(build)/bench/epoll,)
	$(call service,$(build)/bench/poll,) \
		CPPFLAGS='-DEVENT_LOOP=MHD_USE_POLL_INTERNAL_THREAD $(CPPFLAGS)'
	@sh labs/instruments/bench_all.sh build certs '$(ROUNDS)' '$(HANDSHAKES)'

# Each tool is asked for only here: the tests do without.
needs = @command -v $(1) >/dev/null || { echo 'make $@: needs $(1);' \
	'apt-get install $(2)' >&2; exit 1; }

# Also of another user's checkout, as with sudo; and of this one, whatever a
# GIT_DIR says: make 4.3 gives what it undefines to a shell all the same. In a
# copy without git, as an unpacked archive is: all files of such a name.
git = env $(environment_others:%=-u %) git -c safe.directory='*'
listed = $(or $(shell $(git) ls-files $(1) 2>/dev/null),$(sort $(shell \
	find fixed leaky certs labs tests -type f \( -false $(1:%=-o -name %) \))))
c_files = $(call listed,'*.c' '*.h')
sh_files = $(call listed,'*.sh') labs/lab labs/new/run .ci/run
jobs = $(shell nproc)

# Suppressed: cppcheck 2.17 remarks that it could look longer at a function.
## make lint     clang-format, clang-tidy, cppcheck, shellcheck, style.awk
.PHONY: lint
lint:
	$(call needs,clang-format,clang-format)
	$(call needs,clang-tidy,clang-tidy)
	$(call needs,cppcheck,cppcheck)
	$(call needs,shellcheck,shellcheck)
	@echo 'clang-format'; clang-format --dry-run --Werror $(c_files)
	@echo 'shellcheck'; shellcheck -x $(sh_files)
	@echo 'style'; awk -f tests/style.awk $(c_files) $(sh_files)
	@echo 'cppcheck'; cppcheck --quiet -j$(jobs) --std=c11 --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=normalCheckLevelMaxBranches -Ifixed \
		$(lint_flags) $(sources)
	@echo 'clang-tidy'
	$(call tidy,$(filter-out fixed/% leaky/% tests/unit/% $(on_fixed),\
		$(sources)),)
	$(call tidy,$(filter fixed/% leaky/% $(on_fixed),$(sources)),-Ifixed)
	$(call tidy,$(filter tests/unit/%,$(sources)),-Ifixed -Itests/unit \
		-include tests/unit/alloc.h)

# What includes a header of fixed/, and is not laid over it.
on_fixed := tests/fuzz/% labs/instruments/limit/%

# FILES FLAGS: silent when there is nothing to say, as clang-tidy is not. It
# counts a file that it could not read as a finding, too.
tidy = @! printf '%s\n' $(1) | xargs -P$(jobs) -I{} clang-tidy --quiet {} -- \
	-std=c11 $(2) $(lint_flags) 2>&1 | grep -E 'warning:|error:|^Error'

# Not the heap meter's tests: they allocate, lose and free in every odd way,
# to see it counted, and each of those is a finding.
sources = $(filter-out tests/instruments/%,$(filter %.c,$(c_files)))

lint_flags = -D_POSIX_C_SOURCE=200809L $(instruments:%=-Ilabs/instruments/%) \
	-Ilabs/instruments -Ilabs/grader -Itests/support -Itests/leaks \
	-Itests/valgrind

## make format   clang-format on all C files
.PHONY: format
format:
	$(call needs,clang-format,clang-format)
	@clang-format -i $(c_files)

## make clean    removes build/ and the generated certificates
.PHONY: clean
clean:
	@rm -rf build fixed/build
	@$(MAKE) -C certs clean
	@$(if $(filter-out clean help,$(MAKECMDGOALS)),sh labs/place.sh '$(CURDIR)')
