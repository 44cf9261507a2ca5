//! The `Contents` of a folder, by the library alone: `mkrepo` makes them only while it publishes.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use repo_index::apt::contents::{merge, qualified_name};
use repo_index::apt::{IntakeOptions, intake};

/// Prints the `Contents` of the packages in `folder`, read on all cores.
pub(crate) fn print(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "deb"));
    files.sort();
    let mut options = IntakeOptions::new(&[]);
    options.payload = true;
    options.threads = std::thread::available_parallelism()?;
    let taken = intake(&files, &options).map_err(|defects| defects.to_string())?;
    let name = |package: &repo_index::apt::Incoming| {
        qualified_name(package.control.field("Section"), package.package())
    };
    let names: Vec<String> = taken.packages.iter().map(name).collect();
    let lists = taken.packages.iter().filter_map(|package| package.files.as_ref());
    let bytes = merge(names.iter().map(String::as_str).zip(lists));
    std::io::stdout().lock().write_all(&bytes)?;
    Ok(())
}
