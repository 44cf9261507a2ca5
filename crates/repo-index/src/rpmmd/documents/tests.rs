use std::fs;

use super::*;
use crate::codes;

const COMPS: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE comps PUBLIC \"-//X//EN\" \"comps.dtd\">\n\
                     <comps><group><id>a</id></group></comps>\n";

fn updates(ids: &[(&str, &str)]) -> String {
    let update = |(id, title): &(&str, &str)| {
        format!("<update type=\"security\"><id>{id}</id><title>{title}</title></update>")
    };
    format!("<updates>{}</updates>", ids.iter().map(update).collect::<String>())
}

fn module(name: &str, stream: &str, summary: &str) -> String {
    format!(
        "document: modulemd\nversion: 2\ndata:\n  name: {name}\n  stream: \"{stream}\"\n  version: 1\n  \
         summary: {summary}\n  description: d\n  license:\n    module: [MIT]\n"
    )
}

fn parse(text: &str) -> Result<Document, DocumentError> {
    Document::parse(text.as_bytes().to_vec())
}

fn text(document: &Document) -> &str {
    std::str::from_utf8(document.text()).unwrap()
}

#[test]
fn documents_are_recognised_by_content() {
    let kind = |text: &str| parse(text).unwrap().kind();
    assert_eq!(kind(COMPS), DocumentKind::Group);
    assert_eq!(kind(&updates(&[("A", "a")])), DocumentKind::Updateinfo);
    assert_eq!(kind(&module("a", "1", "x")), DocumentKind::Modules);
    assert_eq!(kind(&format!("# c\n---\n{}...\n", module("a", "1", "x"))), DocumentKind::Modules);
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::parse(kind.name()), Some(kind));
    }
}

#[test]
fn other_documents_are_refused() {
    for (text, problem) in [
        ("", "no document"),
        ("<metadata/>", "<metadata> instead of <comps> or <updates>"),
        ("<comps>", "ends too early"),
        ("<!DOCTYPE comps [<!ENTITY a \"b\">]><comps>&a;</comps>", "a document type"),
        ("<updates><update/></updates>", "an update without its <id>"),
        ("<updates><package/></updates>", "<package> instead of updates"),
        ("key: value\n", "no document of modules"),
        ("document: modulemd\nversion: 2\ndata:\n  stream: 1\n", "no document of modules"),
        ("document: other\nversion: 2\ndata:\n  name: a\n", "no document of modules"),
        ("document: modulemd\ndata:\n  name: \u{1}\n", "a control character"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.problem.contains(problem), "{text}: {error}");
    }
    assert!(Document::parse(b"\xff".to_vec()).is_err());
}

#[test]
fn updates_are_added_by_id() {
    let published = updates(&[("A", "old"), ("B", "old"), ("A", "twin")]);
    let given = parse(&updates(&[("C", "new"), ("A", "new")])).unwrap();
    let added = given.added_to(published.as_bytes()).unwrap();
    let titles = |document: &Document| {
        let parts = text(document).split("<title>").skip(1);
        let title = |part: &str| part.split('<').next().unwrap().to_owned();
        parts.map(title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&added), ["new", "old", "new"]);
    assert!(text(&added).contains("\n  <update type=\"security\"><id>B</id>"));
    // What is merged is a document, and merging it again changes nothing.
    assert_eq!(Document::parse(added.text().to_vec()), Ok(added.clone()));
    assert_eq!(given.added_to(added.text()).unwrap(), added);
    // Nor does adding what is there, however it is laid out.
    assert_eq!(given.added_to(given.text()).unwrap(), given);
}

#[test]
fn updates_that_share_an_id_stay_together() {
    let twins = parse(&updates(&[("A", "one"), ("A", "two")])).unwrap();
    assert_eq!(twins.notes().len(), 1);
    assert_eq!(twins.notes()[0].problem, "a second update \"A\"");
    let added = twins.added_to(updates(&[("A", "old"), ("B", "old")]).as_bytes()).unwrap();
    let found = text(&added);
    let at = |title: &str| found.find(title).unwrap();
    assert!(at("one") < at("two") && at("two") < at("<id>B"), "{found}");
    assert!(!found.contains("<id>A</id><title>old"), "{found}");
}

#[test]
fn modules_are_added_by_what_identifies_them() {
    let defaults = "document: modulemd-defaults\nversion: 1\ndata:\n  module: a\n  stream: \"1\"\n";
    let published =
        format!("---\n{}---\n{}---\n{defaults}", module("a", "1", "old"), module("a", "2", "old"));
    let default = defaults.replace("\"1\"", "\"2\"");
    let given = format!("{}---\n{default}", module("a", "2", "new"));
    let added = parse(&given).unwrap().added_to(published.as_bytes()).unwrap();
    let expected = format!(
        "---\n{}---\n{}---\n{default}...\n",
        module("a", "1", "old"),
        module("a", "2", "new")
    );
    assert_eq!(text(&added), expected);
    assert_eq!(Document::parse(added.text().to_vec()), Ok(added));
}

