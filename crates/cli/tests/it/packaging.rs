//! Packwright's own package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn its_version_is_that_of_the_program() {
    let folder = root().join("packaging");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(read("package.toml").lines().any(|line| line == version));
    let newest = format!("packwright ({}) ", env!("CARGO_PKG_VERSION"));
    assert!(read("changelog").starts_with(&newest));
}

fn printed(mut command: std::process::Command) -> String {
    let output = command.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The checksum of each crate in Cargo.lock, by name and version.
fn locked() -> BTreeMap<(String, String), String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let package = |text: &str| {
        let field = |name: &str| {
            let start = format!("{name} = \"");
            let line = text.lines().find_map(|line| line.strip_prefix(&start));
            Some(line?.trim_end_matches('"').to_owned())
        };
        Some(((field("name")?, field("version")?), field("checksum")?))
    };
    lock.split("[[package]]").filter_map(package).collect()
}

/// The crates that cargo says are linked into the commands: reachable by normal dependencies, without
/// macros and what these are made of. Another command of cargo's than the script asks.
fn linked() -> BTreeSet<(String, String)> {
    let mut metadata = real_tools::command("cargo");
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let target = format!("--filter-platform={target}");
    metadata.args(["metadata", "--locked", "--offline", "--format-version=1", &target]);
    let metadata: Value = serde_json::from_str(&printed(metadata)).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|it| (text(&it["id"]), it)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|it| (text(&it["id"]), it)).collect();
    let is_macro = |id: &str| {
        let mut targets = list(&packages[id]["targets"]).into_iter();
        targets.any(|target| list(&target["kind"]).contains(&Value::from("proc-macro")))
    };
    let (mut found, mut left) = (BTreeSet::new(), Vec::new());
    left.extend(
        packages.iter().find(|(_, it)| it["name"] == "packwright").map(|(id, _)| id.clone()),
    );
    while let Some(id) = left.pop() {
        let package = &packages[&id];
        if is_macro(&id) || !found.insert((text(&package["name"]), text(&package["version"]))) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                left.push(text(&dependency["pkg"]));
            }
        }
    }
    found
}

#[test]
fn its_bill_of_materials_lists_what_is_linked() {
    let sbom = || printed(real_tools::ours(root().join("scripts/sbom")));
    let printed = sbom();
    assert_eq!(printed, sbom());
    let bom: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&bom["bomFormat"], &bom["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    let (locked, linked) = (locked(), linked());
    let main = &bom["metadata"]["component"];
    assert_eq!(main["name"], "packwright");
    let components = bom["components"].as_array().unwrap();
    let mut references = BTreeSet::from([main["bom-ref"].as_str().unwrap()]);
    let mut crates =
        BTreeSet::from([("packwright".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
    let mut others = BTreeSet::new();
    for component in components {
        let text = |key: &str| component[key].as_str().unwrap();
        assert!(references.insert(text("bom-ref")), "twice: {component}");
        assert!(
            !component["licenses"][0]["expression"].as_str().unwrap().is_empty(),
            "{component}"
        );
        if text("purl").starts_with("pkg:generic/") {
            others.insert(text("name"));
            continue;
        }
        let name = (text("name").to_owned(), text("version").to_owned());
        let version = name.1.replace('+', "%2B");
        assert_eq!(text("purl"), format!("pkg:cargo/{}@{version}", name.0));
        let sum = component["hashes"][0]["content"].as_str();
        assert_eq!(sum, locked.get(&name).map(String::as_str), "{component}");
        crates.insert(name);
    }
    assert_eq!(others, BTreeSet::from(["glibc", "rust-std", "xz", "zstd"]));
    // The metadata joins the features that all members of the workspace ask for.
    let unknown: Vec<_> = crates.difference(&linked).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let missing: Vec<_> = linked.difference(&crates).map(|(name, _)| name.as_str()).collect();
    assert!(missing.len() < linked.len() / 10, "{missing:?}");
    for name in
        ["liblzma-sys", "zstd-sys", "ring", "pgp", "libbz2-rs-sys", "zlib-rs", "clap_builder"]
    {
        assert!(crates.iter().any(|(found, _)| found == name), "{name} is missing");
    }
    let mut dependents = BTreeSet::new();
    for dependency in bom["dependencies"].as_array().unwrap() {
        assert!(dependents.insert(dependency["ref"].as_str().unwrap()));
        for on in dependency["dependsOn"].as_array().unwrap() {
            assert!(references.contains(on.as_str().unwrap()), "{on}");
        }
    }
    assert_eq!(dependents, references);
}
