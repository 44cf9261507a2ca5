//! What rpmbuild provides for files of sysusers.d(5).

use std::fs;

use conformance::chroot::{Chroot, Suite};
use conformance::program::{MINIMAL, Mkrpm};
use conformance::rpm::system;
use conformance::tool::require_root;
use tempfile::TempDir;

const FILE: &str = "# Accounts of the fixture\n\
    u fixture  -   \"A fixture\" /var/lib/fixture /sbin/nologin\n\
    u\tfix2\t515:fixgroup\n\
    g fixgroup 515\n\
    \n\
    m fixture adm\n\
    u! locked -\n";

const SPEC: &str = "Name: fixture\nVersion: 1.0\nRelease: 1\nSummary: x\nLicense: MIT\n\
    BuildArch: noarch\n%description\nx\n\
    %install\nmkdir -p %{buildroot}/usr/lib/sysusers.d\n\
    cp /accounts.conf %{buildroot}/usr/lib/sysusers.d/fixture.conf\n\
    %files\n/usr/lib/sysusers.d/fixture.conf\n";

/// The provided accounts of the package at `path` inside, with versions and flags, sorted.
fn accounts(chroot: &Chroot, path: &str) -> Vec<String> {
    let format = "[%{PROVIDENAME} %{PROVIDEFLAGS} %{PROVIDEVERSION}\n]";
    let said = chroot.run("rpm", &["-qp", "--nosignature", "--qf", format, path]);
    let said = String::from_utf8(said).unwrap();
    let is_account = |line: &&str| line.starts_with("user(") || line.starts_with("group");
    let mut lines: Vec<_> = said.lines().filter(is_account).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn rpmbuild_provides_the_same_users_and_groups() {
    require_root();
    let folder = TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("usr/lib/sysusers.d")).unwrap();
    fs::write(tree.join("usr/lib/sysusers.d/fixture.conf"), FILE).unwrap();
    let ours = Mkrpm.build(&tree, folder.path(), &MINIMAL);
    for suite in [Suite::Trixie, Suite::Sid] {
        let chroot = system(suite);
        fs::write(chroot.root().join("accounts.conf"), FILE).unwrap();
        fs::write(chroot.root().join("fixture.spec"), SPEC).unwrap();
        chroot.run(
            "rpmbuild",
            &[
                "-bb",
                "--define",
                "_sysusersdir /usr/lib/sysusers.d",
                "--define",
                "_rpmdir /out",
                "/fixture.spec",
            ],
        );
        let theirs = accounts(&chroot, "/out/noarch/fixture-1.0-1.noarch.rpm");
        assert_eq!(theirs.len(), 8, "{theirs:?}");
        let ours = chroot.put(&ours);
        assert_eq!(accounts(&chroot, &ours), theirs, "{}", suite.name());
    }
}
