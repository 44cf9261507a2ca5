//! Where a package goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pkgtree::{Code, Diagnostic, Subject};

use crate::codes;
use crate::describe::flag_defect;

/// The path of a package: `output` itself, or the canonical `file_name` in it when it is a folder,
/// or in the current folder when it is not given.
pub(crate) fn path(output: Option<&Path>, file_name: &str) -> Result<PathBuf, Diagnostic> {
    let Some(output) = output else {
        return Ok(PathBuf::from(file_name));
    };
    if output == Path::new("-") || output.as_os_str().is_empty() {
        let problem = "a package is written to a file, not to standard output";
        return Err(flag_defect(codes::OUTPUT, "--output", problem)
            .hint("name a file or a folder; the path of the package is printed"));
    }
    if output.is_dir() {
        return Ok(output.join(file_name));
    }
    if output.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(about(codes::WRITE, output, "there is no such folder")
            .hint("create it, or leave out the slash to name the file"));
    }
    Ok(output.to_owned())
}

/// The folder that `path` stands in.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    }
}

/// Refuses a path where a package would overwrite what must stay, before hours are spent: another
/// file without `force`, a folder, one of `inputs`, a place in the tree at `root`.
pub(crate) fn check(
    path: &Path,
    force: bool,
    root: &Path,
    inputs: &[&Path],
) -> Result<(), Diagnostic> {
    let folder = match fs::canonicalize(folder(path)) {
        Ok(folder) => folder,
        Err(error) => return Err(about(codes::WRITE, path, error.to_string())),
    };
    if fs::canonicalize(root).is_ok_and(|root| folder.starts_with(root)) {
        return Err(about(codes::OUTPUT_IN_INPUT, path, "would stand inside the tree")
            .hint("write it elsewhere with --output"));
    }
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if metadata.is_dir() {
        return Err(about(codes::EXISTS, path, "is a folder"));
    }
    if inputs.iter().any(|input| same_file(input, path)) {
        return Err(about(codes::OUTPUT_IN_INPUT, path, "is one of the inputs")
            .hint("write the package elsewhere with --output"));
    }
    if !force {
        return Err(exists(path));
    }
    Ok(())
}

/// The defect of a failure to write to `path`.
pub(crate) fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return exists(path);
    }
    let text = error.to_string();
    let cause = text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text);
    about(codes::WRITE, path, format!("could not be written: {cause}"))
}

fn exists(path: &Path) -> Diagnostic {
    about(codes::EXISTS, path, "exists already").hint("replace it with --force")
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

fn about(code: Code, path: &Path, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Subject::File(path.to_owned()), problem)
}
