//! The tools that make repositories, as their manuals say.

/// A tool, and how it makes `public/dists/stable` of the packages in `debs`, which are for `main`, of
/// those in `contrib`, and of the source package in `sources`, which is for `main` too; run in the
/// folder of all with a key in `gnupg`.
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
Architectures: amd64 source
Components: main contrib
Description: of reprepro
Contents: percomponent .gz
SignWith: yes
END
reprepro --silent -b public includedeb stable debs/*.deb contrib/*.deb >&2
reprepro --silent -b public includedsc stable sources/*.dsc >&2
"#;

const APTLY: &str = r#"
set -e
export GNUPGHOME=$PWD/gnupg
mkdir home
printf '{ "rootDir": "%s", "gpgProvider": "gpg" }' $PWD/home > aptly.conf
aptly -config=aptly.conf repo create -component=main one >&2
aptly -config=aptly.conf repo create -component=contrib two >&2
aptly -config=aptly.conf repo add one debs sources >&2
aptly -config=aptly.conf repo add two contrib >&2
aptly -config=aptly.conf publish repo -batch -keyring=$PWD/gnupg/pubring.kbx -distribution=stable -origin=Example \
    -label=Example -component=main,contrib one two >&2
mv home/public public
"#;

const FTPARCHIVE: &str = r#"
set -e
export GNUPGHOME=$PWD/gnupg
mkdir -p public/pool/main public/pool/contrib public/dists/stable/main/binary-amd64 \
    public/dists/stable/main/source public/dists/stable/contrib/binary-amd64
cp debs/* sources/*.dsc sources/*.tar.* public/pool/main
cp contrib/* public/pool/contrib
cd public
for component in main contrib; do
    apt-ftparchive packages pool/$component > dists/stable/$component/binary-amd64/Packages
done
apt-ftparchive sources pool/main > dists/stable/main/source/Sources
gzip -9k dists/stable/*/*/Packages dists/stable/main/source/Sources
r=APT::FTPArchive::Release
apt-ftparchive -o $r::Origin=Example -o $r::Suite=stable -o $r::Codename=stable \
    -o $r::Architectures=amd64 -o "$r::Components=main contrib" \
    release dists/stable > Release
sed -i -e '1i X-Other: kept' -e '1i Changelogs: https://example.org/@CHANGEPATH@' Release
mv Release dists/stable
cd dists/stable
gpg -q --batch --clearsign -o InRelease Release
gpg -q --batch --armor --detach-sign -o Release.gpg Release
"#;

const SCANPACKAGES: &str = r#"
set -e
cp -r debs public-debs
mkdir -p public/pool public/dists/stable/main/binary-amd64 public/dists/stable/contrib/binary-amd64
mv public-debs public/pool/main
cp -r contrib public/pool/contrib
cd public
cat > dists/stable/Release <<END
Origin: Example
Suite: stable
Codename: stable
Date: $(LC_ALL=C date -u -R -d '-1 hour')
Architectures: amd64
Components: main contrib
SHA256:
END
for component in main contrib; do
    index=$component/binary-amd64/Packages
    dpkg-scanpackages -m pool/$component 2>/dev/null > dists/stable/$index
    size=$(stat -c %s dists/stable/$index)
    sum=$(sha256sum dists/stable/$index | cut -d' ' -f1)
    echo " $sum $size $index" >> dists/stable/Release
done
"#;
