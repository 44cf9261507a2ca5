//! Uploads: a `.changes` file beside files of no bytes, so that one which lists them is whole. The packages
//! that are read of it stand beside it, each once.

#![no_main]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use repo_index::apt::read_changes;

/// The names that the seeds list.
const EMPTY: [&str; 4] =
    ["a_1_all.deb", "hello_2.10-3.dsc", "hello_2.10-3_amd64.deb", "hello_2.10.orig.tar.gz"];

static CHANGES: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(format!("/dev/shm/fuzz-changes-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is a directory in memory");
    EMPTY.iter().for_each(|name| fs::write(folder.join(name), "").expect("it takes files"));
    folder.join("fuzz.changes")
});

fuzz_target!(|text: &[u8]| {
    fs::write(&*CHANGES, text).expect("there is a directory in memory");
    match read_changes(&CHANGES) {
        Ok(changes) => {
            assert!(!changes.packages.is_empty());
            let names: BTreeSet<_> = changes.packages.iter().collect();
            assert_eq!(names.len(), changes.packages.len());
            for package in names {
                assert_eq!(package.parent(), CHANGES.parent());
                let name = package.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                assert!(EMPTY.contains(&name) && !name.ends_with(".gz"), "{name}");
            }
        }
        Err(defects) => {
            assert!(!defects.is_empty());
            assert!(defects.as_slice().iter().all(|defect| !defect.to_string().contains('\n')));
        }
    }
});
