//! Keys and passwords in every place where they may be given, in forms that they take on their way there:
//! what is wrong is said, and nothing of them is repeated.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::repository::Repository;
use crate::support::{Run, Tool, Workshop};

pub(crate) fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/keys");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Fails when `run` repeats any 12 characters of a line of `secret`.
#[track_caller]
fn assert_hidden(run: &Run, secret: &str) {
    let said = format!("{}{}", run.stdout, run.stderr);
    let lines = secret.lines().filter(|line| !line.contains("-----") && line.is_ascii());
    for line in lines {
        for start in 0..line.len().saturating_sub(11) {
            let part = &line[start..start + 12];
            assert!(!said.contains(part), "{part:?} is repeated: {said}");
        }
    }
}

/// A value of a variable or a file, and what is said of it; nothing where the key is taken.
fn forms() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let key = fixture("ed25519.secret.asc");
    let joined = |by: &str| key.trim_end().replace('\n', by);
    let base64 = pkgsign::base64::encode(key.as_bytes());
    let wrapped: String = base64
        .chars()
        .collect::<Vec<_>>()
        .chunks(76)
        .fold(String::new(), |text, line| text + &line.iter().collect::<String>() + "\n");
    let indented: String = key.lines().map(|line| format!("  {line}\n")).collect();
    let keybox = [&[0, 0, 0, 32, 1, 1, 0, 2][..], b"KBXf", &[0; 20]].concat();
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIMARKERMARKERMARKER\n\
               -----END PRIVATE KEY-----\n";
    let ssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n\
               -----END OPENSSH PRIVATE KEY-----\n";
    let texts = [
        ("as it is", key.clone(), ""),
        ("carriage returns", joined("\r\n"), ""),
        ("a byte order mark", format!("\u{feff}{key}"), ""),
        ("blanks around it", format!("\n\n{key}\n \n"), ""),
        ("text before it", format!("the key:\n{key}"), ""),
        ("backslashes", joined("\\n"), "has \\n, two characters, in place of line ends"),
        ("backslashes and quotes", format!("\"{}\"", joined("\\n")), "has \\n, two characters"),
        ("semicolons", joined(";"), "has separators such as ;"),
        ("commas", joined(","), "has separators such as ;"),
        ("blanks", joined(" "), "stands on one line, without line ends"),
        ("nothing between lines", joined(""), "stands on one line, without line ends"),
        ("quotes", format!("'{key}'"), "has quotes around it"),
        ("indented", indented, "has blanks before its lines"),
        ("base64", base64.clone(), "is a key in base64 once more"),
        ("base64 in lines", wrapped, "is a key in base64 once more"),
        ("a public key", fixture("ed25519.asc"), "has a public key, which cannot sign"),
        (
            "a fingerprint",
            "9056FF17A902FD843DD3DFF7FD15E24C61EDD178".to_owned(),
            "is the fingerprint",
        ),
        ("a key ID", "0xFD15E24C61EDD178".to_owned(), "is the fingerprint or ID of a key"),
        ("a path", "/home/me/secret.asc".to_owned(), "is the path of a file"),
        ("a PEM key", pem.to_owned(), "is a key or certificate of X.509 or PKCS #8"),
        ("an SSH key", ssh.to_owned(), "is a key of SSH"),
        ("a public SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1 me".to_owned(), "is a key of SSH"),
        ("half of it", key[..key.len() / 2].to_owned(), "its armor is broken or truncated"),
        ("something else", "hunter2hunter2".to_owned(), "there is no readable key"),
    ];
    let texts = texts.into_iter().map(|(name, text, says)| (name, text.into_bytes(), says));
    texts.chain([("a keybox", keybox, "is a keybox, the database of gpg")]).collect()
}

