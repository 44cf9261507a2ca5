//! The text of a new manifest.

use std::path::Path;

use pkgterms::NATIVE;
use serde_json::json;

use super::project::Project;

/// Returns the manifest of `project`, whose staged tree is `tree`. Values that were found are keys, and
/// the others are comments to fill in.
pub(super) fn manifest(project: &Project, tree: &Path) -> String {
    let tree = tree.display();
    let mut text = format!(
        "# The manifest of a package of {tree}/. Build the package with\n\
         #   mkdeb {tree} -m package.toml\n\
         #   mkrpm {tree} -m package.toml\n\
         # package.toml(5), docs/manifest.md of Packwright, describes all keys.\n\n"
    );
    key(&mut text, "name", project.name.as_deref(), "hello");
    let described = project.described.as_deref().filter(|_| project.version.is_some());
    if let Some(described) = described {
        let described = described.replace(|found: char| found.is_control(), "?");
        text.push_str(&format!("# From the git description {described}.\n"));
    }
    text.push_str("# An option overrides it: --version \"$(git describe --tags)\".\n");
    key(&mut text, "version", project.version.as_deref(), "1.0");
    if let Some(release) = &project.release {
        key(&mut text, "release", Some(release), "1");
    } else {
        text.push_str("# The Debian revision and RPM release.\n# release = \"1\"\n");
    }
    match project.arch {
        Some(NATIVE) => text.push_str(
            "# The architecture of the build host; \"all\" if the package has no compiled files.\n",
        ),
        Some("all") => text.push_str("# The tree has no compiled files.\n"),
        Some(_) => text.push_str("# The architecture of the compiled files in the tree.\n"),
        None => text.push_str("# The tree has compiled files for several architectures.\n"),
    }
    key(&mut text, "arch", project.arch, "amd64");
    key(&mut text, "maintainer", project.maintainer.as_deref(), "Jane Doe <jane@example.org>");
    text.push_str("# A description in one line, without the name of the package.\n");
    key(&mut text, "summary", project.summary.as_deref(), "Friendly greeter");
    text.push_str(
        "# The long description; blank lines separate paragraphs.\n\
         # description = \"\"\"\n# Greets the world.\n# \"\"\"\n\
         # An SPDX expression; every .rpm needs one.\n",
    );
    key(&mut text, "license", project.license.as_deref(), "MIT");
    key(&mut text, "homepage", project.homepage.as_deref(), "https://example.org");
    text.push_str(REST);
    text
}

/// Adds `key = "value"`, or an `example` as a comment if there is no value.
fn key(text: &mut String, key: &str, value: Option<&str>, example: &str) {
    let line = match value {
        // A literal "${" would be a reference.
        Some(value) => format!("{key} = {}\n", json!(value.replace("${", "$${"))),
        None => format!("# {key} = {}\n", json!(example)),
    };
    text.push_str(&line);
}

const REST: &str = r#"
# Scripts that run on installation and removal, for both formats.
# scripts = { postinst = "postinst.sh", prerm = "prerm.sh" }

# Keys that apply only to the .deb.
[deb]
# depends = ["libc6 (>= 2.31)"]
# section = "utils"

# Keys that apply only to the .rpm.
[rpm]
# requires = ["glibc >= 2.31"]

# Attributes of files: the last matching rule wins. Files below /etc are configuration files by default.
# [[file]]
# match = "/etc/hello/secret.conf"
# mode = "0640"
# group = "adm"

# Files from outside the tree.
# [[add]]
# source = "hello.service"
# target = "/usr/lib/systemd/system/"
"#;

#[cfg(test)]
mod tests {
    use pkgtree::Description;
    use pkgtree::description::{ManifestFile, ManifestOptions};

    use super::*;

    fn read(text: &str) -> Description {
        let file = ManifestFile { path: "package.toml".into(), text: text.into() };
        Description::from_manifest(&file, &ManifestOptions::default())
            .unwrap_or_else(|defects| panic!("{defects}\n{text}"))
    }

    #[test]
    fn what_was_found_is_a_manifest() {
        let some = |text: &str| Some(text.to_owned());
        let project = Project {
            name: some("hello"),
            version: some("1.2.0"),
            summary: some("says \"${x}\" \\ é"),
            maintainer: some("Jos\u{e9} \"J\" <j@example.org>"),
            arch: Some("all"),
            ..Project::default()
        };
        let description = read(&manifest(&project, Path::new("stage")));
        assert_eq!(description.summary.unwrap().value, "says \"${x}\" \\ é");
        assert_eq!(description.maintainer.unwrap().value, "Jos\u{e9} \"J\" <j@example.org>");
        assert_eq!(description.version.unwrap().value, "1.2.0");
    }

    #[test]
    fn filling_the_gaps_in_makes_a_whole_manifest() {
        let text = manifest(&Project::default(), Path::new("stage"));
        assert!(read(&text).name.is_none());
        let filled: Vec<_> = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if key.contains(" = \"") && !key.contains("\"\"\"") => key,
                _ => line,
            })
            .filter(|line| !line.starts_with("source = ") && !line.starts_with("target = "))
            .filter(|line| !line.starts_with("m") || line.starts_with("maintainer"))
            .filter(|line| !line.starts_with("group = "))
            .collect();
        let description = read(&filled.join("\n"));
        for required in pkgtree::description::REQUIRED {
            assert!(text.contains(&format!("# {} = ", required.key)), "{}", required.key);
        }
        assert!(description.license.is_some() && description.homepage.is_some());
        assert_eq!(description.deb.section.unwrap().value, "utils");
    }
}
