//! What libmodulemd asks of a document: versions 1 and 2 of streams, version 1 of the others.
//!
//! Keys that it does not know it passes over when dnf loads a document, and so are they here.

use std::borrow::Cow;

use super::super::DocumentError;
use super::yaml::{Node, Value};

/// The type of a document by its name: `modulemd-stream` is another name of `modulemd`.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    match name {
        "modulemd" | "modulemd-stream" => Some("modulemd"),
        "modulemd-defaults" => Some("modulemd-defaults"),
        "modulemd-translations" => Some("modulemd-translations"),
        "modulemd-obsoletes" => Some("modulemd-obsoletes"),
        _ => None,
    }
}

/// What a value must be.
enum Rule {
    Text,
    Unsigned,
    Signed,
    Truth,
    /// `YYYY-MM-DD`.
    Day,
    /// `YYYY-MM-DDTHH:MMZ`.
    Minute,
    /// Texts, or one.
    Texts,
    /// Texts such as `name-0:1-1.x86_64`.
    Packages,
    /// Streams that are meant, or with `-` in front those that are not: never both.
    Streams,
    /// Keys that may be there, each with its rule.
    Keys(&'static [(&'static str, Rule)]),
    /// Any keys, each with a value of this rule.
    Each(&'static Rule),
    /// Mappings of this rule.
    All(&'static Rule),
    /// A text or a mapping, of whatever is within.
    Free,
}

use Rule::{
    All, Day, Each, Free, Keys, Minute, Packages, Signed, Streams, Text, Texts, Truth, Unsigned,
};

const LICENSE: Rule = Keys(&[("module", Texts), ("content", Texts)]);
const REFERENCES: Rule = Keys(&[("community", Text), ("documentation", Text), ("tracker", Text)]);
const PROFILES: Rule = Each(&Keys(&[("rpms", Texts), ("description", Text)]));
const RPMS: Rule = Keys(&[("rpms", Texts)]);
const LEVELS: Rule = Each(&Keys(&[("eol", Day)]));
const OPTIONS: Rule =
    Keys(&[("rpms", Keys(&[("macros", Text), ("whitelist", Texts)])), ("arches", Texts)]);
const COMPONENTS: Rule = Keys(&[
    (
        "rpms",
        Each(&Keys(&[
            ("rationale", Text),
            ("name", Text),
            ("repository", Text),
            ("cache", Text),
            ("ref", Text),
            ("buildroot", Truth),
            ("srpm-buildroot", Truth),
            ("buildorder", Signed),
            ("buildafter", Texts),
            ("arches", Texts),
            ("multilib", Texts),
        ])),
    ),
    (
        "modules",
        Each(&Keys(&[
            ("rationale", Text),
            ("repository", Text),
            ("ref", Text),
            ("buildorder", Signed),
            ("buildafter", Texts),
        ])),
    ),
]);
const ARTIFACT: Rule = Keys(&[
    ("name", Text),
    ("epoch", Unsigned),
    ("version", Text),
    ("release", Text),
    ("arch", Text),
    ("nevra", Text),
]);
const ARTIFACTS: Rule = Keys(&[("rpms", Packages), ("rpm-map", Each(&Each(&ARTIFACT)))]);

const STREAM_1: Rule = Keys(&[
    ("name", Text),
    ("stream", Text),
    ("version", Unsigned),
    ("context", Text),
    ("arch", Text),
    ("summary", Text),
    ("description", Text),
    ("eol", Day),
    ("servicelevels", LEVELS),
    ("license", LICENSE),
    ("xmd", Free),
    ("dependencies", Keys(&[("buildrequires", Each(&Text)), ("requires", Each(&Text))])),
    ("references", REFERENCES),
    ("profiles", PROFILES),
    ("api", RPMS),
    ("filter", RPMS),
    ("buildopts", OPTIONS),
    ("components", COMPONENTS),
    ("artifacts", ARTIFACTS),
]);
const STREAM_2: Rule = Keys(&[
    ("name", Text),
    ("stream", Text),
    ("version", Unsigned),
    ("context", Text),
    ("static_context", Truth),
    ("arch", Text),
    ("summary", Text),
    ("description", Text),
    ("servicelevels", LEVELS),
    ("license", LICENSE),
    ("xmd", Free),
    (
        "dependencies",
        All(&Keys(&[("buildrequires", Each(&Streams)), ("requires", Each(&Streams))])),
    ),
    ("references", REFERENCES),
    ("profiles", PROFILES),
    ("api", RPMS),
    ("filter", RPMS),
    ("demodularized", RPMS),
    ("buildopts", OPTIONS),
    ("components", COMPONENTS),
    ("artifacts", ARTIFACTS),
]);
const DEFAULTS: Rule = Keys(&[
    ("module", Text),
    ("modified", Unsigned),
    ("stream", Text),
    ("profiles", Each(&Texts)),
    ("intents", Each(&Keys(&[("stream", Text), ("profiles", Each(&Texts))]))),
]);
const TRANSLATIONS: Rule = Keys(&[
    ("module", Text),
    ("stream", Text),
    ("modified", Unsigned),
    (
        "translations",
        Each(&Keys(&[("summary", Text), ("description", Text), ("profiles", Each(&Text))])),
    ),
]);
const OBSOLETES: Rule = Keys(&[
    ("modified", Minute),
    ("reset", Truth),
    ("module", Text),
    ("stream", Text),
    ("context", Text),
    ("eol_date", Minute),
    ("message", Text),
    ("obsoleted_by", Keys(&[("module", Text), ("stream", Text)])),
]);

/// Checks one document, of a type that [`kind`] knows.
pub(super) fn check(root: &Node) -> Result<(), DocumentError> {
    let Value::Mapping(pairs) = &root.value else { return bad(root, "is not a mapping") };
    for (at, (key, _)) in pairs.iter().enumerate() {
        let is_same = |(other, _): &(Node, Node)| other == key;
        if matches!(key.text(), Some("document" | "version" | "data"))
            && pairs[..at].iter().any(is_same)
        {
            return bad(key, format!("a second {:?}", key.text().unwrap_or_default()));
        }
    }
    let data = required(root, "data")?;
    let name = required(root, "document")?;
    let kind = name.text().and_then(kind).unwrap_or_default();
    let version = required(root, "version")?;
    apply(&Unsigned, version, "version")?;
    let number = version.text().and_then(number).unwrap_or_default();
    let (rule, needed): (&Rule, &[&str]) = match (kind, number) {
        ("modulemd", 1) => (&STREAM_1, &["name", "stream", "summary", "description", "license"]),
        ("modulemd", 2) => (&STREAM_2, &["name", "stream", "summary", "description", "license"]),
        ("modulemd-defaults", 1) => (&DEFAULTS, &["module"]),
        ("modulemd-translations", 1) => (&TRANSLATIONS, &["module", "stream", "modified"]),
        ("modulemd-obsoletes", 1) => (&OBSOLETES, &["modified", "module", "stream", "message"]),
        _ => {
            let problem = format!("a {kind} document of version {number}, which dnf does not load");
            return bad(version, problem);
        }
    };
    apply(rule, data, "data")?;
    for key in needed {
        required(data, key)?;
    }
    match kind {
        "modulemd" if number == 2 => {
            license(data).and_then(|()| context(data)).and_then(|()| arches(data))
        }
        "modulemd" => license(data),
        "modulemd-translations" => filled(data, &["module", "stream"]),
        "modulemd-obsoletes" => {
            filled(data, &["module", "stream", "message"]).and_then(|()| obsoletes(data))
        }
        _ => Ok(()),
    }
}

/// Texts that are not empty.
fn filled(data: &Node, keys: &[&str]) -> Result<(), DocumentError> {
    let is_empty = |node: &&Node| node.text() == Some("");
    match keys.iter().find_map(|key| data.get(key).filter(is_empty).map(|node| (key, node))) {
        Some((key, node)) => bad(node, format!("{key:?} is empty")),
        None => Ok(()),
    }
}

/// The longest context that stays as it is, in bytes.
const LONGEST_CONTEXT: usize = 13;

/// A context that is not to be made anew by what reads the module, where one is given.
fn context(data: &Node) -> Result<(), DocumentError> {
    let is_static = data.get("static_context").and_then(Node::text) == Some("true");
    let Some(node) = data.get("context").filter(|_| is_static) else { return Ok(()) };
    let text = node.text().unwrap_or_default();
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if (1..=LONGEST_CONTEXT).contains(&text.len()) && text.bytes().all(is_fine) {
        return Ok(());
    }
    let problem = format!(
        "the static context {text:?} is not 1 to {LONGEST_CONTEXT} letters, digits and \"_\""
    );
    bad(node, problem)
}

/// A module has a license of its own.
fn license(data: &Node) -> Result<(), DocumentError> {
    let license = required(data, "license")?;
    match required(license, "module")? {
        Node { value: Value::Sequence(all), line } if all.is_empty() => {
            Err(DocumentError { line: *line, problem: "license: module has no license".to_owned() })
        }
        // libmodulemd of Debian 12 takes it, a later one does not.
        node if node.text() == Some("") => bad(node, "license: module is empty"),
        _ => Ok(()),
    }
}

/// What is built for an architecture belongs to a module that is.
fn arches(data: &Node) -> Result<(), DocumentError> {
    fn texts(node: Option<&Node>) -> Vec<&str> {
        match node.map(|node| &node.value) {
            Some(Value::Sequence(all)) => all.iter().filter_map(Node::text).collect(),
            Some(Value::Scalar(text, _)) => vec![text],
            _ => Vec::new(),
        }
    }
    let all = texts(data.get("buildopts").and_then(|options| options.get("arches")));
    let rpms = data.get("components").and_then(|components| components.get("rpms"));
    let Some(Value::Mapping(rpms)) = rpms.map(|rpms| &rpms.value) else { return Ok(()) };
    for (name, component) in rpms.iter().filter(|_| !all.is_empty()) {
        let own = texts(component.get("arches"));
        if let Some(odd) = own.iter().find(|arch| !all.contains(arch)) {
            let name = name.text().unwrap_or_default();
            let problem =
                format!("the component {name:?} is for {odd:?}, which buildopts do not list");
            return bad(component, problem);
        }
    }
    Ok(())
}

fn obsoletes(data: &Node) -> Result<(), DocumentError> {
    let is_reset = data.get("reset").and_then(Node::text) == Some("true");
    if let Some(end) = data.get("eol_date").filter(|_| is_reset) {
        return bad(end, "eol_date together with reset");
    }
    if let Some(by) = data.get("obsoleted_by") {
        if is_reset {
            return bad(by, "obsoleted_by together with reset");
        }
        // Neither is taken as none; one alone is not loaded.
        if ["module", "stream"].iter().any(|key| by.get(key).is_some()) {
            required(by, "module")?;
            required(by, "stream")?;
        }
        for (key, value) in mapping(by, "obsoleted_by")? {
            apply(&Text, value, key.text().unwrap_or_default())?;
        }
    }
    Ok(())
}

fn required<'a>(node: &'a Node, key: &str) -> Result<&'a Node, DocumentError> {
    node.get(key).ok_or_else(|| DocumentError {
        line: node.line,
        problem: format!("lacks {key:?}, without which dnf does not load it"),
    })
}