#[test]
fn groups_are_added_by_id() {
    let group = |id: &str, name: &str| format!("<group><id>{id}</id><name>{name}</name></group>");
    let others = |id: &str, text: &str| {
        format!(
            "<environment><id>{id}</id></environment><langpacks><match \
             name=\"{text}\"/></langpacks>"
        )
    };
    let comps = |parts: &[String]| format!("<comps>{}</comps>", parts.concat());
    let published = comps(&[group("a", "old"), group("b", "old"), others("b", "old")]);
    let given = parse(&comps(&[group("c", "new"), group("a", "new"), others("a", "new")])).unwrap();
    let added = given.added_to(published.as_bytes()).unwrap();
    let expected = [
        group("a", "new"),
        group("b", "old"),
        "<environment><id>b</id></environment>".to_owned(),
        "<langpacks><match name=\"new\"/></langpacks>".to_owned(),
        group("c", "new"),
        "<environment><id>a</id></environment>".to_owned(),
    ];
    let expected: String = expected.iter().map(|part| format!("  {part}\n")).collect();
    assert!(text(&added).ends_with(&format!("<comps>\n{expected}</comps>\n")), "{}", text(&added));
    // What is merged is a document, and merging it again changes nothing.
    assert_eq!(Document::parse(added.text().to_vec()), Ok(added.clone()));
    assert_eq!(given.added_to(added.text()).unwrap(), added);
    // Nor does adding what is there, however it is laid out.
    assert_eq!(given.added_to(given.text()).unwrap(), given);
}

#[test]
fn files_are_read_compressed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x");
    for compression in ["none", "gzip", "xz", "zstd"] {
        let compression: pkgio::Compression = compression.parse().unwrap();
        let threads = std::num::NonZeroUsize::MIN;
        let mut encoder = pkgio::Encoder::new(Vec::new(), compression, threads).unwrap();
        std::io::Write::write_all(&mut encoder, COMPS.as_bytes()).unwrap();
        fs::write(&file, encoder.finish().unwrap()).unwrap();
        assert_eq!(text(&Document::read(&file).unwrap()), COMPS);
    }
    fs::write(&file, b"\x1f\x8bx").unwrap();
    assert_eq!(Document::read(&file).unwrap_err().code, codes::DOCUMENT);
    fs::write(&file, b"\0ZCK1\x85rest").unwrap();
    let error = Document::read(&file).unwrap_err();
    assert!(error.to_string().contains("zchunk"), "{error}");
    fs::write(&file, "x").unwrap();
    assert_eq!(Document::read(&file).unwrap_err().code, codes::DOCUMENT);
    assert_eq!(Document::read(folder.path()).unwrap_err().code, codes::NO_FILE);
}

#[test]
fn modules_in_any_form_of_yaml_are_published_between_markers() {
    let plain = module("a", "1", "s");
    let published = |given: &str| text(&parse(given).unwrap()).to_owned();
    let expected = format!("---\n{plain}...\n");
    for given in [
        plain.clone(),
        format!("---\n{plain}"),
        format!("%YAML 1.2\n---\n{plain}...\n"),
        format!("# c\n---\n{plain}---\n"),
        format!("---\n---\n{plain}--- # nothing\n# more\n"),
        format!("\u{feff}{plain}"),
    ] {
        assert_eq!(published(&given), expected, "{given}");
    }
    // A comment behind the marker is one of the document's.
    assert_eq!(published(&format!("--- # c\n{plain}")), format!("---\n # c\n{plain}...\n"));
    let indented: String = plain.lines().map(|line| format!("  {line}\n")).collect();
    assert_eq!(published(&indented), format!("---\n{indented}...\n"));
    // What not every reader takes for the same is printed anew.
    let flow = "{\"document\": modulemd, version: 2, data: {name: &x a, stream: '1', version: 1, \
                summary: \"s\\u2028\", description: !!str d, license: {module: [MIT]}, xmd: {}}}\n";
    let block = "---\n\"document\": modulemd\nversion: 2\ndata:\n  name: a\n  stream: \"1\"\n  \
                 version: 1\n  summary: \"s\\u2028\"\n  description: d\n  license:\n    module:\n      \
                 - MIT\n  xmd: {}\n...\n";
    assert_eq!(published(flow), block);
    assert_eq!(published(block), block);
}

#[test]
fn modules_that_libmodulemd_does_not_load_are_refused() {
    let plain = module("a", "1", "s");
    let with = |text: &str| format!("{plain}{text}");
    for (given, problem) in [
        (plain.replace("  summary: s\n", ""), "lacks \"summary\""),
        (plain.replace("version: 2", "version: 3"), "of version 3, which dnf does not load"),
        (plain.replace("  version: 1", "  version: x"), "\"version\" is not a number"),
        (with("version: 2\n"), "a second \"version\""),
        (with("  artifacts:\n    rpms: [a-1-1.x86_64]\n"), "is not a package such as"),
        (with("  static_context: maybe\n"), "is not true or false"),
        (with("  profiles: [a]\n"), "\"profiles\" is not a mapping"),
        (with("  xmd: &a {b: *a}\n"), "an alias"),
        (with(&format!("  xmd: {}{}\n", "{a: ".repeat(70), "}".repeat(70))), "deeper than 64"),
        (format!("---\n{plain}---\n{}", module("a", "1", "t")), "a second module a::1:1::"),
        (with("  ? [a]\n  : b\n"), "a key that is not a text"),
    ] {
        let error = parse(&given).unwrap_err();
        assert!(error.problem.contains(problem), "{given}: {error}");
    }
}
