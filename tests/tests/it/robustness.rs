//! Killed, out of space, out of permission: the old output stays, nothing else does.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use conformance::dpkg::in_memory;
use conformance::nobody::Nobody;
use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program};
use conformance::tool::{call, command, outcome, require_root};
use tempfile::TempDir;

/// A tree that takes a while to pack.
fn slow_tree(folder: &Path) -> PathBuf {
    let tree = folder.join("tree");
    fs::create_dir_all(tree.join("usr/lib")).unwrap();
    let mut state = 1_u32;
    for index in 0..4 {
        let bytes = (0..512 << 10).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 28) as u8
        });
        fs::write(tree.join(format!("usr/lib/{index}")), bytes.collect::<Vec<u8>>()).unwrap();
    }
    tree
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    names.sort();
    names
}

/// Reads all of a package with the real tool.
fn check_whole(package: &Path, program: Program) {
    let mut tool = match program {
        Mkdeb => command("dpkg-deb"),
        Mkrpm => command("rpm"),
    };
    match program {
        Mkdeb => tool.arg("-c"),
        Mkrpm => tool.args(["-K", "--nosignature"]),
    };
    conformance::tool::run(tool.arg(package));
}

fn a_killed_run_leaves_the_old_package_whole(program: Program) {
    require_root();
    let folder = in_memory();
    let tree = slow_tree(folder.path());
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let old = program.build(&tree, &output, &[&MINIMAL[..], &["--compression=none"]].concat());
    let expected = fs::read(&old).unwrap();
    let arguments = [&MINIMAL[..], &["--compression=xz:3", "--force"]].concat();
    let command = || {
        let mut command = program.command();
        command.arg(&tree).arg("--output").arg(&output).args(&arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        command
    };
    let started = Instant::now();
    let scratch = folder.path().join("whole");
    fs::create_dir(&scratch).unwrap();
    program.build(&tree, &scratch, &arguments);
    let mut whole = started.elapsed();
    let mut killed = 0;
    for step in 0..96_u32 {
        if step >= 24 && killed >= 12 {
            break;
        }
        let before = whole * (step % 24) / 22;
        let mut child = command().spawn().unwrap();
        std::thread::sleep(before);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            // The machine is faster than it was: it is the new package now, whole as well.
            whole = whole.min(before);
            check_whole(&old, program);
            fs::write(&old, &expected).unwrap();
        } else if fs::read(&old).unwrap() == expected {
            killed += 1;
        } else {
            // Killed between the rename and the end.
            let new = scratch.join(program.minimal_file());
            assert_eq!(fs::read(&old).unwrap(), fs::read(new).unwrap());
            fs::write(&old, &expected).unwrap();
        }
    }
    assert!(killed >= 12, "only {killed} of 96 runs were killed in time");
    // What is left behind beside it is no package and is in nobody's way.
    for name in names(&output) {
        assert!(!name.ends_with(program.extension()) || name == program.minimal_file(), "{name}");
    }
}

#[test]
fn a_killed_mkdeb_leaves_the_old_package_whole() {
    a_killed_run_leaves_the_old_package_whole(Mkdeb);
}

#[test]
fn a_killed_mkrpm_leaves_the_old_package_whole() {
    a_killed_run_leaves_the_old_package_whole(Mkrpm);
}

/// A file system of so many kibibytes.
struct Small {
    folder: TempDir,
}

impl Small {
    fn new(kibibytes: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let size = format!("size={kibibytes}k");
        let mut mount = command("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        conformance::tool::run(&mut mount);
        Self { folder }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        outcome(command("umount").arg("-l").arg(self.folder.path()));
    }
}

fn a_full_disk_is_exit_4_and_leaves_nothing(program: Program) {
    require_root();
    let folder = in_memory();
    let tree = slow_tree(folder.path());
    let arguments = [&MINIMAL[..], &["--compression=none"]].concat();
    let whole = program.build(&tree, folder.path(), &arguments);
    let whole = u32::try_from(fs::metadata(whole).unwrap().len() / 1024).unwrap();
    for kibibytes in [4, 64, 1024, whole / 2, whole - 8] {
        let small = Small::new(kibibytes);
        let name = format!("old.{}", program.extension());
        let old = small.folder.path().join(&name);
        fs::write(&old, "old").unwrap();
        let output = [&arguments[..], &["--force", "--output", old.to_str().unwrap()]].concat();
        let outcome = outcome(program.command().arg(&tree).args(output));
        assert_eq!(outcome.status.code(), Some(4), "{kibibytes} KiB: {outcome}");
        assert!(outcome.errors().contains("No space left"), "{outcome}");
        assert_eq!(names(small.folder.path()), [name.as_str()], "{kibibytes} KiB");
        assert_eq!(fs::read(&old).unwrap(), b"old");
        let new = program.attempt(&tree, small.folder.path(), &arguments);
        assert_eq!(new.status.code(), Some(4), "{kibibytes} KiB: {new}");
        assert_eq!(names(small.folder.path()), [name.as_str()], "{kibibytes} KiB");
    }
}

#[test]
fn a_full_disk_stops_mkdeb() {
    a_full_disk_is_exit_4_and_leaves_nothing(Mkdeb);
}

#[test]
fn a_full_disk_stops_mkrpm() {
    a_full_disk_is_exit_4_and_leaves_nothing(Mkrpm);
}

#[test]
fn unreadable_files_are_all_named() {
    require_root();
    let nobody = Nobody::new();
    let tree = nobody.directory().join("tree");
    fs::create_dir_all(tree.join("usr/lib/closed")).unwrap();
    for name in ["usr/lib/secret", "usr/lib/other-secret", "usr/lib/closed/inside"] {
        fs::write(tree.join(name), "secret").unwrap();
    }
    for name in ["usr/lib/secret", "usr/lib/other-secret", "usr/lib/closed"] {
        fs::set_permissions(tree.join(name), PermissionsExt::from_mode(0o0)).unwrap();
    }
    let output = nobody.directory().join("out");
    fs::create_dir(&output).unwrap();
    fs::set_permissions(&output, PermissionsExt::from_mode(0o777)).unwrap();
    for program in Program::ALL {
        let mut command = nobody.command(program);
        let outcome = outcome(command.arg(&tree).arg("--output").arg(&output).args(MINIMAL));
        assert_eq!(outcome.status.code(), Some(4), "{outcome}");
        for name in ["usr/lib/secret", "usr/lib/other-secret", "usr/lib/closed"] {
            assert!(outcome.errors().contains(name), "{name} is not named: {outcome}");
        }
        assert!(names(&output).is_empty());
    }
}

#[test]
fn interruption_is_quick_and_clean() {
    require_root();
    let folder = in_memory();
    let tree = slow_tree(folder.path());
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let signals = ["-INT", "-TERM", "-HUP"].map(|signal| Program::ALL.map(|it| (signal, it)));
    for (signal, program) in signals.into_iter().flatten() {
        let mut command = program.command();
        command.arg(&tree).arg("--output").arg(&output).args(MINIMAL).arg("--compression=xz:6");
        command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(50));
        let sent = Instant::now();
        call("kill", &[signal, &child.id().to_string()]);
        let status = child.wait().unwrap();
        assert!(!status.success(), "{signal}: finished");
        assert!(sent.elapsed() < Duration::from_secs(2), "{signal}: {:?}", sent.elapsed());
        let left = names(&output);
        assert!(left.iter().all(|name| !name.ends_with(program.extension())), "{signal}: {left:?}");
    }
}
