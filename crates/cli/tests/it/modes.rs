//! Modes and hard links as flags and manifests give them.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{Run, Tool, Workshop, of_both};

of_both!(
    the_umask_of_the_build_is_not_in_the_package,
    a_closed_umask_is_warned_of_in_one_line,
    rules_of_the_manifest_set_modes_of_files_and_directories,
    flags_set_modes_of_files_and_directories,
    modes_that_close_directories_are_refused_with_the_fix,
    policies_are_taken_from_flag_section_and_top_in_this_order,
    hard_links_across_top_level_directories_are_copies,
    links_into_the_build_directory_are_refused,
    special_bits_that_a_rule_names_pass_strict,
    wrong_words_are_usage_errors,
);

/// Stages a tree as a makefile does, under `umask`.
fn stage(tool: Tool, umask: &str) -> Workshop {
    let workshop = Workshop::of(tool);
    fs::remove_dir_all(workshop.path("stage")).unwrap();
    let script = format!(
        "umask {umask}; mkdir -p stage/usr/share/doc/hello stage/usr/bin stage/etc/hello stage/tmp stage/root
        echo hello > stage/usr/share/doc/hello/README; cp stage/usr/share/doc/hello/README stage/etc/hello/conf
        printf '#!/bin/sh\\n' > stage/usr/bin/hello; chmod +x stage/usr/bin/hello
        find stage -exec touch -d 2020-01-01 {{}} +"
    );
    let status = real_tools::shell(&script).current_dir(workshop.path("")).status().unwrap();
    assert!(status.success());
    workshop
}

fn bytes(workshop: &Workshop, flags: &[&str]) -> Vec<u8> {
    workshop.build(&[&["--force", "--strict"], flags].concat()).done();
    fs::read(workshop.path(workshop.tool.package())).unwrap()
}

/// The permissions of the installed file at `path` as `inspect` shows them.
fn mode(workshop: &Workshop, path: &str) -> String {
    let document = workshop.run(&["inspect", "--json", workshop.tool.package()]).json();
    let files = document["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["path"] == path);
    file.unwrap_or_else(|| panic!("{path} is not there"))["mode"].as_str().unwrap().to_owned()
}

fn with_manifest(workshop: &Workshop, manifest: &str, flags: &[&str]) -> Run {
    workshop.file("package.toml", manifest.as_bytes(), 0o644);
    workshop.build(&[&["--manifest=package.toml", "--force"], flags].concat())
}

fn the_umask_of_the_build_is_not_in_the_package(tool: Tool) {
    let usual = bytes(&stage(tool, "022"), &[]);
    for umask in ["000", "002"] {
        assert!(bytes(&stage(tool, umask), &[]) == usual, "{umask}");
    }
    for umask in ["000", "002", "022", "027", "077"] {
        assert!(bytes(&stage(tool, umask), &["--modes=normal"]) == usual, "{umask}");
    }
}

fn a_closed_umask_is_warned_of_in_one_line(tool: Tool) {
    for umask in ["027", "077"] {
        let workshop = stage(tool, umask);
        let run = workshop.build(&["--quiet"]);
        run.done();
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("warning[E257]: /etc/hello: "), "{}", run.stderr);
        assert!(run.stderr.contains("--modes normal"), "{}", run.stderr);
        assert_eq!(workshop.build(&["--strict", "--force"]).code, Some(3));
    }
}

const RULES: &str = r#"
[[file]]
match = "/etc/hello/**"
file-mode = "0640"
[[file]]
match = "/usr/share/**"
mode = "u=rwX,g=rX,o="
[[file]]
match = "/usr/share/hello"
type = "dir"
mode = "a+rx"
[[add]]
source = "site"
target = "/srv/www/"
file-mode = "g+w"
dir-mode = "2775"
"#;

fn rules_of_the_manifest_set_modes_of_files_and_directories(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/etc/hello/sub/conf", b"x", 0o644);
    workshop.file("stage/usr/share/hello/data", b"x", 0o755);
    workshop.file("site/css/style", b"x", 0o644);
    with_manifest(&workshop, RULES, &["--strict"]).done();
    for (path, expected) in [
        ("/etc/hello/sub", "0755"),
        ("/etc/hello/sub/conf", "0640"),
        ("/usr/share/hello", "0755"),
        ("/usr/share/hello/data", "0750"),
        ("/srv/www/site", "2775"),
        ("/srv/www/site/css", "2775"),
        ("/srv/www/site/css/style", "0664"),
    ] {
        assert_eq!(mode(&workshop, path), expected, "{path}");
    }
}

