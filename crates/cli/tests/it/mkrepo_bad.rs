//! Bad keys, bad configurations and bad repositories: what is told, and that nothing is left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::repository::{Package, Repository, now};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const SUITE: &str = "deb/dists/stable";

/// Publishes `hello` in a repository whose `[signing]` says this; `prepare` puts the keys there.
#[track_caller]
fn refused(signing: &str, prepare: impl FnOnce(&Repository), code: i32, told: &[&str]) {
    let repository = Repository::unsigned();
    repository.describe(|text| format!("{text}\n[signing]\n{signing}\n"));
    prepare(&repository);
    let hello = repository.build(HELLO);
    let before = repository.tree();
    let run = repository.run(&["add", &hello]);
    let said = run.failed(code);
    for told in told {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert_eq!(repository.tree(), before, "{said}");
}

const ONE: &str = "key = \"file:signing.asc\"";

#[test]
fn keys_that_clients_refuse_do_not_sign() {
    for (name, code, problem) in [
        ("expired", "E705", "expired at"),
        ("revoked", "E705", "was revoked at"),
        ("certify", "E705", "is not a signing key"),
        ("rsa1024", "E705", "is an RSA key of 1024 bits"),
        ("dsa2048", "E705", "is a DSA key"),
        ("nistp256", "E705", "is an ECDSA key"),
        ("sha1", "E705", "has only a SHA-1 self-signature"),
        ("two", "E703", "has several keys"),
        ("protected", "E704", "is locked with a password, and none was given"),
    ] {
        let start = format!("error[{code}]: signing.asc: ");
        refused(ONE, |repository| repository.key("signing.asc", name), 6, &[&start, problem]);
    }
}

#[test]
fn of_two_keys_the_one_that_ended_is_named() {
    let both = "key = [\"file:good.asc\", \"file:ended.asc\"]";
    let keys = |repository: &Repository| {
        repository.key("good.asc", "rsa3072");
        repository.key("ended.asc", "expired");
    };
    refused(both, keys, 6, &["error[E705]: ended.asc: ", "expired at", "mkrepo key inspect"]);
}

#[test]
fn a_key_of_the_future_does_not_sign() {
    use pkgsign::key::{GenerateOptions, KeyKind, generate};
    let tomorrow = pkgio::Timestamp::clamped(i64::try_from(now() + 86_400).unwrap());
    let options = GenerateOptions::new("x", tomorrow);
    let key = generate(&GenerateOptions { kind: KeyKind::Ed25519, ..options }).unwrap();
    let keys = |repository: &Repository| repository.secret("signing.asc", key.secret());
    refused(ONE, keys, 6, &["error[E705]: signing.asc: ", "is valid from "]);
}

#[test]
fn keys_that_are_not_there_or_not_secret_are_named_all_at_once() {
    let many = "key = [\"file:missing.asc\", \"env:NO_SUCH_VARIABLE\", \"file:open.asc\", \
                \"file:public.asc\", \"file:junk.asc\"]\npassword = \"file:no-password\"";
    let keys = |repository: &Repository| {
        repository.key("open.asc", "rsa3072");
        let open = fs::Permissions::from_mode(0o644);
        fs::set_permissions(repository.path("open.asc"), open).unwrap();
        repository.run(&["key", "export", "open.asc", "-o", "public.pem"]).done();
        repository.secret("public.asc", &fs::read(repository.path("public.pem")).unwrap());
        repository.secret("junk.asc", b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxxx");
    };
    refused(
        many,
        keys,
        6,
        &[
            "error[E700]: no-password: could not be read",
            "error[E700]: missing.asc: could not be read",
            "error[E700]: signing.key: the variable NO_SUCH_VARIABLE is not set",
            "error[E701]: open.asc: can be read by every user (mode 0644); chmod 600 open.asc, or \
             accept it with allow-readable-key = true in [signing]",
            "error[E702]: public.asc: has a public key, which cannot sign",
            "error[E702]: junk.asc: is not an OpenPGP key",
        ],
    );
    // The override.
    let repository = Repository::signed();
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(repository.path("signing.asc"), open).unwrap();
    repository.describe(|text| text.replace("[signing]", "[signing]\nallow-readable-key = true"));
    repository.run(&["add", &repository.build(HELLO)]).done();
}

#[test]
fn a_wrong_password_is_refused_at_once() {
    let locked = "key = \"file:signing.asc\"\npassword = \"file:password\"";
    let keys = |repository: &Repository| {
        repository.key("signing.asc", "protected");
        repository.secret("password", b"wrong\n");
    };
    let start = std::time::Instant::now();
    refused(locked, keys, 6, &["error[E704]: signing.asc: is not unlocked by the password"]);
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn a_secret_key_is_not_published_for_a_certificate() {
    let signing = "key = \"file:signing.asc\"\ncertificates = \"file:other.asc\"";
    let keys = |repository: &Repository| {
        repository.key("signing.asc", "rsa3072");
        repository.key("other.asc", "rsa4096");
    };
    refused(
        signing,
        keys,
        6,
        &["error[E702]: other.asc: has a secret key, but a public one is required"],
    );
}

#[test]
fn files_that_are_no_packages_are_not_published() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let good = fs::read(repository.path(&hello)).unwrap();
    fs::create_dir(repository.path("bad")).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut package = good.clone();
        package[at..at + bytes.len()].copy_from_slice(bytes);
        package
    };
    let length = good.windows(11).position(|it| it == b"control.tar").unwrap() + 48;
    let data = good.windows(8).position(|it| it == b"data.tar").unwrap();
    for (name, bytes, told) in [
        ("empty", Vec::new(), "error[E401]"),
        ("text", b"hello\n".to_vec(), "error[E401]"),
        ("an rpm", [&b"\xed\xab\xee\xdb"[..], &[0; 200]].concat(), "error[E401]"),
        ("half", good[..good.len() / 2].to_vec(), "error[E40"),
        ("length", with(length, b"-1  "), "error[E404]"),
        ("version", with(68, b"3.0\n"), "error[E402]"),
        ("member", with(data, b"datx.tar"), "error[E405]"),
        ("compressor", with(data, b"data.rar"), "error[E40"),
    ] {
        // What it is is told by what is in it, not by its name.
        fs::write(repository.path("bad/hello_1.0_amd64.deb"), bytes).unwrap();
        let before = repository.tree();
        let run = repository.run(&["add", "bad/hello_1.0_amd64.deb"]);
        let said = run.failed(3);
        assert!(said.contains(told), "{name}: {said}");
        assert!(said.contains(": bad/hello_1.0_amd64.deb: "), "{name}: {said}");
        assert_eq!(repository.tree(), before, "{name}");
    }
    // At whatever byte it ends.
    fs::remove_dir_all(repository.path("bad")).unwrap();
    for length in (0..good.len() - 1).step_by(37) {
        fs::write(repository.path("dist/torn.deb"), &good[..length]).unwrap();
        repository.run(&["add", "dist"]).failed(3);
        assert!(!repository.path("public").exists(), "{length}");
    }
}

#[test]
fn payloads_that_dpkg_cannot_unpack_are_not_published() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let good = fs::read(repository.path(&hello)).unwrap();
    let data = good.windows(8).rposition(|it| it == b"data.tar").unwrap();
    let tar = |options: &[&str]| {
        let mut tar = real_tools::command("tar");
        tar.args(["--owner=0", "--group=0"]).args(options).args(["-cf", "-", "./dist"]);
        let tar = tar.current_dir(repository.path(".")).output().unwrap();
        assert!(tar.status.success(), "{}", String::from_utf8_lossy(&tar.stderr));
        let length = format!("{:<10}", tar.stdout.len());
        let member =
            [b"data.tar        ".as_slice(), &good[data + 16..data + 48], length.as_bytes()];
        [&good[..data], &member.concat(), b"`\n", &tar.stdout].concat()
    };
    let damaged = {
        let mut damaged = good.clone();
        let middle = (data + 60 + good.len()) / 2;
        damaged[middle] ^= 0xff;
        damaged
    };
    let pax = ["--format=posix", "--pax-option=comment=x"];
    for (bytes, told) in [(tar(&pax), "a PAX header"), (damaged, "data.tar")] {
        fs::write(repository.path(&hello), bytes).unwrap();
        let before = repository.tree();
        let run = repository.run(&["add", &hello]);
        let said = run.failed(3);
        assert!(said.contains(told) && said.contains(&hello), "{said}");
        assert_eq!(repository.tree(), before, "{said}");
    }
    fs::write(repository.path(&hello), tar(&["--format=gnu", "--no-recursion"])).unwrap();
    repository.run(&["add", &hello]).done();

    // `--skip-payload` publishes it all the same, and `verify --deep` reports it.
    let other = repository.build(Package { version: "2.0", ..HELLO });
    let mut package = fs::read(repository.path(&other)).unwrap();
    let end = package.len() - 4;
    package[end] ^= 0xff;
    fs::write(repository.path(&other), package).unwrap();
    repository.run(&["add", &other]).failed(3);
    repository.run(&["add", "--skip-payload", &other]).done();
    repository.run(&["verify"]).done();
    let run = repository.run(&["verify", "--deep"]);
    assert_eq!(run.code, Some(7), "{}", run.stderr);
    assert!(run.stdout.contains("hello_2.0_amd64.deb: member data.tar"), "{}", run.stdout);
}

