use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use super::{AtomicFile, Existing};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn write(target: &Path, existing: Existing, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicFile::create(target, existing)?;
    file.write_all(bytes)?;
    file.commit()
}

#[test]
fn appears_on_commit_only() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    let mut file = AtomicFile::create(&target, Existing::Keep).unwrap();
    assert_eq!(file.target(), target);
    file.write_all(&[1; 200_000]).unwrap();
    file.write_all(b"end").unwrap();
    assert!(!target.exists());
    let [temporary] = &names(folder.path())[..] else { panic!("one temporary") };
    assert_eq!(file.temporary(), folder.path().join(temporary));
    assert!(temporary.starts_with(".a.deb.") && temporary.ends_with(".tmp"), "{temporary}");
    file.commit().unwrap();
    assert_eq!(names(folder.path()), ["a.deb"]);
    assert_eq!(fs::read(&target).unwrap(), [&[1; 200_000][..], b"end"].concat());
}

#[test]
fn dropping_leaves_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    fs::write(&target, "old").unwrap();
    let mut file = AtomicFile::create(&target, Existing::Replace).unwrap();
    file.write_all(b"new").unwrap();
    drop(file);
    assert_eq!(fs::read(&target).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.deb"]);
}

#[test]
fn replaces_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    fs::write(&target, "old").unwrap();
    let held = fs::File::open(&target).unwrap();
    write(&target, Existing::Replace, b"new").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"new");
    assert_eq!(io::read_to_string(held).unwrap(), "old", "the old file must not be written to");
}

#[test]
fn keeps_what_exists() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    fs::write(&target, "old").unwrap();
    let error = AtomicFile::create(&target, Existing::Keep).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("a.deb"), "{error}");
    assert_eq!(names(folder.path()), ["a.deb"]);
}

#[test]
fn keeps_what_appears_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    let mut file = AtomicFile::create(&target, Existing::Keep).unwrap();
    file.write_all(b"new").unwrap();
    fs::write(&target, "another's").unwrap();
    assert_eq!(file.commit().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&target).unwrap(), b"another's");
    assert_eq!(names(folder.path()), ["a.deb"]);
}

#[test]
fn many_at_once_and_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.deb");
    let files: Vec<AtomicFile> = (0..8_u8)
        .map(|at| {
            let mut file = AtomicFile::create(&target, Existing::Keep).unwrap();
            file.write_all(&[at]).unwrap();
            file
        })
        .collect();
    let winners = std::thread::scope(|scope| {
        let threads: Vec<_> =
            files.into_iter().map(|file| scope.spawn(move || file.commit().is_ok())).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
    });
    assert_eq!(winners, 1);
    assert_eq!(names(folder.path()), ["a.deb"]);
    assert_eq!(fs::read(&target).unwrap().len(), 1);
}

#[test]
fn permissions_are_those_of_any_created_file() {
    let folder = tempfile::tempdir().unwrap();
    let usual = folder.path().join("usual");
    fs::write(&usual, "").unwrap();
    let ours = folder.path().join("ours");
    write(&ours, Existing::Keep, b"").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
    assert_eq!(mode(&ours), mode(&usual));
    // The umask of the process cannot be set without disturbing the other tests; a temporary's own
    // default would be 0600.
    assert_ne!(mode(&ours) & 0o777, 0o600);
}

#[test]
fn a_symbolic_link_is_replaced_itself() {
    let folder = tempfile::tempdir().unwrap();
    let pointed = folder.path().join("pointed");
    fs::write(&pointed, "old").unwrap();
    let target = folder.path().join("link");
    symlink("pointed", &target).unwrap();
    write(&target, Existing::Replace, b"new").unwrap();
    assert_eq!(fs::read(&pointed).unwrap(), b"old");
    assert!(target.symlink_metadata().unwrap().is_file());

    let dangling = folder.path().join("dangling");
    symlink("nowhere", &dangling).unwrap();
    let error = write(&dangling, Existing::Keep, b"new").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
}

