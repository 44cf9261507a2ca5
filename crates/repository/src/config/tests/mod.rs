mod documentation;
mod made;

use std::path::Path;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use repo_index::candidate::{Candidate, PackageFormat};
use repo_index::rpmmd::SignPackages;

use super::*;

const DESIGN: &str = r#"
root = "public"

[signing]
key = "file:signing.asc"
password = "env:SIGNING_PASSWORD"

[apt.debian]
origin = "Erlang Solutions"
architectures = ["x86_64", "linux/arm64"]
component = "contrib"
cache-ttl = "24h"
keep = "7d"
keep-packages = "30d"
valid-for = "14d"

[apt.debian.suites.stable]
codename = "bookworm"

[apt.debian.suites.testing]
not-automatic = true
but-automatic-upgrades = true

[rpm.rocky8]
path = "rockylinux/8"

[[route]]
when = { format = "deb", name = "esl-erlang", filename = '~(?<os>debian|ubuntu)~(?<codename>[a-z]+)_' }
to = "apt:{os}/{codename}-esl-erlang-{version.major}"
"#;

const ARCHIVE: &str = "root = \"r\"\n[apt.debian]\narchitectures = [\"amd64\"]\n";

fn parse(text: impl AsRef<[u8]>) -> Result<Config, Diagnostics> {
    Config::parse(&ManifestFile { path: "etc/mkrepo.toml".into(), text: text.as_ref().to_vec() })
}

/// The defects of `text`, one a line.
fn defects(text: impl AsRef<[u8]>) -> Vec<String> {
    let defects = parse(text).map(|_| ()).unwrap_err();
    defects.to_string().lines().map(str::to_owned).collect()
}

