//! `Contents`, `Translation-en`, and what stays of other tools.

use std::sync::Arc;

use super::*;
use crate::apt::contents::FileList;
use crate::apt::translation;
use crate::compress;

impl Setup {
    /// Publishes what `change` makes of the state.
    fn change(
        &self,
        seconds: i64,
        change: impl Fn(&mut SuiteState),
    ) -> Result<Published<SuiteState>, PublishError> {
        let changed = |old: &SuiteState| {
            let mut new = old.clone();
            change(&mut new);
            Ok(Some(new))
        };
        publish(&self.store, &self.suite(at(seconds)), changed, &PublishOptions::default())
    }

    /// Publishes a package with the paths that it installs.
    fn add_files(&self, seconds: i64, package: &str, architecture: &str, paths: &[&str]) {
        let (record, object) = package_of(package, architecture);
        let files = FileList::new(paths.iter().map(|path| path.as_bytes())).unwrap();
        let add = |new: &mut SuiteState| {
            new.additions.push(object.clone());
            new.files.insert(record.sha256(), Arc::new(files.clone()));
            let records = std::slice::from_ref(&record);
            new.add(&self.archive, "main", IndexKind::Binary, records).unwrap();
        };
        self.change(seconds, add).unwrap();
    }

    /// The text of an index that is stored as gzip.
    fn index(&self, path: &str) -> Option<String> {
        let key = Key::new(format!("debian/dists/stable/{path}.gz")).unwrap();
        let found = self.store.read(&key, 1 << 20).unwrap()?;
        let text = compress::decompress(&found.bytes, pkgio::Encoding::Gzip, 1 << 20).unwrap();
        Some(String::from_utf8(text).unwrap())
    }

    /// The lines of `Contents`, with one blank before the names.
    fn contents(&self, architecture: &str) -> Vec<String> {
        let text = self.index(&format!("main/Contents-{architecture}")).unwrap();
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(words).collect()
    }
}

#[test]
fn contents_follow_the_packages() {
    let mut setup = Setup::new();
    setup.archive.contents = Some(true);
    setup.add_files(0, "tool", "amd64", &["usr/bin/tool", "usr/share/doc/x"]);
    setup.add_files(10, "docs", "all", &["usr/share/doc/x", "usr/share/doc/y"]);
    let all = ["usr/bin/tool tool", "usr/share/doc/x docs,tool", "usr/share/doc/y docs"];
    assert_eq!(setup.contents("amd64"), all);
    assert_eq!(setup.contents("arm64"), ["usr/share/doc/x docs", "usr/share/doc/y docs"]);
    let release = setup.state("stable", at(10)).release.unwrap();
    for path in ["Contents-amd64", "Contents-amd64.gz", "Contents-amd64.xz", "Contents-arm64"] {
        assert!(release.files.contains_key(&format!("main/{path}")), "{path}");
    }
    assert!(!release.files.keys().any(|path| path.contains("udeb")));

    let before = release.files["main/Contents-amd64.gz"];
    setup.change(20, |new| drop(new.remove(|_, one| one.package() == "docs"))).unwrap();
    assert_eq!(setup.contents("amd64"), ["usr/bin/tool tool", "usr/share/doc/x tool"]);
    assert!(setup.contents("arm64").is_empty());

    // Back to what was there, without a look into the packages, which are not real.
    let old = setup.suite(at(30)).at(&setup.store, 2).unwrap().unwrap();
    setup.change(30, |new| *new = old.clone()).unwrap();
    assert_eq!(setup.contents("amd64"), all);
    let release = setup.state("stable", at(30)).release.unwrap();
    assert_eq!(release.files["main/Contents-amd64.gz"], before);

    setup.archive.contents = None;
    setup.add_files(40, "more", "amd64", &["a"]);
    assert_eq!(setup.contents("amd64")[0], "a more");
    setup.archive.contents = Some(false);
    setup.add_files(50, "other", "amd64", &["b"]);
    assert_eq!(setup.index("main/Contents-amd64"), None);
    let release = setup.state("stable", at(50)).release.unwrap();
    assert!(!release.files.keys().any(|path| path.contains("Contents")));
}

#[test]
fn files_that_nobody_knows_are_read_from_the_packages() {
    let mut setup = Setup::new();
    setup.add_files(0, "tool", "amd64", &["x"]);
    setup.archive.contents = Some(true);
    // These packages hold their names alone, which is no package.
    let PublishError::Refused(defects) = setup.change(10, |_| {}).unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(defects.as_slice().len(), 1);
    assert!(defects.to_string().contains("pool/main/tool_1_amd64.deb"), "{defects}");
    setup.store.delete(&Key::new("debian/pool/main/tool_1_amd64.deb").unwrap()).unwrap();
    let PublishError::Refused(defects) = setup.change(10, |_| {}).unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(defects.as_slice()[0].code, crate::codes::MISSING_OBJECT);
}

