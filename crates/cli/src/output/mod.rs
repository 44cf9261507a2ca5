//! Where a package goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use diagnostic::{Code, Diagnostic, Subject, unwritten};

use crate::build::Identity;
use crate::codes;
use diagnostic::flag_defect;

mod folders;
mod template;

pub(crate) use folders::make as make_folders;
pub(crate) use template::References;

/// What the path of a package is made of.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Its canonical file name.
    pub(crate) file_name: &'a str,
    /// What the names of such files end in, the usual one first.
    pub(crate) suffixes: &'a [&'a str],
    /// What it is called.
    pub(crate) identity: Identity<'a>,
    /// What references stand for besides.
    pub(crate) references: &'a References<'a>,
}

impl Place<'_> {
    /// True for the manifest.
    fn is_input(&self, path: &Path) -> bool {
        self.references.manifest.is_some_and(|manifest| same_file(&manifest.path, path))
    }
}

/// The path of a package. `output` is a template of it. A path that ends in `/`, is a directory or has
/// none of the suffixes of packages is a directory, and the package has its canonical file name
/// there; without `output`, in the current directory.
pub(crate) fn package(output: Option<&Path>, place: &Place<'_>) -> Result<PathBuf, Diagnostic> {
    let Some(output) = output else {
        return Ok(PathBuf::from(place.file_name));
    };
    if output == Path::new("-") || output.as_os_str().is_empty() {
        let problem = "a package cannot be written to standard output";
        return Err(flag_defect(codes::OUTPUT, "--output", problem)
            .hint("give a file or a directory; the path of the package is printed"));
    }
    let path = template::expand(output, place)?;
    let text = path.as_os_str().as_encoded_bytes();
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_file = OF_PACKAGES.iter().any(|suffix| name.ends_with(suffix.as_bytes()));
    if path.is_dir() || text.ends_with(b"/") || !is_file {
        // Without the slash, which only directories may have.
        let path: PathBuf = path.components().collect();
        if path.is_file() && !place.is_input(&path) {
            let suffix = place.suffixes[0];
            let problem = format!("is a file, but --output without {suffix} must be a directory");
            let hint = format!("give another directory, or a file whose name ends in {suffix}");
            return Err(about(diagnostic::codes::EXISTS, &path, problem).hint(hint));
        }
        return Ok(if path.is_file() { path } else { path.join(place.file_name) });
    }
    if OF_PACKAGES.iter().any(|suffix| name == suffix.as_bytes()) {
        let problem = format!("{:?} has no name before its suffix", output.display().to_string());
        return Err(flag_defect(codes::OUTPUT, "--output", problem)
            .hint("put a template into single quotes, or the shell replaces ${name} itself"));
    }
    Ok(path)
}

/// The path of a file: `output` itself, or `file_name` in it when it is a directory.
pub(crate) fn path(output: &Path, file_name: &str) -> Result<PathBuf, Diagnostic> {
    if output == Path::new("-") || output.as_os_str().is_empty() {
        let problem = "is not a file: the output cannot be standard output";
        return Err(flag_defect(codes::OUTPUT, "--output", problem)
            .hint("give a file or a directory; the path of the file is printed"));
    }
    if output.is_dir() {
        return Ok(output.join(file_name));
    }
    if output.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(about(diagnostic::codes::WRITE, output, "there is no such directory")
            .hint("create it, or omit the slash to name the file"));
    }
    Ok(output.to_owned())
}

/// What the names of packages end in, of whichever format.
const OF_PACKAGES: &[&str] = &[".deb", ".udeb", ".ddeb", ".rpm"];

/// The directory that `path` is in.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    }
}

/// Refuses a path where a package would overwrite what must stay, before hours are spent: another
/// file without `force`, a directory, one of `inputs`, a place in the tree at `root`.
pub(crate) fn check(
    path: &Path,
    force: bool,
    root: Option<&Path>,
    inputs: &[&Path],
) -> Result<(), Diagnostic> {
    let folder = folders::canonical(folder(path))
        .map_err(|error| about(diagnostic::codes::WRITE, path, error.to_string()))?;
    let root = root.and_then(|root| fs::canonicalize(root).ok());
    if root.is_some_and(|root| folder.starts_with(root)) {
        return Err(about(codes::OUTPUT_IN_INPUT, path, "would be inside the tree")
            .hint("write it elsewhere with --output"));
    }
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if metadata.is_dir() {
        return Err(about(diagnostic::codes::EXISTS, path, "is a directory"));
    }
    if inputs.iter().any(|input| same_file(input, path)) {
        return Err(about(codes::OUTPUT_IN_INPUT, path, "is one of the inputs")
            .hint("write the package elsewhere with --output"));
    }
    if !force {
        return Err(unwritten(path, &io::ErrorKind::AlreadyExists.into()));
    }
    Ok(())
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

fn about(code: Code, path: &Path, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Subject::File(path.to_owned()), problem)
}
