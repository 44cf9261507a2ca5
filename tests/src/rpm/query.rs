//! What rpm says of a package, tag by tag.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::chroot::Chroot;

/// Tags that are asked for in no words: a whole header, in one system or another.
const WHOLE_HEADERS: &[&str] =
    &["HEADERIMAGE", "HEADERIMMUTABLE", "HEADERREGIONS", "HEADERSIGNATURES"];

/// What rpm prints for each tag, and what the package holds of each index entry.
pub type Values = BTreeMap<String, Vec<String>>;

/// A tag that is known to differ between a package and its twin, and why.
pub type Difference = (&'static str, &'static str);

/// Asks the rpm of `system` about the package at `path` inside: each tag that this rpm knows, the
/// texts of each locale, and what stands in the package itself, see `index`.
///
/// # Panics
/// When rpm cannot read it.
#[must_use]
#[track_caller]
pub fn values(system: &Chroot, path: &str, locales: &[&str]) -> Values {
    let mut format = String::new();
    let known = String::from_utf8(system.run("rpm", &["--querytags"])).unwrap();
    for tag in known.lines().filter(|tag| !WHOLE_HEADERS.contains(tag)) {
        write!(format, "\u{1}{tag}\\n[%{{{tag}}}\u{2}\\n]").unwrap();
    }
    let mut values = Values::new();
    let ask = |locale: &str, format: &str| {
        let mut rpm = system.command("rpm");
        rpm.env("LC_ALL", locale).args(["-qp", "--nosignature", "--qf", format, path]);
        crate::tool::outcome(&mut rpm).succeeded().text()
    };
    for record in ask("C.UTF-8", &format).split('\u{1}').skip(1) {
        let (tag, elements) = record.split_once('\n').unwrap();
        let elements = elements.split_terminator("\u{2}\n").map(str::to_owned).collect();
        values.insert(tag.to_owned(), elements);
    }
    for locale in locales {
        let text = ask(locale, "%{SUMMARY}\\n%{DESCRIPTION}");
        values.insert(format!("SUMMARY and DESCRIPTION in {locale}"), vec![text]);
    }
    let bytes = std::fs::read(system.root().join(path.trim_start_matches('/'))).unwrap();
    values.extend(super::index::values(&bytes));
    values
}

/// Every tag that differs and is not in `expected`, and every tag in `expected` that does not differ.
#[must_use]
pub fn differences(ours: &Values, theirs: &Values, expected: &[Difference]) -> String {
    let mut lines = String::new();
    let tags = ours.keys().chain(theirs.keys()).collect::<std::collections::BTreeSet<_>>();
    for (tag, _) in expected.iter().filter(|(tag, _)| !tags.contains(&(*tag).to_owned())) {
        writeln!(lines, "{tag}: expected to differ, but neither has it").unwrap();
    }
    for tag in tags {
        let is_expected = expected.iter().any(|(name, _)| name == tag);
        let (ours, theirs) = (ours.get(tag), theirs.get(tag));
        match (ours == theirs, is_expected) {
            (true, true) => writeln!(lines, "{tag}: expected to differ, but does not").unwrap(),
            (false, false) => writeln!(lines, "{tag}: {}", first_difference(ours, theirs)).unwrap(),
            _ => {}
        }
    }
    lines
}

fn first_difference(ours: Option<&Vec<String>>, theirs: Option<&Vec<String>>) -> String {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return format!("ours {ours:?}, rpmbuild's {theirs:?}");
    };
    let mut text = format!("ours has {}, rpmbuild's {} elements", ours.len(), theirs.len());
    for index in 0..ours.len().max(theirs.len()) {
        let (ours, theirs) = (ours.get(index), theirs.get(index));
        if ours != theirs {
            write!(text, "\n  [{index}] ours       {ours:?}\n  [{index}] rpmbuild's {theirs:?}")
                .unwrap();
            break;
        }
    }
    text
}