#[test]
fn packages_that_dpkg_cannot_install_are_not_published() {
    let repository = Repository::signed();
    let file = |name: &str, text: &str| {
        let path = repository.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let control = "Package: other\nVersion: 1\nArchitecture: all\nMulti-Arch: same\n\
        Maintainer: A <a@example.org>\nProvides: a1 (>= 1)\nDescription: x\n";
    file("other/DEBIAN/control", control);
    file("other/DEBIAN/conffiles", "/etc/one\netc/two");
    let build = || {
        let mut dpkg = real_tools::command("dpkg-deb");
        dpkg.args(["--nocheck", "--root-owner-group", "--build"]);
        let built = dpkg.args([repository.path("other"), repository.path("other.deb")]).output();
        assert!(built.unwrap().status.success());
    };
    build();
    let before = repository.tree();
    let run = repository.run(&["add", "other.deb"]);
    let said = run.failed(3);
    for part in [
        "error[E412]: other.deb: the control file: Multi-Arch is \"same\" in a package for all",
        "error[E413]: other.deb: conffiles has no line break at its end",
        "end the last line with a line break",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(repository.tree(), before, "{said}");

    // `--skip-payload` publishes it all the same, and `verify --deep` reports it.
    repository.run(&["add", "--skip-payload", "other.deb"]).done();
    let run = repository.run(&["verify", "--deep"]);
    assert_eq!(run.code, Some(7), "{}", run.stderr);
    for part in ["E866", "Multi-Arch is \"same\"", "conffiles has no line break"] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }

    // What only some releases refuse is published, with a warning.
    let control = control.replace("Multi-Arch: same", "Multi-Arch: foreign");
    file("other/DEBIAN/control", &control.replace("Version: 1", "Version: 2"));
    file("other/DEBIAN/conffiles", "/etc/one\n");
    build();
    let run = repository.run(&["add", "other.deb"]);
    run.done();
    let said = &run.stderr;
    assert!(said.contains("a range of versions, which dpkg 1.22 (Debian 13) and later"), "{said}");
}

#[test]
fn payloads_that_rpm_cannot_unpack_are_not_published() {
    let repository = Repository::signed();
    let hello = repository.build_rpm(HELLO);
    let good = fs::read(repository.path(&hello)).unwrap();
    let at = good.len() - 20;
    let damaged = [&good[..at], &[!good[at]], &good[at + 1..]].concat();
    fs::write(repository.path(&hello), damaged).unwrap();
    let before = repository.tree();
    let run = repository.run(&["add", &hello]);
    let said = run.failed(7);
    assert!(said.contains(&hello) && said.contains("payload"), "{said}");
    assert_eq!(repository.tree(), before);
    repository.run(&["add", "--skip-payload", &hello]).done();
    // It is the same as in its place, so it is not looked at again.
    repository.run(&["add", &hello]).done();
    assert_eq!(repository.run(&["verify", "--deep"]).code, Some(7));
}

#[test]
fn a_package_that_is_published_otherwise_is_shown_with_both_digests() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello]).done();
    let sha256 = |bytes: &[u8]| {
        use pkgio::{Algorithms, Hasher, Hex};
        let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::default() });
        hasher.update(bytes);
        Hex(&hasher.finish().sha256.unwrap()).to_string()
    };
    let first = sha256(&fs::read(repository.path(&hello)).unwrap());
    let before = repository.tree();
    // Of the same length.
    repository.build(Package { text: "jello", ..HELLO });
    let second = sha256(&fs::read(repository.path(&hello)).unwrap());
    let run = repository.run(&["add", &hello]);
    let said = run.failed(5);
    assert!(said.contains(&first) && said.contains(&second), "{said}");
    let mut after = repository.tree();
    after.insert(hello.clone(), before[&hello]);
    assert_eq!(after, before);
}

