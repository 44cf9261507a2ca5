//! Publishers at the same time.

use std::collections::BTreeSet;

use conformance::repository::{Key, Kind, Settings, Site, Small};
use conformance::tool::require_root;

const PUBLISHERS: usize = 4;

/// Each publisher adds so many packages, one by one: none is lost, and none hears of the others.
fn publishers(kind: Kind, count: usize) {
    require_root();
    let site = Site::new(&Settings { kind, keys: vec![Key::quick()], ..Settings::default() });
    let name = |publisher: usize| format!("from-publisher-{publisher}");
    let version = |number: usize| format!("1.{number}");
    // An index of an archive stands before the name of a package, and a release behind its version.
    let before = if kind == Kind::Apt { 1 } else { 0 };
    std::thread::scope(|scope| {
        for publisher in 0..PUBLISHERS {
            let site = &site;
            scope.spawn(move || {
                let name = name(publisher);
                for number in 0..count {
                    site.add(&[Small::new(&name, &version(number), "amd64")]);
                }
            });
        }
    });
    let seen = site.seen().unwrap().unwrap();
    let found: BTreeSet<(String, String)> = seen
        .packages
        .iter()
        .map(|package| {
            let mut words = package.split(' ').skip(before);
            let (name, version) = (words.next().unwrap(), words.next().unwrap());
            (name.to_owned(), version.trim_end_matches("-1").to_owned())
        })
        .collect();
    let all = |publisher| (0..count).map(move |number| (name(publisher), version(number)));
    let expected: BTreeSet<_> = (0..PUBLISHERS).flat_map(all).collect();
    assert_eq!(found, expected);
    assert_eq!(seen.serial, (PUBLISHERS * count) as u64, "one publication for each");
    assert_eq!(site.mirrors(), Ok(()));
}

#[test]
fn four_publishers_lose_nothing() {
    for kind in Kind::ALL {
        publishers(kind, 15);
    }
}

#[test]
#[ignore = "minutes: 200 packages of each publisher"]
fn four_publishers_lose_none_of_800() {
    for kind in Kind::ALL {
        publishers(kind, 200);
    }
}
