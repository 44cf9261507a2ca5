#!/bin/sh
# Makes the install trees that are packaged by the benchmarks, from packages of the Debian release
# that apt is configured for. A tree that stands is left as it is.
#
#   trees/ten      ten small files
#   trees/erlang   every erlang-* package: about 340 MB in 8,000 files
#   trees/many     headers, sources and documents: over 40,000 files, most of them below 4 KiB
#   trees/big      one file of 1 GiB: real binaries, one after the other
#
# Usage: corpora.sh [ten] [erlang] [many] [big]    (all four by default)
# Environment: BENCH_DIR, where to make them       (default target/bench)
# Needs: apt with a mirror, dpkg-deb, 5 GB of space and as much of download in total as 1 GB.
set -eu
export LC_ALL=C
BENCH_DIR=${BENCH_DIR:-$(dirname "$0")/../target/bench}
mkdir -p "$BENCH_DIR/trees" "$BENCH_DIR/debs"
cd "$BENCH_DIR"

# newest REGEX: of the packages that match, the one with the highest version in its name.
newest() {
    found=$(apt-cache pkgnames | grep -Ex "$1" | sort -V | tail -n 1)
    [ -n "$found" ] || { echo "corpora.sh: apt knows no package like $1" >&2; exit 1; }
    echo "$found"
}

# fetch NAME PACKAGE...: downloads packages into debs/NAME.
fetch() {
    mkdir -p "debs/$1"
    (cd "debs/$1" && shift && apt-get -q -o APT::Sandbox::User=root download "$@")
}

# unpack NAME FOLDER: unpacks debs/NAME into one tree.
unpack() {
    mkdir -p "$2"
    for deb in "debs/$1"/*.deb; do
        dpkg-deb --extract "$deb" "$2"
    done
}

make_ten() {
    mkdir -p "$1/usr/bin" "$1/usr/share/doc/ten"
    for number in 1 2 3 4 5 6 7 8 9; do
        seq "$number" 500 > "$1/usr/share/doc/ten/$number.txt"
    done
    cp /bin/true "$1/usr/bin/ten"
}

make_erlang() {
    # shellcheck disable=SC2046 # one word is one package
    fetch erlang $(apt-cache pkgnames erlang- | sort)
    unpack erlang "$1"
}

make_many() {
    fetch many "$(newest 'linux-headers-[0-9].*-common')" rust-src "$(newest 'golang-[0-9.]+-src')" \
        "$(newest 'libboost[0-9.]+-dev')" "$(newest 'python3\.[0-9]+-doc')"
    unpack many "$1"
}

make_big() {
    fetch big firefox-esr chromium libreoffice-core "$(newest 'libllvm[0-9]+')" \
        "$(newest 'openjdk-[0-9]+-jdk-headless')" "$(newest 'openjdk-[0-9]+-jre-headless')"
    unpack big big.unpacked
    mkdir -p "$1/opt/big"
    # Binaries first, then, if they do not suffice, the packages themselves.
    {
        find big.unpacked -type f -size +256k -print0 | sort -z | xargs -0 cat
        cat debs/big/*.deb debs/big/*.deb debs/big/*.deb
    } 2> /dev/null | head -c 1073741824 > "$1/opt/big/blob.bin"
    rm -rf big.unpacked
    [ "$(stat -c %s "$1/opt/big/blob.bin")" = 1073741824 ] || { echo "corpora.sh: big is too small" >&2; exit 1; }
}

for name in ${*:-ten erlang many big}; do
    if [ ! -e "trees/$name" ]; then
        # Under another name until it is complete, with the modes of an install tree.
        rm -rf "trees/.$name"
        umask 022
        "make_$name" "trees/.$name"
        mv "trees/.$name" "trees/$name"
    fi
    echo "trees/$name: $(find "trees/$name" -type f | wc -l) files, $(du -sm --apparent-size "trees/$name" | cut -f 1) MiB"
done
