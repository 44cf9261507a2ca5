//! Command lines that are wrong: exit code 2, every defect at once, nothing written.

use crate::support::{Run, Workshop, set, sufficient};

#[test]
fn the_version_flag_means_both() {
    let workshop = Workshop::new();
    let own = format!("mkdeb {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(workshop.run(&["--version"]).done(), own);
    assert_eq!(workshop.run(&["-V"]).done(), own);
    assert_eq!(workshop.run(&["stage", "--version"]).done(), own);
    // With a value it is the package's.
    assert_eq!(workshop.build(&[]).done(), "hello_1.0_amd64.deb\n");
    // A value that was meant as the tree is pointed out.
    let stderr = workshop.run(&["--version", "stage"]).failed(2).to_owned();
    assert!(stderr.contains("\"stage\" was taken as the package's version"), "{stderr}");
}

#[test]
fn unknown_flags_get_the_nearest_one() {
    let stderr = Workshop::new().run(&["stage", "--sumary", "x"]).failed(2).to_owned();
    assert_eq!(
        stderr,
        "mkdeb: error[E001]: command line: unexpected argument '--sumary' found; \
         a similar argument exists: '--summary'\n"
    );
}

#[test]
fn every_wrong_value_is_reported_in_one_run() {
    let workshop = Workshop::new();
    let run = workshop.build(&[
        "--threads=0",
        "--timestamp=yesterday",
        "--compression=zip",
        "--attr=/etc/*:9999:-:-",
        "--attr=/etc",
        "--add=x",
        "--set=y",
        "--field=z",
        "--script=postinst",
        "--exclude=[",
    ]);
    let stderr = run.failed(2);
    for flag in
        ["threads", "timestamp", "compression", "attr", "add", "set", "field", "script", "exclude"]
    {
        assert!(stderr.contains(&format!("]: --{flag}: ")), "--{flag} is not in {stderr}");
    }
    assert_eq!(stderr.lines().filter(|line| line.contains("--attr: ")).count(), 2, "{stderr}");
    assert_eq!(workshop.names(), set(&["stage"]));
}

#[test]
fn a_malformed_source_date_epoch_is_never_now() {
    let workshop = Workshop::new();
    for value in ["", " ", "now", "-1", "+1", "1.5", "0x10", "99999999999", "1e3", "१२"] {
        let mut command = workshop.command(&sufficient());
        let run = Run::of(command.env("SOURCE_DATE_EPOCH", value));
        let stderr = run.failed(2);
        assert!(stderr.contains("error[E009]: SOURCE_DATE_EPOCH: "), "{value:?}: {stderr}");
        let run = workshop.build(&[&format!("--timestamp={value}")]);
        assert!(run.failed(2).contains("error[E009]: --timestamp: "), "{value:?}");
    }
    assert_eq!(workshop.names(), set(&["stage"]));
}

#[test]
fn flags_before_a_command_are_not_ignored() {
    let workshop = Workshop::new();
    for arguments in [&["--name=x", "inspect", "y"][..], &["stage", "diff", "a", "b"]] {
        assert!(workshop.run(arguments).failed(2).contains("has no effect on `mkdeb "));
    }
}

#[test]
fn trees_may_be_called_like_commands() {
    let workshop = Workshop::new();
    std::fs::rename(workshop.path("stage"), workshop.path("inspect")).unwrap();
    let mut arguments = sufficient();
    arguments[0] = "./inspect";
    assert_eq!(workshop.run(&arguments).done(), "hello_1.0_amd64.deb\n");
}
