//! Packages that every rpm takes although they are odd: each command takes them with one warning.

use std::fs;

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");

/// Sets a number of the signature header of the package at `file`.
fn patch(repository: &Repository, file: &str, tag: u32, value: u32) {
    const LEAD: usize = 96;
    let path = repository.path(file);
    let mut bytes = fs::read(&path).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let entries = number(LEAD + 8) as usize;
    let entry = (1..=entries).map(|at| LEAD + 16 * at).find(|at| number(*at) == tag).unwrap();
    let place = LEAD + 16 + 16 * entries + number(entry + 8) as usize;
    bytes[place..place + 4].copy_from_slice(&value.to_be_bytes());
    fs::write(&path, bytes).unwrap();
}

#[test]
fn wrong_lengths_are_one_warning_in_every_command() {
    // SIZE, and PAYLOADSIZE as rpm 4.12.0 wrote it.
    for (tag, says) in [(1000, "bytes follow its end"), (1007, "(PAYLOADSIZE) does not match")] {
        let repository = Repository::signed();
        let hello = repository.build_rpm(HELLO);
        patch(&repository, &hello, tag, 5);
        for command in [&["add", &hello][..], &["verify", "--deep"], &["index", "dist"]] {
            let run = repository.run(command);
            run.done();
            let warnings = run.stderr.matches("[E608]").count();
            // Without the payload nothing tells of the length of what is in it.
            let expected = usize::from(!(command[0] == "index" && tag == 1007));
            assert_eq!(warnings, expected, "{command:?}: {}", run.stderr);
            assert_eq!(run.stderr.contains(says), expected == 1, "{command:?}: {}", run.stderr);
        }
    }
}

#[test]
fn a_package_that_is_cut_off_is_refused_whatever_its_lengths_say() {
    let repository = Repository::unsigned();
    let hello = repository.build_rpm(HELLO);
    let bytes = fs::read(repository.path(&hello)).unwrap();
    fs::write(repository.path(&hello), &bytes[..bytes.len() - 1]).unwrap();
    assert!(repository.run(&["index", "dist"]).failed(3).contains("E602"));
    patch(&repository, &hello, 1000, 5);
    let _ = repository.run(&["index", "dist"]).failed(3);
}
