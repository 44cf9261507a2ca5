//! The same bytes whatever the machine, the user and the moment are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance::dpkg::in_memory;
use conformance::model::{Kind, Model, Node, Order, set_mtime};
use conformance::nobody::Nobody;
use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program, built, plain};
use conformance::tool::{command, outcome, require_root, shell, target};
use tempfile::TempDir;

const COMPRESSORS: [&str; 4] = ["xz:1", "zstd:3", "gzip", "none"];

/// Large enough for several blocks of each compressor, with something of every kind.
fn model() -> Model {
    let mut model = Model::default();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = |length: usize| {
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            // Half of the letters of base64: compresses, but not to nothing.
            b'A' + ((state >> 33) % 32) as u8
        };
        (0..length).map(next).collect::<Vec<u8>>()
    };
    let mut add = |path: String, kind: Kind, mode: u32| {
        assert!(model.insert(path.as_bytes(), Node { kind, mode, mtime: 1_600_000_000 }));
    };
    for index in 0..200 {
        add(format!("usr/lib/many/{index}"), Kind::File(noise(index * 13)), 0o644);
    }
    for name in ["one", "two"] {
        add(format!("usr/lib/large/{name}"), Kind::File(noise(4 << 20)), 0o644);
    }
    add("etc/model.conf".into(), Kind::File(noise(100)), 0o640);
    add("usr/lib/link".into(), Kind::Symlink(b"large/one".to_vec()), 0o777);
    add("usr/lib/other-name".into(), Kind::HardLink(b"usr/lib/large/one".to_vec()), 0o644);
    add("usr/lib/set".into(), Kind::File(noise(10)), 0o4755);
    model
}

fn stage(folder: &Path, order: Order) -> PathBuf {
    let tree = folder.join("tree");
    fs::create_dir(&tree).unwrap();
    model().stage(&tree, order);
    set_mtime(&tree, 1_600_000_000);
    tree
}

/// A way to run a program that must not show in its output.
struct Circumstance {
    name: String,
    command: Command,
    tree: PathBuf,
    output: PathBuf,
}

impl Circumstance {
    fn build(mut self, compressor: &str) -> PathBuf {
        fs::create_dir_all(&self.output).unwrap();
        self.command.arg(&self.tree).arg("--output").arg(&self.output);
        self.command.args(MINIMAL).args(["--compression", compressor]);
        built(outcome(&mut self.command))
    }
}

#[track_caller]
fn assert_same(program: Program, reference: &Path, what: &str, other: &Path) {
    if fs::read(reference).unwrap() != fs::read(other).unwrap() {
        let difference = outcome(program.command().arg("diff").args([reference, other]));
        panic!("{what} changes the package\n{difference}");
    }
}

/// `program` started by a shell after `setting`.
fn after(setting: &str, program: Program) -> Command {
    let mut shell = plain(shell(&format!("{setting}; exec \"$@\"")));
    shell.arg("sh").arg(program.path());
    shell
}