#[test]
fn each_form_of_a_key_is_taken_or_named_with_its_fix() {
    let workshop = Workshop::of(Tool::Mkdeb);
    let secret = fixture("ed25519.secret.asc");
    for (name, value, says) in forms() {
        workshop.file("key", &value, 0o600);
        let build = |key: &str| {
            let further = ["--force", "--sign-key", key];
            let mut command = workshop.command(&[&Tool::Mkdeb.sufficient(), &further[..]].concat());
            if let (Ok(value), "env:KEY") = (String::from_utf8(value.clone()), key)
                && !value.contains('\0')
            {
                command.env("KEY", value);
            }
            Run::of(&mut command)
        };
        for key in ["env:KEY", "key"] {
            if key == "env:KEY" && value.contains(&0) {
                continue;
            }
            let run = build(key);
            assert_hidden(&run, &secret);
            assert_hidden(&run, &String::from_utf8_lossy(&value));
            // Variables are decoded, since line ends do not outlast every store of secrets.
            if says.is_empty() || (key == "env:KEY" && name.starts_with("base64")) {
                assert_eq!(run.code, Some(0), "{name}, {key}: {}", run.stderr);
                continue;
            }
            assert_eq!(run.code, Some(6), "{name}, {key}: {}", run.stderr);
            assert!(run.stderr.contains("[E702]"), "{name}, {key}: {}", run.stderr);
            assert!(run.stderr.contains(says), "{name}, {key}: {}", run.stderr);
        }
    }
}

const MARKER: &str = "hunter2MARKER";

/// Values that hold [`MARKER`], as people give secrets where their places are expected.
fn values() -> Vec<String> {
    let armor = format!(
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{MARKER}\n{MARKER}\n-----END PGP PRIVATE KEY \
         BLOCK-----"
    );
    vec![
        armor.replace('\n', " "),
        armor.replace('\n', ";"),
        armor.replace('\n', "\\n"),
        armor.replace("-----END PGP PRIVATE KEY BLOCK-----", ""),
        armor.replace("PGP PRIVATE KEY BLOCK", "PRIVATE KEY"),
        armor,
    ]
}

#[track_caller]
fn assert_unsaid(mut command: std::process::Command) {
    for json in [false, true] {
        if json {
            command.arg("--json");
        }
        let run = Run::of(&mut command);
        assert!(!run.stdout.contains(MARKER), "{command:?}: {}", run.stdout);
        assert!(!run.stderr.contains(MARKER), "{command:?}: {}", run.stderr);
        assert_ne!(run.code, Some(0), "{command:?}");
    }
}

/// Keys on the command lines of packages: by their flags, beside them, and as other operands.
#[test]
fn a_key_on_a_command_line_is_not_repeated() {
    for tool in [Tool::Mkdeb, Tool::Mkrpm] {
        let workshop = Workshop::of(tool);
        for value in values() {
            let glued = format!("--sign-key={value}");
            for arguments in [
                &[&*glued][..],
                &["--sign-key", &value],
                &["--sign-kye", &value],
                &["--sign-key", "key.asc", &value],
            ] {
                assert_unsaid(workshop.command(&[&tool.sufficient(), arguments].concat()));
                let command: &[&str] = &["sign", "some.package"];
                assert_unsaid(workshop.command(&[command, arguments].concat()));
            }
            assert_unsaid(workshop.command(&["inspect", "--", &value]));
        }
    }
}

/// Passwords in the place of their files and variables.
#[test]
fn a_password_on_a_command_line_is_not_repeated() {
    let named = format!("env:{MARKER}");
    let key = fixture("protected.secret.asc");
    for tool in [Tool::Mkdeb, Tool::Mkrpm] {
        let workshop = Workshop::of(tool);
        workshop.file("key.asc", key.as_bytes(), 0o600);
        for value in [MARKER, &named, &values()[0]] {
            let password = format!("--sign-password={value}");
            let flags = ["--sign-key=key.asc", &password];
            assert_unsaid(workshop.command(&[&tool.sufficient(), &flags[..]].concat()));
            assert_unsaid(workshop.command(&["sign", flags[0], flags[1], "some.package"]));
        }
        // A password that is known and wrong.
        workshop.file("password", MARKER.as_bytes(), 0o600);
        let flags = ["--sign-key=key.asc", "--sign-password=password"];
        assert_unsaid(workshop.command(&[&tool.sufficient(), &flags[..]].concat()));
    }
    let repository = Repository::unsigned();
    for value in [MARKER, &named] {
        let password = format!("--password={value}");
        let arguments = ["key", "generate", "--name=x", "--algorithm=ed25519", &password];
        assert_unsaid(repository.command(&arguments));
    }
}

