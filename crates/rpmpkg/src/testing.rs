//! Packages made by the real rpmbuild.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Builds `spec` with rpmbuild's `arguments` (`-bb`, `-ba`, `--define`, ...), and gives the packages
/// by their file names, in order.
pub(crate) fn rpmbuild<A: AsRef<OsStr>>(spec: &str, arguments: &[A]) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let spec_file = folder.path().join("package.spec");
    fs::write(&spec_file, spec).unwrap();
    let output = real_tools::command("rpmbuild")
        .args(arguments)
        .arg("--define")
        .arg(format!("_topdir {}", folder.path().display()))
        .arg(&spec_file)
        .output()
        .expect("rpmbuild is missing: apt-get install rpm");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut packages = Vec::new();
    collect(folder.path(), &mut packages);
    packages.sort();
    packages
}

fn collect(folder: &Path, packages: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, packages);
        } else if path.extension() == Some(OsStr::new("rpm")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            packages.push((name, fs::read(&path).unwrap()));
        }
    }
}
