//! Packages made by rpmbuild.

use std::fs;
use std::path::Path;

use crate::tools::run;

/// Whatever is listed in a way of its own.
pub(super) const ODD: &str = r#"Name: odd
Version: 1.0~rc1^2
Release: 1
Epoch: 3
Summary: A "quoted" <summary> & more 'x' 	tab
License: MIT
Group: Applications/Odd & Others
Vendor: Müller
VCS: git:https://example.org/x
BuildArch: noarch
Requires: foo
Requires: foo >= 1
Requires(post): foo
Requires(pre): foo >= 1
Requires: libc.so.6(GLIBC_2.4)(64bit)
Requires: libc.so.6(GLIBC_2.34)(64bit)
Requires: libc.so.6()(64bit)
Requires: /etc/odd.conf
Requires: /usr/bin/odd
Requires: /opt/odd/other
Requires: odd = 3:1.0~rc1^2-1
Requires: (a or (b and c < 2:3-4))
Provides: quoted("a&b<c>") = 1
Provides: grün = 0:2
Conflicts: c < 2:3-4
Obsoletes: d <= 3
Recommends: r > 1
Suggests: s
Supplements: (t and u)
Enhances: v = 1-2
%description
First line.

  Indented, with 100%% & <tags>.
%package sub
Summary: Nothing but a folder
%description sub
%install
mkdir -p %{buildroot}/etc %{buildroot}/usr/bin %{buildroot}/opt/odd "%{buildroot}/opt/a bin/" \
    %{buildroot}/opt/odd/ghosts
touch %{buildroot}/etc/odd.conf %{buildroot}/usr/bin/odd %{buildroot}/opt/odd/other
touch %{buildroot}/opt/odd/ghost "%{buildroot}/opt/odd/a&b <c>'ü"
%files
%config /etc/odd.conf
/usr/bin/odd
/opt/odd/other
"/opt/odd/a&b <c>'ü"
%ghost /opt/odd/ghost
%ghost %dir /opt/odd/ghosts
%files sub
%dir "/opt/a bin"
%post
true
%changelog
* Tue Jan 02 2024 A B <a@b>   
- four, without a version
* Mon Jan 01 2024 A B <a@b> - 3
- three "q" <x>
* Mon Jan 01 2024 A B <a@b> - 2
- two
* Mon Jan 01 2024 A "Q" B ü <a@b> - 1
- one
"#;

/// The least that a package has, with more changes than are listed.
pub(super) const PLAIN: &str = "Name: plain
Version: 1
Release: 2
Summary: Plain
License: MIT
BuildArch: noarch
%description
Plain.
%files
%changelog
* Fri Jan 12 2024 A <a@b> - 12
- twelve
* Thu Jan 11 2024 A <a@b> - 11
- eleven
* Wed Jan 10 2024 A <a@b> - 10
- ten
* Tue Jan 09 2024 A <a@b> - 9
- nine
* Mon Jan 08 2024 A <a@b> - 8
- eight
* Sun Jan 07 2024 A <a@b> - 7
- seven
* Sat Jan 06 2024 A <a@b> - 6
- six
* Fri Jan 05 2024 A <a@b> - 5
- five
* Thu Jan 04 2024 A <a@b> - 4
- four
* Wed Jan 03 2024 A <a@b> - 3
- three
* Tue Jan 02 2024 A <a@b> - 2
- two
* Mon Jan 01 2024 A <a@b> - 1
- one
";

/// Builds the packages of a spec file, the source package among them, into `folder`.
pub(super) fn build(folder: &Path, spec: &str) {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("package.spec"), spec).unwrap();
    let top = format!("_topdir {}", work.path().join("top").display());
    let arguments =
        ["--quiet", "-ba", "--define", &top, "--define", "_buildhost localhost", "package.spec"];
    run(work.path(), "rpmbuild", &arguments);
    for below in ["top/RPMS/noarch", "top/SRPMS"] {
        let to = folder.join(below.rsplit('/').next().unwrap());
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(work.path().join(below)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
