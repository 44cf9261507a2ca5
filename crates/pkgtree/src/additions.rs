//! Entries from outside the staged tree.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use diagnostic::Source;

use crate::{InstallPath, InstallPathError, Pattern};

/// A file, symbolic link or directory from outside the tree, or several that a pattern matches.
#[derive(Clone, Debug)]
pub struct AddRule {
    /// The file, or directory with everything in it, on the build host.
    pub source: PathBuf,
    /// Where it, or for a directory what is in it, is installed.
    pub target: InstallPath,
    /// Where the rule came from.
    pub origin: Source,
    /// How `source` is read when no file has that very name; `None` when it has no wildcards.
    pub pattern: Option<AddPattern>,
}

/// A source with wildcards, in the language of [`Pattern`].
#[derive(Clone, Debug)]
pub struct AddPattern {
    /// The directory before the first component that has a wildcard; empty for the current one.
    pub folder: PathBuf,
    /// What is matched below that directory, anchored there.
    pub pattern: Pattern,
    /// Where what is matched is installed: the directory below which it keeps its path below
    /// [`folder`](Self::folder), or the path of a single file.
    pub target: InstallPath,
    /// Whether the target is that directory.
    pub is_folder: bool,
}

/// What the pattern of an [`AddRule`] matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMatches {
    /// The pattern as a path on the build host.
    pub pattern: PathBuf,
    /// Where the rule came from.
    pub origin: Source,
    /// The files and directories on the build host, sorted, each with where it is installed.
    pub files: Vec<(PathBuf, InstallPath)>,
}

impl AddRule {
    /// A rule whose target was written as `target`: one that ends in `/` takes the source's name
    /// below it, as for cp(1). So a directory's content is added to the root by `/.`.
    ///
    /// `*`, `?`, `[...]`, `{...}` and `**` in `source` are wildcards unless a file has that very
    /// name. What they match is installed below `target`, which then ends in `/` unless one file
    /// alone is matched, and keeps its path below the directory before the first wildcard.
    ///
    /// # Errors
    /// As for [`InstallPath::parse`].
    pub fn new(
        source: impl Into<PathBuf>,
        target: &[u8],
        origin: Source,
    ) -> Result<Self, InstallPathError> {
        Self::below(Path::new(""), source, target, origin)
    }

    /// As [`new`](Self::new), with `source` relative to `base`, which has no wildcards.
    ///
    /// # Errors
    /// As for [`InstallPath::parse`].
    pub fn below(
        base: &Path,
        source: impl Into<PathBuf>,
        target: &[u8],
        origin: Source,
    ) -> Result<Self, InstallPathError> {
        let source = source.into();
        let folder = InstallPath::parse(target)?;
        let is_folder = target.ends_with(b"/");
        let pattern = AddPattern::of(base, &source, &folder, is_folder);
        let target = match source.file_name() {
            Some(name) if is_folder => folder.join(name.as_bytes())?,
            _ => folder,
        };
        Ok(Self { source: base.join(source), target, origin, pattern })
    }
}

impl AddPattern {
    /// `source` read as a pattern; `None` when it has no wildcards or is none.
    fn of(base: &Path, source: &Path, target: &InstallPath, is_folder: bool) -> Option<Self> {
        let text = source.to_str()?;
        let first = text.find(['*', '?', '[', '{'])?;
        let start = text[..first].rfind('/').map_or(0, |slash| slash + 1);
        let (folder, rest) = text.split_at(start);
        let pattern = Pattern::parse(&format!("/{rest}")).ok()?;
        Some(Self { folder: base.join(folder), pattern, target: target.clone(), is_folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_ends_in_a_slash_is_a_folder() {
        for (source, target, installed) in [
            (
                "packaging/x.service",
                "/usr/lib/systemd/system/",
                "/usr/lib/systemd/system/x.service",
            ),
            ("packaging/x.service", "/lib/y.service", "/lib/y.service"),
            ("packaging/site", "/usr/share/x/", "/usr/share/x/site"),
            ("packaging/site/", "/usr/share/x", "/usr/share/x"),
            ("x", "/", "/x"),
            (".", "/usr/", "/usr"),
        ] {
            let rule = AddRule::new(source, target.as_bytes(), Source::Program).unwrap();
            assert_eq!(rule.target.to_string(), installed);
            assert!(rule.pattern.is_none());
        }
        assert!(AddRule::new("x", b"/usr/../x", Source::Program).is_err());
    }

    #[test]
    fn wildcards_start_below_the_last_plain_directory() {
        for (source, folder, pattern) in [
            ("*.so", "base[1]", "/*.so"),
            ("build/*.so", "base[1]/build/", "/*.so"),
            ("build/*/x.so", "base[1]/build/", "/*/x.so"),
            ("build/**", "base[1]/build/", "/**"),
            ("/abs/x?", "/abs/", "/x?"),
            ("a/b{1,2}", "base[1]/a/", "/b{1,2}"),
        ] {
            let base = Path::new("base[1]");
            let rule = AddRule::below(base, source, b"/opt/", Source::Program).unwrap();
            let found = rule.pattern.unwrap();
            assert_eq!(
                (found.folder.as_path(), found.pattern.as_str()),
                (Path::new(folder), pattern)
            );
        }
        let unclosed = AddRule::new("a[b", b"/opt/", Source::Program).unwrap();
        assert!(unclosed.pattern.is_none());
    }
}
