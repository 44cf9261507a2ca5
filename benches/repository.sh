#!/bin/sh
# Makes the repositories that `benches -- repository` starts from, below `repository` in the folder of
# the benchmarks. What stands is left as it is.
#
#   debs/         some 800 real packages of the Debian release that apt is configured for
#   first/, one/  two more packages
#   Packages      the real index of its component main
#   stubs/N/      N packages with the control data of main's first, and nothing in them, for the peers
#   rpms/         the same as RPM packages; one-rpm/: one more
#   stubs-rpm/N/  N RPM packages with the names and dependencies of main's first, and nothing in them
#   state/        each tool's repository of 800, and of so many others, before one package is added
#
# Usage: repository.sh [SIZE]...                   (sizes besides 800; default: 10000 60000)
# Environment: BENCH_DIR                           (default target/bench)
#              BIN, where mkrepo and benches stand   (default target/release)
#              PEERS_UP_TO, the largest repository that is made for the peers (default 10000)
# Needs: apt with a mirror, apt-utils, aptly, createrepo-c, dpkg-dev, gpg, openssl, reprepro, 6 GB of
# space. Another createrepo_c than that of PATH is named by CREATEREPO_C, also for the benchmarks.
set -eu
export LC_ALL=C
BENCH_DIR=${BENCH_DIR:-$(dirname "$0")/../target/bench}
BIN=$(cd "${BIN:-$(dirname "$0")/../target/release}" && pwd)
mkdir -p "$BENCH_DIR/repository/state"
cd "$BENCH_DIR/repository"
HERE=$PWD
export GNUPGHOME="$HERE/gnupg"