#[test]
fn what_is_no_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("directory");
    fs::create_dir(&directory).unwrap();
    for existing in [Existing::Keep, Existing::Replace] {
        let error = write(&directory, existing, b"new").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
        for path in ["/", "..", ""] {
            assert!(write(Path::new(path), existing, b"new").is_err(), "{path:?}");
        }
    }
    let error = AtomicFile::create("/dev/null", Existing::Replace).unwrap_err();
    assert_eq!(error.to_string(), "/dev/null: exists and is not a regular file");
    assert_eq!(fs::metadata("/dev/null").unwrap().rdev(), 0x103);
    assert_eq!(names(folder.path()), ["directory"]);
}

#[test]
fn a_directory_that_appears_meanwhile_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a");
    let file = AtomicFile::create(&target, Existing::Replace).unwrap();
    fs::create_dir(&target).unwrap();
    assert_eq!(file.commit().unwrap_err().kind(), io::ErrorKind::IsADirectory);
    assert_eq!(names(folder.path()), ["a"]);
}

#[test]
fn errors_name_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("missing/a.deb");
    let error = AtomicFile::create(&target, Existing::Keep).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let expected = format!("{}: No such file or directory (os error 2)", target.display());
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_longest_name_fits() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("n".repeat(255));
    write(&target, Existing::Keep, b"x").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"x");
}

#[test]
fn a_folder_that_went_away_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut file = AtomicFile::create(inner.join("a"), Existing::Keep).unwrap();
    file.write_all(b"x").unwrap();
    fs::remove_dir_all(&inner).unwrap();
    assert_eq!(file.commit().unwrap_err().kind(), io::ErrorKind::NotFound);
}

#[test]
fn starts_as_a_copy_and_is_changed_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.rpm");
    let old: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
    fs::write(&target, &old).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o4640)).unwrap();
    let source = fs::File::open(&target).unwrap();
    let mut file = AtomicFile::create(&target, Existing::Replace).unwrap();
    file.copy_of(&source).unwrap();
    file.write_at(b"new", 96).unwrap();
    file.write_all(b"end").unwrap();
    assert_eq!(fs::read(&target).unwrap(), old);
    file.commit().unwrap();
    let new = [&old[..96], b"new", &old[99..], b"end"].concat();
    assert!(fs::read(&target).unwrap() == new);
    assert_eq!(fs::metadata(&target).unwrap().mode() & 0o7777, 0o4640);
}

#[test]
fn appends_the_rest_of_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let old: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
    fs::write(folder.path().join("old"), &old).unwrap();
    let source = fs::File::open(folder.path().join("old")).unwrap();
    for offset in [0, 1, 4096, 299_999, 300_000, 300_001] {
        let target = folder.path().join("new");
        let mut file = AtomicFile::create(&target, Existing::Replace).unwrap();
        file.permissions_of(&source).unwrap();
        file.write_all(b"start").unwrap();
        file.append_from(&source, offset).unwrap();
        file.write_all(b"end").unwrap();
        file.commit().unwrap();
        let rest = old.get(offset as usize..).unwrap_or_default();
        assert!(fs::read(&target).unwrap() == [b"start", rest, b"end"].concat(), "{offset}");
    }
}

#[test]
fn a_file_of_the_kernel_that_cannot_be_cloned_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy");
    let source = fs::File::open("/proc/version").unwrap();
    let mut file = AtomicFile::create(&target, Existing::Keep).unwrap();
    file.copy_of(&source).unwrap();
    file.commit().unwrap();
    assert_eq!(fs::read(&target).unwrap(), fs::read("/proc/version").unwrap());
}

#[test]
fn a_temporary_that_is_kept_vanishes_with_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = AtomicFile::create(folder.path().join("x"), Existing::Keep).unwrap();
    file.write_all(b"text").unwrap();
    let kept = file.into_temporary().unwrap();
    assert_eq!(fs::read(kept.path()).unwrap(), b"text");
    drop(kept);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