#[test]
fn a_package_that_is_given_twice_is_taken_once() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let run = repository.run(&["add", &hello, "dist", &format!("./{hello}")]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n", "{}", run.stderr);
    let index = repository.path("public").join(SUITE).join("main/binary-amd64/Packages.gz");
    let index = real_tools::command("gzip").arg("-dc").arg(index).output().unwrap();
    let index = String::from_utf8(index.stdout).unwrap();
    assert_eq!(index.matches("Package: hello\n").count(), 1);
}

#[test]
fn configurations_that_describe_no_repository() {
    for (text, told) in [
        (
            "[apt.deb]\narchitectures = [\"amd64\"]",
            "error[E104]: mkrepo.toml:1:1: manifest: has no \"root\"",
        ),
        (
            "root = \"p\"\nrooot = 1",
            "error[E101]: mkrepo.toml:2:1: rooot: unknown key; did you mean \"root\"?",
        ),
        ("root = \"p\"\nroot = \"q\"", "error[E103]: mkrepo.toml:2:1: root: is given twice"),
        ("root = \"s3://bucket\"", "error[E890]: mkrepo.toml:1:8: root: "),
        (
            "root = \"p\"\n[apt.\"a/b\"]\narchitectures = [\"amd64\"]",
            "error[E891]: mkrepo.toml:2:6: apt.a/b: ",
        ),
        (
            "root = \"p\"\n[apt.\"..\"]\narchitectures = [\"amd64\"]",
            "error[E891]: mkrepo.toml:2:6: apt: starts with ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\ncomponent = \"a b\"",
            "error[E891]: mkrepo.toml:4:13: apt.a.component: ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\n[apt.a.suites.\"x y\"]",
            "error[E891]: mkrepo.toml:4:15: apt.a.suites.x y: ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\n[apt.b]\npath = \
             \"a/b\"\narchitectures = [\"amd64\"]",
            "error[E893]: mkrepo.toml:5:8: apt.b: ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"vax\"]",
            "error[E894]: mkrepo.toml:3:18: apt.a.architectures: ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\nkeep = \"1h\"",
            "error[E892]: mkrepo.toml:4:8: apt.a.keep: ",
        ),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\norigin = \"a\\nb\"",
            "error[E108]: mkrepo.toml:4:10: apt.a.origin: ",
        ),
        ("root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\norigin = \"a\\rb\"", "error[E10"),
        (
            "root = \"p\"\n[apt.a]\narchitectures = [\"amd64\"]\norigin = \"a\\u0000b\"",
            "error[E109]: mkrepo.toml:4:10: apt.a.origin: ",
        ),
        ("root = \"p\"\n[signing]", "error[E104]: mkrepo.toml:2:1: signing: has no \"key\""),
        (
            "root = \"p\"\n[signing]\nkey = \"-----BEGIN PGP\"",
            "error[E899]: mkrepo.toml:3:7: signing.key: is not a location",
        ),
        (
            "root = \"p\"\n[signing]\nkey = []",
            "error[E899]: mkrepo.toml:2:1: signing.key: lists none",
        ),
        (
            "root = \"p\"\n[signing]\ncommand = \"sign\"",
            "error[E899]: mkrepo.toml:3:11: signing.command: signs, but there is no certificate",
        ),
        (
            "root = \"p\"\n[[route]]\nto = \"apt:nowhere/stable\"",
            "error[E896]: mkrepo.toml:3:6: route[0].to: ",
        ),
    ] {
        let repository = Repository::unsigned();
        repository.describe(|_| text.to_owned());
        let hello = repository.build(HELLO);
        let before = repository.tree();
        let run = repository.run(&["add", &hello]);
        assert!(run.failed(3).contains(told), "{text}: {}", run.stderr);
        assert_eq!(repository.tree(), before, "{text}");
    }
}