fn flags_set_modes_of_files_and_directories(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/etc/hello/conf", b"x", 0o644);
    workshop.file("stage/var/lib/hello/run/x", b"x", 0o600);
    let flags = [
        "--attr=/etc/hello/*:u=rw,g=r,o=::adm",
        "--dir-mode=/var/lib/hello/**=u=rwx,g=rxs,o=",
        "--dir-mode=/var/lib/hello=0750",
        "--file-mode=/var/lib/hello/**=g+r",
    ];
    workshop.build(&flags).done();
    for (path, expected) in [
        ("/etc/hello/conf", "0640"),
        ("/var/lib/hello", "0750"),
        ("/var/lib/hello/run", "2750"),
        ("/var/lib/hello/run/x", "0640"),
    ] {
        assert_eq!(mode(&workshop, path), expected, "{path}");
    }
}

fn modes_that_close_directories_are_refused_with_the_fix(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/etc/hello/sub/conf", b"x", 0o644);
    let run =
        with_manifest(&workshop, "[[file]]\nmatch = \"/etc/hello/**\"\nmode = \"0640\"\n", &[]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("E219"), "{}", run.stderr);
    assert!(run.stderr.contains("package.toml:2:9: "), "{}", run.stderr);
    assert!(run.stderr.contains("use file-mode = \"0640\""), "{}", run.stderr);
    let run = workshop.build(&["--attr=/etc/hello/**:go-x::"]);
    assert!(run.code == Some(3) && run.stderr.contains("--file-mode '/etc/hello/**=go-x'"));
    workshop.build(&["--attr=/etc/hello/**:0640::", "--dir-mode=/etc/hello/**=0750"]).done();
    assert_eq!(mode(&workshop, "/etc/hello/sub"), "0750");
}

fn policies_are_taken_from_flag_section_and_top_in_this_order(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/usr/bin/hello", b"#!/bin/sh\n", 0o600);
    let section = if tool == Tool::Mkdeb { "deb" } else { "rpm" };
    let built = |manifest: &str, flags: &[&str]| {
        with_manifest(&workshop, manifest, flags).done();
        mode(&workshop, "/usr/bin/hello")
    };
    let both = format!("modes = \"keep\"\n[{section}]\nmodes = \"normal\"\n");
    assert_eq!(built("modes = \"normal\"", &[]), "0755");
    assert_eq!(built(&both, &[]), "0755");
    assert_eq!(built(&both, &["--modes=safe"]), "0600");
}

fn hard_links_across_top_level_directories_are_copies(tool: Tool) {
    let workshop = Workshop::of(tool);
    fs::create_dir(workshop.path("stage/opt")).unwrap();
    for name in ["stage/opt/hello", "stage/usr/bin/again"] {
        fs::hard_link(workshop.path("stage/usr/bin/hello"), workshop.path(name)).unwrap();
    }
    let run = workshop.build(&["--quiet"]);
    run.done();
    let text = "warning[E259]: /opt/hello: is a file with hard links below several top-level";
    assert!(run.stderr.contains(text), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    for policy in ["copy", "keep"] {
        let manifest = format!("hard-links = \"{policy}\"\n");
        with_manifest(&workshop, &manifest, &["--strict"]).done();
        workshop.build(&["--strict", "--force", &format!("--hard-links={policy}")]).done();
    }
}

fn links_into_the_build_directory_are_refused(tool: Tool) {
    let workshop = Workshop::of(tool);
    let target = workshop.path("stage/usr/bin/hello");
    symlink(&target, workshop.path("stage/etc/absolute")).unwrap();
    symlink("stage/usr/bin/hello", workshop.path("stage/etc/relative")).unwrap();
    workshop.file("src/tool", b"x", 0o755);
    symlink(workshop.path("src/tool"), workshop.path("stage/etc/source")).unwrap();
    let run = workshop.build(&[]);
    assert_eq!(run.code, Some(3));
    assert_eq!(run.stderr.matches("error[E218]").count(), 3, "{}", run.stderr);
    let hint = "link to the installed path: /usr/bin/hello or ../usr/bin/hello";
    assert_eq!(run.stderr.matches(hint).count(), 2, "{}", run.stderr);
}

fn special_bits_that_a_rule_names_pass_strict(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/usr/bin/su", b"x", 0o4755);
    assert_eq!(workshop.build(&["--strict"]).code, Some(3));
    workshop.build(&["--strict", "--attr=/usr/bin/su:u+s::"]).done();
    workshop.build(&["--strict", "--force", "--file-mode=su=4755"]).done();
    assert_eq!(mode(&workshop, "/usr/bin/su"), "4755");
}

fn wrong_words_are_usage_errors(tool: Tool) {
    let workshop = Workshop::of(tool);
    for flag in [
        "--modes=norml",
        "--hard-links=all",
        "--file-mode=0644",
        "--dir-mode=/x=u=z",
        "--attr=x:9::",
    ] {
        let run = workshop.build(&[flag]);
        assert_eq!(run.code, Some(2), "{flag}: {}", run.stderr);
    }
    assert!(workshop.names().iter().all(|name| name == "stage"));
}
