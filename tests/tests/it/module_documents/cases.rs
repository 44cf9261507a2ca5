//! Streams of module documents: a table, and generated ones.

use proptest::prelude::*;
use proptest::sample::select;

const MODULE: &str = "document: modulemd\nversion: 2\ndata:\n  name: a\n  stream: \"1\"\n  version: 1\n  \
                      context: c0ffee43\n  arch: x86_64\n  summary: s\n  description: d\n  license:\n    \
                      module: [MIT]\n";
const DEFAULTS: &str =
    "document: modulemd-defaults\nversion: 1\ndata:\n  module: a\n  stream: \"1\"\n";

const TRANSLATIONS: &str = "document: modulemd-translations\nversion: 1\ndata:\n  module: a\n  \
                            stream: \"1\"\n  modified: 201812071200\n";
const OBSOLETES: &str = "document: modulemd-obsoletes\nversion: 1\ndata:\n  modified: 2020-05-01T00:00Z\n  module: a\n  \
     stream: \"1\"\n  message: m\n";

/// Forms that were met, or that stopped dnf.
pub(super) fn table() -> Vec<String> {
    let mut all = forms();
    for document in [MODULE, DEFAULTS, TRANSLATIONS, OBSOLETES] {
        all.extend(empty_texts(document));
    }
    for context in ["a-b", "a.b", "\"\"", "aaaaaaaaaaaaa", "aaaaaaaaaaaaaa"] {
        let module = MODULE.replace("c0ffee43", context);
        all.extend(["", "true", "false"].map(|it| match it {
            "" => module.clone(),
            _ => format!("{module}  static_context: {it}\n"),
        }));
    }
    for license in ["\"\"", "[]", "[\"\"]", "MIT"] {
        all.push(MODULE.replace("[MIT]", license));
    }
    all
}

/// The document once for each key of its data, with an empty text for it.
fn empty_texts(document: &str) -> impl Iterator<Item = String> + '_ {
    let lines = document.lines().filter(|line| line.starts_with("  ") && !line.ends_with(':'));
    lines.map(|line| {
        let key = line.split(": ").next().unwrap();
        document.replace(&format!("{line}\n"), &format!("{key}: \"\"\n"))
    })
}

fn forms() -> Vec<String> {
    let replaced = |from: &str, to: &str| MODULE.replace(from, to);
    vec![
        MODULE.to_owned(),
        format!("---\n{MODULE}...\n"),
        format!("--- # comment\n{MODULE}"),
        format!("---\n{MODULE}--- # comment\n{DEFAULTS}"),
        format!("---\n{MODULE}---\n"),
        format!("---\n{MODULE}--- # x\n# c\n"),
        format!("---\n{MODULE}...\n...\n"),
        format!("---\n---\n{MODULE}"),
        format!("---\n{MODULE}---\n# nothing\n---\n{DEFAULTS}"),
        format!("---\n{MODULE}...\n%YAML 1.2\n---\n{DEFAULTS}"),
        format!("---\n{MODULE}%YAML 1.2\n---\n{DEFAULTS}"),
        format!("%YAML 1.1\n---\n{MODULE}"),
        format!("%TAG !e! tag:e,2000:\n---\n{MODULE}"),
        format!("\u{feff}{MODULE}"),
        MODULE.replace('\n', "\r\n"),
        MODULE.trim_end().to_owned(),
        replaced("name: a", "name: !!str a"),
        replaced("summary: s", "summary: &x s"),
        replaced("summary: s", "summary: &x s").replace("description: d", "description: *x"),
        replaced("document: modulemd", "? document\n: modulemd"),
        replaced("summary: s", "summary:\ts"),
        replaced("summary: s", "summary: s\u{2028}x"),
        replaced("summary: s", "summary: \"s\u{85}x\""),
        replaced("summary: s", "summary: >-\n    s\n    t")
            .replace("description: d", "description: |\n    d\n\n     e"),
        replaced("version: 2\n", "version: 3\n"),
        format!("{MODULE}version: 2\n"),
        format!("{MODULE}data:\n  name: b\n"),
        format!("{MODULE}  xmd: {}{}\n", "[".repeat(100), "]".repeat(100)),
        format!("---\n{MODULE}---\n{MODULE}"),
        format!("---\n{MODULE}---\n{}", replaced("summary: s", "summary: t")),
        format!("---\n{DEFAULTS}---\n{}", DEFAULTS.replace("\"1\"", "\"2\"")),
        "- a\n".to_owned(),
        "abc\n".to_owned(),
        "document: modulemd-packager\nversion: 2\ndata:\n  name: a\n  stream: b\n".to_owned(),
    ]
}

