//! What is found out about a project.

use std::io::Read;
use std::path::Path;

use pkgio::open_regular;
use pkgterms::{Architecture, NATIVE};
use pkgtree::Machines;
use pkgtree::description::mailbox_flaw;
use pkgtree::description::offer::{Offer, offer};

use super::{Gap, git, license};
use crate::environment;

/// What is found out about a project; what is not found is `None`.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) release: Option<String>,
    /// What git said, where the version came from.
    pub(super) described: Option<String>,
    pub(super) arch: Option<&'static str>,
    pub(super) maintainer: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) license: Option<String>,
    pub(super) homepage: Option<String>,
}

impl Project {
    /// Looks at the current directory, at git and at what the tree is compiled for.
    pub(super) fn find(machines: Option<&Machines>) -> Self {
        let homepage = git::page();
        let repository = homepage.as_deref().and_then(|page| page.rsplit('/').next());
        let here = std::fs::canonicalize(".").ok();
        let here = here.as_deref().and_then(Path::file_name).and_then(|name| name.to_str());
        let names = [repository.map(str::to_owned), git::directory(), here.map(str::to_owned)];
        let name = names.into_iter().flatten().find_map(|name| package_name(&name));
        let described = git::describe();
        let (version, release) = match described.as_deref().and_then(offer) {
            Some(Offer::Version(version)) => (Some(version), None),
            Some(Offer::Release { version, release }) => (Some(version), Some(release)),
            Some(Offer::Either { after, .. }) => (Some(after), None),
            Some(Offer::Commit(_)) | None => (None, None),
        };
        let summary = summary(Path::new(".")).or_else(|| name.clone());
        Self {
            version,
            release,
            described,
            arch: match machines {
                // Anyone who builds it builds for the machine at hand, as long as nothing says
                // otherwise.
                None => Some(NATIVE),
                Some(machines) => machines.only().map(Architecture::debian),
            },
            maintainer: maintainer(),
            summary,
            license: license::find(Path::new(".")),
            homepage,
            name,
        }
    }

    /// The keys that `tool` needs and that were not found.
    pub(super) fn gaps(&self, tool: &str) -> Vec<Gap> {
        let all = [
            ("name", self.name.is_none(), "the package's name"),
            ("version", self.version.is_none(), "no git tag has the version"),
            ("arch", self.arch.is_none(), "the tree has compiled files for several architectures"),
            ("maintainer", self.maintainer.is_none() && tool == "mkdeb", "the maintainer"),
            ("summary", self.summary.is_none(), "a description of the package in one line"),
            ("license", self.license.is_none() && tool == "mkrpm", "every .rpm needs one"),
        ];
        all.into_iter().filter(|(_, is_gap, _)| *is_gap).map(|(key, _, why)| (key, why)).collect()
    }
}

/// The name of a package after that of a project: in both formats.
fn package_name(project: &str) -> Option<String> {
    let allowed =
        |found: char| found.is_ascii_lowercase() || found.is_ascii_digit() || found == '+';
    let lower = project.to_ascii_lowercase();
    let words = lower.split(|found: char| !allowed(found) && found != '.');
    let words: Vec<&str> = words.map(|word| word.trim_matches('.')).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let name = words.join("-").replace("..", ".");
    let name = name.trim_start_matches(['+', '.', '-']);
    (name.len() > 1).then(|| name.to_owned())
}

/// Who answers for packages here, as Debian's tools are told, or as git is.
fn maintainer() -> Option<String> {
    let variable = |name: &str| environment::variable(name)?.into_string().ok();
    let name = variable("DEBFULLNAME").or_else(|| variable("NAME"));
    let address = variable("DEBEMAIL").or_else(|| variable("EMAIL"));
    let told = name.zip(address.clone()).map(|(name, address)| format!("{name} <{address}>"));
    // DEBEMAIL may hold the name too.
    [told, address, git::author()].into_iter().flatten().find(|text| mailbox_flaw(text).is_none())
}

/// The first sentence of a README, which says what the project is; no more than 80 characters.
fn summary(directory: &Path) -> Option<String> {
    let names = ["README.md", "README", "README.txt", "README.rst", "Readme.md", "readme.md"];
    let text = names.iter().find_map(|name| {
        let mut text = String::new();
        open_regular(&directory.join(name))
            .and_then(|mut file| file.read_to_string(&mut text))
            .ok()?;
        Some(text)
    })?;
    let mut is_code = false;
    let prose = text.lines().map(str::trim).find(|line| {
        is_code ^= line.starts_with("```");
        !is_code
            && line.starts_with(|c: char| c.is_alphanumeric() || c == '*')
            && line.contains(' ')
    })?;
    let plain: String = prose.chars().filter(|c| !"*`_".contains(*c) && !c.is_control()).collect();
    let sentence = plain.split(". ").next().unwrap_or(&plain).trim().trim_end_matches(['.', ':']);
    let is_plain = !sentence.contains(['[', ']', '<', '>', '$', '|']);
    let is_short = (1..=80).contains(&sentence.chars().count());
    (is_plain && is_short).then(|| sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_projects_become_names_of_packages() {
        for (project, name) in [
            ("hello", Some("hello")),
            ("Hello_World", Some("hello-world")),
            ("my.app", Some("my.app")),
            (".dotfiles", Some("dotfiles")),
            ("c++lib", Some("c++lib")),
            ("x", None),
            ("_", None),
            ("Café au lait", Some("caf-au-lait")),
        ] {
            assert_eq!(package_name(project).as_deref(), name, "{project}");
        }
    }

    #[test]
    fn a_readme_says_what_the_project_is() {
        let folder = tempfile::tempdir().unwrap();
        let of = |text: &str| {
            std::fs::write(folder.path().join("README.md"), text).unwrap();
            summary(folder.path())
        };
        let badge = "# hello\n\n[![ci](x)](y)\n\n**hello** greets the world. It is small.\n";
        assert_eq!(of(badge).as_deref(), Some("hello greets the world"));
        assert_eq!(of("# hello\n\n```\nmake it so\n```\n"), None);
        assert_eq!(of(&format!("word {}", "x".repeat(90))), None);
        assert_eq!(of("See [the page](x) for it."), None);
    }
}
