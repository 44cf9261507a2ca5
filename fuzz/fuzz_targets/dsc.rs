//! Source packages: a `.dsc` file beside files of no bytes, so that one which lists them is whole. What is
//! read of it stands in the index as it was read.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use repo_index::apt::{Archive, read_source};

/// The names that the seeds list.
const EMPTY: [&str; 3] = ["a.tar.gz", "hello_2.10.orig.tar.gz", "hello_2.10-3.debian.tar.xz"];

static DSC: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(format!("/dev/shm/fuzz-dsc-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is a directory in memory");
    EMPTY.iter().for_each(|name| fs::write(folder.join(name), "").expect("it takes files"));
    folder.join("fuzz.dsc")
});

fuzz_target!(|text: &[u8]| {
    fs::write(&*DSC, text).expect("there is a directory in memory");
    let source = match read_source(&DSC) {
        Ok(source) => source,
        Err(defects) => {
            assert!(!defects.is_empty());
            assert!(defects.as_slice().iter().all(|defect| !defect.to_string().contains('\n')));
            return;
        }
    };
    assert!(source.files.len() > 1 && source.files[0].name == "fuzz.dsc");
    if let Ok(component) = source.component(&Archive::new("deb", &["amd64"]))
        && let Ok(folder) = source.pool_folder(&component)
    {
        assert!(!folder.split('/').any(|part| matches!(part, "" | "." | "..")), "{folder}");
        let Ok(record) = source.record(&folder) else { return };
        assert_eq!((record.package(), record.version()), (source.package(), source.version()));
        let listed = record.files().into_iter().map(|file| (file.path, file.size, file.sha256));
        let read = source.files.iter();
        let read = read.map(|file| (format!("{folder}/{}", file.name), file.size, file.sha256));
        assert!(listed.eq(read), "{record:?}");
    }
});
