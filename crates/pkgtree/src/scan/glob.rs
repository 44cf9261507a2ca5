//! Sources of added files that are patterns.

use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use diagnostic::{Code, Diagnostic, Subject};

use super::findings::Findings;
use super::walk::as_path;
use crate::{AddPattern, AddRule, InstallPath, PatternMatches, codes};

/// Replaces rules whose source is a pattern by one for each file that it matches, in order of their
/// names; with what each pattern matched.
pub(super) fn expand(
    rules: &[AddRule],
    findings: &mut Findings,
) -> (Vec<AddRule>, Vec<PatternMatches>) {
    let (mut expanded, mut matches) = (Vec::new(), Vec::new());
    for rule in rules {
        match &rule.pattern {
            // A file of that very name is meant, whatever the characters in it.
            Some(pattern) if rule.source.symlink_metadata().is_err() => {
                match matching(rule, pattern) {
                    Ok(files) => {
                        let files: Vec<_> = files
                            .into_iter()
                            .map(|(source, target)| {
                                expanded.push(AddRule {
                                    source: source.clone(),
                                    target: target.clone(),
                                    origin: rule.origin.clone(),
                                    pattern: None,
                                });
                                (source, target)
                            })
                            .collect();
                        matches.push(PatternMatches {
                            pattern: rule.source.clone(),
                            origin: rule.origin.clone(),
                            files,
                        });
                    }
                    Err(defect) => findings.defect(*defect),
                }
            }
            _ => expanded.push(AddRule { pattern: None, ..rule.clone() }),
        }
    }
    (expanded, matches)
}

/// The files that `pattern` matches, each with where it is installed.
fn matching(
    rule: &AddRule,
    pattern: &AddPattern,
) -> Result<Vec<(PathBuf, InstallPath)>, Box<Diagnostic>> {
    let defect = |code: Code, problem: String, hint: &str| {
        let subject = Subject::Field { name: "add.source".to_owned(), source: rule.origin.clone() };
        Box::new(Diagnostic::new(code, subject, problem).hint(hint))
    };
    let shown = rule.source.display();
    let found = walk(pattern).map_err(|(path, error)| {
        let problem = format!("{shown}: {} cannot be read: {error}", path.display());
        defect(codes::UNREADABLE, problem, "make the directory readable, or use another one")
    })?;
    if found.is_empty() {
        let folder = match pattern.folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => &pattern.folder,
        };
        let problem = match folder.is_dir() {
            true => format!("\"{shown}\" matches nothing in {}", folder.display()),
            false => format!("\"{shown}\" matches nothing: there is no {}", folder.display()),
        };
        return Err(defect(codes::NO_MATCH, problem, "fix the pattern, or remove it"));
    }
    if !pattern.is_folder {
        let [below] = &*found else {
            let (count, target) = (found.len(), &pattern.target);
            let problem =
                format!("\"{shown}\" matches {count} files, but {target} is the path of one file");
            let hint = format!("use {target}/ to install them in that directory");
            return Err(defect(codes::SEVERAL_FOR_ONE, problem, &hint));
        };
        return Ok(vec![(pattern.folder.join(as_path(below)), pattern.target.clone())]);
    }
    let place = |below: Vec<u8>| {
        let path = [pattern.target.as_bytes(), b"/", &below].concat();
        let target = InstallPath::parse(&path).map_err(|error| {
            let problem = format!("{}: {error}", as_path(&below).display());
            defect(codes::BAD_PATH, problem, "rename the file, or exclude it from the pattern")
        })?;
        Ok((pattern.folder.join(as_path(&below)), target))
    };
    found.into_iter().map(place).collect()
}

/// The paths below the pattern's directory that it matches, sorted; of a directory that it matches
/// nothing below, since all of it is added.
fn walk(pattern: &AddPattern) -> Result<Vec<Vec<u8>>, (PathBuf, io::Error)> {
    let text = pattern.pattern.as_str().trim_matches('/');
    let deepest = if text.contains("**") { usize::MAX } else { text.split('/').count() };
    let mut found = Vec::new();
    let mut waiting = vec![(PathBuf::new(), 1)];
    while let Some((below, depth)) = waiting.pop() {
        let folder = pattern.folder.join(&below);
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if below.as_os_str().is_empty() && is_missing(&error) => break,
            Err(error) => return Err((folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| (folder.clone(), error))?;
            let path = below.join(entry.file_name());
            if pattern.pattern.matches_bytes(path.as_os_str().as_bytes()) {
                found.push(path.into_os_string().into_vec());
            } else if depth < deepest {
                let kind = entry.file_type().map_err(|error| (entry.path(), error))?;
                if kind.is_dir() {
                    waiting.push((path, depth + 1));
                }
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
