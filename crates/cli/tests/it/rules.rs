//! What a manifest says of the files of one format alone.

use crate::support::{Run, Tool, Workshop, of_both};

of_both!(
    rules_of_a_format_are_for_it_alone,
    rules_of_a_format_win_over_common_ones_and_flags_over_both,
    exclusions_of_another_format_need_not_match,
);

/// The permissions of the installed file at `path` as `inspect` shows them; `None` when there is none.
fn mode(workshop: &Workshop, path: &str) -> Option<String> {
    let document = workshop.run(&["inspect", "--json", workshop.tool.package()]).json();
    let files = document["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["path"] == path)?;
    Some(file["mode"].as_str().unwrap().to_owned())
}

fn build(workshop: &Workshop, manifest: &str, flags: &[&str]) -> Run {
    workshop.file("package.toml", manifest.as_bytes(), 0o644);
    workshop.build(&[&["--manifest=package.toml"], flags].concat())
}

fn rules_of_a_format_are_for_it_alone(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("notice", b"of one format\n", 0o644);
    let manifest = r#"
        [deb]
        exclude = ["/usr/bin/hi"]
        [rpm]
        exclude = ["/etc"]
        [[deb.add]]
        source = "notice"
        target = "/usr/share/deb/"
        mode = "0600"
        [[rpm.add]]
        source = "notice"
        target = "/usr/share/rpm/"
    "#;
    build(&workshop, manifest, &[]).done();
    let has = |path| mode(&workshop, path).is_some();
    let is_deb = tool == Tool::Mkdeb;
    assert_eq!(has("/usr/bin/hi"), !is_deb);
    assert_eq!(has("/etc/hello.conf"), is_deb);
    assert_eq!(has("/usr/share/deb/notice"), is_deb);
    assert_eq!(has("/usr/share/rpm/notice"), !is_deb);
    if is_deb {
        assert_eq!(mode(&workshop, "/usr/share/deb/notice").as_deref(), Some("0600"));
    }
}

fn rules_of_a_format_win_over_common_ones_and_flags_over_both(tool: Tool) {
    let workshop = Workshop::of(tool);
    let manifest = r#"
        [[add]]
        source = "package.toml"
        target = "/usr/share/hello/added"
        mode = "0640"
        [[file]]
        match = "/usr/bin/hello"
        mode = "0750"
        [[deb.file]]
        match = "/usr/**/{added,hello}"
        mode = "0711"
        [[rpm.file]]
        match = "/usr/**/{added,hello}"
        mode = "0700"
    "#;
    build(&workshop, manifest, &["--attr=/usr/bin/hello:0555::"]).done();
    let of_format = if tool == Tool::Mkdeb { "0711" } else { "0700" };
    assert_eq!(mode(&workshop, "/usr/share/hello/added").as_deref(), Some(of_format));
    assert_eq!(mode(&workshop, "/usr/bin/hello").as_deref(), Some("0555"));
}

fn exclusions_of_another_format_need_not_match(tool: Tool) {
    let workshop = Workshop::of(tool);
    let (section, other) = if tool == Tool::Mkdeb { ("deb", "rpm") } else { ("rpm", "deb") };
    let manifest = |section: &str| format!("\n[{section}]\nexclude = [\"/nothing/like/it\"]\n");
    let refused = build(&workshop, &manifest(section), &[]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("package.toml:3:12"), "{}", refused.stderr);
    build(&workshop, &manifest(other), &[]).done();
}
