//! Dependencies that nobody writes, held against those of the real rpmbuild.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pkgtree::description::{ScriptBody, Scriptlet, TriggerRule};

use super::hello;
use crate::{Dependency, Package};

const SPEC: &str = r#"
Name: hello
Version: 2.10~rc1
Release: 3
Epoch: 1
Summary: friendly greeter
License: MIT
BuildArch: x86_64
Requires: (a or b), c >= 1 d
Requires(pre,postun): e
Requires(meta): f
Provides: g = 2^x
%description
%pre
true
%post -p /sbin/ldconfig
%preun -p "/usr/bin/perl -w"
1;
%postun -e
true
%pretrans -p <lua>
x = 1
%posttrans
true
%verifyscript
true
%triggerin -p /bin/bash -- foo
true
%transfiletriggerin -p <lua> -- /usr/lib
x = 1
%files
/opt/hello
%config(noreplace) /etc/hello.conf
%caps(cap_net_raw=ep) /opt/caps
"#;

/// What a package needs, but for the features that depend on how it is written.
fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let written = ["CompressedFileNames", "FileDigests", "PayloadFilesHavePrefix", "PayloadIs"];
    let is_written = |line: &str| written.iter().any(|feature| line.contains(feature));
    lines.filter(|line| !is_written(line)).map(str::to_owned).collect()
}

fn shown(list: &[Dependency]) -> Vec<String> {
    list.iter().map(|it| format!("{} {} {}", it.name, it.sense.0, it.evr)).collect()
}

fn rpmbuild(folder: &Path, stage: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let spec = folder.join("hello.spec");
    fs::write(&spec, SPEC).unwrap();
    let define = |name: &str, value: &str| ["--define".to_owned(), format!("{name} {value}")];
    let output = real_tools::command("rpmbuild")
        .args(define("_topdir", folder.to_str().unwrap()))
        .args(define("debug_package", "%{nil}"))
        .args(define("__os_install_post", "%{nil}"))
        .arg("--buildroot")
        .arg(stage)
        .args(["--noclean", "-bb", "--target", "x86_64"])
        .arg(&spec)
        .output()
        .expect("apt-get install rpm");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = folder.join("RPMS/x86_64/hello-2.10~rc1-3.x86_64.rpm");
    let query = |format: &str| {
        let output =
            real_tools::command("rpm").args(["-qp", "--qf", format]).arg(&file).output().unwrap();
        lines(String::from_utf8(output.stdout).unwrap().lines())
    };
    (
        query("[%{REQUIRENAME} %{REQUIREFLAGS} %{REQUIREVERSION}\n]"),
        query("[%{PROVIDENAME} %{PROVIDEFLAGS} %{PROVIDEVERSION}\n]"),
    )
}

#[test]
fn requires_and_provides_are_those_of_rpmbuild() {
    let folder = tempfile::tempdir().unwrap();
    let stage = folder.path().join("stage");
    for path in ["opt/hello", "etc/hello.conf", "opt/caps"] {
        fs::create_dir_all(stage.join(path).parent().unwrap()).unwrap();
        fs::write(stage.join(path), "x").unwrap();
    }
    let (shell, lua) = (folder.path().join("shell"), folder.path().join("lua"));
    fs::write(&shell, "#!/bin/sh\ntrue\n").unwrap();
    fs::write(&lua, "x = 1\n").unwrap();
    let body = |interpreter: Option<&str>, file: Option<&Path>, flags: &[&str]| ScriptBody {
        file: file.map(|file| file.to_owned().into()),
        interpreter: interpreter.map(Into::into),
        flags: flags.iter().map(|&flag| flag.into()).collect(),
    };
    let mut it = hello();
    it.version = Some("2.10~rc1".into());
    it.epoch = Some("1".into());
    it.depends = vec!["(a or b), c >= 1 d".into()];
    it.provides = vec!["g = 2^x".into()];
    it.rpm.requires_for =
        vec![("pre,postun".into(), vec!["e".into()]), ("meta".into(), vec!["f".into()])];
    for (name, body) in [
        ("pre", body(None, Some(&shell), &[])),
        ("post", body(Some("/sbin/ldconfig"), None, &[])),
        ("preun", body(Some("/usr/bin/perl -w"), Some(&lua), &[])),
        ("postun", body(None, Some(&shell), &["expand"])),
        ("pretrans", body(Some("<lua>"), Some(&lua), &[])),
        ("posttrans", body(None, Some(&shell), &[])),
        ("verify", body(None, Some(&shell), &[])),
    ] {
        it.rpm.scripts.push(Scriptlet { name: name.into(), body });
    }
    for (event, on, body) in [
        ("triggerin", "foo", body(Some("/bin/bash"), Some(&lua), &[])),
        ("transfiletriggerin", "/usr/lib", body(Some("<lua>"), Some(&lua), &[])),
    ] {
        let on = vec![on.into()];
        it.rpm.triggers.push(TriggerRule { event: event.into(), on, priority: None, body });
    }
    let mut rule = super::files::rule("/opt/caps");
    rule.capabilities = Some("cap_net_raw=ep".parse().unwrap());
    it.tree.attributes.push(rule);
    let package = Package::from_staged(&stage, &it).unwrap_or_else(|it| panic!("{it}"));
    let (requires, provides) = rpmbuild(folder.path(), &stage);
    let own = shown(&package.dependencies.requires);
    assert_eq!(lines(own.iter().map(String::as_str)), requires);
    let own = shown(&package.dependencies.provides);
    assert_eq!(lines(own.iter().map(String::as_str)), provides);
}