/// Secrets in the configuration, whole and broken.
#[test]
fn a_secret_in_the_configuration_is_not_repeated() {
    let key = values().pop().unwrap();
    for lines in [
        format!("key = \"{MARKER}\""),
        format!("key = {MARKER}"),
        format!("key = \"\"\"{key}\"\"\""),
        format!("key = '''\n{key}\n'''"),
        format!("key = \"{}\"", values()[0]),
        format!("key = [\"file:a\", \"{MARKER}\"]"),
        format!("key = [\n  \"file:a\",\n  \"{MARKER}\",\n]"),
        format!("key = \"file:a\"\npassword = \"{MARKER}\""),
        format!("key = \"file:a\"\npassword = {MARKER}"),
        format!("key = \"file:a\"\npassword = \"{MARKER}"),
        format!("key = \"file:a\"\npasword = \"{MARKER}\""),
        format!("key = \"file:a\"\npassphrase = \"{MARKER}\""),
        format!("key = \"file:a\"\npassword = [\"{MARKER}\", \"{MARKER}\"]"),
        format!("key = \"file:a\"\npassword = 1\nsecret = \"{MARKER}\""),
    ] {
        let repository = Repository::unsigned();
        repository.describe(|text| text.replace("# [signing]", &format!("[signing]\n{lines}\n")));
        assert_unsaid(repository.command(&["refresh"]));
        assert_unsaid(repository.command(&["list"]));
    }
}

#[test]
fn a_command_does_not_get_the_variables_of_keys_and_passwords() {
    for (pass, seen) in [("", false), ("pass-env = [\"PASSWORD\"]\n", true)] {
        let repository = Repository::unsigned();
        let signing = format!(
            "[signing]\nkey = \"env:KEY\"\npassword = \"env:PASSWORD\"\ncommand = \"env > seen; exit 1\"\n\
             certificates = \"file:public.asc\"\n{pass}"
        );
        repository.describe(|text| text.replace("# [signing]", &signing));
        fs::write(repository.path("public.asc"), fixture("rsa3072.asc")).unwrap();
        let hello = repository.build(crate::repository::Package::new("hello", "1.0"));
        let mut command = repository.command(&["add", &hello]);
        command.env("KEY", fixture("protected.secret.asc")).env("PASSWORD", "correct horse");
        let run = Run::of(command.env("OTHER", "stays"));
        assert_eq!(run.code, Some(6), "{}", run.stderr);
        let environment = fs::read_to_string(repository.path("seen")).unwrap();
        assert!(environment.contains("OTHER=stays\n"), "{environment}");
        assert!(!environment.contains("PRIVATE KEY"), "{environment}");
        assert_eq!(environment.contains("correct horse"), seen, "{environment}");
    }
}

#[test]
fn a_key_that_others_can_change_is_refused() {
    let workshop = Workshop::new();
    for (mode, says) in [(0o620, "can be changed by other users"), (0o602, "can be changed")] {
        workshop.file("key.asc", fixture("ed25519.secret.asc").as_bytes(), mode);
        let run = workshop.build(&["--sign-key", "key.asc"]);
        assert_eq!(run.code, Some(6), "{}", run.stderr);
        assert!(run.stderr.contains("[E701]") && run.stderr.contains(says), "{}", run.stderr);
    }
    workshop.build(&["--sign-key", "key.asc", "--allow-readable-key"]).done();
}

