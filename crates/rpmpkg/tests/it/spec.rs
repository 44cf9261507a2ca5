//! Packages made by rpmbuild.

use std::fs;
use std::path::{Path, PathBuf};

/// What every spec file here starts with: no helpers that look into the files or move them.
const PREAMBLE: &str = "\
%define __os_install_post %{nil}
%define debug_package %{nil}
%define _build_id_links none
Name: sample
Version: 1.0~rc1
Release: 3
Summary: A sample
License: MIT
";

/// One file of each kind and role, scriptlets and triggers of each kind, every dependency.
pub(crate) const EVERYTHING: &str = r#"
Epoch: 2
Group: Applications/Test
URL: https://example.org
Vendor: Example
Packager: Jane Doe <jane@example.org>
Summary(de): Ein Muster
Requires: foo >= 1, (bar if baz)
Requires(pre): shadow
Requires(post,preun): /bin/true
Provides: feature = 5
Conflicts: old < 2
Obsoletes: older <= 1:1
Recommends: rec
Suggests: sug
Supplements: sup
Enhances: enh > 3
OrderWithRequires: ord
%description
Text
of two lines.
%description -l de
Deutsch.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc %{buildroot}/var/log %{buildroot}/usr/share/doc/x
mkdir -p %{buildroot}/usr/share/locale/de
echo hello > %{buildroot}/usr/bin/sample
chmod 4755 %{buildroot}/usr/bin/sample
ln %{buildroot}/usr/bin/sample %{buildroot}/usr/bin/same
ln %{buildroot}/usr/bin/sample %{buildroot}/usr/bin/aaa
ln -s sample %{buildroot}/usr/bin/link
echo a=b > %{buildroot}/etc/sample.conf
echo c=d > %{buildroot}/etc/other.conf
touch %{buildroot}/var/log/x.log %{buildroot}/usr/share/locale/de/x.mo
echo read > %{buildroot}/usr/share/doc/x/README
mkfifo %{buildroot}/etc/fifo
mknod %{buildroot}/etc/null c 1 3
head -c 100000 /dev/zero > %{buildroot}/usr/bin/zeros
touch "%{buildroot}/etc/with blank" %{buildroot}/etc/žluť
%pretrans -p <lua>
print("pretrans")
%pre
echo pre
%post -p /sbin/ldconfig
%preun -e
echo preun %%{name}
%postun
echo postun
%posttrans -p "/usr/bin/perl -w"
print "x";
%verifyscript
true
%triggerprein -- foo
true
%triggerin -- foo > 1, bar
echo trig
%triggerun -- foo
echo un
%triggerpostun -p <lua> -- foo < 1
x = 1
%filetriggerin -P 100 -- /usr/lib /usr/share
cat
%filetriggerun -- /usr/lib
cat
%transfiletriggerin -- /etc
cat
%transfiletriggerpostun -p <lua> -- /etc
x = 1
%files
%dir /etc
%config(noreplace) /etc/sample.conf
%config(missingok) /etc/other.conf
%verify(not md5 size) /etc/fifo
/etc/null
"/etc/with blank"
/etc/žluť
%attr(-,nobody,adm) /usr/bin/aaa
%attr(-,nobody,adm) /usr/bin/same
%attr(-,nobody,adm) /usr/bin/sample
/usr/bin/link
%caps(cap_net_raw=ep) /usr/bin/zeros
%ghost /var/log/x.log
%lang(de) /usr/share/locale/de/x.mo
%doc /usr/share/doc/x/README
%changelog
* Tue Jan 02 2024 A B <a@b> - 1-1
- two
- points
* Mon Jan 01 2024 A B <a@b> - 1-0
- one
"#;

/// No files, no scripts.
pub(crate) const EMPTY: &str = "%description\nNothing.\n%files\n";

/// One small file.
pub(crate) const SMALL: &str = "BuildArch: noarch\n%description\nText.\n%install\n\
    mkdir -p %{buildroot}/usr\nprintf content > %{buildroot}/usr/file\n\
    ln -s file %{buildroot}/usr/link\n%files\n/usr/file\n/usr/link\n";

/// The binary and the source package that rpmbuild makes of a spec file, and of macros.
pub(crate) struct Built {
    pub(crate) binary: PathBuf,
    pub(crate) source: PathBuf,
}

/// Builds a spec file in `folder`.
#[track_caller]
pub(crate) fn build(folder: &Path, body: &str, macros: &[&str]) -> Built {
    let top = folder.join("top");
    if top.exists() {
        fs::remove_dir_all(&top).unwrap();
    }
    let spec = folder.join("sample.spec");
    fs::write(&spec, format!("{PREAMBLE}{body}")).unwrap();
    let define = format!("_topdir {}", top.display());
    let mut arguments = vec!["-ba", "--quiet", "--define", &define];
    for each in macros {
        arguments.extend(["--define", each]);
    }
    // as with SOURCE_DATE_EPOCH: the same bytes in every run
    let fixed = [
        "_buildhost localhost",
        "use_source_date_epoch_as_buildtime 1",
        "clamp_mtime_to_source_date_epoch 1",
    ];
    for each in fixed {
        arguments.extend(["--define", each]);
    }
    arguments.push(spec.to_str().unwrap());
    let mut rpmbuild = real_tools::command("rpmbuild");
    let built = rpmbuild.args(&arguments).env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Built { binary: find(&top.join("RPMS")), source: find(&top.join("SRPMS")) }
}

fn find(folder: &Path) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                return path;
            }
        }
    }
    panic!("no package in {}", folder.display());
}
