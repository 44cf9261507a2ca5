//! What a package manager makes of many repositories, each seen by itself.

use std::fs;

use conformance::chroot::{Chroot, Suite};
use conformance::repository::rpm_system;

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// dnf 4 of a release.
    Dnf(Suite),
    /// dnf 5.
    Dnf5,
}

/// What it makes of a repository.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// Whether the package can be installed, and groups, modules and advisories be read.
    pub(super) works: bool,
    /// What it said.
    pub(super) said: String,
}

/// What `program` makes of the repositories `names` below `url`, everything signed by `key`.
pub(super) fn judge(program: Program, key: &str, url: &str, names: &[&str]) -> Vec<Verdict> {
    let suite = if let Program::Dnf(suite) = program { suite } else { Suite::Sid };
    let chroot: Chroot = rpm_system(suite);
    let root = chroot.root();
    fs::write(root.join("key.asc"), key).unwrap();
    fs::write(root.join("one.sh"), ONE).unwrap();
    fs::write(root.join("names"), names.join("\n")).unwrap();
    let (dnf, lists) = match program {
        Program::Dnf(_) => ("dnf --disableplugin=local", "group:module:updateinfo"),
        Program::Dnf5 => ("dnf5 --use-host-config", "group:module:advisory"),
    };
    let all = "mkdir -p /said /clients; xargs -P 2 -n 1 sh /one.sh \"$@\" < /names; true";
    chroot.run("sh", &["-c", all, "sh", dnf, lists, url]);
    let verdict = |name: &&str| {
        let said = fs::read(root.join("said").join(name)).unwrap();
        let said = String::from_utf8_lossy(&said).into_owned();
        Verdict { works: said.ends_with("WORKS\n"), said }
    };
    names.iter().map(verdict).collect()
}

/// Says of one repository what the program says, and at the end whether all of it worked.
const ONE: &str = r#"
dnf=$1 lists=$2 url=$3 name=$4 d=/clients/$4
mkdir -p $d/repos $d/root $d/log
cat > $d/repos/test.repo <<END
[test]
name=Test
baseurl=$url/$name
skip_if_unavailable=0
gpgcheck=1
repo_gpgcheck=1
gpgkey=file:///key.asc
END
dnf="timeout 60 $dnf -y --installroot $d/root --releasever=1 --setopt=reposdir=$d/repos --setopt=cachedir=$d/cache
    --setopt=system_cachedir=$d/cache --setopt=retries=1 --setopt=logdir=$d/log --setopt=tsflags=noscripts"
{
    $dnf install tool; failed=$?
    case $name in groups*) list=1 ;; modules*) list=2 ;; updates*) list=3 ;; *) list= ;; esac
    if [ "$list" ]; then $dnf $(echo $lists | cut -d: -f$list) list; failed=$failed$?; fi
    echo "install and lists: $failed"
} > $d/said 2>&1 < /dev/null
# A module list of nothing is an error to dnf 4.
case $name:$failed in *:0|*:00|modules*:01) grep -qi 'critical\|error:\|warning: failed\|terminate' $d/said || echo WORKS >> $d/said;; esac
mv $d/said /said/$name
"#;