#[test]
fn keys_that_are_not_supported_are_listed_and_named() {
    let repository = Repository::unsigned();
    // A key of algorithm 99, made at 2023-12-31 (RFC 9580, section 5.5.2), and a subkey like it.
    let key = |tag: u8| [&[0xC0 | tag, 9, 4][..], &[0x65, 0x92, 0, 0x80, 99, 1, 2, 3]].concat();
    let known = repository.path("known.asc");
    fs::write(&known, fixture("ed25519.asc")).unwrap();
    let alone = repository.path("alone.gpg");
    fs::write(&alone, key(6)).unwrap();
    let certificates = pkgsign::Certificate::parse(fixture("ed25519.asc").as_bytes()).unwrap();
    let beside = repository.path("beside.gpg");
    fs::write(&beside, [certificates[0].to_bytes().unwrap(), key(14), key(6)].concat()).unwrap();
    let what = "a key of algorithm 99";

    let run = repository.run(&["key", "inspect", "--json", "beside.gpg"]);
    let document = run.json();
    let subkey = &document["certificates"][0]["unsupported"][0];
    assert_eq!(subkey["reason"], format!("{what}, which is not supported"), "{document}");
    let fingerprint = subkey["fingerprint"].as_str().unwrap();
    assert_eq!(fingerprint.len(), 40);
    assert_eq!(document["unsupported"][0]["fingerprint"], fingerprint);
    let run = repository.run(&["key", "inspect", "beside.gpg"]);
    let line = format!("  subkey {fingerprint}, not supported: {what}\n");
    assert!(run.stdout.contains(&line), "{}", run.stdout);
    let entry = format!("\n{fingerprint}\n  not supported: {what}\n");
    assert!(run.stdout.contains(&entry), "{}", run.stdout);
    let run = repository.run(&["key", "inspect", "alone.gpg"]);
    assert!(run.code == Some(7) && run.stdout.contains(&entry), "{}{}", run.stdout, run.stderr);

    let mkrpm = |key: &str| {
        let workshop = Workshop::of(Tool::Mkrpm);
        workshop.build(&[]).done();
        let key = format!("--key={}", repository.path(key).display());
        workshop.run(&["verify", &key, Tool::Mkrpm.package()])
    };
    let named = format!("has no supported key: {fingerprint}, {what}");
    let run = mkrpm("alone.gpg");
    assert!(run.stderr.contains("error[E702]") && run.stderr.contains(&named), "{}", run.stderr);
    let run = mkrpm("beside.gpg");
    let warned = format!("has {fingerprint}, {what}, which is not supported");
    assert!(run.stderr.contains("error[E720]"), "{}", run.stderr);
    let signing = "[signing]\nkey = \"file:signing.asc\"\ncertificates = \"file:FILE\"\n";
    repository.key("signing.asc", "rsa3072");
    repository.describe(|text| text.replace("# [signing]", &signing.replace("FILE", "beside.gpg")));
    let run = repository.run(&["list"]);
    assert!(run.code == Some(0) && run.stderr.contains("[E514]"), "{}", run.stderr);
    assert!(run.stderr.contains(&warned), "{}", run.stderr);
    repository.describe(|text| text.replace("beside.gpg", "alone.gpg"));
    let run = repository.run(&["list"]);
    assert!(run.code == Some(6) && run.stderr.contains(&named), "{}", run.stderr);
}

#[test]
fn a_key_or_password_that_its_group_can_read_is_warned_of() {
    let says = |name: &str| format!("warning[E701]: {name}: can be read by its group (mode 0640)");
    for tool in [Tool::Mkdeb, Tool::Mkrpm] {
        let workshop = Workshop::of(tool);
        workshop.file("key.asc", fixture("protected.secret.asc").as_bytes(), 0o640);
        workshop.file("password", b"correct horse\n", 0o640);
        let flags = ["--sign-key=key.asc", "--sign-password=password", "-f"];
        let run = workshop.build(&flags);
        run.done();
        // Of several of one kind one line tells; all are told with -v.
        let run = workshop.build(&[&flags[..], &["-v"]].concat());
        for name in ["key.asc", "password"] {
            assert!(run.stderr.contains(&says(name)), "{}", run.stderr);
            let hint = format!("chmod 600 {name}, or accept it with --allow-readable-key");
            assert!(run.stderr.contains(&hint), "{}", run.stderr);
        }
        let run = workshop.build(&[&flags[..], &["--allow-readable-key"]].concat());
        run.done();
        assert!(!run.stderr.contains("E701"), "{}", run.stderr);
    }
    let repository = Repository::signed();
    let key = repository.path("signing.asc");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let run = repository.run(&["refresh"]);
    assert!(run.stderr.contains(&says("signing.asc")), "{}", run.stderr);
    assert!(run.stderr.contains("allow-readable-key = true in [signing]"), "{}", run.stderr);
    let run = repository.run(&["key", "inspect", "signing.asc"]);
    let says = "warning[E701]: signing.asc: has a secret key, and can be read by its group";
    assert!(run.stderr.contains(says), "{}", run.stderr);
    repository.describe(|text| text.replace("[signing]", "[signing]\nallow-readable-key = true"));
    let run = repository.run(&["refresh"]);
    assert!(!run.stderr.contains("E701"), "{}", run.stderr);
}