/// The only defect of an archive with that line.
fn defect(line: &str) -> String {
    let text = format!("{ARCHIVE}{line}\n");
    let found = defects(&text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found[0].clone()
}

fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

#[test]
fn a_whole_configuration() {
    let config = parse(DESIGN).unwrap();
    assert_eq!(config.root, Root::Folder("etc/public".into()));
    let signing = config.signing.as_ref().unwrap();
    assert_eq!(signing.keys, [Secret::File("etc/signing.asc".into())]);
    assert_eq!(signing.passwords, [Secret::Environment("SIGNING_PASSWORD".into())]);
    let archive = config.archive("debian").unwrap();
    assert_eq!(archive.architectures, ["amd64", "arm64"]);
    assert_eq!(archive.folder.as_ref().unwrap().as_str(), "debian");
    assert_eq!(archive.default_component, "contrib");
    assert_eq!((archive.cache_ttl, archive.keep), (days(1), days(7)));
    assert_eq!((archive.keep_packages, archive.valid_for), (days(30), Some(days(14))));
    assert_eq!(archive.suites[0].1.codename.as_deref(), Some("bookworm"));
    assert!(archive.suites[1].1.not_automatic && archive.suites[1].1.but_automatic_upgrades);
    assert_eq!(config.rpm[0].folder.as_ref().unwrap().as_str(), "rockylinux/8");

    let candidate = Candidate {
        format: PackageFormat::Deb,
        file_name: "esl-erlang_26.2-1~debian~bookworm_amd64.deb",
        name: "esl-erlang",
        version: "1:26.2-1",
        architecture: "amd64",
        component: None,
        source: None,
    };
    let targets = config.router().route(&[candidate]).unwrap();
    let target = targets.keys().next().unwrap().to_string();
    assert_eq!(target, "apt:debian/bookworm-esl-erlang-26");
}

#[test]
fn what_is_not_said_has_defaults() {
    let config = parse(ARCHIVE).unwrap();
    let archive = &config.apt[0];
    assert_eq!(archive.default_component, "main");
    assert_eq!((archive.cache_ttl, archive.keep), (days(1), days(7)));
    assert_eq!((archive.keep_packages, archive.valid_for), (days(30), None));
    let names: Vec<_> = archive.index_compressions.iter().map(|it| it.codec().name()).collect();
    assert_eq!(names, ["gzip", "xz"]);
    assert!(!archive.md5 && archive.contents.is_none() && !archive.translations);
    assert!(archive.signed_by.is_none() && archive.snapshots.is_none());
    assert!(config.signing.is_none() && config.routes.is_empty() && config.rpm.is_empty());
    // A long cache makes what is kept by default longer.
    let config = parse(format!("{ARCHIVE}cache-ttl = \"20d\"\n")).unwrap();
    assert_eq!((config.apt[0].keep, config.apt[0].keep_packages), (days(40), days(40)));
}

#[test]
fn what_a_release_says_of_keys_and_snapshots() {
    let fingerprint = "0123456789abcdef0123456789ABCDEF01234567";
    let text = format!(
        "{ARCHIVE}valid-for = \"1d\"\nsigned-by = [\"{fingerprint}!\", \"0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567\"]\n\
         snapshots = \"https://example.org/@SNAPSHOTID@\"\ncontents = false\ncompression = [\"none\"]\n"
    );
    let archive = &parse(text).unwrap().apt[0];
    let upper = fingerprint.to_ascii_uppercase();
    assert_eq!(archive.signed_by, Some(vec![format!("{upper}!"), upper]));
    assert_eq!(archive.snapshots.as_deref(), Some("https://example.org/@SNAPSHOTID@"));
    assert_eq!(archive.contents, Some(false));
    assert_eq!(archive.index_compressions.len(), 1);
    assert_eq!(
        parse(format!("{ARCHIVE}snapshots = \"no\"\n")).unwrap().apt[0].snapshots.as_deref(),
        Some("no")
    );
    let archive = &parse(ARCHIVE).unwrap().apt[0];
    assert_eq!((&archive.signed_by, &archive.snapshots), (&None, &None));
    let dropped = format!("{ARCHIVE}signed-by = \"none\"\nsnapshots = \"none\"\n");
    let archive = &parse(dropped).unwrap().apt[0];
    assert_eq!(archive.signed_by, Some(Vec::new()));
    assert_eq!(archive.snapshots.as_deref(), Some(""));
    let alone = defect(&format!("signed-by = \"{fingerprint}\""));
    assert!(alone.contains("without valid-for"), "{alone}");
    for line in [
        "signed-by = \"01234567\"",
        "signed-by = [\"x123456789abcdef0123456789ABCDEF01234567\"]",
        "signed-by = \"0123456789abcdef0123456789ABCDEF01234567!!\"",
        "snapshots = \"https://example.org/\"",
        "snapshots = \"yes\"",
        "snapshots = \"https://example.org/@SNAPSHOTID@ x\"",
    ] {
        let found = defect(&format!("{line}\nvalid-for = \"1d\""));
        assert!(found.starts_with("E894: "), "{line}: {found}");
    }
}

#[test]
fn roots() {
    let root = |text: &str| Root::parse(text, Path::new("/etc/x"));
    assert_eq!(root("public"), Ok(Root::Folder("/etc/x/public".into())));
    assert_eq!(root("/srv"), Ok(Root::Folder("/srv".into())));
    assert_eq!(root("file:///srv/a b"), Ok(Root::Folder("/srv/a b".into())));
    for scheme in ["s3", "gs", "az"] {
        let found = defects(format!("root = \"{scheme}://bucket/prefix\"\n"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("E890: etc/mkrepo.toml:1:8: root: "), "{found:?}");
        assert!(found[0].contains("not supported yet"), "{found:?}");
    }
    for bad in ["", "file://host/x", "file:///a%20b", "file:x", "ftp://x/y"] {
        assert!(root(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn every_defect_is_told_with_its_place() {
    let text = "root = 1\nrooot = \"x\"\n[signing]\nkey = \"hunter2\"\n[apt.debian]\norigim = \"x\"\n\
                keep = \"1 fortnight\"\narchitectures = [\"amd46\"]\n[[route]]\n\
                when = { nam = \"x\" }\nto = \"apt:debain/{nmae}\"\n";
    let found = defects(text);
    let starts = [
        "E105: etc/mkrepo.toml:1:8: root: expected a string, found an integer",
        "E101: etc/mkrepo.toml:2:1: rooot: unknown key; did you mean \"root\"?",
        "E899: etc/mkrepo.toml:4:7: signing.key: ",
        "E101: etc/mkrepo.toml:6:1: apt.debian.origim: unknown key; did you mean \"origin\"?",
        "E892: etc/mkrepo.toml:7:8: apt.debian.keep: ",
        "E894: etc/mkrepo.toml:8:18: apt.debian.architectures: ",
        "E101: etc/mkrepo.toml:10:10: route[0].when.nam: unknown key; did you mean \"name\"?",
        "E895: etc/mkrepo.toml:11:6: route[0].to: refers to {nmae}, which there is not; did you \
         mean",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found}");
    }
    assert!(!found.iter().any(|line| line.contains("hunter2")), "a secret is repeated");
}

#[test]
fn names_are_checked_wherever_they_stand() {
    for name in ["\"a/b\"", "\"..\"", "\"a b\"", "\"\"", "\".a\"", "\"a/\"", "\"a/../b\"", "\"/a\""]
    {
        for table in ["rpm", "apt.debian.suites"] {
            if (table, name) == ("apt.debian.suites", "\"a/b\"") {
                continue;
            }
            let shown = defects(format!("{ARCHIVE}[{table}.{name}]\n"));
            assert!(shown[0].starts_with("E891: "), "{name}: {shown:?}");
        }
        if !["\"\"", "\"a/b\""].contains(&name) {
            assert!(defect(&format!("component = {name}")).starts_with("E891: "), "{name}");
        }
    }
    for path in ["/srv", "../x", "a/../b", "a//b"] {
        assert!(defect(&format!("path = \"{path}\"")).starts_with("E891: "), "{path}");
    }
}

#[test]
fn folders_do_not_overlap() {
    for path in ["debian", "debian/", "debian/rpm", "."] {
        let shown = defect(&format!("[rpm.el8]\npath = \"{path}\""));
        assert!(shown.starts_with("E893: etc/mkrepo.toml:5:8: rpm.el8: "), "{shown}");
    }
    assert!(parse(format!("{ARCHIVE}[rpm.el8]\npath = \"debian-rpm\"\n")).is_ok());
    assert!(parse(format!("{ARCHIVE}path = \".\"\n")).is_ok());
}

#[test]
fn suites_and_components_may_have_slashes() {
    let archive = |lines: &str| parse(format!("{ARCHIVE}{lines}\n")).map(|mut it| it.apt.remove(0));
    let read = archive(
        "component = \"updates/main\"\ncomponents = [\"contrib\", \"updates/main\", \"updates/contrib\"]\n\
         [apt.debian.suites.\"jammy/vendor/7.0\"]\n[apt.debian.suites.jammy]\n\
         [apt.debian.suites.\"jammy/vendor\"]\n\
         [apt.debian.suites.\"jammy/latest\"]\nalias-of = \"jammy/vendor/7.0\"",
    );
    let read = read.unwrap();
    let suites: Vec<&str> = read.suites.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(suites, ["jammy/vendor/7.0", "jammy", "jammy/vendor", "jammy/latest"]);
    assert_eq!(read.alias_of("jammy/latest"), Some("jammy/vendor/7.0"));
    let components: Vec<&str> = read.declared_components().collect();
    assert_eq!(components, ["updates/main", "contrib", "updates/contrib"]);
    // What would lie in one folder, or is taken by something else.
    for (suites, lines, code, problem) in [
        (
            &["a", "a/main"][..],
            "",
            "E893",
            "the suite \"a/main\" and the component \"main\" of the suite \"a\"",
        ),
        (&["a/main/x", "a"], "", "E893", "the suite \"a/main/x\" and the component \"main\""),
        (
            &["a", "a/b"],
            "components = [\"b/c\"]",
            "E893",
            "the component \"b/c\" of the suite \"a\"",
        ),
        (&["a", "a/b/c"], "component = \"b\"", "E893", "the component \"b\" of the suite \"a\""),
        (&["a/by-hash"], "", "E891", "has the part \"by-hash\""),
        (&["a/binary-amd64"], "", "E891", "has the part \"binary-amd64\""),
        (&["a/x/source"], "", "E891", "has the part \"source\""),
        (&["a/i18n"], "", "E891", "has the part \"i18n\""),
        (&["a/Contents-amd64"], "", "E891", "has the part \"Contents-amd64\""),
        (&["pool/a"], "", "E891", "has the part \"pool\""),
        (&["a.sources/b"], "", "E891", "has the part \"a.sources\""),
        (&["a"], "components = [\"main/debug\"]", "E891", "has the part \"debug\""),
        (&["a"], "component = \"by-hash\"", "E891", "has the part \"by-hash\""),
        (&["a"], "components = [\"x/\"]", "E891", "ends with a slash"),
        (&["a"], "components = [\"x\", \"x\"]", "E894", "is given twice"),
    ] {
        let tables = suites.iter().map(|suite| format!("[apt.debian.suites.\"{suite}\"]\n"));
        let found = defect(&format!("{lines}\n{}", tables.collect::<String>()));
        assert!(found.starts_with(code) && found.contains(problem), "{suites:?} {lines}: {found}");
    }
    // The place is that of the suite which lies in the other one.
    let found = defect("[apt.debian.suites.\"a/main\"]\n[apt.debian.suites.a]");
    assert!(found.starts_with("E893: etc/mkrepo.toml:4:20: apt.debian.suites.a/main: "), "{found}");
    for suites in [&["a-b", "a/b", "a_b"][..], &["a/b", "a/b/c", "a/c"], &["source", "by-hash"]] {
        let tables = suites.iter().map(|suite| format!("[apt.debian.suites.\"{suite}\"]\n"));
        assert!(archive(&tables.collect::<String>()).is_ok(), "{suites:?}");
    }
}

#[test]
fn routes_lead_to_suites_that_are_declared() {
    const SUITES: &str = "[apt.debian.suites.\"jammy/vendor/7.0\"]\n[[route]]\n";
    for to in [
        "apt:debian/jammy/vendor/7.0",
        "apt:debian/{name}/vendor/7.0",
        "apt:debian/jammy/vendor/{version.major}.{version.minor}/contrib",
        "apt:debian/{name}",
        "apt:debian/{name}/{component}",
    ] {
        assert!(parse(format!("{ARCHIVE}{SUITES}to = \"{to}\"\n")).is_ok(), "{to}");
    }
    for to in [
        "apt:debian/noble/vendor/7.0",
        "apt:debian/{name}/other/7.0",
        "apt:debian/jammy/vendor/7.0/updates/main",
    ] {
        let found = defect(&format!("{SUITES}to = \"{to}\""));
        assert!(
            found.starts_with(
                "E896: etc/mkrepo.toml:6:6: route[0].to: does not lead to a declared suite"
            ),
            "{found}"
        );
        assert!(found.contains("[apt.debian.suites."), "{found}");
    }
}

#[test]
fn nothing_is_kept_for_less_than_twice_the_cache() {
    for key in ["keep", "keep-packages"] {
        let shown = defect(&format!("cache-ttl = \"3d\"\n{key} = \"5d\""));
        assert!(shown.contains(&format!("apt.debian.{key}: is less than twice")), "{shown}");
        assert!(shown.ends_with("write \"6d\" or more, or a shorter cache-ttl"), "{shown}");
        assert!(parse(format!("{ARCHIVE}cache-ttl = \"3d\"\n{key} = \"6d\"\n")).is_ok());
    }
}

#[test]
fn archives_say_what_they_publish() {
    assert!(
        defects("root = \"r\"\n[apt.x]\n")[0].starts_with("E104: etc/mkrepo.toml:2:1: apt.x: ")
    );
    for (list, problem) in [
        ("[]", "lists none"),
        ("[\"any\"]", "\"any\""),
        ("[\"all\", \"noarch\"]", "is given twice"),
        ("[\"amd64\", \"x86_64\"]", "is given twice"),
    ] {
        let found = defects(format!("root = \"r\"\n[apt.x]\narchitectures = {list}\n"));
        assert!(found.len() == 1 && found[0].contains(problem), "{found:?}");
    }
    assert!(defect("compression = [\"gzip\", \"bzip2\"]").starts_with("E894: "));
    assert!(defect("[apt.debian.suites.x]\nbut-automatic-upgrades = true").starts_with("E894: "));
    for (of, problem) in [("x", "is the suite itself"), ("a b", "has "), ("", "")] {
        let found = defect(&format!("[apt.debian.suites.x]\nalias-of = \"{of}\""));
        assert!(
            found.contains("apt.debian.suites.x.alias-of") && found.contains(problem),
            "{found}"
        );
    }
    let chain = "[apt.debian.suites]\na.alias-of = \"b\"\nb.alias-of = \"c\"";
    assert!(defect(chain).contains("\"b\" is an alias too"));
}

#[test]
fn repositories_say_what_they_take() {
    let text = "root = \"r\"\nurl = \"https://example.org/linux/\"\n[signing]\nkey = \"env:KEY\"\n\
                [rpm.el9]\npath = \"el/9\"\ndescription = \"Packages of Example\"\n\
                architectures = [\"amd64\", \"linux/arm64\", \"src\"]\ncompression = \"gzip:9\"\n\
                sign-packages = \"unsigned\"\nrequire-signed = true\ncache-ttl = \"1h\"\n\
                keep = \"3d\"\nkeep-packages = \"9d\"\n[rpm.own]\nurl = \"http://own.example.org\"\n";
    let config = parse(text).unwrap();
    let repository = config.repository("el9").unwrap();
    assert_eq!(repository.url.as_deref(), Some("https://example.org/linux/el/9"));
    assert_eq!(repository.description.as_deref(), Some("Packages of Example"));
    assert_eq!(repository.architectures, ["x86_64", "aarch64", "src"]);
    assert_eq!(repository.compression, "gzip:9".parse().unwrap());
    assert_eq!(repository.sign_packages, SignPackages::Unsigned);
    assert!(repository.require_signed && repository.has_signed_packages());
    assert_eq!((repository.keep, repository.keep_packages), (days(3), days(9)));
    let own = config.repository("own").unwrap();
    assert_eq!(own.url.as_deref(), Some("http://own.example.org"));
    assert_eq!(
        own,
        &RpmRepository {
            url: own.url.clone(),
            folder: own.folder.clone(),
            ..RpmRepository::new("own")
        }
    );
    assert_eq!(config.url_of(None).as_deref(), Some("https://example.org/linux"));

    let repository = |line: &str| {
        let found = defects(format!("root = \"r\"\n[rpm.x]\n{line}\n"));
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
        found[0].clone()
    };
    for (line, code) in [
        ("architectures = []", "E894"),
        ("architectures = [\"noarch\"]", "E894"),
        ("architectures = [\"amd64\", \"x86_64\"]", "E894"),
        ("architectures = [\"amd46\"]", "E894"),
        ("compression = \"xz\"", "E894"),
        ("compression = \"lz77\"", "E894"),
        ("sign-packages = \"yes\"", "E894"),
        ("sign-packages = \"all\"", "E899"),
        ("require-signed = true", "E899"),
        ("url = \"example.org\"", "E894"),
        ("url = \"https://example.org/$basearch\"", "E894"),
        ("repo-url = \"https://example.org/$machine\"", "E894"),
        ("priority = 0", "E894"),
        ("priority = 100", "E894"),
        ("priority = -1", "E105"),
        ("priority = \"90\"", "E105"),
        ("metadata-expire = \"never\"", "E892"),
        ("keep = \"1h\"", "E892"),
    ] {
        let shown = repository(line);
        assert!(shown.starts_with(&format!("{code}: etc/mkrepo.toml:")), "{line}: {shown}");
    }
}

/// Clients read one of the repositories that have the same id, unless one `.repo` file serves them.
#[test]
fn an_id_is_shared_by_those_that_one_file_serves() {
    let two = |first: &str, second: &str| {
        let one = "id = \"one\"";
        format!("root = \"r\"\n[rpm.x]\n{one}\n{first}\n[rpm.y]\n{one}\n{second}\n")
    };
    let shared = "repo-url = \"https://example.org/$basearch\"";
    assert!(parse(two(shared, shared)).is_ok());
    let other = "repo-url = \"https://example.org/el/$basearch\"";
    for (first, second) in [("", ""), (shared, ""), ("", shared), (shared, other)] {
        let found = defects(two(first, second));
        assert!(found.len() == 1 && found[0].contains("is the id of another"), "{found:?}");
    }
}

#[test]
fn signing() {
    let root = "root = \"r\"\n[signing]\n";
    let config = parse(format!("{root}key = [\"file:old.asc\", \"env:NEW\"]\n")).unwrap();
    assert_eq!(config.signing.unwrap().keys.len(), 2);
    let command = "command = \"kms-sign --key alias/repo\"\ncertificates = \"file:repo.asc\"";
    let signing = parse(format!("{root}{command}\n")).unwrap().signing.unwrap();
    assert_eq!(signing.command.as_deref(), Some("kms-sign --key alias/repo"));
    assert_eq!(signing.certificates, [Secret::File("etc/repo.asc".into())]);
    assert!(signing.keys.is_empty() && !signing.allow_readable_key);
    let both = format!("{root}{command}\nkey = \"file:a\"\n");
    assert_eq!(parse(both).unwrap().signing.unwrap().keys.len(), 1);
    let several = "key = \"env:A\"\npassword = [\"env:B\", \"env:C\"]\nallow-readable-key = true";
    let signing = parse(format!("{root}{several}\n")).unwrap().signing.unwrap();
    assert!(signing.passwords.len() == 2 && signing.allow_readable_key);
    for bad in [
        "",
        "key = []",
        "key = \"env:A\"\ncertificates = [\"env:B\", \"env:B\"]",
        "command = \"x\"",
        "key = [\"env:A\", \"env:A\"]",
        "key = \"env:A=B\"",
        "key = \"file:\"",
        "command = \"x\"\ncertificates = \"env:A\"\npassword = \"secret\"",
    ] {
        assert_eq!(defects(format!("{root}{bad}\n")).len(), 1, "{bad}");
    }
}

#[test]
fn routes_are_checked_before_any_package_comes() {
    let route = |text: &str| defect(&format!("[[route]]\n{text}"));
    let near =
        "leads to apt:debain, but there is no archive of that name; did you mean \"debian\"?";
    assert!(route("to = \"apt:debain/stable\"").contains(near));
    assert!(route("to = []").contains("route[0].to: lists none"));
    assert!(route("to = [\"apt:debian/x\", \"rpm:el8\"]").contains("add a table [rpm.el8]"));
    assert!(route("to = \"rpm:el8\"").contains("add a table [rpm.el8]"));
    assert!(route("to = \"debian/stable\"").starts_with("E896: "));
    assert!(route("when = { name = \"x\" }").starts_with("E104: "));
    assert!(route("when = { name = \"[\" }\nto = \"apt:debian/x\"").starts_with("E894: "));
    assert!(route("when = { format = \"pkg\" }\nto = \"apt:debian/x\"").starts_with("E894: "));
    // What follows from a broken expression is not told.
    let shown = route("when = { filename = '(?<os>' }\nto = \"apt:{os}/x\"");
    assert!(shown.contains("route[0].when.filename: is not a regular expression: "), "{shown}");
    let shown = route("when = { filename = '(a{1000}){1000}' }\nto = \"apt:debian/x\"");
    assert!(shown.contains("needs more than"), "{shown}");
}

#[test]
fn broken_syntax_hides_what_follows_from_it() {
    let found = defects("root = public\n[apt.x]\narchitectures = [\"amd64\"]\n");
    assert_eq!(
        found,
        ["E100: etc/mkrepo.toml:1:8: root: is not TOML: a text must be in quotes; \
                        write \"public\""]
    );
}

const PIECES: &[&str] = &[
    "root",
    "signing",
    "apt",
    "rpm",
    "route",
    "key",
    "when",
    "to",
    "suites",
    "keep",
    "path",
    " = ",
    "\"",
    "'",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\n",
    "#",
    "1",
    "true",
    "\"24h\"",
    "\\u0000",
    "\u{feff}",
    "\u{202e}",
    "é",
    "[[route]]\n",
    "[apt.debian]\n",
    "[apt.debian.suites.a]\n",
    "[apt.debian.suites.\"a/main\"]\n",
    "components = [\"a/b\"]\n",
    "to = \"apt:debian/{os}/x/{os}\"\n",
    "(?<os>",
    "architectures = [\"amd64\"]\n",
    "filename = '(?<os>.*)'\n",
    "to = \"apt:{os}/x\"\n",
    "root = \"r\"\n",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        let _ = parse(bytes);
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in vec(select(PIECES), 0..40)) {
        let text = pieces.concat();
        let shown = |result: Result<Config, Diagnostics>| result.map(|_| ()).map_err(|it| it.to_string());
        let first = shown(parse(&text));
        prop_assert_eq!(&first, &shown(parse(&text)));
        if let Err(defects) = first {
            prop_assert!(!defects.chars().any(|it| it.is_control() && it != '\n'), "{}", defects);
        }
    }
}