fn apply(rule: &Rule, node: &Node, key: &str) -> Result<(), DocumentError> {
    let says = |what: &str| bad(node, format!("{key:?} is not {what}"));
    let texts = || match &node.value {
        Value::Sequence(all) => all.iter().all(|one| one.text().is_some()),
        Value::Scalar(..) => true,
        Value::Mapping(_) => false,
    };
    let text = || node.text();
    match rule {
        Text if text().is_none() => says("a text"),
        Unsigned if text().and_then(number).is_none() => says("a number of 64 bits"),
        Signed if text().and_then(signed).is_none() => says("a number of 64 bits"),
        Truth if !matches!(text(), Some("true" | "false")) => says("true or false"),
        Day if !text().is_some_and(begins_with_day) => says("a date such as 2030-12-31"),
        Minute if !text().is_some_and(is_minute) => says("a time such as 2030-12-31T12:00Z"),
        Texts | Packages | Streams if !texts() => says("a list of texts"),
        Streams => match &node.value {
            Value::Sequence(all) => {
                let mut excluded =
                    all.iter().map(|one| one.text().is_some_and(|it| it.starts_with('-')));
                let first = excluded.next();
                match excluded.any(|one| Some(one) != first) {
                    true => says("it has both included and excluded streams"),
                    false => Ok(()),
                }
            }
            _ => Ok(()),
        },
        Packages => match &node.value {
            Value::Sequence(all) => all.iter().try_for_each(package),
            _ => package(node),
        },
        Keys(rules) => {
            for (name, value) in mapping(node, key)? {
                let name = name.text().unwrap_or_default();
                if let Some((_, rule)) = rules.iter().find(|(known, _)| *known == name) {
                    apply(rule, value, name)?;
                }
            }
            Ok(())
        }
        Each(rule) => mapping(node, key)?
            .iter()
            .try_for_each(|(name, value)| apply(rule, value, name.text().unwrap_or_default())),
        All(rule) => match &node.value {
            Value::Sequence(all) => all.iter().try_for_each(|one| apply(rule, one, key)),
            _ => says("a list"),
        },
        Free if matches!(node.value, Value::Sequence(_)) => says("a text or a mapping"),
        _ => Ok(()),
    }
}

