//! The tools that make repositories, as their manuals say.

/// A tool, and how it makes `public/dists/stable` of the packages in `debs`, run in the folder of
/// both with a key in `gnupg`.
pub(super) struct Maker {
    pub(super) name: &'static str,
    pub(super) script: &'static str,
    pub(super) is_signed: bool,
    pub(super) has_contents: bool,
    /// Fields of its `Release` that we know nothing of.
    pub(super) kept: &'static [(&'static str, &'static str)],
}

pub(super) const MAKERS: &[Maker] = &[
    Maker { name: "reprepro", script: REPREPRO, is_signed: true, has_contents: true, kept: &[] },
    Maker { name: "aptly", script: APTLY, is_signed: true, has_contents: true, kept: &[] },
    Maker {
        name: "apt-ftparchive",
        script: FTPARCHIVE,
        is_signed: true,
        has_contents: false,
        kept: &[("Changelogs", "https://example.org/@CHANGEPATH@"), ("X-Other", "kept")],
    },
    Maker {
        name: "dpkg-scanpackages",
        script: SCANPACKAGES,
        is_signed: false,
        has_contents: false,
        kept: &[],
    },
];

const REPREPRO: &str = r#"
set -e
export GNUPGHOME=$PWD/gnupg
mkdir -p public/conf
cat > public/conf/distributions <<'END'
Origin: Example
Label: Example
Suite: stable
Codename: stable
Architectures: amd64
Components: main
Description: of reprepro
Contents: percomponent .gz
SignWith: yes
END
reprepro --silent -b public includedeb stable debs/*.deb >&2
"#;

const APTLY: &str = r#"
set -e
export GNUPGHOME=$PWD/gnupg
mkdir home
printf '{ "rootDir": "%s", "gpgProvider": "gpg" }' $PWD/home > aptly.conf
aptly -config=aptly.conf repo create -component=main one >&2
aptly -config=aptly.conf repo add one debs >&2
aptly -config=aptly.conf publish repo -batch -keyring=$PWD/gnupg/pubring.kbx -distribution=stable -origin=Example \
    -label=Example one >&2
mv home/public public
"#;

const FTPARCHIVE: &str = r#"
set -e
export GNUPGHOME=$PWD/gnupg
mkdir -p public/pool public/dists/stable/main/binary-amd64
cp debs/* public/pool
cd public
apt-ftparchive packages pool > dists/stable/main/binary-amd64/Packages
gzip -9k dists/stable/main/binary-amd64/Packages
r=APT::FTPArchive::Release
apt-ftparchive -o $r::Origin=Example -o $r::Suite=stable -o $r::Codename=stable \
    -o $r::Architectures=amd64 -o $r::Components=main \
    release dists/stable > Release
sed -i -e '1i X-Other: kept' -e '1i Changelogs: https://example.org/@CHANGEPATH@' Release
mv Release dists/stable
cd dists/stable
gpg -q --batch --clearsign -o InRelease Release
gpg -q --batch --armor --detach-sign -o Release.gpg Release
"#;

const SCANPACKAGES: &str = r#"
set -e
mkdir -p public/pool public/dists/stable/main/binary-amd64
cp debs/* public/pool
cd public
dpkg-scanpackages -m pool 2>/dev/null > dists/stable/main/binary-amd64/Packages
size=$(stat -c %s dists/stable/main/binary-amd64/Packages)
sum=$(sha256sum dists/stable/main/binary-amd64/Packages | cut -d' ' -f1)
cat > dists/stable/Release <<END
Origin: Example
Suite: stable
Codename: stable
Date: $(LC_ALL=C date -u -R -d '-1 hour')
Architectures: amd64
Components: main
SHA256:
 $sum $size main/binary-amd64/Packages
END
"#;
