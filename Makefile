# `make help` lists what this can do.

PREFIX = /usr/local
DESTDIR =

CARGO = cargo
HOST := $(shell rustc -vV 2>/dev/null | sed -n 's/^host: //p')

# How the commands are built for `make static` and `make install`: one of the profiles of Cargo.toml.
PROFILE = release
STATIC = target/static$(PROFILE:%=-%)
ifeq ($(PROFILE),release)
STATIC = target/static
endif

# What `make fuzz` gives each target.
SECONDS_EACH = 60

# The commands, as `make static` and `make install` know them.
COMMANDS = mkdeb mkrpm mkrepo

.PHONY: help build static man completions sbom install image demo golden check test test-long test-docker reproducible lint advisories fuzz bench clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

# Without paths of this machine, and the same bytes from any directory.
CARGO_RELEASE = CARGO="$(CARGO)" scripts/cargo-release

build: tools ## Build the commands, for this machine
	$(CARGO_RELEASE) build --release --locked --package packwright --bins

# Another target's standard library may not be at hand: static-pie on the host's own. Naming the
# target keeps the flag away from build scripts and procedural macros, which cannot be static.
CARGO_STATIC = RUSTFLAGS="$(RUSTFLAGS) -C target-feature=+crt-static" $(CARGO_RELEASE)
STATIC_FLAGS = --profile $(PROFILE) --locked --target $(HOST)

static: tools ## Build the commands as static files that run on any Linux, even in an empty root
	$(CARGO_STATIC) build $(STATIC_FLAGS) --package packwright $(COMMANDS:%=--bin %)
	install -D -t $(STATIC) $(COMMANDS:%=target/$(HOST)/$(PROFILE)/%)
	@ls -l $(COMMANDS:%=$(STATIC)/%)

man: target/manuals.stamp ## Write the manual pages to target/man
completions: target/manuals.stamp ## Write the completions of bash, zsh and fish to target/completions

