//! Patterns over installed paths.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use globset::{Candidate, Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use crate::InstallPath;

/// A glob over installed paths: `*` and `?` stay within a component, `**` crosses them, `[a-z]`
/// and `{a,b}` choose, `\` takes the next character literally. It matches the whole path from the
/// root; a leading `/` may be left out, a trailing one means nothing. A pattern without a slash
/// matches the last component anywhere, as in gitignore(5).
///
/// Only the pattern `/` matches the root directory itself. Paths are bytes: `?` and `[...]` stand
/// for one byte, and a class can hold ASCII characters only.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    glob: Option<GlobMatcher>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// An unclosed class or group, a class of other than ASCII characters, a `\` at the end, a
    /// `.` or `..` component, or an empty pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let error = |reason: String| PatternError { pattern: text.to_owned(), reason };
        if text.is_empty() {
            return Err(error("it is empty".to_owned()));
        }
        let path = text.trim_start_matches('/');
        let path = if path.ends_with("\\/") { path } else { path.trim_end_matches('/') };
        if path.is_empty() {
            return Ok(Self { text: text.to_owned(), glob: None });
        }
        if let Some(dots) = path.split('/').find(|part| matches!(*part, "." | "..")) {
            return Err(error(format!("the component \"{dots}\" cannot match")));
        }
        let path = bounded_classes(path)
            .ok_or_else(|| error("a class can have only ASCII characters".to_owned()))?;
        let anywhere = !text.contains('/');
        let glob = if anywhere { format!("**/{path}") } else { path };
        let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
        let glob = glob.map_err(|cause| error(cause.kind().to_string()))?;
        Ok(Self { text: text.to_owned(), glob: Some(glob.compile_matcher()) })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True when it matches the whole of `path`.
    #[must_use]
    pub fn matches(&self, path: &InstallPath) -> bool {
        match &self.glob {
            Some(glob) => !path.is_root() && glob.is_match(as_path(path.as_bytes())),
            None => path.is_root(),
        }
    }

    /// True when it matches the whole of `path`, which need not be installable.
    pub(crate) fn matches_bytes(&self, path: &[u8]) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.is_match(as_path(path)))
    }

    /// The path that the pattern names, when it has no wildcards and names a whole path.
    pub(crate) fn literal(&self) -> Option<InstallPath> {
        let wild = self.text.contains(['*', '?', '[', '{', '\\']) || !self.text.contains('/');
        if wild { None } else { InstallPath::parse(self.text.as_bytes()).ok() }
    }
}

/// Several patterns, matched at once.
#[derive(Debug)]
pub(crate) struct PatternSet {
    set: GlobSet,
    /// For each glob of the set, the index of its pattern.
    indexes: Vec<usize>,
    roots: Vec<usize>,
}

impl PatternSet {
    /// Compiles `patterns`, or gives the text of the first that takes too much room.
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Result<Self, String> {
        let mut builder = GlobSetBuilder::new();
        let (mut indexes, mut roots) = (Vec::new(), Vec::new());
        for (index, pattern) in patterns.into_iter().enumerate() {
            match &pattern.glob {
                Some(matcher) => {
                    builder.add(Glob::clone(matcher.glob()));
                    indexes.push(index);
                }
                None => roots.push(index),
            }
        }
        let set = builder.build().map_err(|cause| cause.kind().to_string())?;
        Ok(Self { set, indexes, roots })
    }

    /// The indexes of the patterns that match `path`, in order. The path need not be installable.
    pub(crate) fn matches(&self, path: &[u8], found: &mut Vec<usize>) {
        if path.is_empty() {
            found.clone_from(&self.roots);
            return;
        }
        self.set.matches_candidate_into(&Candidate::new(as_path(path)), found);
        for index in found {
            *index = self.indexes[*index];
        }
    }
}

fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

/// The pattern with `[!x]` as `[!/x]`, since globset lets a negated class match a separator; `None`
/// for a class such as `[é]`, which would stand for each of the bytes of `é`.
fn bounded_classes(pattern: &str) -> Option<String> {
    let mut bounded = String::with_capacity(pattern.len() + 1);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        bounded.push(c);
        if c == '\\' {
            bounded.extend(chars.next());
        }
        if c != '[' {
            continue;
        }
        if let Some(not) = chars.next_if(|&c| matches!(c, '!' | '^')) {
            bounded.push(not);
            // Here these two stand for themselves, and a separator between would change that.
            bounded.extend(chars.next_if(|&c| matches!(c, ']' | '-')));
            if chars.peek() != Some(&'-') {
                bounded.push('/');
            }
        } else {
            bounded.extend(chars.next_if_eq(&']'));
        }
        for c in chars.by_ref() {
            bounded.push(c);
            match c {
                ']' => break,
                _ if !c.is_ascii() => return None,
                _ => {}
            }
        }
    }
    Some(bounded)
}

