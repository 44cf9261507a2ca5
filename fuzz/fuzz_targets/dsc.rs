//! Source packages: a `.dsc` file whose files are not there, or that is taken for one alone.

#![no_main]

use std::fs;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use repo_index::apt::read_source;

fuzz_target!(|text: &[u8]| {
    let dsc = PathBuf::from(format!("/dev/shm/fuzz-{}.dsc", std::process::id()));
    fs::write(&dsc, text).expect("there is a folder in memory");
    let read = read_source(&dsc);
    fs::remove_file(&dsc).expect("it was written");
    match read {
        Ok(source) => {
            if let Ok(component) = source.component("main")
                && let Ok(folder) = source.pool_folder(&component)
            {
                assert!(!folder.split('/').any(|part| matches!(part, "" | "." | "..")), "{folder}");
                let _ = source.record(&folder);
            }
        }
        Err(defects) => assert!(!defects.is_empty()),
    }
});