# Built as the commands are, so that nothing is compiled twice.
target/manuals.stamp: $(shell find crates/cli packaging/manuals -name '*.rs') docs/manifest.md docs/repository.md packaging/changelog Cargo.lock | tools
	rm -rf target/man target/completions
	$(CARGO_STATIC) run --quiet $(STATIC_FLAGS) --package manuals -- target/man target/completions
	gzip -9nk target/man/*.[15]
	@touch $@

sbom: target/packwright.cdx.json ## Write the bill of materials of the commands (CycloneDX) to target/packwright.cdx.json

# Not compared with its sources by time: the toolchain and the C library are among them.
.PHONY: target/packwright.cdx.json
target/packwright.cdx.json: | tools
	@mkdir -p target
	$(CARGO) fetch --quiet --locked --target $(HOST)
	CARGO="$(CARGO)" scripts/sbom > $@.new
	mv $@.new $@

install: static man completions sbom ## Install below DESTDIR, with PREFIX=/usr/local
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/bin $(COMMANDS:%=$(STATIC)/%)
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man1 target/man/*.1.gz
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/man/man5 target/man/*.5.gz
	for command in $(COMMANDS); do \
	    install -D -m 0644 target/completions/$$command.bash \
	        $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$command || exit 1; \
	done
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(COMMANDS:%=target/completions/_%)
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(COMMANDS:%=target/completions/%.fish)
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/doc/packwright README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/doc/packwright target/packwright.cdx.json
	scripts/third-party-notices | gzip -9n > $(DESTDIR)$(PREFIX)/share/doc/packwright/third-party-notices.gz

image: static ## Put the static commands into the image `packwright` for Dockerfiles to take
	DOCKER_BUILDKIT=1 docker build --tag packwright --build-arg FROM=prebuilt .

demo: ## Package Packwright itself in both formats, install the packages, publish one and install it with apt
	@MAKE="$(MAKE)" PROFILE=demo scripts/demo

golden: ## Write fixtures/golden anew
	$(CARGO) run --locked --package conformance --bin golden

# What the tests run besides what a minimal Debian has; a test holds it against what they run.
TEST_PACKAGES = aptly apt-utils attr binutils bzip2 cpio createrepo-c debhelper debootstrap debsig-verify dpkg-dev e2fsprogs file gcc \
    git gpg gpg-agent gpgconf gpgv libc6-dev libcap2-bin lintian nginx procps python3 reprepro rpm rpm2cpio sqv xz-utils zstd

# What the unit tests run of that.
CHECK_PACKAGES = bzip2 cpio dpkg-dev file gpg gpg-agent gpgconf libcap2-bin python3 rpm rpm2cpio xz-utils zstd

check: tools ## Check format and lints and run the unit tests, in minutes and without root
	scripts/install-tools $(CHECK_PACKAGES)
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	scripts/check-fences
	$(CARGO) test --locked --workspace --exclude conformance --lib

test: tools ## Run everything that must pass, as root: it installs packages in chroots
	@scripts/check-room
	$(MAKE) static
	scripts/install-tools $(TEST_PACKAGES)
	$(CARGO) test --locked --workspace --test it -- --ignored static_binary
	PACKWRIGHT_BINS=target/debug RUST_TEST_THREADS=$(TEST_THREADS) PROPTEST_RNG_SEED=$(SEED) CONFORMANCE_CASES=200 $(CARGO) test --locked --workspace

test-long: tools static ## Run the exhaustive forms of the tests, and all of README on a fresh machine
	scripts/install-tools $(TEST_PACKAGES)
	scripts/check-reproducible
	CONFORMANCE_CASES=$(CASES) $(CARGO) test --locked --workspace --release -- --include-ignored
	scripts/fresh-machine

test-docker: static ## Build examples/docker with a real Docker Engine and install its packages, as root
	scripts/test-docker

# From where the property tests begin in `make test`: the same inputs in every run, so that a change is
# judged by what it changes. `make test-long` takes other inputs each time.
SEED = 1

# Many tests wait, for clients that sleep and for servers.
TEST_THREADS = $(shell expr $$(nproc) \* 2)

# Generated trees of the property tests in `make test-long`.
CASES = 2000

reproducible: static ## Build the static commands again in another place, and compare the bytes
	scripts/check-reproducible --profile $(PROFILE)

lint: tools ## Check format, lints, documentation, fences and dependencies
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path fuzz/Cargo.toml --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTFLAGS="$(RUSTFLAGS) -D warnings" $(CARGO) check --locked --package debpkg --package rpmpkg --no-default-features --target-dir target/reading
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps
	scripts/check-fences
	$(call cargo-tool,cargo-deny,0.20.2)
	$(CARGO) deny --locked check bans licenses sources
	CARGO="$(CARGO)" scripts/check-advisories

advisories: ## Check dependencies for known vulnerabilities, which make lint does only where it can
	$(call cargo-tool,cargo-deny,0.20.2)
	CARGO="$(CARGO)" scripts/check-advisories --required

fuzz: tools ## Fuzz each parser for SECONDS_EACH=60
	$(call cargo-tool,cargo-fuzz,0.13.2)
	SECONDS_EACH=$(SECONDS_EACH) fuzz/run

# $(call cargo-tool,NAME,VERSION): install a tool of cargo's that is not there, quickly built.
define cargo-tool
	@command -v $(1) >/dev/null || \
	    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	    $(CARGO) install --quiet --locked --target-dir target/tools $(1)@$(2)
endef

bench: tools ## Measure side by side with the peers: over an hour on a machine with nothing else to do
	benches/corpora.sh
	$(MAKE) build
	$(CARGO_RELEASE) run --release --locked --package benches

clean: ## Remove everything that was built
	$(CARGO) clean

# A C compiler builds liblzma and zstd, and Rust links with it.
.PHONY: tools
tools:
	@command -v $(CARGO) >/dev/null || { echo "Rust is missing; see https://rustup.rs" >&2; exit 1; }
	@command -v cc >/dev/null || scripts/install-tools gcc libc6-dev
