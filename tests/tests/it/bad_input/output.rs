//! Where the package goes, and the command line itself.

use std::fs;

use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program, built};
use conformance::tool::{outcome, require_root};
use tempfile::TempDir;

use super::case::{case, check_messages, names, try_all};

#[test]
fn command_lines() {
    try_all(&[
        case("unknown flag").arguments(&["--nmae=x"]).exit(2).says(&["--nmae"]),
        case("unknown compressor").arguments(&["--compression=rar"]).exit(2).says(&["rar", "xz"]),
        case("level out of range").arguments(&["--compression=xz:10"]).exit(2).says(&["10"]),
        case("no threads").arguments(&["--threads=0"]).exit(2).says(&["--threads"]),
        case("time of letters").arguments(&["--timestamp=now"]).exit(2).says(&["now"]),
        case("time below 0").arguments(&["--timestamp=-1"]).exit(2).says(&["-1"]),
        case("attribute").arguments(&["--attr=/usr:abc"]).exit(2).says(&["--attr"]),
        case("pattern").arguments(&["--exclude=["]).exit(2).says(&["--exclude"]),
        case("two trees").arguments(&["another"]).exit(2).says(&["another"]),
        case("script without a file").arguments(&["--script=postinst"]).exit(2).says(&["--script"]),
    ]);
}

#[test]
fn source_date_epoch_is_never_now() {
    require_root();
    let folder = TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir(&tree).unwrap();
    fs::write(tree.join("file"), "x").unwrap();
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    for value in ["", "now", "-1", "1.5", "99999999999999999999", "1700000000 "] {
        for program in Program::ALL {
            let mut command = program.command();
            command.env("SOURCE_DATE_EPOCH", value).arg(&tree).arg("--output").arg(&output);
            let outcome = outcome(command.args(MINIMAL));
            check_messages(&outcome, 2, &["SOURCE_DATE_EPOCH"]).unwrap();
            assert!(names(&output).is_empty());
        }
    }
    let mut command = Mkdeb.command();
    command.env("SOURCE_DATE_EPOCH", "1234567890").arg(&tree).arg("--output").arg(&output);
    let deb = fs::read(built(outcome(command.args(MINIMAL)))).unwrap();
    assert_eq!(&deb[24..34], b"1234567890", "the time of the first member");
}

fn outputs_that_cannot_be(program: Program, magic: &[u8]) {
    require_root();
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let tree = path("tree");
    fs::create_dir(&tree).unwrap();
    fs::write(tree.join("file"), "x").unwrap();
    let there = format!("there.{}", program.extension());
    let inside = tree.join(format!("inside.{}", program.extension()));
    fs::write(path(&there), "old").unwrap();
    let attempt = |output: &std::path::Path, more: &[&str]| {
        outcome(program.command().arg(&tree).arg("--output").arg(output).args(MINIMAL).args(more))
    };
    check_messages(&attempt(&path(&there), &[]), 5, &[&there, "--force"]).unwrap();
    assert_eq!(fs::read(path(&there)).unwrap(), b"old");
    check_messages(&attempt(&inside, &[]), 5, &["inside."]).unwrap();
    check_messages(&attempt(&path(&there).join("x/out.deb"), &[]), 4, &[&there]).unwrap();
    check_messages(&attempt("/proc/out.deb".as_ref(), &[]), 4, &["/proc"]).unwrap();
    check_messages(&attempt(&tree.join("file"), &["--force"]), 5, &["file"]).unwrap();
    assert_eq!(fs::read(tree.join("file")).unwrap(), b"x");
    let mut found = names(folder.path());
    found.sort();
    assert_eq!(found, [&there[..], "tree"]);
    assert!(attempt(&path(&there), &["--force"]).status.success());
    assert!(fs::read(path(&there)).unwrap().starts_with(magic));
}

#[test]
fn outputs_that_cannot_be_debs() {
    outputs_that_cannot_be(Mkdeb, b"!<arch>\n");
}

#[test]
fn outputs_that_cannot_be_rpms() {
    outputs_that_cannot_be(Mkrpm, b"\xed\xab\xee\xdb");
}
