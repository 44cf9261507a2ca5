//! `mkrepo index`: flat repositories, and the real apt reading them.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{Run, Workshop, names, set};

/// A directory `repo` with two versions of one package, one of them below.
fn repository() -> Workshop {
    let workshop = Workshop::new();
    fs::create_dir_all(workshop.path("repo/sub")).unwrap();
    workshop.build(&["--timestamp=1600000000", "--output=repo/"]).done();
    let other = |flag| if flag == "--version=1.0" { "--version=2.0~rc1+b1" } else { flag };
    let flags: Vec<&str> = workshop.tool.sufficient().into_iter().map(other).collect();
    let further = ["--timestamp=1600000000", "--epoch=1", "--output=repo/sub/a b+~.deb"];
    workshop.run(&[&flags[..], &further].concat()).done();
    workshop
}

fn mkrepo(workshop: &Workshop, arguments: &[&str]) -> Run {
    let mut command = real_tools::ours(env!("CARGO_BIN_EXE_mkrepo"));
    command.current_dir(workshop.path("")).args(arguments).env_remove("SOURCE_DATE_EPOCH");
    Run::of(&mut command)
}

fn fixture(name: &str) -> String {
    format!("{}/../../fixtures/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A repository signed by `name`.
fn sign(workshop: &Workshop, name: &str) -> Run {
    let key = fs::read(fixture(&format!("{name}.secret.asc"))).unwrap();
    workshop.file("key.asc", &key, 0o600);
    mkrepo(workshop, &["index", "repo", "--sign-key=key.asc", "--origin=Example"])
}

/// apt with directories of its own, below `apt`, that knows the repository alone.
fn apt(workshop: &Workshop, options: &str, arguments: &[&str]) -> Output {
    let root = workshop.path("apt");
    if arguments == ["update"] {
        // With the lists of an earlier one it would only warn of what it does not trust.
        let _ = fs::remove_dir_all(root.join("state/lists"));
    }
    for folder in [
        "etc/parts",
        "etc/preferences.d",
        "etc/sources.list.d",
        "state/lists/partial",
        "cache/archives/partial",
        "etc/trusted.gpg.d",
    ] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    let repository = workshop.path("repo");
    let source = format!("deb {options} file:{} ./\n", repository.display());
    fs::write(root.join("etc/sources.list"), source).unwrap();
    fs::write(root.join("state/status"), "").unwrap();
    let configuration = format!(
        "Dir \"{0}\";\nDir::Etc \"{0}/etc\";\nDir::State \"{0}/state\";\nDir::Cache \"{0}/cache\";\n\
         Dir::State::status \"{0}/state/status\";\nDir::Etc::parts \"parts\";\n\
         Dir::Log \"{0}\";\nAPT::Architecture \"amd64\";\nAPT::Architectures {{ \"amd64\"; }};\n\
         APT::Sandbox::User \"\";\nAcquire::Languages \"none\";\nAcquire::Check-Date \"true\";\n",
        root.display()
    );
    fs::write(root.join("apt.conf"), configuration).unwrap();
    fs::create_dir_all(workshop.path("work")).unwrap();
    real_tools::command("apt-get")
        .arg("-q")
        .args(arguments)
        .current_dir(workshop.path("work"))
        .env("APT_CONFIG", root.join("apt.conf"))
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

#[track_caller]
fn apt_does(workshop: &Workshop, options: &str, arguments: &[&str]) -> String {
    let output = apt(workshop, options, arguments);
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{arguments:?}: {text}");
    assert!(!text.contains("\nW:") && !text.starts_with("W:"), "{arguments:?}: {text}");
    text
}

#[test]
fn apt_reads_what_is_indexed_and_takes_it_by_its_digest() {
    let workshop = repository();
    let run = mkrepo(&workshop, &["index", "repo"]);
    assert_eq!(run.done(), "repo/Release\n");
    assert!(run.stderr.contains("repo: 2 packages\n"), "{}", run.stderr);
    assert!(run.stderr.contains("not signed"), "{}", run.stderr);
    let files = [
        "Packages",
        "Packages.gz",
        "Packages.xz",
        "Release",
        "by-hash",
        "hello_1.0_amd64.deb",
        "sub",
    ];
    assert_eq!(names(&workshop.path("repo")), set(&[&files[..], &[".mkrepo"]].concat()));

    // The plain names are of no use to it.
    for name in ["Packages", "Packages.gz", "Packages.xz"] {
        fs::write(workshop.path("repo").join(name), "of another publication").unwrap();
    }
    apt_does(&workshop, "[trusted=yes]", &["update"]);
    apt_does(&workshop, "[trusted=yes]", &["download", "hello", "hello=1.0"]);
    let newest = fs::read(workshop.path("repo/sub/a b+~.deb")).unwrap();
    let named = workshop.path("work/hello_1%3a2.0~rc1+b1_amd64.deb");
    assert_eq!(fs::read(named).unwrap(), newest);
    assert!(workshop.path("work/hello_1.0_amd64.deb").exists());
    assert!(!apt(&workshop, "", &["update"]).status.success());
}

#[test]
fn a_signed_one_is_trusted_by_its_key_alone() {
    let workshop = repository();
    assert_eq!(sign(&workshop, "rsa3072").done(), "repo/InRelease\n");
    let signed_by = |name: &str| format!("[signed-by={}]", fixture(&format!("{name}.asc")));
    apt_does(&workshop, &signed_by("rsa3072"), &["update"]);
    apt_does(&workshop, &signed_by("rsa3072"), &["download", "hello"]);
    assert!(!apt(&workshop, &signed_by("rsa4096"), &["update"]).status.success());
    // The same for clients that ask for the two files.
    fs::remove_file(workshop.path("repo/InRelease")).unwrap();
    apt_does(&workshop, &signed_by("rsa3072"), &["update"]);
    // InRelease is there again, and what is signed stays signed.
    sign(&workshop, "rsa3072").done();
    let refused = mkrepo(&workshop, &["index", "repo"]);
    assert!(refused.failed(6).contains("--sign-key"), "{}", refused.stderr);
    assert_eq!(sign(&workshop, "rsa4096").done(), "repo/InRelease\n");
    apt_does(&workshop, &signed_by("rsa4096"), &["update"]);
    assert!(!apt(&workshop, &signed_by("rsa3072"), &["update"]).status.success());
}

#[test]
fn source_packages_are_listed_and_fetched() {
    let workshop = repository();
    let tree = "repo/src/tool-1.0/";
    for (name, text) in [
        (
            "control",
            "Source: tool\nMaintainer: A B <a@example.org>\nStandards-Version: 4.6.2\n\n\
          Package: tool\nArchitecture: any\nDescription: does things\n",
        ),
        (
            "changelog",
            "tool (1.0) unstable; urgency=medium\n\n  * First.\n\n -- A B \
          <a@example.org>  Sat, 01 Jan 2022 00:00:00 +0000\n",
        ),
        ("rules", "#!/usr/bin/make -f\n"),
        ("source/format", "3.0 (native)\n"),
    ] {
        workshop.file(&format!("{tree}debian/{name}"), text.as_bytes(), 0o755);
    }
    let mut command = real_tools::command("dpkg-source");
    command.args(["-b", "tool-1.0"]).current_dir(workshop.path("repo/src"));
    assert!(command.output().unwrap().status.success());
    let run = mkrepo(&workshop, &["index", "repo"]);
    run.done();
    assert!(run.stderr.contains("repo: 2 packages, 1 source package\n"), "{}", run.stderr);
    let sources = format!("[trusted=yes] file:{} ./\ndeb-src", workshop.path("repo").display());
    let options = format!("{sources} [trusted=yes]");
    apt_does(&workshop, &options, &["update"]);
    apt_does(&workshop, &options, &["source", "--download-only", "tool"]);
    assert!(workshop.path("work/tool_1.0.tar.xz").exists());
    // Without them there is no index of them.
    fs::remove_dir_all(workshop.path("repo/src")).unwrap();
    mkrepo(&workshop, &["index", "repo"]).done();
    assert!(!workshop.path("repo/Sources").exists());
}

#[test]
fn what_did_not_change_is_not_published_again() {
    let workshop = repository();
    let first = mkrepo(&workshop, &["index", "repo", "--json"]).json();
    assert_eq!((&first["changed"], &first["serial"]), (&true.into(), &1.into()));
    assert_eq!(first["packages"][0]["path"], "hello_1.0_amd64.deb");
    let release = fs::read(workshop.path("repo/Release")).unwrap();
    let again = mkrepo(&workshop, &["index", "repo"]);
    assert_eq!(again.done(), "repo/Release\n");
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);
    assert_eq!(fs::read(workshop.path("repo/Release")).unwrap(), release);

    fs::remove_file(workshop.path("repo/sub/a b+~.deb")).unwrap();
    let third = mkrepo(&workshop, &["index", "repo", "--json"]).json();
    assert_eq!((&third["changed"], &third["serial"]), (&true.into(), &2.into()));
    assert_eq!(third["packages"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_same_folder_and_time_give_the_same_bytes() {
    let bytes = |arguments: &[&str]| {
        let workshop = repository();
        mkrepo(&workshop, &[&["index", "repo", "--timestamp=1700000000"], arguments].concat())
            .done();
        ["Release", "Packages", "Packages.gz", "Packages.xz"]
            .map(|name| fs::read(workshop.path("repo").join(name)).unwrap())
    };
    let one = bytes(&["--threads=1"]);
    assert!(bytes(&["--threads=4"]) == one);
    let release = String::from_utf8(one[0].clone()).unwrap();
    assert!(release.starts_with("Date: Tue, 14 Nov 2023 22:13:20 UTC\n"), "{release}");
}

#[test]
fn packages_can_be_printed_with_nothing_written() {
    let workshop = repository();
    let before = names(&workshop.path("repo"));
    let all = mkrepo(&workshop, &["index", "repo", "--stdout"]);
    let newest = mkrepo(&workshop, &["-C", "repo", "index", "--stdout", "--newest", "--md5"]);
    assert_eq!(names(&workshop.path("repo")), before);
    assert_eq!(all.done().matches("Package: hello\n").count(), 2);
    assert!(newest.done().contains("\nFilename: ./sub/a b+~.deb\n"), "{}", newest.stdout);
    assert!(newest.done().contains("\nMD5sum: "));
    let none = mkrepo(&workshop, &["index", "repo", "--arch=arm64"]);
    assert!(none.failed(3).contains("no .deb package for arm64"), "{}", none.stderr);
    mkrepo(&workshop, &["index", "repo", "--arch=linux/arm64", "--allow-empty"]).done();
    assert_eq!(fs::read(workshop.path("repo/Packages")).unwrap(), b"");
}

#[test]
fn every_bad_package_is_named_and_nothing_is_written() {
    let workshop = repository();
    mkrepo(&workshop, &["index", "repo"]).done();
    let state =
        |root: &Path| ["Release", "Packages"].map(|name| fs::read(root.join(name)).unwrap());
    let before = state(&workshop.path("repo"));
    workshop.file("repo/bad.deb", b"!<arch>\n", 0o644);
    workshop.file("repo/sub/worse.deb", b"", 0o644);
    workshop.file("repo/other-1.0-1.x86_64.rpm", b"", 0o644);
    let run = mkrepo(&workshop, &["index", "repo"]);
    let said = run.failed(3);
    for name in ["repo/bad.deb", "repo/sub/worse.deb", "repo/other-1.0-1.x86_64.rpm"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert_eq!(state(&workshop.path("repo")), before);
    for name in ["bad.deb", "sub/worse.deb"] {
        fs::remove_file(workshop.path("repo").join(name)).unwrap();
    }
    let run = mkrepo(&workshop, &["index", "repo", "--type=deb"]);
    run.done();
    assert!(run.stderr.contains("warning[E832]: repo/other-1.0-1.x86_64.rpm"), "{}", run.stderr);
    assert_eq!(mkrepo(&workshop, &["index", "nowhere"]).code, Some(4));
    let wrong = ["index", "repo", "--arch=x", "--compression=y", "--keep=z", "--valid-for=0d"];
    let run = mkrepo(&workshop, &wrong);
    for flag in ["--arch", "--compression", "--keep", "--valid-for"] {
        assert!(run.failed(2).contains(flag), "{flag}: {}", run.stderr);
    }
}
