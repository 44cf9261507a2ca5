//! The manual of the manifest: every example is built by both commands.

use std::fs;

use super::{blocks, prepared, run};

/// What an example that shows a part leaves out.
const BASE: &str = "name = \"hello\"\nversion = \"2.10\"\narch = \"amd64\"\n\
    maintainer = \"Jane Doe <jane@example.org>\"\nsummary = \"Friendly greeter\"\nlicense = \"MIT\"\n";

#[test]
fn examples_of_manifests_make_packages_of_both_formats() {
    let mut whole = 0;
    for block in blocks::to_run("docs/manifest.md", &["toml", ""]) {
        if block.language.is_empty() {
            continue;
        }
        let workshop = prepared();
        let is_whole = block.text.contains("\nmaintainer = ") && block.text.starts_with("name = ");
        whole += usize::from(is_whole);
        let text = if is_whole { block.text.clone() } else { format!("{BASE}\n{}", block.text) };
        fs::write(workshop.path("package.toml"), text).unwrap();
        // What is shown first is without any warning.
        let strict = if is_whole { "--strict" } else { "" };
        for (tool, suffix) in [("mkdeb", "deb"), ("mkrpm", "rpm")] {
            let line = format!("{tool} stage -m package.toml -o out.{suffix} {strict}");
            let run = run(&workshop, &line);
            assert_eq!(run.code, Some(0), "{}: {line}: {}", block.place, run.stderr);
        }
        let package = |suffix: &str| workshop.path(&format!("out.{suffix}")).display().to_string();
        let requires = real_tools::text("rpm", &["-qp", "--requires", &package("rpm")]);
        assert!(!requires.contains("libc6"), "{}: {requires}", block.place);
        real_tools::run("dpkg-deb", &["--info", &package("deb")]);
    }
    assert!(whole >= 1);
}