/// Not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pattern:?} is not a pattern: {reason}")]
pub struct PatternError {
    /// What was given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let path = InstallPath::parse(path.as_bytes()).unwrap();
        Pattern::parse(pattern).unwrap().matches(&path)
    }

    #[test]
    fn a_path_is_matched_whole_from_the_root() {
        assert!(matches("/etc/a.conf", "/etc/a.conf"));
        assert!(matches("etc/a.conf", "/etc/a.conf"));
        assert!(matches("/etc/erlang/", "/etc/erlang"));
        assert!(!matches("/etc/a.conf", "/usr/etc/a.conf"));
        assert!(!matches("/etc", "/etc/a.conf"));
        assert!(!matches("/etc/a", "/etc/a.conf"));
        assert!(matches("/etc", "/etc"));
        assert!(!matches("/etc", "/usr/etc"));
    }

    #[test]
    fn stars_stay_within_a_component_and_double_stars_do_not() {
        assert!(matches("/etc/*.conf", "/etc/a.conf"));
        assert!(!matches("/etc/*.conf", "/etc/a/b.conf"));
        assert!(!matches("/etc/*", "/etc/a/b"));
        assert!(matches("/etc/**", "/etc/a/b"));
        assert!(!matches("/etc/**", "/etc"));
        assert!(matches("/usr/**/x", "/usr/a/b/x"));
        assert!(matches("/usr/**/x", "/usr/x"));
        assert!(matches("**/x", "/x"));
        assert!(!matches("/a?c", "/a/c"));
        for class in ["[!b]", "[^b]", "[!]b]", "[!-b]", "[!b-z]"] {
            assert!(!matches(&format!("/a{class}c"), "/a/c"), "{class}");
            assert!(!matches(&format!("/a{class}c"), "/abc"), "{class}");
            assert!(matches(&format!("/a{class}c"), "/aac"), "{class}");
        }
    }

    #[test]
    fn choices_and_escapes() {
        assert!(matches("/lib/{a,b}.so", "/lib/b.so"));
        assert!(matches("/usr/{bin,lib/x}/y", "/usr/lib/x/y"));
        assert!(matches("/lib/x[0-9]", "/lib/x7"));
        assert!(!matches("/lib/x[!0-9]", "/lib/x7"));
        assert!(matches(r"/a/\*", "/a/*"));
        assert!(!matches(r"/a/\*", "/a/b"));
        assert!(matches(r"/a/\[b\]\{c\}", "/a/[b]{c}"));
    }

    #[test]
    fn without_a_slash_the_last_component_is_matched_anywhere() {
        for path in ["/x.la", "/usr/lib/x.la"] {
            assert!(matches("*.la", path));
        }
        assert!(!matches("*.la", "/usr/x.la/y"));
        assert!(!matches("lib", "/usr/lib/x"));
    }

    #[test]
    fn only_a_slash_is_the_root() {
        assert!(matches("/", "/"));
        for pattern in ["/**", "**", "*", "/*"] {
            assert!(!matches(pattern, "/"), "{pattern}");
        }
        assert!(!matches("/", "/usr"));
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_a_reason() {
        for pattern in ["", "/a[b", "/{a,b", "/a}", "/a\\", "/[é]", "/a/../b", "./a", "/[z-a]"] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(!error.reason.is_empty() && error.pattern == pattern, "{error}");
        }
    }

    #[test]
    fn literal_patterns_name_one_path() {
        let literal = |text: &str| Pattern::parse(text).unwrap().literal();
        assert_eq!(literal("/dev/x"), InstallPath::parse(b"dev/x").ok());
        assert_eq!(literal("/dev/*"), None);
        assert_eq!(literal("x"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in r"[a/*?\[\]{},\\!é.-]{0,12}", path: Vec<u8>) {
            if let (Ok(pattern), Ok(path)) = (Pattern::parse(&text), InstallPath::parse(&path)) {
                let _ = pattern.matches(&path);
            }
        }

        #[test]
        fn a_set_matches_what_its_patterns_match(
            texts in proptest::collection::vec(r"/?[ab/*?]{1,6}", 0..8),
            path in "[ab/]{0,8}",
        ) {
            let patterns: Vec<_> = texts.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
            let path = InstallPath::parse(path.as_bytes()).unwrap();
            let mut found = Vec::new();
            PatternSet::new(&patterns).unwrap().matches(path.as_bytes(), &mut found);
            let expected: Vec<_> =
                (0..patterns.len()).filter(|&index| patterns[index].matches(&path)).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn an_escaped_path_matches_itself_alone(path in "[a*?{}\\[\\]/ é]{1,10}", other in "[a*?é/]{1,10}") {
            let path = InstallPath::parse(path.as_bytes()).unwrap();
            let text: String = String::from_utf8(path.as_bytes().to_vec()).unwrap()
                .chars().flat_map(|c| if "*?{}[],".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
            let pattern = Pattern::parse(&format!("/{text}")).unwrap();
            prop_assert!(pattern.matches(&path));
            let other = InstallPath::parse(other.as_bytes()).unwrap();
            prop_assert_eq!(pattern.matches(&other), other == path);
        }
    }
}