/// A value of YAML.
#[derive(Clone, Debug)]
enum Yaml {
    Text(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

fn text(text: &str) -> Yaml {
    Yaml::Text(text.to_owned())
}

fn map(pairs: &[(&str, Yaml)]) -> Yaml {
    Yaml::Map(pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn document(kind: &str, version: &str, data: Yaml) -> Yaml {
    map(&[("document", text(kind)), ("version", text(version)), ("data", data)])
}

/// Documents in order, of each type.
fn whole() -> Vec<Yaml> {
    let list = |all: &[&str]| Yaml::List(all.iter().map(|one| text(one)).collect());
    let license = map(&[("module", list(&["MIT"])), ("content", list(&["GPL", "MIT"]))]);
    let start = [("name", text("a")), ("stream", text("1")), ("version", text("7"))];
    let texts = [("summary", text("s")), ("description", text("d")), ("license", license)];
    let packages = map(&[("rpms", list(&["x", "y"]))]);
    let profiles = map(&[("default", map(&[("rpms", list(&["x"])), ("description", text("e"))]))]);
    let stream = [
        ("context", text("c0")),
        ("arch", text("x86_64")),
        ("xmd", map(&[("k", list(&["v"])), ("l", map(&[("m", text("n"))]))])),
        (
            "dependencies",
            Yaml::List(vec![map(&[
                ("buildrequires", map(&[("platform", list(&["f1", "f2"]))])),
                ("requires", map(&[("platform", list(&[]))])),
            ])]),
        ),
        ("references", map(&[("community", text("https://example.com")), ("tracker", text("t"))])),
        ("profiles", profiles),
        ("api", packages.clone()),
        ("filter", packages.clone()),
        ("demodularized", packages),
        ("static_context", text("true")),
        ("servicelevels", map(&[("ga", map(&[("eol", text("2099-12-31"))]))])),
        (
            "buildopts",
            map(&[("rpms", map(&[("macros", text("%x 1"))])), ("arches", list(&["x86_64"]))]),
        ),
        (
            "components",
            map(&[(
                "rpms",
                map(&[(
                    "x",
                    map(&[
                        ("rationale", text("r")),
                        ("buildorder", text("3")),
                        ("arches", list(&["x86_64"])),
                    ]),
                )]),
            )]),
        ),
        ("artifacts", map(&[("rpms", list(&["x-0:1-1.x86_64"]))])),
    ];
    let defaults = [
        ("module", text("a")),
        ("stream", text("1")),
        ("modified", text("201812071200")),
        ("profiles", map(&[("1", list(&["default"]))])),
        ("intents", map(&[("server", map(&[("stream", text("2"))]))])),
    ];
    let translations = [
        ("module", text("a")),
        ("stream", text("1")),
        ("modified", text("201812071200")),
        (
            "translations",
            map(&[(
                "de",
                map(&[("summary", text("x")), ("profiles", map(&[("default", text("z"))]))]),
            )]),
        ),
    ];
    let obsoletes = [
        ("modified", text("2020-05-01T00:00Z")),
        ("module", text("a")),
        ("stream", text("1")),
        ("message", text("m")),
        ("context", text("c0")),
        ("eol_date", text("2020-05-01T00:00Z")),
        ("obsoleted_by", map(&[("module", text("a")), ("stream", text("2"))])),
    ];
    let all = |parts: &[&[(&str, Yaml)]]| map(&parts.concat());
    vec![
        document("modulemd", "2", all(&[&start, &texts, &stream])),
        document("modulemd", "2", all(&[&start, &texts])),
        document("modulemd", "1", all(&[&start, &texts])),
        document("modulemd-defaults", "1", all(&[&defaults])),
        document("modulemd-translations", "1", all(&[&translations])),
        document("modulemd-obsoletes", "1", all(&[&obsoletes])),
    ]
}

/// What is done to a value at some place of a document.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Put(Yaml),
    /// One more key beside it.
    Beside(&'static str, Yaml),
}

fn value() -> impl Strategy<Value = Yaml> {
    let odd = select(
        &[
            "",
            "1",
            "-1",
            "x",
            "true",
            "false",
            "True",
            "yes",
            "null",
            "~",
            "1.5",
            "0x10",
            "01",
            "18446744073709551616",
            "2099-12-31",
            "2099-1-1",
            "2099-13-01",
            "2020-05-01T00:00Z",
            "2020-05-01",
            "x-0:1-1.noarch",
            "x-1-1.noarch",
            "a: b",
            "- a",
            "# c",
            "ä",
            "a\nb",
        ][..],
    )
    .prop_map(text);
    prop_oneof![
        6 => odd.clone(),
        1 => Just(Yaml::List(vec![])),
        1 => prop::collection::vec(odd.clone(), 1..3).prop_map(Yaml::List),
        1 => Just(Yaml::Map(vec![])),
        1 => odd.prop_map(|one| map(&[("k", one)])),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => Just(Change::Remove),
        3 => value().prop_map(Change::Put),
        1 => (select(&["extra", "name", "eol", "reset", "rpms"][..]), value())
            .prop_map(|(key, value)| Change::Beside(key, value)),
    ]
}

/// How a document is written.
#[derive(Clone, Copy, Debug)]
struct Style {
    indent: usize,
    /// Levels that are in block style; those below are in flow style.
    blocks: usize,
    quotes: u8,
    start: &'static str,
    end: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    (
        1_usize..4,
        prop_oneof![Just(9_usize), 0_usize..5],
        0_u8..4,
        select(&["---\n", "--- # c\n", "%YAML 1.2\n---\n", "# c\n---\n", "---\n\n"][..]),
        select(&["", "...\n", "# c\n", "...\n# c\n"][..]),
    )
        .prop_map(|(indent, blocks, quotes, start, end)| Style {
            indent,
            blocks,
            quotes,
            start,
            end,
        })
}

/// A stream of one or two documents, of which one has changes.
pub(super) fn stream() -> impl Strategy<Value = String> {
    let one =
        (select(whole()), prop::collection::vec((any::<prop::sample::Index>(), change()), 0..3));
    let one = (one, style()).prop_map(|((mut document, changes), style)| {
        for (at, change) in changes {
            let places = count(&document);
            apply(&mut document, at.index(places), &change);
        }
        // A directive stands behind the end of what is before it.
        let before = if style.start.starts_with('%') { "...\n" } else { "" };
        format!("{before}{}{}{}", style.start, written(&document, style), style.end)
    });
    prop::collection::vec(one, 1..3).prop_map(|all| {
        let text = all.concat();
        text.strip_prefix("...\n").map_or(text.clone(), str::to_owned)
    })
}

/// The places of a document where something may be changed.
fn count(yaml: &Yaml) -> usize {
    match yaml {
        Yaml::Text(_) => 0,
        Yaml::List(all) => all.iter().map(|one| 1 + count(one)).sum(),
        Yaml::Map(all) => all.iter().map(|(_, one)| 1 + count(one)).sum(),
    }
}

fn apply(yaml: &mut Yaml, mut at: usize, change: &Change) {
    match yaml {
        Yaml::Text(_) => {}
        Yaml::List(all) => {
            for index in 0..all.len() {
                if at == 0 {
                    match change {
                        Change::Remove => drop(all.remove(index)),
                        Change::Put(value) => all[index] = value.clone(),
                        Change::Beside(_, value) => all.push(value.clone()),
                    }
                    return;
                }
                let within = count(&all[index]);
                if at <= within {
                    return apply(&mut all[index], at - 1, change);
                }
                at -= within + 1;
            }
        }
        Yaml::Map(all) => {
            for index in 0..all.len() {
                if at == 0 {
                    match change {
                        Change::Remove => drop(all.remove(index)),
                        Change::Put(value) => all[index].1 = value.clone(),
                        Change::Beside(key, value) => all.push(((*key).to_owned(), value.clone())),
                    }
                    return;
                }
                let within = count(&all[index].1);
                if at <= within {
                    return apply(&mut all[index].1, at - 1, change);
                }
                at -= within + 1;
            }
        }
    }
}

fn written(document: &Yaml, style: Style) -> String {
    if style.blocks == 0 {
        return format!("{}\n", flow(document, style));
    }
    let mut text = String::new();
    block(&mut text, document, style, 0, 1);
    text
}

fn block(text: &mut String, yaml: &Yaml, style: Style, indent: usize, level: usize) {
    let blank = " ".repeat(indent);
    let child = |text: &mut String, start: String, value: &Yaml| {
        text.push_str(&start);
        let is_block = match value {
            Yaml::Text(_) => false,
            Yaml::List(all) => !all.is_empty(),
            Yaml::Map(all) => !all.is_empty(),
        };
        if is_block && level < style.blocks {
            text.push('\n');
            block(text, value, style, indent + style.indent, level + 1);
        } else {
            text.push_str(&format!(" {}\n", flow(value, style)));
        }
    };
    match yaml {
        Yaml::Text(_) => text.push_str(&format!("{blank}{}\n", flow(yaml, style))),
        Yaml::List(all) => {
            all.iter().for_each(|one| child(text, format!("{blank}-"), one));
        }
        Yaml::Map(all) => {
            let key = |key: &str| format!("{blank}{}:", scalar(key, style.quotes));
            all.iter().for_each(|(name, one)| child(text, key(name), one));
        }
    }
}

fn flow(yaml: &Yaml, style: Style) -> String {
    match yaml {
        Yaml::Text(text) => scalar(text, style.quotes),
        Yaml::List(all) => {
            format!("[{}]", all.iter().map(|one| flow(one, style)).collect::<Vec<_>>().join(", "))
        }
        Yaml::Map(all) => {
            let pair = |(key, value): &(String, Yaml)| {
                format!("{}: {}", scalar(key, style.quotes), flow(value, style))
            };
            format!("{{{}}}", all.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text without quotes where it can be, or in one or two.
fn scalar(text: &str, quotes: u8) -> String {
    let is_bare =
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-./:".contains(c));
    match quotes {
        0 | 1 if is_bare && !text.ends_with(':') && !text.starts_with(['-', ':']) => {
            text.to_owned()
        }
        2 if !text.contains('\n') => format!("'{text}'"),
        _ => format!("\"{}\"", text.replace('\n', "\\n")),
    }
}
