//! Where a package goes, and what is never overwritten.

use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::support::{Tool, Workshop, names, of_both, set};

of_both!(
    a_file_a_folder_or_the_canonical_name,
    folders_are_not_made_and_standard_output_is_not_a_file,
    an_existing_package_stays_without_force,
    inputs_are_never_the_output,
    failures_leave_nothing_and_what_was_there,
    a_dry_run_checks_and_writes_nothing,
);

fn a_file_a_folder_or_the_canonical_name(tool: Tool) {
    let workshop = Workshop::of(tool);
    fs::create_dir(workshop.path("dist")).unwrap();
    let in_folder = format!("dist/{}", tool.package());
    for (output, path) in [
        (&[][..], tool.package()),
        (&["-o", "dist"], &in_folder),
        (&["-o", "x.deb"], "x.deb"),
        (&["--output=./y.deb"], "./y.deb"),
    ] {
        assert_eq!(workshop.build(output).done(), format!("{path}\n"));
        assert!(workshop.path(path).is_file());
    }
    let absolute = workshop.path("z.deb").into_os_string().into_string().unwrap();
    assert_eq!(workshop.build(&["-o", &absolute]).done(), format!("{absolute}\n"));
    // Wherever it is, it is the same package, with the permissions of any file.
    let package = fs::read(workshop.path(tool.package())).unwrap();
    assert_eq!(fs::read(workshop.path("z.deb")).unwrap(), package);
    let mode = |path| fs::metadata(workshop.path(path)).unwrap().mode();
    fs::write(workshop.path("plain"), "").unwrap();
    assert_eq!(mode(tool.package()), mode("plain"));
}

fn folders_are_not_made_and_standard_output_is_not_a_file(tool: Tool) {
    let workshop = Workshop::of(tool);
    assert!(workshop.build(&["-o", "no/"]).failed(4).contains("no/: there is no such folder"));
    assert!(workshop.build(&["-o", "no/x.deb"]).failed(4).contains("no/x.deb: "));
    assert!(workshop.build(&["-o", "-"]).failed(2).contains("--output: "));
    assert_eq!(workshop.names(), set(&["stage"]));
}

fn an_existing_package_stays_without_force(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file(tool.package(), b"precious", 0o600);
    let stderr = workshop.build(&[]).failed(5).to_owned();
    assert_eq!(
        stderr,
        format!(
            "{}: error[E903]: {}: exists already; replace it with --force\n",
            tool.name(),
            tool.package()
        )
    );
    assert_eq!(fs::read(workshop.path(tool.package())).unwrap(), b"precious");
    workshop.build(&["--force"]).done();
    assert!(fs::read(workshop.path(tool.package())).unwrap().starts_with(tool.magic()));
    assert_eq!(workshop.names(), set(&["stage", tool.package()]));
}

fn inputs_are_never_the_output(tool: Tool) {
    let workshop = Workshop::of(tool);
    let text = "name = 'hello'\n";
    workshop.file("package.toml", text.as_bytes(), 0o644);
    for output in ["stage", "stage/x.deb", "stage/usr/bin/", "package.toml"] {
        let run = workshop.build(&["-m", "package.toml", "--force", "-o", output]);
        assert!(run.failed(5).contains("E904"), "{output}");
    }
    assert_eq!(fs::read(workshop.path("package.toml")).unwrap(), text.as_bytes());
    assert_eq!(names(&workshop.path("stage")), set(&["etc", "usr"]));
    // The current folder as the tree would hold the package.
    let mut arguments = tool.sufficient();
    arguments[0] = ".";
    assert!(workshop.run(&arguments).failed(5).contains("inside the tree"));
}

fn failures_leave_nothing_and_what_was_there(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file(tool.package(), b"precious", 0o600);
    let long = "x".repeat(70_000);
    for (further, code) in [
        (&["--depends=a (>> )"][..], 3),
        (&["--name=He llo"], 3),
        (&["--script=postinst=missing"], 3),
        (&["--changelog=missing"], 3),
        (&["--add=missing=/usr/x"], 3),
        (&["-m", "missing.toml"], 4),
        (&["--exclude=/nothing/like/it"], 3),
        (&["--summary", &long], 3),
        (&["-o", "no/such/folder.deb"], 4),
    ] {
        let mut arguments = tool.sufficient();
        if ["--name", "--summary"].iter().any(|flag| further[0].starts_with(flag)) {
            let flag = further[0].split('=').next().unwrap();
            arguments.retain(|argument| !argument.starts_with(flag));
        }
        let run = workshop.run(&[&arguments[..], &["--force"], further].concat());
        run.failed(code);
        assert_eq!(workshop.names(), set(&["stage", tool.package()]), "{further:?}");
        assert_eq!(fs::read(workshop.path(tool.package())).unwrap(), b"precious", "{further:?}");
    }
}

fn a_dry_run_checks_and_writes_nothing(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = workshop.build(&["--dry-run"]);
    assert_eq!(run.done(), format!("{}\n", tool.package()));
    assert!(run.stderr.contains("would be built"), "{}", run.stderr);
    assert_eq!(workshop.names(), set(&["stage"]));
    workshop.build(&["--dry-run", "--depends=a (>> )"]).failed(3);
    workshop.file(tool.package(), b"", 0o644);
    workshop.build(&["--dry-run"]).failed(5);
}
