//! Long descriptions apart from `Packages`: `i18n/Translation-en` (DebianRepository/Format,
//! "Translation Indices").

use std::collections::BTreeSet;

use pkgio::{Algorithms, Hasher, Hex};

use super::Incoming;

/// The value of `Description-md5`: MD5 of a description's whole value and a line break, as apt
/// computes it.
#[must_use]
pub fn md5(description: &str) -> String {
    let mut hasher = Hasher::new(Algorithms { md5: true, ..Algorithms::NONE });
    hasher.update(description.as_bytes());
    hasher.update(b"\n");
    Hex(&hasher.finish().md5.unwrap_or_default()).to_string()
}

/// The paragraph of `Translation-en` for a package; `None` when it has no description.
#[must_use]
pub fn paragraph(package: &Incoming) -> Option<String> {
    Some(paragraph_of(package.package(), package.control.field("Description")?))
}

/// The paragraph of `Translation-en` for a package of that name and description.
#[must_use]
pub fn paragraph_of(package: &str, description: &str) -> String {
    let md5 = md5(description);
    format!("Package: {package}\nDescription-md5: {md5}\nDescription-en: {description}\n")
}

/// The name, below the suite's folder, of a component's `Translation-en`, without a compressor's
/// suffix.
#[must_use]
pub fn path(component: &str) -> String {
    format!("{component}/i18n/Translation-en")
}

/// The paragraphs of an index, each with its `Package` and `Description-md5` before it.
pub(super) fn paragraphs(index: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let texts = index.split("\n\n").map(|text| text.trim_matches('\n'));
    texts.filter(|text| !text.is_empty()).map(|text| {
        let value = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
        };
        (value("Package:"), value("Description-md5:"), text)
    })
}

/// The index `Translation-en`: paragraphs in order, each once, with one empty line behind each.
///
/// `published` is the index as it was; only the paragraphs whose `Package` and `Description-md5`
/// `is_listed` finds in an index of packages are kept of it.
#[must_use]
pub fn merge(
    published: &str,
    added: impl IntoIterator<Item = String>,
    is_listed: impl Fn(&str, &str) -> bool,
) -> String {
    let kept = paragraphs(published).filter(|(package, md5, _)| is_listed(package, md5));
    let kept = kept.map(|(.., text)| format!("{text}\n"));
    let paragraphs: BTreeSet<String> = kept.chain(added).collect();
    paragraphs.into_iter().flat_map(|paragraph| [paragraph, "\n".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Package: aa\nDescription-md5: 11\nDescription-en: a\n long\n";
    const TWO: &str = "Package: bb\nDescription-md5: 22\nDescription-en: b\n";

    #[test]
    fn digests_are_those_of_debian() {
        // As the index of Debian 12 has it for the package `hello`.
        let text = "example package based on GNU hello\n The GNU hello program produces a familiar, \
            friendly greeting.  It\n allows non-programmers to use a classic computer science tool \
            which\n would otherwise be unavailable to them.\n .\n Seriously, though: this is an \
            example of how to do a Debian package.\n It is the Debian version of the GNU Project's \
            `hello world' program\n (which is itself an example for the GNU Project).";
        assert_eq!(md5(text), "c4a4aec43084cfb4a44c959b27e3a6d6");
    }

    #[test]
    fn keeps_what_is_listed_and_each_once() {
        let all = merge("", [TWO.to_owned(), ONE.to_owned(), TWO.to_owned()], |_, _| true);
        assert_eq!(all, format!("{ONE}\n{TWO}\n"));
        assert_eq!(merge(&all, [ONE.to_owned()], |_, _| true), all);
        assert_eq!(merge(&all, [], |name, md5| (name, md5) == ("bb", "22")), format!("{TWO}\n"));
        assert_eq!(merge(&all, [], |_, _| false), "");
    }
}