/// What it is, how it is done, and the exit code and message that it gets.
type Damage = (&'static str, fn(&Repository), i32, &'static str);

#[test]
fn a_damaged_or_foreign_suite_is_not_followed() {
    let damaged: [Damage; 5] = [
        (
            "a changed InRelease",
            |it| replace(it, "InRelease", "Origin: Example", "Origin: Exempla"),
            7,
            "error[E857]: deb/dists/stable/InRelease: the signature by ",
        ),
        (
            "no InRelease at all",
            |it| write(it, "InRelease", b"hello\n"),
            7,
            "error[E857]: deb/dists/stable/InRelease: does not start with the line",
        ),
        (
            "text around it",
            |it| {
                let bytes = [&it.published(&format!("{SUITE}/InRelease"))[..], b"\n"].concat();
                write(it, "InRelease", &bytes)
            },
            7,
            "has data after its signature",
        ),
        (
            "another key's",
            |it| {
                it.key("signing.asc", "rsa4096");
            },
            7,
            "error[E869]: deb/dists/stable/InRelease: is not signed by a known key",
        ),
        (
            "lost indexes",
            |it| {
                for path in it.tree().into_keys() {
                    if path.contains("/binary-amd64/") {
                        fs::remove_file(it.path(&path)).unwrap();
                    }
                }
            },
            7,
            "error[E857]: deb/dists/stable/main/binary-amd64/Packages: no form of it matches \
             Release",
        ),
    ];
    for (what, damage, code, told) in damaged {
        let repository = Repository::signed();
        repository.run(&["add", &repository.build(HELLO)]).done();
        damage(&repository);
        let next = repository.build(Package::new("hello", "2.0"));
        let before = repository.tree();
        for arguments in [&["add", &*next][..], &["refresh"]] {
            let run = repository.run(arguments);
            assert!(run.failed(code).contains(told), "{what}: {}", run.stderr);
            assert_eq!(repository.tree(), before, "{what}");
        }
    }
}

