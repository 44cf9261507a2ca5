//! What a package is called: versions, architectures, what must be given.

use std::fs;

use crate::support::{Run, Tool, Workshop, of_both};

of_both!(
    both_formats_make_the_same_offer,
    the_v_of_a_tag_is_dropped_with_a_note,
    an_empty_value_is_one_error,
    architectures_of_source_packages_are_refused,
    the_files_of_the_tree_tell_the_architecture,
    the_machine_at_hand_is_native,
    what_is_missing_is_told_in_one_run,
    a_manifest_that_was_not_named_is_pointed_out,
    a_maintainer_without_an_address_is_warned_of,
    wrong_values_name_the_nearest,
);

/// Builds `stage` with the flags that suffice, without those of `key`, and `further` ones.
fn without(workshop: &Workshop, key: &str, further: &[&str]) -> Run {
    let mut flags = workshop.tool.sufficient();
    flags.retain(|flag| !flag.starts_with(&format!("--{key}=")));
    workshop.run(&[&flags[..], further].concat())
}

fn both_formats_make_the_same_offer(tool: Tool) {
    let workshop = Workshop::of(tool);
    for (version, offer) in [
        ("1.2.0-5-gabc123", "use --version 1.2.0+5.gabc123\n"),
        ("v1.2.0-5-gabc123-dirty", "use --version 1.2.0+5.gabc123.dirty\n"),
        ("release-1.2.0", "use --version 1.2.0\n"),
        ("1.2.0-rc1", "use --version 1.2.0~rc1\n"),
        ("1.2.0-beta2-3-gdeadbee", "use --version 1.2.0~beta2+3.gdeadbee\n"),
        ("OTP-27.1.2", "use --version 27.1.2\n"),
        ("2024.01-rc1", "use --version 2024.01~rc1\n"),
        ("1.2.0-1", "use --version 1.2.0 --release 1\n"),
    ] {
        let run = without(&workshop, "version", &["--version", version]);
        let stderr = run.failed(3);
        assert!(stderr.ends_with(offer) && stderr.lines().count() == 1, "{version}: {stderr}");
        let manifest = format!("version = '{version}'\n");
        workshop.file("package.toml", manifest.as_bytes(), 0o644);
        let run = without(&workshop, "version", &["-m", "package.toml"]);
        let offer = offer
            .replace("--version ", "version = \"")
            .replace(" --release ", "\" and release = \"");
        let offer = format!("{}\"", offer.trim_end());
        assert!(run.failed(3).contains(&offer), "{offer} is not in {}", run.stderr);
        fs::remove_file(workshop.path("package.toml")).unwrap();
    }
}

fn the_v_of_a_tag_is_dropped_with_a_note(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = without(&workshop, "version", &["--version=v1.0", "--strict"]);
    assert_eq!(run.done(), format!("{}\n", tool.package()));
    let note = format!("{}: note: --version: version: \"v1.0\" is read as 1.0\n", tool.name());
    assert!(run.stderr.contains(&note), "{}", run.stderr);
    let quiet = without(&workshop, "version", &["--version=v1.0", "--force", "-q"]);
    assert_eq!((quiet.done(), quiet.stderr.as_str()), (run.stdout.as_str(), ""));
    let json = without(&workshop, "version", &["--version=v1.0", "--force", "--json"]).json();
    assert_eq!(json["version"], "1.0");
    assert_eq!(json["notes"][0]["subject"], "version");
    // Anyone who refers to the version gets what the package has.
    workshop.file("package.toml", b"version = 'v3.1'\nprovides = ['xx = ${version}']\n", 0o644);
    without(&workshop, "version", &["-m", "package.toml", "-o", "x.deb"]).done();
    let shown = workshop.run(&["inspect", "x.deb"]).done().to_owned();
    assert!(!shown.contains("v3.1") && shown.contains("3.1"), "{shown}");
}

