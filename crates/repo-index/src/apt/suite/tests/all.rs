//! Archives that list the architecture `all`.

use super::*;

/// The lines of a `Release` about architectures, and what each index of binary packages lists.
fn published(setup: &Setup) -> Vec<String> {
    let release = setup.text("debian/dists/stable/Release");
    let about = |line: &&str| line.contains("Architecture") && !line.contains('/');
    let mut shown: Vec<String> = release.lines().filter(about).map(str::to_owned).collect();
    let state = setup.state("stable", at(99));
    for id in state.indexes.keys() {
        let architecture = id.kind.architecture().unwrap();
        shown.push(format!("{architecture}: {}", names(&state, architecture).join(" ")));
    }
    shown
}

fn of(architectures: &[&str]) -> Setup {
    let mut setup = Setup::new();
    setup.archive.architectures = architectures.iter().map(|&one| one.to_owned()).collect();
    setup
}

#[test]
fn all_alone_is_one_index_that_apt_asks_for() {
    let mut setup = of(&["all"]);
    setup.archive.url = Some("https://example.org".to_owned());
    setup.add(at(0), "docs", "all").unwrap();
    setup.add(at(1), "more", "all").unwrap();
    assert_eq!(published(&setup), ["Architectures: all", "all: docs more"]);
    assert!(!setup.text("debian/stable.sources").contains("Architectures"));
    // Others come later: apt asks for both indexes, and finds each package in one.
    setup.archive.architectures = vec!["all".to_owned(), "amd64".to_owned()];
    setup.add(at(2), "tool", "amd64").unwrap();
    setup.add(at(3), "last", "all").unwrap();
    let expected = ["Architectures: all amd64", "all: docs last more", "amd64: tool"];
    assert_eq!(published(&setup), expected);
}

#[test]
fn all_beside_others_is_as_in_the_archive_of_debian() {
    let setup = of(&["amd64", "all"]);
    setup.add(at(0), "tool", "amd64").unwrap();
    setup.add(at(1), "docs", "all").unwrap();
    let expected = [
        "No-Support-for-Architecture-all: Packages",
        "Architectures: amd64 all",
        "all: docs",
        "amd64: docs tool",
    ];
    assert_eq!(published(&setup), expected);
}

#[test]
fn all_that_comes_later_takes_what_is_published() {
    for later in [&["amd64", "all"][..], &["all"]] {
        let mut setup = of(&["amd64"]);
        setup.add(at(0), "tool", "amd64").unwrap();
        setup.add(at(1), "docs", "all").unwrap();
        setup.archive.architectures = later.iter().map(|&one| one.to_owned()).collect();
        setup.add(at(2), "more", "all").unwrap();
        let expected = [
            "No-Support-for-Architecture-all: Packages",
            "Architectures: amd64 all",
            "all: docs more",
            "amd64: docs more tool",
        ];
        assert_eq!(published(&setup), expected, "{later:?}");
    }
}

/// A suite of another tool with packages for `all` in an index of their own, as it says by `field`.
fn adopted(field: &str, of_amd64: &[&str]) -> Setup {
    let setup = of(&["amd64"]);
    let text = |packages: &[&str]| -> String {
        let one = |name: &&str| package_of(name, if *name == "docs" { "all" } else { "amd64" });
        let one = |name| String::from_utf8(one(name).0.paragraph().to_vec()).unwrap() + "\n";
        packages.iter().map(one).collect()
    };
    let mut listed = String::new();
    for (architecture, packages) in [("all", &["docs"][..]), ("amd64", of_amd64)] {
        let (path, text) = (format!("main/binary-{architecture}/Packages"), text(packages));
        listed += &format!(" {} {} {path}\n", Sha256::of(text.as_bytes()), text.len());
        let key = Key::new(format!("debian/dists/stable/{path}")).unwrap();
        setup.store.replace(&key, text.as_bytes()).unwrap();
    }
    for (name, architecture) in [("docs", "all"), ("tool", "amd64")] {
        let object = package_of(name, architecture).1;
        let repo_store::Content::Bytes(bytes) = &object.content else { panic!("{object:?}") };
        setup.store.replace(&object.key, &bytes.to_bytes()).unwrap();
    }
    let release = format!(
        "Origin: Example\nSuite: stable\nCodename: stable\nDate: Wed, 01 Jan 2025 00:00:00 UTC\n\
         Architectures: all amd64\nComponents: main\n{field}SHA256:\n{listed}"
    );
    setup
        .store
        .replace(&Key::new("debian/dists/stable/Release").unwrap(), release.as_bytes())
        .unwrap();
    setup
}

#[test]
fn what_another_tool_published_stays_as_it_is() {
    let more = |setup: &Setup| {
        let suite = setup.suite(at(500));
        let options = SuiteOptions { adopt_unsigned: true, ..suite.options.clone() };
        let suite = Suite::new(&setup.archive, "stable", options).unwrap();
        setup.add_to(&suite, "main", "more", "all").unwrap();
    };
    let apart = adopted("", &["tool"]);
    more(&apart);
    let expected = ["Architectures: all amd64", "all: docs more", "amd64: tool"];
    assert_eq!(published(&apart), expected);
    let shared = adopted("No-Support-for-Architecture-all: Packages\n", &["docs", "tool"]);
    more(&shared);
    let expected = [
        "No-Support-for-Architecture-all: Packages",
        "Architectures: all amd64",
        "all: docs more",
        "amd64: docs more tool",
    ];
    assert_eq!(published(&shared), expected);
}
