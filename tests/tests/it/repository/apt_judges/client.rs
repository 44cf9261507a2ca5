//! What apt of a release makes of many archives, each seen by itself.

use std::fs;

use conformance::chroot::{Chroot, Suite};

/// apt, and what it needs to know.
#[derive(Debug)]
pub(super) struct Apt {
    chroot: Chroot,
}

/// What apt makes of an archive.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// Whether the package and the source package can be had.
    pub(super) works: bool,
    /// What it said.
    pub(super) said: String,
}

impl Apt {
    /// One that trusts the certificate in `keyring`, which is binary.
    pub(super) fn new(suite: Suite, keyring: &[u8]) -> Self {
        let chroot = Chroot::new(suite);
        fs::write(chroot.root().join("key.gpg"), keyring).unwrap();
        Self { chroot }
    }

    /// What it makes of the archives `names` below `url`: refreshed without a complaint of an error,
    /// and the packages `tool` and `origin` downloaded.
    pub(super) fn judge(&self, url: &str, names: &[&str]) -> Vec<Verdict> {
        fs::write(self.chroot.root().join("one.sh"), ONE).unwrap();
        fs::write(self.chroot.root().join("names"), names.join("\n")).unwrap();
        let all =
            "mkdir -p /said && touch /status && xargs -P 2 -n 1 sh /one.sh \"$1\" < /names; true";
        self.chroot.run("sh", &["-c", all, "sh", url]);
        names.iter().map(|name| self.verdict(name)).collect()
    }

    fn verdict(&self, name: &str) -> Verdict {
        let said = fs::read(self.chroot.root().join("said").join(name)).unwrap();
        let said = String::from_utf8_lossy(&said).into_owned();
        Verdict { works: said.ends_with("WORKS\n"), said }
    }
}

/// Says of one archive what apt says, and at the end whether all of it worked.
const ONE: &str = r#"
url=$1 name=$2 d=/clients/$2
mkdir -p $d/state/lists/partial $d/cache/archives/partial $d/parts
for kind in deb deb-src; do
    echo "$kind [signed-by=/key.gpg] $url/$name stable main"
done > $d/sources.list
cat > $d/apt.conf <<END
Dir::State "$d/state";
Dir::State::status "/status";
Dir::Cache "$d/cache";
Dir::Etc::sourcelist "$d/sources.list";
Dir::Etc::sourceparts "$d/parts";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Retries "0";
Acquire::Languages "en";
Debug::NoLocking "true";
END
export APT_CONFIG=$d/apt.conf
cd $d
{
    apt-get -q update; update=$?
    apt-get -q -y --download-only install tool; install=$?
    apt-get -q --download-only source origin; source=$?
    echo "update $update, install $install, source $source"
} > $d/said 2>&1 < /dev/null
[ $update$install$source = 000 ] && ! grep -q '^E:' $d/said && [ -e $d/cache/archives/tool_*.deb ] &&
    [ -e $d/origin_*.tar.gz ] && echo WORKS >> $d/said
mv $d/said /said/$name
"#;