fn mapping<'a>(node: &'a Node, key: &str) -> Result<&'a [(Node, Node)], DocumentError> {
    match &node.value {
        Value::Mapping(pairs) => Ok(pairs),
        _ => bad(node, format!("{key:?} is not a mapping")),
    }
}

/// A package as artifacts list it: `name-epoch:version-release.arch`.
fn package(node: &Node) -> Result<(), DocumentError> {
    let text = node.text().unwrap_or_default();
    let is_one = || {
        let (rest, arch) = text.rsplit_once('.')?;
        let (rest, release) = rest.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        let (epoch, version) = version.split_once(':')?;
        let parts = [arch, release, name, version];
        (parts.iter().all(|part| !part.is_empty()) && number(epoch).is_some()).then_some(())
    };
    match is_one() {
        Some(()) => Ok(()),
        None => bad(node, format!("{text:?} is not a package such as \"a-0:1.0-1.x86_64\"")),
    }
}

/// A number as libmodulemd reads it, by GLib's `g_ascii_strtoull`: blanks may stand before it.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_ascii_start();
    digits.strip_prefix('+').unwrap_or(digits).bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    digits.parse().ok()
}

fn signed(text: &str) -> Option<i64> {
    text.trim_ascii_start().parse().ok()
}

fn is_day(text: &str) -> bool {
    let digits = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    match text.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => digits(year, 9999) && digits(month, 12) && digits(day, 31),
        _ => false,
    }
}

