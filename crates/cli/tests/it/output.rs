//! Where a package goes, and what is never overwritten.

use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::support::{Tool, Workshop, names, of_both, set};

of_both!(
    a_file_a_folder_or_the_canonical_name,
    directories_are_made_and_standard_output_is_not_a_file,
    a_path_without_a_suffix_is_a_directory,
    templates_are_filled_with_what_the_package_is_called,
    a_reference_is_one_part_of_a_path,
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

fn directories_are_made_and_standard_output_is_not_a_file(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = workshop.build(&["-o", "dist/"]);
    assert_eq!(run.done(), format!("dist/{}\n", tool.package()));
    assert!(run.stderr.contains(&format!("dist/{}: ", tool.package())), "{}", run.stderr);
    assert_eq!(workshop.build(&["-o", "a/b/x.deb"]).done(), "a/b/x.deb\n");
    assert!(workshop.path("a/b/x.deb").is_file());
    assert!(workshop.build(&["-o", "-"]).failed(2).contains("--output: "));
    assert_eq!(workshop.names(), set(&["a", "dist", "stage"]));
}

fn a_path_without_a_suffix_is_a_directory(tool: Tool) {
    let workshop = Workshop::of(tool);
    let in_folder = format!("out/{}\n", tool.package());
    assert_eq!(workshop.build(&["-o", "out", "--dry-run"]).done(), in_folder);
    assert!(!workshop.path("out").exists());
    assert_eq!(workshop.build(&["-o", "out"]).done(), in_folder);
    workshop.file("plain", b"precious", 0o644);
    for output in ["plain", "plain/"] {
        let stderr = workshop.build(&["--force", "-o", output]).failed(5).to_owned();
        assert!(stderr.contains("plain") && stderr.contains("is a file, but --output"), "{stderr}");
    }
    let stderr = workshop.build(&["-o", "plain/x.deb"]).failed(4).to_owned();
    assert!(stderr.contains("plain is not a directory"), "{stderr}");
    assert_eq!(fs::read(workshop.path("plain")).unwrap(), b"precious");
    // What the shell left of a template.
    let stderr = workshop.build(&["-o", "dist/.deb"]).failed(2).to_owned();
    assert!(stderr.contains("single quotes"), "{stderr}");
}

fn templates_are_filled_with_what_the_package_is_called(tool: Tool) {
    let workshop = Workshop::of(tool);
    let arch = if tool == Tool::Mkdeb { "amd64" } else { "x86_64" };
    let template = "dist/${name}_${version}-${release}~${codename}_${arch}.deb";
    let run = workshop.build(&["--release=2", "--set=codename=bookworm", "-o", template]);
    assert_eq!(run.done(), format!("dist/hello_1.0-2~bookworm_{arch}.deb\n"));
    let run = workshop.build(&["-o", "${version.major}/$${x}/${name}.deb", "--json"]);
    assert_eq!(run.json()["path"], "1/${x}/hello.deb");
    // The manifest's texts, as the package has them: without the tag's "v".
    workshop.file(
        "package.toml",
        b"version = 'v2.5'\nhomepage = 'https://e.org/${version}'\n",
        0o644,
    );
    let mut flags = tool.sufficient();
    flags.retain(|flag| !flag.starts_with("--version"));
    let run = workshop.run(&[&flags[..], &["-m", "package.toml", "-o", "${version}.deb"]].concat());
    assert_eq!(run.done(), "2.5.deb\n");
    // No release is none; an RPM package always has one.
    let run = workshop.build(&["-o", "r${release}.deb"]);
    match tool {
        Tool::Mkdeb => assert!(run.failed(2).contains("refers to release, which is not set")),
        Tool::Mkrpm => assert_eq!(run.done(), "r1.deb\n"),
    }
}

fn a_reference_is_one_part_of_a_path(tool: Tool) {
    let workshop = Workshop::of(tool);
    for (output, part) in [
        ("${nme}.deb", "did you mean \"${name}\"?"),
        ("${name", "without its \"}\""),
        ("${up}/x.deb", "cannot be part of a file name"),
        ("${dots}/x.deb", "cannot be part of a file name"),
        ("${none}x.deb", "cannot be part of a file name"),
        ("${env:HOME_OF_NOBODY}.deb", "is not set"),
    ] {
        let set = ["--set=up=../x", "--set=dots=..", "--set=none="];
        let stderr = workshop.build(&[&set[..], &["-o", output]].concat()).failed(2).to_owned();
        assert!(stderr.contains("error[E014]: --output: ") && stderr.contains(part), "{stderr}");
    }
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
    // The current directory as the tree would hold the package.
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
        (&["-o", "stage/etc/hello.conf/x.deb"], 4),
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
