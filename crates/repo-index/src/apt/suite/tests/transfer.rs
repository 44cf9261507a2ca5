//! Packages on their way into another archive.

use super::*;
use crate::apt::{IntakeOptions, PackageKind};

const SOURCE: &str = "Package: tool\nBinary: tool\nArchitecture: any\nVersion: 1\n\
                      Directory: pool/main/tool\nChecksums-Sha256:\n";

/// A source package of two files in the folder `debian`.
fn source(store: &MemoryStore) -> SuitePackage {
    let mut text = SOURCE.to_owned();
    for (name, bytes) in [("tool_1.dsc", "dsc"), ("tool_1.tar.gz", "tarball")] {
        let key = Key::new(format!("debian/pool/main/tool/{name}")).unwrap();
        let object = Object::of(key, bytes.as_bytes());
        text += &format!(" {} {} {name}\n", object.sha256, object.length);
        store.create(&[object]).unwrap();
    }
    let record = Record::parse(text.into_bytes(), Format::Sources).unwrap();
    SuitePackage { component: "main".to_owned(), kind: PackageKind::Source, record }
}

#[test]
fn source_packages_go_with_all_their_files() {
    let setup = Setup::new();
    let package = source(&setup.store);
    let to = Archive { folder: Some(Key::new("other").unwrap()), ..setup.archive.clone() };
    let transfer = Transfer {
        store: &setup.store,
        from: &setup.archive,
        to: &to,
        suite: "stable",
        component: Some("contrib"),
    };
    let additions = transfer.additions(&[package], &IntakeOptions::new(&[])).unwrap();
    let record = &additions[0].package.record;
    assert_eq!(record.path(), "pool/contrib/t/tool/tool_1.dsc");
    assert_eq!(record.files().len(), 2);
    let mut new = SuiteState::default();
    assert_eq!(new.add_all(&to, &additions).unwrap().len(), 1);
    setup.store.create(&new.additions).unwrap();
    assert_eq!(setup.text("other/pool/contrib/t/tool/tool_1.dsc"), "dsc");
    assert_eq!(setup.text("other/pool/contrib/t/tool/tool_1.tar.gz"), "tarball");
}

#[test]
fn what_is_no_package_goes_nowhere() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    let packages = setup.state("stable", at(0)).packages();
    let to = Archive { folder: Some(Key::new("other").unwrap()), ..setup.archive.clone() };
    let transfer = Transfer {
        store: &setup.store,
        from: &setup.archive,
        to: &to,
        suite: "stable",
        component: None,
    };
    let defects = transfer.additions(&packages, &IntakeOptions::new(&[])).unwrap_err();
    assert!(defects.to_string().contains("pool/main/tool_1_amd64.deb"), "{defects}");
}
