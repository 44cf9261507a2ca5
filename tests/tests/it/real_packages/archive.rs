//! The rebuilt archive against the original.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use conformance::rebuild::{fields, tar_listing, unpack};
use conformance::tool::{call, require_root};
use tempfile::TempDir;

use super::{PACKAGES, Twins};

#[track_caller]
fn assert_same_map<V: PartialEq + Debug>(
    what: &str,
    original: &BTreeMap<String, V>,
    rebuilt: &BTreeMap<String, V>,
) {
    let mut names = original.keys().chain(rebuilt.keys()).collect::<Vec<_>>();
    names.sort();
    names.dedup();
    let differences = names
        .into_iter()
        .filter(|name| original.get(*name) != rebuilt.get(*name))
        .map(|name| {
            let (original, rebuilt) = (original.get(name), rebuilt.get(name));
            format!("{name}\n  original {original:?}\n  rebuilt  {rebuilt:?}")
        })
        .collect::<Vec<_>>();
    assert!(differences.is_empty(), "{what}\n{}", differences.join("\n"));
}

fn sorted_lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
    lines.sort();
    lines
}

fn compare(name: &str) {
    let twins = Twins::of(name);
    assert_same_map(name, &tar_listing(&twins.original), &tar_listing(&twins.rebuilt));
    let again = TempDir::new().unwrap();
    let again = unpack(&twins.rebuilt, again.path());
    let original = &twins.unpacked;
    // Same bytes in every file; the listing has compared everything else.
    call(
        "diff",
        &[
            "-r".as_ref(),
            "--no-dereference".as_ref(),
            original.tree.as_os_str(),
            again.tree.as_os_str(),
        ],
    );
    let control = |unpacked: &conformance::rebuild::Unpacked| {
        fields(&unpacked.control.join("control")).into_iter().collect::<BTreeMap<_, _>>()
    };
    let (mut theirs, mut ours) = (control(original), control(&again));
    let size = |fields: &mut BTreeMap<String, String>| {
        fields.remove("Installed-Size").unwrap().parse::<u64>().unwrap()
    };
    let (their_size, our_size) = (size(&mut theirs), size(&mut ours));
    // dpkg-gencontrol counts what debhelper has put into DEBIAN/ until then, the folder included.
    let control_files = fs::read_dir(&original.control).unwrap();
    let in_control = control_files.map(|file| file.unwrap().metadata().unwrap().len());
    let in_control = 1 + in_control.map(|length| length.div_ceil(1024)).sum::<u64>();
    assert!(
        (our_size..=our_size + in_control).contains(&their_size),
        "{name}: Installed-Size is {our_size}, the original's {their_size}"
    );
    assert_same_map(name, &theirs, &ours);
    for list in ["md5sums", "conffiles"] {
        let lines = |folder: &Path| sorted_lines(&folder.join(list));
        assert_eq!(lines(&original.control), lines(&again.control), "{name}: {list}");
    }
    for file in
        ["preinst", "postinst", "prerm", "postrm", "config", "templates", "shlibs", "symbols"]
    {
        let bytes = |folder: &Path| fs::read(folder.join(file)).ok();
        assert!(bytes(&original.control) == bytes(&again.control), "{name}: {file} differs");
    }
    let triggers = |folder: &Path| {
        let lines = sorted_lines(&folder.join("triggers")).into_iter();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect::<Vec<_>>()
    };
    assert_eq!(triggers(&original.control), triggers(&again.control), "{name}: triggers");
}

#[test]
fn rebuilt_archives_equal_the_originals() {
    require_root();
    for name in PACKAGES {
        compare(name);
    }
}