fn an_empty_value_is_one_error(tool: Tool) {
    let workshop = Workshop::of(tool);
    for key in ["version", "name", "arch", "summary"] {
        let stderr = without(&workshop, key, &[&format!("--{key}=")]).failed(3).to_owned();
        assert!(stderr.contains(&format!("error[E106]: --{key}: {key}: is empty")), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        workshop.file("package.toml", format!("{key} = \"\"\n").as_bytes(), 0o644);
        let stderr = without(&workshop, key, &["-m", "package.toml"]).failed(3).to_owned();
        assert_eq!(stderr.matches("error[").count(), 1, "{stderr}");
        fs::remove_file(workshop.path("package.toml")).unwrap();
    }
}

fn architectures_of_source_packages_are_refused(tool: Tool) {
    let workshop = Workshop::of(tool);
    let all = if tool == Tool::Mkdeb { "\"all\"" } else { "\"noarch\"" };
    for arch in ["any", "linux-any", "source"] {
        let stderr = without(&workshop, "arch", &["--arch", arch]).failed(3).to_owned();
        assert!(stderr.contains("is not the architecture of a binary package"), "{stderr}");
        assert!(stderr.contains(all), "{stderr}");
    }
}

fn the_files_of_the_tree_tell_the_architecture(tool: Tool) {
    let workshop = Workshop::of(tool);
    let stderr = without(&workshop, "arch", &[]).failed(3).to_owned();
    let none = if tool == Tool::Mkdeb { "--arch all" } else { "--arch noarch" };
    assert!(stderr.contains("the tree has no compiled files") && stderr.contains(none), "{stderr}");
    let mut head = fs::read("/proc/self/exe").unwrap()[..64].to_vec();
    head[18..20].copy_from_slice(&183_u16.to_le_bytes());
    workshop.file("stage/usr/lib/a.so", &head, 0o644);
    let stderr = without(&workshop, "arch", &[]).failed(3).to_owned();
    let one = if tool == Tool::Mkdeb { "--arch arm64" } else { "--arch aarch64" };
    assert!(
        stderr.contains("the compiled files in the tree are for a") && stderr.contains(one),
        "{stderr}"
    );
    head[18..20].copy_from_slice(&243_u16.to_le_bytes());
    workshop.file("stage/usr/lib/b.so", &head, 0o644);
    let stderr = without(&workshop, "arch", &[]).failed(3).to_owned();
    assert!(stderr.contains("/usr/lib/a.so") && stderr.contains("/usr/lib/b.so"), "{stderr}");
}

fn the_machine_at_hand_is_native(tool: Tool) {
    let workshop = Workshop::of(tool);
    let own = without(&workshop, "arch", &["--arch=native", "--json"]).json();
    let asked = real_tools::command("dpkg").arg("--print-architecture").output().unwrap();
    let asked = String::from_utf8(asked.stdout).unwrap();
    if tool == Tool::Mkdeb {
        assert_eq!(own["architecture"], asked.trim());
    }
    workshop.file("package.toml", b"arch = 'native'\nhomepage = 'https://e.org/${arch}'\n", 0o644);
    let run = without(&workshop, "arch", &["-m", "package.toml", "--force", "--json"]);
    assert_eq!(run.json()["architecture"], own["architecture"]);
    let shown = workshop.run(&["inspect", run.json()["path"].as_str().unwrap()]).done().to_owned();
    assert!(shown.contains(&format!("https://e.org/{}", asked.trim())), "{shown}");
}

fn what_is_missing_is_told_in_one_run(tool: Tool) {
    let workshop = Workshop::of(tool);
    let stderr = workshop.run(&["stage"]).failed(3).to_owned();
    let own = if tool == Tool::Mkdeb { "maintainer" } else { "license" };
    for key in ["name", "version", "arch", "summary", own] {
        let line = stderr.lines().find(|line| line.contains(&format!("]: {key}: is missing; ")));
        let line = line.unwrap_or_else(|| panic!("{key} is not in {stderr}"));
        assert!(
            line.contains(&format!("--{key} ")) && line.contains(&format!("{key} = ")),
            "{line}"
        );
    }
    assert_eq!(stderr.lines().count(), 5, "{stderr}");
    // Beside a wrong flag too.
    let stderr = workshop.run(&["stage", "--name="]).failed(3).to_owned();
    assert_eq!(stderr.lines().count(), 5, "{stderr}");
}

fn a_manifest_that_was_not_named_is_pointed_out(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("package.toml", b"name = 'hello'\n", 0o644);
    for arguments in [&["stage"][..], &["./stage/"], &["stage", "--name=hello"]] {
        let stderr = workshop.run(arguments).failed(2).to_owned();
        assert!(stderr.contains("error[E013]: package.toml: was not read, and "), "{stderr}");
        assert!(stderr.ends_with("are missing; add -m package.toml\n"), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let mut command = workshop.command(&["."]);
    let run = Run::of(command.current_dir(workshop.path("stage")));
    assert!(run.failed(2).ends_with("add -m ../package.toml\n"), "{}", run.stderr);
    // What needs no manifest needs none.
    workshop.build(&[]).done();
}

fn a_maintainer_without_an_address_is_warned_of(tool: Tool) {
    let workshop = Workshop::of(tool);
    for maintainer in ["Jane Doe", "jane@example.org", "Jane <jane>"] {
        let run = without(&workshop, "maintainer", &["--maintainer", maintainer, "--force"]);
        assert_eq!(run.done(), format!("{}\n", tool.package()));
        assert_eq!(run.stderr.matches("warning[E").count(), 1, "{}", run.stderr);
        without(&workshop, "maintainer", &["--maintainer", maintainer, "--force", "--strict"])
            .failed(3);
    }
}

fn wrong_values_name_the_nearest(tool: Tool) {
    let workshop = Workshop::of(tool);
    for (flag, near) in [
        ("--exclude=/usr/bni/hello", "\"/usr/bin/hello\""),
        ("--config=/ect/**", "\"/etc/**\""),
        ("--attr=/bin/hello:0755::", "\"/usr/bin/hello\""),
        ("--attr=/usr/bin/hello:0755:0:0", "write \"root\""),
        ("--compression=zst", "write \"zstd\""),
        ("--compression=gz:9", "write \"gzip\""),
        ("--arch=amd46", "\"amd64\""),
    ] {
        let run = without(&workshop, "arch", &[flag]);
        let run = if flag.starts_with("--arch") { run } else { workshop.build(&[flag]) };
        assert!(run.code != Some(0) && run.stderr.contains(near), "{flag}: {}", run.stderr);
    }
    for (value, hint) in
        [("0", "use owner = \"root\""), ("\"0\"", "use owner = \"root\""), ("1000", "use the name")]
    {
        let manifest = format!("[[file]]\nmatch = '/usr/bin/hello'\nowner = {value}\n");
        workshop.file("package.toml", manifest.as_bytes(), 0o644);
        let stderr = workshop.build(&["-m", "package.toml"]).failed(3).to_owned();
        assert!(stderr.contains(hint), "{value}: {stderr}");
    }
}