#[test]
fn a_suite_that_is_signed_is_not_followed_without_a_key() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(HELLO)]).done();
    repository
        .describe(|text| text.replace("[signing]", "# [signing]").replace("\nkey", "\n# key"));
    let before = repository.tree();
    let run = repository.run(&["refresh"]);
    assert!(run.failed(6).contains("error[E858]"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
}

#[test]
fn a_date_in_the_future_is_followed_only_when_asked() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let soon = now() + 3_600;
    let run = repository.run(&["add", &hello, &format!("--timestamp={soon}")]);
    assert!(run.failed(8).contains("error[E713]: --timestamp: is in the future"), "{}", run.stderr);
    assert!(!repository.path("public").exists());
    repository.run(&["add", &hello, "--force-date", &format!("--timestamp={soon}")]).done();
    let first = repository.text(&format!("{SUITE}/Release"));
    let before = repository.tree();
    let run = repository.run(&["refresh"]);
    assert!(run.failed(8).contains("error[E859]"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    repository.run(&["refresh", "--force-date"]).done();
    assert_ne!(repository.text(&format!("{SUITE}/Release")), first);
}

#[test]
fn what_apt_asks_users_about_changes_only_when_asked() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(HELLO)]).done();
    repository.describe(|text| text.replace("origin = \"Example\"", "origin = \"Other\""));
    let before = repository.tree();
    let run = repository.run(&["refresh"]);
    let told = "error[E870]: Origin: is published as Example, and would become Other";
    assert!(run.failed(5).contains(told), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    repository.run(&["refresh", "--allow-release-info-change"]).done();
}

#[test]
fn a_lock_is_waited_for_and_its_holder_is_named() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(HELLO)]).done();
    let lock =
        fs::File::options().write(true).open(repository.path("public/.mkrepo/lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let run = repository.run(&["refresh", "--lock-timeout", "1"]);
    assert!(run.failed(5).contains("error[E851]"), "{}", run.stderr);
    drop(lock);
    // A lock dies with its holder: nothing has to be removed by hand.
    repository.run(&["refresh"]).done();
}

#[test]
fn nothing_depends_on_locale_time_zone_or_umask() {
    let publish = |umask: &str, variables: &[(&str, &str)]| {
        let repository = Repository::signed();
        let hello = repository.build(HELLO);
        let mut command = real_tools::shell(&format!("umask {umask}; exec \"$0\" \"$@\""));
        command.args([env!("CARGO_BIN_EXE_mkrepo"), "add", &hello]);
        command.arg("--timestamp=1750000000").current_dir(repository.path("."));
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mode = |key: &str| {
            fs::metadata(repository.path("public").join(key)).unwrap().permissions().mode() & 0o7777
        };
        assert_eq!(mode("deb/dists/stable/InRelease"), 0o644);
        assert_eq!(mode("deb/archive-key.asc"), 0o644);
        assert_eq!(mode("deb/dists"), 0o755);
        let mut tree = repository.tree();
        tree.retain(|path, _| path.contains("public/deb/"));
        tree
    };
    let usual = publish("022", &[("LC_ALL", "C"), ("TZ", "UTC")]);
    assert!(usual.len() > 10);
    for (umask, locale, zone) in
        [("077", "tr_TR.UTF-8", "Pacific/Kiritimati"), ("000", "C.UTF-8", "America/Adak")]
    {
        assert_eq!(publish(umask, &[("LC_ALL", locale), ("LANG", locale), ("TZ", zone)]), usual);
    }
}

fn write(repository: &Repository, name: &str, bytes: &[u8]) {
    fs::write(repository.path("public").join(SUITE).join(name), bytes).unwrap();
}

fn replace(repository: &Repository, name: &str, from: &str, to: &str) {
    let text = repository.text(&format!("{SUITE}/{name}"));
    write(repository, name, text.replacen(from, to, 1).as_bytes());
}
