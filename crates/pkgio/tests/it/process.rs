//! What only a process of its own can show: the umask, and what a killed run leaves.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use pkgio::{AtomicFile, Existing};

/// Runs one of the tests below, which are ignored unless asked for, in a process of its own.
fn in_a_process(test: &str, before: &str, folder: &std::path::Path) -> Command {
    let ours = std::env::current_exe().unwrap();
    let script = format!("{before}; exec \"$0\" --exact process::{test} --ignored --nocapture");
    let mut command = real_tools::shell(&script);
    command.arg(ours).current_dir(folder).stdout(Stdio::null());
    command
}

#[test]
#[ignore = "run by the_umask_applies"]
fn writes_a_file() {
    let mut file = AtomicFile::create("out", Existing::Keep).unwrap();
    file.write_all(b"x").unwrap();
    file.commit().unwrap();
}

#[test]
fn the_umask_applies() {
    for (umask, mode) in [("000", 0o666), ("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = in_a_process("writes_a_file", &format!("umask {umask}"), folder.path());
        let status = command.status().unwrap();
        assert!(status.success());
        let found = fs::metadata(folder.path().join("out")).unwrap().permissions().mode();
        assert_eq!(found & 0o7777, mode, "umask {umask}");
    }
}

#[test]
#[ignore = "run by a_file_that_grows_too_large_leaves_nothing"]
fn meets_a_limit() {
    let mut file = AtomicFile::create("out", Existing::Replace).unwrap();
    let written = (0..64).try_for_each(|_| file.write_all(&[0; 100_000]));
    let error = written.and_then(|()| file.commit()).unwrap_err();
    assert!(error.to_string().starts_with("out: "), "{error}");
    assert!(!error.to_string().contains(".tmp"), "{error}");
}

#[test]
fn a_file_that_grows_too_large_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("out"), "old").unwrap();
    // The limit counts blocks of 512 bytes; the signal is ignored so that the write fails.
    let before = "trap '' XFSZ; ulimit -f 1000";
    let status = in_a_process("meets_a_limit", before, folder.path()).status().unwrap();
    assert!(status.success());
    assert_eq!(fs::read(folder.path().join("out")).unwrap(), b"old");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "the temporary must be gone");
}