make_index() {
    list=$(apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' 'Component: main' | xargs ls -S | head -n 1)
    /usr/lib/apt/apt-helper cat-file "$list" > Packages.new
    mv Packages.new Packages
}

make_debs() {
    mkdir -p debs.new
    count=$(grep -c '^Package: ' Packages)
    # shellcheck disable=SC2046 # one word is one package
    (cd debs.new && apt-get -q -o APT::Sandbox::User=root download \
        $(grep '^Package: ' "$HERE/Packages" | cut -d ' ' -f 2 | sort -u | awk "NR % ($count / 800) == 0"))
    mv debs.new debs
}

# package NAME: one more package, of a usual size, in a folder of its own.
package() {
    rm -rf tree
    mkdir -p tree/DEBIAN tree/usr/share/bench "$1.new"
    head -c 400000 Packages > "tree/usr/share/bench/$1"
    printf 'Package: bench-%s\nVersion: 1.0\nArchitecture: amd64\nMaintainer: Bench <bench@example.org>\n' "$1" > tree/DEBIAN/control
    printf 'Section: misc\nPriority: optional\nDescription: one more package\n' >> tree/DEBIAN/control
    dpkg-deb --root-owner-group -b tree "$1.new/" > /dev/null
    mv "$1.new" "$1"
    rm -rf tree
}

make_key() {
    mkdir -m 700 gnupg
    gpg --batch --quiet --passphrase '' --quick-generate-key 'Bench <bench@example.org>' rsa4096 sign never
    (umask 077 && gpg --batch --quiet --armor --export-secret-keys > key.asc)
}

# described NAME [KEY]: a repository of mkrepo in state/NAME, signed if so asked.
described() {
    mkdir -p "state/$1"
    {
        echo 'root = "public"'
        [ $# -lt 2 ] || echo "signing.key = \"file:$HERE/key.asc\""
        printf '[apt.deb]\norigin = "Bench"\narchitectures = ["amd64"]\n[apt.deb.suites.stable]\n'
    } > "state/$1/mkrepo.toml"
}

# aptly_of NAME FOLDER OPTION: the packages in a repository of aptly.
aptly_of() {
    mkdir -p "state/$1"
    printf '{"rootDir": "%s", "gpgProvider": "gpg", "skipContentsPublishing": true}\n' "$HERE/run" > "state/$1.conf"
    rm -rf run
    aptly -config="state/$1.conf" repo create -distribution=stable -component=main bench > /dev/null
    aptly -config="state/$1.conf" repo add bench "$2" > /dev/null
    aptly -config="state/$1.conf" publish repo -batch -architectures=amd64 $3 bench > /dev/null
    rm -rf "state/$1"
    mv run "state/$1"
}

# reprepro_of NAME FOLDER LINE: the same of reprepro.
reprepro_of() {
    mkdir -p "state/$1/conf"
    {
        printf 'Origin: Bench\nCodename: stable\nArchitectures: amd64\nComponents: main\n'
        printf 'DebIndices: Packages Release . .gz .xz\n%s\n' "$3"
    } > "state/$1/conf/distributions"
    find "$2" -name '*.deb' -print0 | xargs -0 reprepro --silent --ignore=extension --section misc --priority optional -b "state/$1" includedeb stable
}

# archive_of NAME FOLDER: a folder with its packages and a warm database of apt-ftparchive.
archive_of() {
    mkdir -p "state/$1"
    cp -al "$2" "state/$1/pool"
    (cd "state/$1" && apt-ftparchive -o APT::FTPArchive::Contents=false --db cache.db packages pool > Packages)
}

# peers_of SIZE FOLDER [signed]: the repositories of all peers.
peers_of() {
    skip=-skip-signing
    sign=
    [ $# -lt 3 ] || { skip=; sign='SignWith: yes'; }
    [ -e "state/archive-$1" ] || archive_of "archive-$1" "$2"
    [ -e "state/aptly-$1" ] || aptly_of "aptly-$1" "$2" "$skip"
    [ -e "state/reprepro-$1" ] || reprepro_of "reprepro-$1" "$2" "$sign"
}

# rpm_of SIZE FOLDER: the repositories of RPM packages: createrepo_c's, and mkrepo's, not signed.
rpm_of() {
    if [ ! -e "state/createrepo-$1" ]; then
        cp -al "$2" "state/createrepo-$1.new"
        "${CREATEREPO_C:-createrepo_c}" --quiet --no-database "state/createrepo-$1.new"
        mv "state/createrepo-$1.new" "state/createrepo-$1"
    fi
    if [ ! -e "state/index-$1" ]; then
        cp -al "$2" "state/index-$1.new"
        "$BIN/mkrepo" index --quiet "state/index-$1.new" > /dev/null
        mv "state/index-$1.new" "state/index-$1"
    fi
    if [ ! -e "state/mkrepo-rpm-$1" ]; then
        mkdir -p "state/mkrepo-rpm-$1.new"
        printf 'root = "public"\n[rpm.bench]\npath = "rpm"\n' > "state/mkrepo-rpm-$1.new/mkrepo.toml"
        "$BIN/mkrepo" -C "state/mkrepo-rpm-$1.new" --quiet add --to rpm:bench "$2" > /dev/null
        mv "state/mkrepo-rpm-$1.new" "state/mkrepo-rpm-$1"
    fi
}

[ -e Packages ] || make_index
[ -e debs ] || make_debs
[ -e gnupg ] || make_key
for name in first one; do
    [ -e "$name" ] || package "$name"
done
if [ ! -e state/mkrepo-800 ]; then
    described mkrepo-800 signed
    "$BIN/mkrepo" -C state/mkrepo-800 --quiet add --skip-payload debs > /dev/null
fi
peers_of 800 debs signed
for size in ${*:-10000 60000}; do
    if [ ! -e "state/mkrepo-$size" ]; then
        described "mkrepo-$size"
        suite="state/mkrepo-$size/public/deb/dists/stable"
        mkdir -p "$suite/main/binary-amd64"
        awk -v RS= -v ORS='\n\n' "NR <= $size" Packages > "$suite/main/binary-amd64/Packages"
        apt-ftparchive -o APT::FTPArchive::Release::Codename=stable -o APT::FTPArchive::Release::Suite=stable \
            -o APT::FTPArchive::Release::Origin=Bench -o APT::FTPArchive::Release::Components=main \
            -o APT::FTPArchive::Release::Architectures=amd64 release "$suite" > "state/Release"
        mv state/Release "$suite/"
        # Now it is as mkrepo publishes it.
        "$BIN/mkrepo" -C "state/mkrepo-$size" --quiet add first > /dev/null
    fi
    if [ "$size" -le "${PEERS_UP_TO:-10000}" ]; then
        [ -e "stubs/$size" ] || "$BIN/benches" stubs Packages "$size" "stubs/$size"
        peers_of "$size" "stubs/$size"
    fi
done
[ -e rpms ] || { "$BIN/benches" rpm-stubs debs 1000 rpms.new && mv rpms.new rpms; }
[ -e one-rpm ] || { "$BIN/benches" rpm-stubs one 1 one-rpm.new && mv one-rpm.new one-rpm; }
rpm_of 800 rpms
[ -e stubs-rpm/10000 ] || "$BIN/benches" rpm-stubs Packages 10000 stubs-rpm/10000
rpm_of 10000 stubs-rpm/10000