#[test]
fn long_descriptions_stand_apart() {
    let mut setup = Setup::new();
    setup.archive.translations = true;
    let add = |seconds: i64, package: &str, description: &str| {
        let (record, object) = package_of(package, "all");
        let md5 = translation::md5(description);
        let short = description.lines().next().unwrap();
        let text = String::from_utf8(record.paragraph().to_vec()).unwrap();
        let text = format!("{text}Description: {short}\nDescription-md5: {md5}\n");
        let record = Record::parse(text.into_bytes(), Format::Packages).unwrap();
        let paragraph = translation::paragraph_of(package, description);
        let change = |new: &mut SuiteState| {
            new.additions.push(object.clone());
            let of_component = new.translations.entry("main".to_owned()).or_default();
            of_component.insert(paragraph.clone());
            let records = std::slice::from_ref(&record);
            new.add(&setup.archive, "main", IndexKind::Binary, records).unwrap();
        };
        setup.change(seconds, change).unwrap();
        paragraph
    };
    let one = add(0, "one", "first\n long\n .\n lines");
    let two = add(10, "two", "second\n longer");
    let path = "main/i18n/Translation-en";
    assert_eq!(setup.index(path).unwrap(), format!("{one}\n{two}\n"));
    assert!(setup.state("stable", at(10)).release.unwrap().files.contains_key(path));
    setup.change(20, |new| drop(new.remove(|_, record| record.package() == "one"))).unwrap();
    assert_eq!(setup.index(path).unwrap(), format!("{two}\n"));
    let old = setup.suite(at(30)).at(&setup.store, 2).unwrap().unwrap();
    setup.change(30, |new| *new = old.clone()).unwrap();
    assert_eq!(setup.index(path).unwrap(), format!("{one}\n{two}\n"));
}

#[test]
fn files_of_other_tools_stay_with_copies_by_digest() {
    let mut setup = Setup::new();
    let folder = "debian/dists/stable";
    let translation = b"Package: x\nDescription-md5: 1\nDescription-de: x\n";
    let entry =
        |path: &str, bytes: &[u8]| format!(" {} {} {path}\n", Sha256::of(bytes), bytes.len());
    let packages = b"";
    let text = format!(
        "Origin: Example\nSuite: stable\nCodename: stable\nDate: Tue, 31 Dec 2024 00:00:00 UTC\n\
         Architectures: amd64\nComponents: main\nX-Other: kept\nSHA256:\n{}{}{}{}",
        entry("main/i18n/Translation-de", translation),
        entry("main/binary-amd64/Packages", packages),
        entry("main/binary-amd64/Packages.diff/Index", b"diff"),
        entry("main/Contents-amd64", b"old"),
    );
    for (path, bytes) in [
        ("main/i18n/Translation-de", translation.as_slice()),
        ("main/binary-amd64/Packages", packages),
        ("main/binary-amd64/Packages.diff/Index", b"diff"),
        ("main/Contents-amd64", b"old"),
        ("Release", text.as_bytes()),
    ] {
        setup.store.replace(&Key::new(format!("{folder}/{path}")).unwrap(), bytes).unwrap();
    }
    let refused = setup.add(at(0), "tool", "amd64").unwrap_err();
    assert!(matches!(refused, PublishError::Unsigned { .. }), "{refused}");
    setup.archive.contents = Some(false);
    let adopting = |setup: &Setup, seconds: i64| {
        let mut suite = setup.suite(at(seconds));
        suite.options.adopt_unsigned = true;
        let change = |old: &SuiteState| Ok(Some(old.clone()));
        publish(&setup.store, &suite, change, &PublishOptions::default()).unwrap();
    };
    adopting(&setup, 0);
    let release = setup.state("stable", at(0)).release.unwrap();
    assert_eq!(release.others, [("X-Other".to_owned(), "kept".to_owned())]);
    let file = release.files["main/i18n/Translation-de"];
    let by_hash = format!("{folder}/main/i18n/by-hash/SHA256/{}", file.sha256);
    assert_eq!(setup.text(&by_hash).as_bytes(), translation);
    for path in ["main/binary-amd64/Packages.diff/Index", "main/Contents-amd64"] {
        assert!(!release.files.contains_key(path), "{path}");
        let key = Key::new(format!("{folder}/{path}")).unwrap();
        assert_eq!(setup.store.length(&key).unwrap(), None, "{path}");
    }
}

#[test]
fn a_translation_under_its_name_is_healed_too() {
    let mut setup = Setup::new();
    setup.archive.translations = true;
    let add = |new: &mut SuiteState| {
        let (record, object) = package_of("tool", "all");
        let text = String::from_utf8(record.paragraph().to_vec()).unwrap();
        let md5 = translation::md5("x\n y");
        let text = format!("{text}Description: x\nDescription-md5: {md5}\n");
        let record = Record::parse(text.into_bytes(), Format::Packages).unwrap();
        new.additions.push(object);
        let of_component = new.translations.entry("main".to_owned()).or_default();
        of_component.insert(translation::paragraph_of("tool", "x\n y"));
        new.add(&setup.archive, "main", IndexKind::Binary, &[record]).unwrap();
    };
    setup.change(0, add).unwrap();
    let key = Key::new("debian/dists/stable/main/i18n/Translation-en.gz").unwrap();
    setup.store.replace(&key, b"torn").unwrap();
    publish(&setup.store, &setup.suite(at(9)), |_| Ok(None), &PublishOptions::default()).unwrap();
    assert!(setup.index("main/i18n/Translation-en").unwrap().contains("Package: tool"));
}

#[test]
fn an_old_state_has_the_architectures_of_today() {
    let mut setup = Setup::new();
    setup.add(at(0), "docs", "all").unwrap();
    setup.archive.architectures.push("riscv64".to_owned());
    setup.add(at(10), "tool", "riscv64").unwrap();
    let old = setup.suite(at(20)).at(&setup.store, 1).unwrap().unwrap();
    setup.change(20, |new| *new = old.clone()).unwrap();
    assert_eq!(names(&setup.state("stable", at(20)), "riscv64"), ["docs"]);
}