/// Whether a text begins with a day as strptime(3) of glibc reads `%F`; libmodulemd passes over what
/// follows it.
fn begins_with_day(text: &str) -> bool {
    let year = after_number(text, 0, 9999, 4).and_then(|rest| rest.strip_prefix('-'));
    let month =
        year.and_then(|rest| after_number(rest, 1, 12, 2)).and_then(|rest| rest.strip_prefix('-'));
    month.and_then(|rest| after_number(rest, 1, 31, 2)).is_some()
}

/// What stands behind a number of at most `digits` digits.
fn after_number(text: &str, least: u32, most: u32, digits: usize) -> Option<&str> {
    let text = text.trim_start_matches(' ');
    let (mut value, mut length) = (0, 0);
    for digit in text.chars().map_while(|digit| digit.to_digit(10)).take(digits) {
        if length > 0 && value * 10 > most {
            break;
        }
        value = value * 10 + digit;
        length += 1;
    }
    (length > 0 && (least..=most).contains(&value)).then(|| &text[length..])
}

fn is_minute(text: &str) -> bool {
    let Some((day, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let below = |part: &str, most: u32| {
        part.len() == 2 && part.parse::<u32>().is_ok_and(|number| number < most)
    };
    let time = time.split_once(':');
    day.len() == 10 && is_day(day) && time.is_some_and(|(h, m)| below(h, 24) && below(m, 60))
}

fn bad<T>(node: &Node, problem: impl Into<Cow<'static, str>>) -> Result<T, DocumentError> {
    Err(DocumentError { line: node.line, problem: problem.into().into_owned() })
}