/// Links, `..` and other directories do not hide that a secret lies below the root.
#[test]
fn a_secret_below_the_root_is_refused_wherever_it_is_named_from() {
    let repository = Repository::signed();
    let below = "is below the root, which everybody can read";
    fs::create_dir_all(repository.path("public/keys")).unwrap();
    fs::copy(repository.path("signing.asc"), repository.path("public/keys/a.asc")).unwrap();
    for (target, link) in
        [("public/keys/a.asc", "link.asc"), ("public", "elsewhere"), ("public/keys", "keys")]
    {
        symlink(target, repository.path(link)).unwrap();
    }
    symlink("../signing.asc", repository.path("public/out.asc")).unwrap();
    let description = fs::read_to_string(repository.path("mkrepo.toml")).unwrap();
    for (root, key) in [
        ("public", "public/keys/a.asc"),
        ("public", "link.asc"),
        ("public", "keys/a.asc"),
        ("public", "elsewhere/keys/a.asc"),
        ("elsewhere", "public/keys/a.asc"),
        ("elsewhere", "link.asc"),
        ("public/../elsewhere", "keys/../keys/a.asc"),
        ("public", "public/out.asc"),
        (".", "signing.asc"),
        ("public/..", "signing.asc"),
        ("..", "signing.asc"),
    ] {
        for field in ["key", "password"] {
            let text = description.replace("root = \"public\"", &format!("root = \"{root}\""));
            let (old, new) = match field {
                "key" => ("key = \"file:signing.asc\"".to_owned(), format!("key = \"file:{key}\"")),
                _ => ("[signing]".to_owned(), format!("[signing]\npassword = \"file:{key}\"")),
            };
            assert!(text.contains(&old), "{text}");
            fs::write(repository.path("mkrepo.toml"), text.replacen(&old, &new, 1)).unwrap();
            let folder = repository.path("");
            for arguments in [
                &["refresh"][..],
                &["-C", ".", "list"],
                &["-C", "public/..", "list"],
                &["-C", folder.to_str().unwrap(), "list"],
            ] {
                let run = repository.run(arguments);
                assert_eq!(run.code, Some(3), "{root}, {key}, {arguments:?}: {}", run.stderr);
                assert!(run.stderr.contains(below), "{root}, {key}: {}", run.stderr);
            }
        }
    }
    fs::remove_file(repository.path("mkrepo.toml")).unwrap();
    fs::remove_file(repository.path("signing.asc")).unwrap();
    fs::create_dir(repository.path("sub")).unwrap();
    symlink("..", repository.path("sub/up")).unwrap();
    for (arguments, root) in [
        (&["-C", "."][..], ".."),
        (&["-C", "."], "."),
        (&["-C", "sub"], ".."),
        (&["-C", "sub"], "up"),
        (&["-C", "sub/up"], "../."),
        (&["-C", "elsewhere"], "../public"),
    ] {
        let init = ["init", "--generate-key", "--root", root];
        let run = repository.run(&[arguments, &init].concat());
        assert_eq!(run.code, Some(3), "{arguments:?} {root}: {}", run.stderr);
        assert!(run.stderr.contains(below), "{arguments:?} {root}: {}", run.stderr);
    }
}
