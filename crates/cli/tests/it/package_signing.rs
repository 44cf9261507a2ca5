//! `sign` and `verify` of both commands, judged by debsig-verify(1) and rpmkeys(8).

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use crate::signing::debsig_verify_within;
use crate::support::{Run, Tool, Workshop, add_keys, of_both};

of_both!(
    built_with_a_key_or_signed_later_it_is_the_same,
    unsigned_unknown_and_damaged_packages_are_told_apart,
    standard_input_is_verified,
    failures_leave_every_package_as_it_was,
    one_bad_package_does_not_hide_the_others,
);

fn workshop(tool: Tool, keys: &[&str]) -> Workshop {
    let workshop = Workshop::of(tool);
    add_keys(&workshop, keys);
    workshop
}

/// Fails unless the format's own tool takes the package, with the public key `key` trusted.
#[track_caller]
fn judge(workshop: &Workshop, key: &str) {
    let name = workshop.tool.package();
    if workshop.tool == Tool::Mkdeb {
        let (accepted, text) = debsig_verify_within(&workshop.path(key), &workshop.path(name), key);
        assert!(accepted, "{key}: {text}");
        return;
    }
    let rpmkeys = |arguments: &[&str]| {
        let mut command = real_tools::command("rpmkeys");
        let database = workshop.path(&format!("{key}.db"));
        command.arg("--dbpath").arg(database).args(arguments).env("LC_ALL", "C.UTF-8");
        Run::of(command.current_dir(workshop.path("")))
    };
    rpmkeys(&["--import", &format!("{key}.public")]).done();
    let checked = rpmkeys(&["--checksig", "--verbose", name]);
    assert!(checked.done().contains("Header V4 "), "{}", checked.stdout);
}

fn built_with_a_key_or_signed_later_it_is_the_same(tool: Tool) {
    for key in ["rsa4096", "ed25519"] {
        let workshop = workshop(tool, &[key]);
        let name = tool.package();
        let (secret, public) = (format!("--sign-key={key}.secret"), format!("--key={key}.public"));
        workshop.build(&["--timestamp=1790000000", &secret]).done();
        let built = fs::read(workshop.path(name)).unwrap();
        judge(&workshop, key);

        workshop.build(&["--timestamp=1790000000", "--force"]).done();
        fs::set_permissions(workshop.path(name), fs::Permissions::from_mode(0o640)).unwrap();
        symlink(name, workshop.path("link")).unwrap();
        // Once more changes nothing.
        for _ in 0..2 {
            assert_eq!(workshop.run(&["sign", "link", &secret]).done(), "link\n");
            assert!(fs::read(workshop.path(name)).unwrap() == built, "{key}: other bytes");
        }
        assert!(workshop.path("link").is_symlink());
        let mode = fs::metadata(workshop.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);

        let run = workshop.run(&["verify", name, &public]);
        assert!(run.done().starts_with(&format!("{name}: good, signed by ")), "{}", run.stdout);
        let document = workshop.run(&["verify", "--json", name, &public]).json();
        let signers = document["packages"][0]["signers"].as_array().unwrap().clone();
        assert_eq!(signers.len(), 1, "{document}");
        assert_eq!(signers[0]["certificate"].as_str().unwrap().len(), 40);
    }
}

fn unsigned_unknown_and_damaged_packages_are_told_apart(tool: Tool) {
    let workshop = workshop(tool, &["rsa3072", "rsa4096"]);
    let name = tool.package();
    let verify = |key: &str| workshop.run(&["verify", name, &format!("--key={key}.public")]);
    workshop.build(&["--compression=none"]).done();
    assert!(verify("rsa4096").failed(6).contains("error[E720]: "));
    workshop.run(&["sign", name, "--sign-key=rsa4096.secret"]).done();
    verify("rsa4096").done();
    assert!(verify("rsa3072").failed(6).contains("error[E721]: "));
    // Both keys are known: any may have signed.
    workshop.run(&["verify", name, "--key=rsa3072.public", "--key=rsa4096.public"]).done();
    // A second signature takes the place of the first.
    workshop.run(&["sign", name, "--sign-key=rsa3072.secret"]).done();
    verify("rsa3072").done();
    judge(&workshop, "rsa3072");

    let package = fs::read(workshop.path(name)).unwrap();
    for text in [&b"says hello"[..], b"greeting = "] {
        let mut bytes = package.clone();
        let at = bytes.windows(text.len()).position(|bytes| bytes == text).unwrap();
        bytes[at] ^= 1;
        workshop.file(name, &bytes, 0o644);
        verify("rsa3072").failed(7);
    }
    for length in [package.len() - 1, package.len() / 2, 300] {
        workshop.file(name, &package[..length], 0o644);
        verify("rsa3072").failed(3);
    }
    workshop.file(name, b"no package\n", 0o644);
    verify("rsa3072").failed(3);
}

fn standard_input_is_verified(tool: Tool) {
    let workshop = workshop(tool, &["ed25519"]);
    let name = tool.package();
    workshop.build(&["--sign-key=ed25519.secret"]).done();
    let verify = ["verify", "-", "--key=ed25519.public"];
    let file = File::open(workshop.path(name)).unwrap();
    let run = Run::of(workshop.command(&verify).stdin(file));
    assert!(run.done().starts_with("-: good, signed by "), "{}", run.stdout);

    let mut cat =
        real_tools::command("cat").arg(workshop.path(name)).stdout(Stdio::piped()).spawn().unwrap();
    let run = Run::of(workshop.command(&verify).stdin(cat.stdout.take().unwrap()));
    assert!(cat.wait().unwrap().success());
    assert!(run.done().starts_with("-: good, signed by "), "{}", run.stdout);
}