/// Every circumstance, on trees below `disk` and `memory`, and on the tree of another user.
fn circumstances(
    program: Program,
    disk: &Path,
    memory: &Path,
    nobody: &Nobody,
) -> Vec<Circumstance> {
    let mut all = Vec::new();
    let mut add = |name: &str, command: Command, tree: &Path| {
        let output = nobody.directory().join(format!("out-{}", all.len()));
        fs::create_dir(&output).unwrap();
        std::os::unix::fs::chown(&output, Some(65534), Some(65534)).unwrap();
        all.push(Circumstance { name: name.to_owned(), command, tree: tree.to_owned(), output });
    };
    let (tree, in_memory) = (disk.join("tree"), memory.join("tree"));
    for threads in ["1", "2", "8"] {
        let mut command = program.command();
        command.args(["--threads", threads]);
        add(&format!("--threads {threads}"), command, &tree);
    }
    add("tmpfs and another order of folders", program.command(), &in_memory);
    for umask in ["umask 000", "umask 077"] {
        add(umask, after(umask, program), &tree);
    }
    for (variable, value) in [
        ("TZ", "Pacific/Kiritimati"),
        ("TZ", "<-24>24"),
        ("LC_ALL", "C"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", "/nonexistent"),
        ("TMPDIR", "/nonexistent"),
    ] {
        let mut command = program.command();
        command.env(variable, value);
        add(&format!("{variable}={value}"), command, &tree);
    }
    add("another user", nobody.command(program), &nobody.directory().join("readable"));
    let mut host = plain(command("unshare"));
    host.args(["--uts", "sh", "-c", "echo other > /proc/sys/kernel/hostname; exec \"$@\"", "sh"]);
    host.arg(program.path());
    add("another host name", host, &tree);
    let mut relative = program.command();
    relative.current_dir(disk);
    add("another folder and a relative path", relative, Path::new("tree"));
    add("an absolute path through a link", program.command(), &disk.join("link-to-tree/."));
    all
}

fn the_same_bytes_under_all_circumstances(program: Program) {
    require_root();
    let (disk, memory, nobody) = (TempDir::new_in(target()).unwrap(), in_memory(), Nobody::new());
    let tree = stage(disk.path(), Order::Forwards);
    stage(memory.path(), Order::Backwards);
    let readable = nobody.directory().join("readable");
    conformance::tool::copy_tree(&tree, &readable);
    conformance::tool::call(
        "chown",
        &["-hR".as_ref(), "65534:65534".as_ref(), readable.as_os_str()],
    );
    // chown(2) takes the bit away.
    conformance::tool::call("chmod", &["4755".as_ref(), readable.join("usr/lib/set").as_os_str()]);
    std::os::unix::fs::symlink("tree", disk.path().join("link-to-tree")).unwrap();
    for compressor in COMPRESSORS {
        let reference = disk.path().join(format!("reference-{compressor}"));
        fs::create_dir(&reference).unwrap();
        let arguments = [&MINIMAL[..], &["--compression", compressor]].concat();
        let reference = program.build(&tree, &reference, &arguments);
        for circumstance in circumstances(program, disk.path(), memory.path(), &nobody) {
            let what = format!("{compressor}: {}", circumstance.name);
            let output = circumstance.output.clone();
            let other = circumstance.build(compressor);
            assert_same(program, &reference, &what, &other);
            fs::remove_dir_all(output).unwrap();
        }
    }
}

#[test]
fn the_same_deb_under_all_circumstances() {
    the_same_bytes_under_all_circumstances(Mkdeb);
}

#[test]
fn the_same_rpm_under_all_circumstances() {
    the_same_bytes_under_all_circumstances(Mkrpm);
}

#[test]
fn a_later_build_is_the_same() {
    require_root();
    let folder = in_memory();
    let tree = stage(folder.path(), Order::Forwards);
    let build = |name: &str| {
        let output = folder.path().join(name);
        fs::create_dir(&output).unwrap();
        let arguments = [&MINIMAL[..], &["--compression=zstd:1"]].concat();
        Program::ALL.map(|program| program.build(&tree, &output, &arguments))
    };
    let first = build("first");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    for ((program, first), second) in Program::ALL.into_iter().zip(first).zip(build("second")) {
        assert_same(program, &first, "a second's wait", &second);
    }
}

/// The test above could not fail if nothing showed in the output at all.
#[test]
fn what_should_change_the_bytes_does() {
    require_root();
    let folder = in_memory();
    let tree = stage(folder.path(), Order::Forwards);
    for program in Program::ALL {
        let build = |name: &str, more: &[&str]| {
            let output = folder.path().join(format!("{name}-{}", program.name()));
            fs::create_dir(&output).unwrap();
            let arguments = [&MINIMAL[..], &["--compression=zstd:1"], more].concat();
            fs::read(program.build(&tree, &output, &arguments)).unwrap()
        };
        let first = build("first", &[]);
        assert!(first != build("second", &["--timestamp=1500000000"]));
        assert!(first != build("third", &["--attr=/etc/model.conf:0600:root:root"]));
    }
}
