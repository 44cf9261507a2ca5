//! Command lines that are wrong: exit code 2, every defect at once, nothing written.

use crate::support::{Run, Tool, Workshop, of_both, set};

of_both!(
    the_version_flag_means_both,
    unknown_flags_get_the_nearest_one,
    the_help_of_the_command_is_named,
    flags_of_other_tools_name_ours,
    a_malformed_source_date_epoch_is_never_now,
    flags_before_a_command_are_not_ignored,
    trees_may_be_called_like_commands,
);

fn the_version_flag_means_both(tool: Tool) {
    let workshop = Workshop::of(tool);
    let own = format!("{} {}\n", tool.name(), env!("CARGO_PKG_VERSION"));
    assert_eq!(workshop.run(&["--version"]).done(), own);
    assert_eq!(workshop.run(&["-V"]).done(), own);
    assert_eq!(workshop.run(&["stage", "--version"]).done(), own);
    // With a value it is the package's.
    assert_eq!(workshop.build(&[]).done(), format!("{}\n", tool.package()));
    // A value that was meant as the tree is pointed out.
    let stderr = workshop.run(&["--version", "stage"]).failed(2).to_owned();
    assert!(stderr.contains("\"stage\" was used as the version of the package"), "{stderr}");
}

fn unknown_flags_get_the_nearest_one(tool: Tool) {
    let stderr = Workshop::of(tool).run(&["stage", "--sumary", "x"]).failed(2).to_owned();
    assert_eq!(
        stderr,
        format!(
            "{}: error[E001]: command line: unexpected argument '--sumary' found; \
             a similar argument exists: '--summary'\n",
            tool.name()
        )
    );
}

fn the_help_of_the_command_is_named(tool: Tool) {
    let workshop = Workshop::of(tool);
    let name = tool.name();
    for (arguments, help) in [
        (&["inspect"][..], "inspect "),
        (&["diff", "a"], "diff "),
        (&["inspect", "--zzzzzz"], "inspect "),
        (&["--zzzzzz"], ""),
    ] {
        let stderr = workshop.run(arguments).failed(2).to_owned();
        let end = format!("; see {name} {help}--help\n");
        assert!(stderr.contains("error[E001]: ") && stderr.ends_with(&end), "{stderr}");
    }
}

fn flags_of_other_tools_name_ours(tool: Tool) {
    let workshop = Workshop::of(tool);
    for (further, ours) in [
        (&["--iteration", "1"][..], "--release"),
        (&["-s", "dir"], "TREE"),
        (&["-t", "deb"], "remove it"),
        (&["--url", "https://example.org"], "--homepage"),
        (&["--category", "x"], if tool == Tool::Mkdeb { "--section" } else { "--group" }),
        (&["--after-install=x.sh"], "--script postinst=FILE"),
        (&["-v", "1.2"], "--version 1.2"),
        (&["x.deb"], "-o x.deb"),
        (&["nfpm.yaml"], "-m package.toml"),
        (&["package.toml"], "-m package.toml"),
    ] {
        let stderr = workshop.build(further).failed(2).to_owned();
        assert!(stderr.contains("error[E001]: ") && stderr.contains(ours), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let stderr = workshop.build(&["-m", "Jo Doe <jo@example.org>"]).failed(4).to_owned();
    assert!(stderr.contains("give --maintainer 'Jo Doe <jo@example.org>'"), "{stderr}");
    assert_eq!(workshop.names(), set(&["stage"]));
}

fn a_malformed_source_date_epoch_is_never_now(tool: Tool) {
    let workshop = Workshop::of(tool);
    for value in ["", " ", "now", "-1", "+1", "1.5", "0x10", "99999999999", "1e3", "१२"] {
        let mut command = workshop.command(&tool.sufficient());
        let run = Run::of(command.env("SOURCE_DATE_EPOCH", value));
        let stderr = run.failed(2);
        assert!(stderr.contains("error[E009]: SOURCE_DATE_EPOCH: "), "{value:?}: {stderr}");
        let run = workshop.build(&[&format!("--timestamp={value}")]);
        assert!(run.failed(2).contains("error[E009]: --timestamp: "), "{value:?}");
    }
    assert_eq!(workshop.names(), set(&["stage"]));
}

fn flags_before_a_command_are_not_ignored(tool: Tool) {
    let workshop = Workshop::of(tool);
    for arguments in [&["--name=x", "inspect", "y"][..], &["stage", "diff", "a", "b"]] {
        assert!(
            workshop
                .run(arguments)
                .failed(2)
                .contains(&format!("has no effect on `{} ", tool.name()))
        );
    }
}

fn trees_may_be_called_like_commands(tool: Tool) {
    let workshop = Workshop::of(tool);
    std::fs::rename(workshop.path("stage"), workshop.path("inspect")).unwrap();
    let mut arguments = tool.sufficient();
    arguments[0] = "./inspect";
    assert_eq!(workshop.run(&arguments).done(), format!("{}\n", tool.package()));
}

#[test]
fn every_wrong_value_of_mkdeb_is_reported_in_one_run() {
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
fn every_wrong_value_of_mkrpm_is_reported_in_one_run() {
    let workshop = Workshop::of(Tool::Mkrpm);
    let run = workshop.build(&[
        "--threads=0",
        "--compression=zip",
        "--add=x",
        "--requires-for=systemd",
        "--requires-for=post:",
        "--own=[",
        "--disown=[",
        "--script=post",
    ]);
    let stderr = run.failed(2);
    for flag in ["threads", "compression", "add", "requires-for", "own", "disown", "script"] {
        assert!(stderr.contains(&format!("]: --{flag}: ")), "--{flag} is not in {stderr}");
    }
    assert_eq!(stderr.lines().filter(|line| line.contains("--requires-for: ")).count(), 2);
    assert_eq!(workshop.names(), set(&["stage"]));
}