fn failures_leave_every_package_as_it_was(tool: Tool) {
    let workshop = workshop(tool, &["protected", "rsa4096"]);
    let name = tool.package();
    workshop.build(&[]).done();
    let before = fs::read(workshop.path(name)).unwrap();
    workshop.file("x", b"not a package\n", 0o644);
    let names = workshop.names();
    for (arguments, code) in [
        (&["--sign-key=protected.secret", name][..], 6),
        (&["--sign-key=rsa4096.public", name], 6),
        (&["--sign-key=missing", name], 6),
        (&["--sign-command=false", name], 6),
        (&["--sign-command=cat", name], 6),
        (&["--sign-key=rsa4096.secret", "x"], 3),
        (&["--sign-key=rsa4096.secret", "missing"], 4),
        (&["--sign-key=rsa4096.secret", "stage"], 4),
        (&[name], 2),
    ] {
        workshop.run(&[&["sign"], arguments].concat()).failed(code);
        assert_eq!(workshop.names(), names, "{arguments:?}");
        assert!(fs::read(workshop.path(name)).unwrap() == before, "{arguments:?}");
    }
    // All defects in one run.
    let run = workshop.run(&["sign", "--sign-key=rsa4096.secret", "x", "missing"]);
    assert_eq!(run.failed(3).lines().count(), 2, "{}", run.stderr);

    // A damaged package is not signed.
    workshop.file(name, &before[..before.len() - 8], 0o644);
    workshop.run(&["sign", "--sign-key=rsa4096.secret", name]).failed(3);
    assert!(fs::read(workshop.path(name)).unwrap() == before[..before.len() - 8]);
}

fn one_bad_package_does_not_hide_the_others(tool: Tool) {
    let workshop = workshop(tool, &["rsa3072", "rsa4096"]);
    let name = tool.package();
    workshop.build(&[]).done();
    fs::copy(workshop.path(name), workshop.path("unsigned")).unwrap();
    workshop.run(&["sign", name, "--sign-key=rsa4096.secret"]).done();
    let run = workshop.run(&["verify", "unsigned", name, "missing", "--key=rsa3072.public"]);
    let told = run.failed(6);
    for code in ["E720", "E721", "E900"] {
        assert_eq!(told.matches(code).count(), 1, "{told}");
    }
    let run = workshop.run(&["verify", "--json", "unsigned", name, "--key=rsa3072.public"]);
    assert_eq!((run.code, run.json()["errors"].as_array().unwrap().len()), (Some(6), 2));
}

#[test]
fn a_deb_whose_files_are_not_those_of_its_md5sums_is_damaged() {
    let workshop = workshop(Tool::Mkdeb, &["rsa4096"]);
    let name = Tool::Mkdeb.package();
    workshop.build(&[]).done();
    let unpacked = workshop.path("unpacked");
    let dpkg = |arguments: &[&Path]| {
        let status = real_tools::command("dpkg-deb").args(arguments).stdout(Stdio::null()).status();
        assert!(status.unwrap().success());
    };
    dpkg(&[Path::new("-R"), &workshop.path(name), &unpacked]);
    let list = unpacked.join("DEBIAN/md5sums");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("usr/bin/hello", "usr/bin/hullo")).unwrap();
    fs::write(unpacked.join("usr/bin/hello"), "#!/bin/sh\nrm -rf /\n").unwrap();
    dpkg(&[Path::new("--root-owner-group"), Path::new("-b"), &unpacked, &workshop.path(name)]);
    let run = workshop.run(&["sign", name, "--sign-key=rsa4096.secret"]);
    let told = "error[E724]: hello_1.0_amd64.deb: /usr/bin/hullo is listed in md5sums but missing";
    assert!(run.failed(7).contains(told), "{}", run.stderr);
    // One without the list has nothing to be compared with.
    fs::remove_file(&list).unwrap();
    dpkg(&[Path::new("--root-owner-group"), Path::new("-b"), &unpacked, &workshop.path(name)]);
    workshop.run(&["sign", name, "--sign-key=rsa4096.secret"]).done();
    workshop.run(&["verify", name, "--key=rsa4096.public"]).done();
    judge(&workshop, "rsa4096");
}

#[test]
fn members_of_other_signers_stay_and_do_not_count() {
    let workshop = workshop(Tool::Mkdeb, &["rsa3072", "rsa4096"]);
    let name = Tool::Mkdeb.package();
    workshop.build(&["--sign-key=rsa3072.secret"]).done();
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let run = |line: &str| {
        let mut shell = real_tools::shell(&format!("set -e\n{line}"));
        shell.env("GNUPGHOME", home.path()).current_dir(workshop.path(""));
        assert!(shell.status().unwrap().success(), "{line}");
    };
    // As dpkg-sig(1) does it: a list of digests, signed as text.
    run("gpg --batch --quiet --import rsa3072.secret
         md5sum hello_1.0_amd64.deb | gpg --batch --quiet --clearsign > _gpgbuilder
         gpgconf --kill all
         ar d hello_1.0_amd64.deb _gpgorigin
         ar qS hello_1.0_amd64.deb _gpgbuilder");
    let told = workshop.run(&["verify", name, "--key=rsa3072.public"]);
    let problem = "is not signed, except for _gpgbuilder, which is not checked";
    assert!(told.failed(6).contains(problem), "{}", told.stderr);
    workshop.run(&["sign", name, "--sign-key=rsa4096.secret"]).done();
    judge(&workshop, "rsa4096");
    workshop.run(&["verify", name, "--key=rsa4096.public"]).done();
    let shown = workshop.run(&["inspect", name]);
    for place in
        ["Signature: _gpgbuilder (builder): RSA/", "Signature: _gpgorigin (origin): RSA/SHA512"]
    {
        assert!(shown.done().contains(place), "{}", shown.stdout);
    }
}
