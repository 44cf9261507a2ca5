//! Packwright's own package.

use std::path::Path;

#[test]
fn its_version_is_that_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(read("package.toml").lines().any(|line| line == version));
    let newest = format!("packwright ({}) ", env!("CARGO_PKG_VERSION"));
    assert!(read("changelog").starts_with(&newest));
}
