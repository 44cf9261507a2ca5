//! Suites and components whose names have slashes.

use super::*;
use crate::codes;

fn refused(result: Result<Published<SuiteState>, PublishError>) -> String {
    let Err(PublishError::Refused(defects)) = result else { panic!("{result:?}") };
    assert_eq!(defects.as_slice()[0].code, codes::ROOM);
    defects.to_string()
}

#[test]
fn a_suite_lies_in_the_folder_of_another() {
    let mut setup = Setup::new();
    setup.archive.url = Some("https://example.org".to_owned());
    for suite in ["jammy", "jammy/vendor/7.0"] {
        setup.add_to(&setup.suite_of(suite, at(0)), "updates/main", "tool", "amd64").unwrap();
    }
    let release = setup.text("debian/dists/jammy/vendor/7.0/Release");
    for line in [
        "Suite: jammy/vendor/7.0\n",
        "Codename: jammy/vendor/7.0\n",
        "Components: main updates/main\n",
        " updates/main/binary-amd64/Packages.gz\n",
    ] {
        assert!(release.contains(line), "{release}");
    }
    setup.text("debian/dists/jammy/vendor/7.0/updates/main/binary-amd64/Release");
    assert!(setup.text("debian/jammy/vendor/7.0.sources").contains("Suites: jammy/vendor/7.0\n"));
    assert!(setup.text("debian/jammy.sources").contains("Components: main updates/main\n"));
    let state = setup.state("jammy/vendor/7.0", at(9));
    assert_eq!(state.packages()[0].component, "updates/main");
    assert_eq!(setup.suite_of("jammy", at(9)).history(&setup.store, 9).unwrap().len(), 1);
}

#[test]
fn components_that_are_named_are_there_though_empty() {
    let mut setup = Setup::new();
    setup.archive.components = vec!["contrib".to_owned(), "main".to_owned(), "a/b".to_owned()];
    setup.add(at(0), "tool", "amd64").unwrap();
    let release = setup.text("debian/dists/stable/Release");
    assert!(release.contains("Components: main contrib a/b\n"), "{release}");
    assert!(release.contains(" a/b/binary-arm64/Packages.xz\n"), "{release}");
}

#[test]
fn no_suite_is_published_in_the_folder_of_a_component() {
    let setup = Setup::new();
    let add = |suite: &str, component: &str| {
        setup.add_to(&setup.suite_of(suite, at(0)), component, "tool", "amd64")
    };
    add("stable", "contrib").unwrap();
    add("other/x", "main").unwrap();
    // A component in the folder of a published suite, and around one.
    let error = refused(add("other", "x"));
    assert!(
        error.contains("the suite \"other/x\" and the component \"x\" of the suite \"other\""),
        "{error}"
    );
    refused(add("other", "x/main"));
    // One that only the settings name, for a suite that is published already.
    let named = Archive { components: vec!["updates".to_owned()], ..archive() };
    add("stable/updates", "main").unwrap();
    let stable = Suite::new(&named, "stable", setup.suite(at(0)).options.clone()).unwrap();
    refused(setup.add_to(&stable, "main", "tool", "amd64"));
    // Suites in the folders of published components.
    for suite in ["stable/main", "stable/contrib", "stable/contrib/x"] {
        refused(add(suite, "main"));
    }
    add("stable/updates", "main").unwrap();
    assert!(
        setup
            .store
            .length(&Key::new("debian/dists/stable/contrib/InRelease").unwrap())
            .unwrap()
            .is_none()
    );
}

#[test]
fn no_component_is_published_where_a_suite_is_described() {
    let mut setup = Setup::new();
    setup.archive.suites.push(("stable/x/y".to_owned(), SuiteSettings::default()));
    for component in ["x", "x/y", "x/y/z"] {
        refused(setup.add_to(&setup.suite(at(0)), component, "tool", "amd64"));
    }
    setup.add_to(&setup.suite(at(0)), "x/z", "tool", "amd64").unwrap();
    let (archive, options) = (&setup.archive, || SuiteOptions::new(at(0)));
    for name in ["a/by-hash", "a/source", "a//b", "a/..", "dists/a", "a b/c"] {
        assert!(Suite::new(archive, name, options()).is_err(), "{name}");
    }
}
