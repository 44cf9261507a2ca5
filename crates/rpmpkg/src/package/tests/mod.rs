//! Whole descriptions, right and wrong.

mod accounts;
mod bad_fields;
mod bad_scripts;
mod files;
mod rpmbuild;

use diagnostic::Diagnostics;
use pkgtree::{Content, Description, InstallPath, Mode, Tree};

use crate::{Format, Package};

/// A description that lacks nothing.
pub(super) fn hello() -> Description {
    Description {
        release: Some("3".into()),
        arch: Some("linux/amd64".into()),
        summary: Some("friendly greeter".into()),
        license: Some("MIT".into()),
        ..Description::named("hello", "2.10")
    }
}

/// A tree of files with these paths and contents.
pub(super) fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::empty();
    for (path, content) in files {
        let content = Content::from_bytes(content.as_bytes());
        tree.insert_file(installed(path), content, Mode::from_bits(0o644)).unwrap();
    }
    tree
}

pub(super) fn installed(path: &str) -> InstallPath {
    InstallPath::parse(path.as_bytes()).unwrap()
}

pub(super) fn package(description: &Description, files: &[(&str, &str)]) -> Package {
    Package::from_tree(tree(files), description).unwrap_or_else(|defects| panic!("{defects}"))
}

/// The lines of all defects.
pub(super) fn defects(description: &Description) -> Vec<String> {
    let result = Package::from_tree(Tree::empty(), description);
    lines(&result.expect_err("no defect was found"))
}

pub(super) fn lines(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.as_slice().iter().map(ToString::to_string).collect()
}

/// Asserts that the description has one defect, and that its line has all of `parts`.
#[track_caller]
pub(super) fn refused(description: &Description, parts: &[&str]) {
    let found = defects(description);
    assert!(
        found.len() == 1 && parts.iter().all(|part| found[0].contains(part)),
        "{found:#?}\nis not {parts:?}"
    );
}

fn shown(list: &[crate::Dependency]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn a_small_description_suffices() {
    let package = package(&hello(), &[]);
    assert_eq!(package.file_name(), "hello-2.10-3.x86_64.rpm");
    assert_eq!(package.compression().to_string(), "zstd:19");
    assert_eq!(package.format(), Format::V4);
    assert!(package.warnings().is_empty(), "{}", package.warnings());
    let texts = &package.texts;
    assert_eq!(texts.description, [("C".to_owned(), "friendly greeter".to_owned())]);
    assert_eq!(texts.group, "Unspecified");
    assert_eq!(texts.build_host, "localhost");
    assert_eq!(texts.source_rpm, "hello-2.10-3.src.rpm");
    assert_eq!(shown(&package.dependencies.provides), ["hello = 2.10-3", "hello(x86-64) = 2.10-3"]);
    assert!(package.dependencies.requires.is_empty());
}

#[test]
fn release_and_architecture_have_their_own_spelling() {
    let mut description = hello();
    description.release = None;
    description.arch = Some("all".into());
    description.epoch = Some("2".into());
    let package = package(&description, &[]);
    assert_eq!(package.file_name(), "hello-2.10-1.noarch.rpm");
    assert_eq!(shown(&package.dependencies.provides), ["hello = 2:2.10-1"]);
}

#[test]
fn every_field_has_its_place() {
    let mut full = hello();
    full.description = Some("Greets.\n\nWell.\n".into());
    full.homepage = Some("https://example.org".into());
    full.vendor = Some("Example".into());
    full.maintainer = Some("Jane <jane@example.org>".into());
    full.depends = vec!["libc6 (>= 2.31), aa | bb".into()];
    full.replaces = vec!["hi (<< 2)".into()];
    let rpm = &mut full.rpm;
    rpm.name = Some("hello-rpm".into());
    rpm.group = Some("Tools".into());
    rpm.requires = vec!["cc dd >= 1".into(), "libc6 >= 2.31".into()];
    rpm.requires_for = vec![("pre,post".into(), vec!["ee".into()])];
    rpm.supplements = vec!["(ff unless gg)".into()];
    rpm.order_with_requires = vec!["hh".into()];
    rpm.summaries = vec![("fr".into(), "salut".into()), ("de".into(), "hallo".into())];
    rpm.descriptions = vec![("de".into(), "Grüßt.".into())];
    rpm.distribution = Some("Dist".into());
    rpm.build_host = Some("b.example.org".into());
    rpm.source_rpm = Some("hello-1-1.nosrc.rpm".into());
    rpm.cookie = Some("c 1".into());
    rpm.opt_flags = Some("-O2".into());
    rpm.format = Some("6".into());
    rpm.compression = Some("xz:2".into());
    let package = package(&full, &[]);
    assert_eq!(package.file_name(), "hello-rpm-2.10-3.x86_64.rpm");
    assert_eq!((package.format(), package.compression().to_string()), (Format::V6, "xz:2".into()));
    insta::assert_debug_snapshot!(package.texts, @r#"
    Texts {
        summary: [
            (
                "C",
                "friendly greeter",
            ),
            (
                "de",
                "hallo",
            ),
            (
                "fr",
                "salut",
            ),
        ],
        description: [
            (
                "C",
                "Greets.\n\nWell.",
            ),
            (
                "de",
                "Grüßt.",
            ),
        ],
        license: "MIT",
        group: "Tools",
        url: Some(
            "https://example.org",
        ),
        vendor: Some(
            "Example",
        ),
        packager: Some(
            "Jane <jane@example.org>",
        ),
        distribution: Some(
            "Dist",
        ),
        build_host: "b.example.org",
        source_rpm: "hello-1-1.nosrc.rpm",
        cookie: Some(
            "c 1",
        ),
        opt_flags: Some(
            "-O2",
        ),
    }
    "#);
    let dependencies = &package.dependencies;
    assert_eq!(
        shown(&dependencies.requires),
        [
            "libc6 >= 2.31",
            "(aa or bb)",
            "cc",
            "dd >= 1",
            "ee",
            "rpmlib(RichDependencies) <= 4.12.0-1"
        ]
    );
    assert_eq!(dependencies.requires[4].sense.0, 1 << 9 | 1 << 10);
    assert_eq!(shown(&dependencies.obsoletes), ["hi < 2"]);
    assert_eq!(shown(&dependencies.supplements), ["(ff unless gg)"]);
    assert_eq!(shown(&dependencies.order_with_requires), ["hh"]);
}
