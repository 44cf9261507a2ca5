//! The test data of other OpenPGP programs, as their crates ship it. Nothing of it is kept in the project.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool::{cache, command, run, workspace};

/// The crate whose data is fetched for the tests alone. The version is fixed: another may ship other
/// data.
const SEQUOIA: (&str, &str) = ("sequoia-openpgp", "2.4.2");

/// A file that a crate ships.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// The crate and the path below its folder of test data, such as `sequoia/keys/dkg.pgp`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Every file below 4 MiB that the crates `pgp`, as it is built in, and `sequoia-openpgp` ship as test
/// data, sorted by name.
///
/// # Panics
/// Without network when cargo has not fetched `sequoia-openpgp` yet.
#[must_use]
pub fn shipped() -> Vec<Shipped> {
    let mut files = Vec::new();
    collect("pgp", &source(&workspace(), "pgp").join("tests"), &mut files);
    collect("sequoia", &sequoia().join("tests/data"), &mut files);
    files.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(files.len() > 500, "the crates ship {} files of test data alone", files.len());
    files
}

/// The source of `sequoia-openpgp`, fetched by cargo as the dependency of a package that is never built.
fn sequoia() -> PathBuf {
    let (name, version) = SEQUOIA;
    let folder = cache().join("crates").join(format!("{name}-{version}"));
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"data\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{name} = {{ version = \"={version}\", default-features = false }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    source(&folder, name)
}

/// Where cargo keeps the source of the crate `name`, on which the package in `folder` depends.
fn source(folder: &Path, name: &str) -> PathBuf {
    let mut cargo = command("cargo");
    cargo.args(["metadata", "--format-version=1", "--manifest-path"]);
    let metadata = run(cargo.arg(folder.join("Cargo.toml")));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let found = packages.iter().find(|package| package["name"] == name);
    let manifest =
        found.unwrap_or_else(|| panic!("{name} is no dependency"))["manifest_path"].as_str();
    Path::new(manifest.unwrap()).parent().unwrap().to_owned()
}

fn collect(name: &str, folder: &Path, files: &mut Vec<Shipped>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&name, &path, files);
        } else if path.metadata().unwrap().len() < 4 << 20 {
            files.push(Shipped { name, bytes: fs::read(&path).unwrap() });
        }
    }
}
