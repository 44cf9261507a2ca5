//! `[apt.NAME]`.

use pkgio::{Codec, Compression};
use pkgterms::Architecture;
use pkgtree::description::{Table, Text};
use repo_index::apt::pool::{PoolNames, REFERENCES};
use repo_index::apt::{Archive, SuiteSettings, layout};
use repo_index::codes;
use repo_index::compress::{parse_compression, usual_compression};
use repo_index::rpmmd::SignPackages;

use super::ages::Ages;
use super::overlap::{Place, folder};
use super::rpm::{check_keys, sign_packages};
use super::{duration, name, name_path, retention, url};
use crate::route::NamePath;

const ARCHITECTURES: &str = "architectures = [\"amd64\", \"arm64\"]";

/// `root_url` is the public address of the root, when it is known.
pub(super) fn read(
    table: &mut Table<'_>,
    root_url: Option<&str>,
    places: &mut Vec<Place>,
) -> Vec<Archive> {
    let is_signed = table.has("signing");
    let tables = table.named_tables("apt").into_iter();
    let one = |(key, archive)| read_archive(&key, archive, is_signed, root_url, places);
    tables.filter_map(one).collect()
}

fn read_archive(
    key: &Text,
    mut table: Table<'_>,
    is_signed: bool,
    root_url: Option<&str>,
    places: &mut Vec<Place>,
) -> Option<Archive> {
    let name = name(&table, "", &key.value, &key.source);
    let folder = folder(&mut table, "apt", key, places);
    let url = url::read(&mut table);
    let sign_packages = sign_packages(&mut table);
    if !is_signed {
        check_keys(&table, "sign-packages", sign_packages != SignPackages::No);
    }
    let mut line = |key| table.line(key).map(|text| text.value.trim().to_owned());
    let (origin, label, description) = (line("origin"), line("label"), line("description"));
    let architectures = architectures(&mut table);
    let default_component = component(&mut table);
    let components = components(&mut table);
    let pool_names = pool_names(&mut table);
    let index_compressions = compressions(&mut table);
    let valid_for = duration::read(&mut table, "valid-for");
    let Ages { cache_ttl, keep, keep_packages } = Ages::read(&mut table);
    let mut flag = |key| table.flag(key).map(|flag| flag.value);
    let strict = flag("strict").unwrap_or_default();
    let (md5, contents, translations) = (flag("md5"), flag("contents"), flag("translations"));
    let signed_by = fingerprints(&mut table, valid_for.is_some());
    let snapshots = snapshots(&mut table);
    let suites =
        suites(&mut table, &[&[default_component.as_str()], &names(&components)[..]].concat());
    table.finish();
    let folder = folder?;
    Some(Archive {
        name: name?.to_string(),
        url: url.or_else(|| root_url.map(|root| url::below(root, folder.as_ref()))),
        folder,
        sign_packages,
        origin,
        label,
        description,
        architectures,
        default_component,
        components,
        pool_names,
        index_compressions,
        valid_for,
        strict,
        md5: md5.unwrap_or_default(),
        contents,
        translations: translations.unwrap_or_default(),
        signed_by,
        snapshots,
        cache_ttl,
        keep,
        keep_packages,
        suites,
    })
}

/// Debian's names of the architectures and their variants, in order, each once.
fn architectures(table: &mut Table<'_>) -> Vec<String> {
    const KEY: &str = "architectures";
    table.missing(KEY, ARCHITECTURES);
    let mut architectures: Vec<String> = Vec::new();
    let given = table.lines(KEY);
    if given.as_ref().is_some_and(Vec::is_empty) {
        table.report(codes::VALUE, KEY, &table.source(), "lists none", ARCHITECTURES);
    }
    for text in given.unwrap_or_default() {
        let (problem, hint) = match text.value.parse::<Architecture>() {
            Ok(found) if architectures.iter().any(|known| known == found.specific()) => (
                format!("{:?} is {}, which is given twice", text.value, found.specific()),
                "keep one".into(),
            ),
            Ok(found) => {
                architectures.push(found.specific().to_owned());
                continue;
            }
            Err(error) => {
                let hint = match error.nearest {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("such as {ARCHITECTURES}"),
                };
                (error.to_string(), hint)
            }
        };
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
    }
    architectures
}

fn component(table: &mut Table<'_>) -> String {
    const KEY: &str = "component";
    let given = table.line(KEY);
    let name = given.and_then(|text| {
        name_path(table, KEY, &text.value, &text.source, layout::component_problem)
    });
    name.map_or_else(|| "main".to_owned(), |name| name.to_string())
}

/// Further components, in order, each once.
fn components(table: &mut Table<'_>) -> Vec<String> {
    const KEY: &str = "components";
    let mut components: Vec<String> = Vec::new();
    for text in table.lines(KEY).unwrap_or_default() {
        let name = name_path(table, KEY, &text.value, &text.source, layout::component_problem);
        let Some(name) = name.map(|name| name.to_string()) else { continue };
        if components.contains(&name) {
            let problem = format!("{name:?} is given twice");
            table.report(codes::VALUE, KEY, &text.source, problem, "keep one");
        } else {
            components.push(name);
        }
    }
    components
}

/// `pool-names`: a word, or a template.
fn pool_names(table: &mut Table<'_>) -> PoolNames {
    const KEY: &str = "pool-names";
    let Some(text) = table.line(KEY) else { return PoolNames::default() };
    PoolNames::parse(text.value.trim()).unwrap_or_else(|error| {
        let references = REFERENCES.map(|name| format!("${{{name}}}")).join(" ");
        let hint = format!(
            "write \"canonical\", \"file\" or a path such as \
             \"pool/${{suite}}/${{component}}/${{source}}/${{filename}}\"; the references are \
             {references}, and ${{sha256:8}} for the first digits"
        );
        let problem = format!("{:?} {error}", text.value);
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
        PoolNames::default()
    })
}

fn compressions(table: &mut Table<'_>) -> Vec<Compression> {
    const KEY: &str = "compression";
    let Some(given) = table.lines(KEY) else {
        return [Codec::Gzip, Codec::Xz].map(usual_compression).to_vec();
    };
    let mut compressions: Vec<Compression> = Vec::new();
    for text in given {
        let problem = match parse_compression(&text.value) {
            Ok(found) if compressions.iter().any(|it| it.codec() == found.codec()) => {
                format!("{:?} is given twice", text.value)
            }
            Ok(found) => {
                compressions.push(found);
                continue;
            }
            Err(error) => error.to_string(),
        };
        let hint =
            "write each of \"gzip\", \"xz\", \"zstd\" and \"none\" at most once, as in \"xz:6\"";
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
    }
    compressions
}

/// What takes a field away that is published.
const NONE: &str = "none";

/// `signed-by`: fingerprints, as apt reads them in a `Release` that `expires`, or [`NONE`].
fn fingerprints(table: &mut Table<'_>, expires: bool) -> Option<Vec<String>> {
    const KEY: &str = "signed-by";
    let mut texts = table.line_or_lines(KEY)?;
    texts.retain(|text| text.value.trim() != NONE);
    if let Some(text) = texts.first().filter(|_| !expires) {
        let problem = "means nothing without valid-for: apt passes it over";
        let hint = "add a line such as valid-for = \"14d\", or leave it out";
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
    }
    let mut fingerprints = Vec::new();
    for text in texts {
        let shown: String = text.value.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = shown.strip_suffix('!').unwrap_or(&shown);
        if digits.len() == 40 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            fingerprints.push(shown.to_ascii_uppercase());
            continue;
        }
        let problem = format!("{:?} is not the fingerprint of a key", text.value);
        let hint =
            "write its 40 hexadecimal digits, as `mkrepo key inspect` shows them, or \"none\"";
        table.report(codes::VALUE, KEY, &text.source, problem, hint);
    }
    Some(fingerprints)
}

/// `snapshots`: an address with a place for the snapshot's name, `no`, or [`NONE`].
fn snapshots(table: &mut Table<'_>) -> Option<String> {
    const KEY: &str = "snapshots";
    let text = table.line(KEY)?;
    let value = text.value.trim().to_owned();
    let is_address = value.contains("://")
        && value.contains("@SNAPSHOTID@")
        && !value.contains(char::is_whitespace);
    if value == NONE {
        return Some(String::new());
    }
    if is_address || value == "no" {
        return Some(value);
    }
    let problem = format!("{value:?} is not the location of snapshots");
    let hint = "write a URL with @SNAPSHOTID@ in the place of the snapshot's name, \"no\" or \
                \"none\"";
    table.report(codes::VALUE, KEY, &text.source, problem, hint);
    None
}

/// The suites, of which each has `components`.
fn suites(table: &mut Table<'_>, components: &[&str]) -> Vec<(String, SuiteSettings)> {
    let (mut suites, mut aliases, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for (key, mut suite) in table.named_tables("suites") {
        let name = name_path(&suite, "", &key.value, &key.source, layout::suite_problem);
        keys.extend(name.is_some().then(|| key.clone()));
        let mut line = |key| suite.line(key).map(|text| text.value.trim().to_owned());
        let mut settings = SuiteSettings {
            suite: line("suite"),
            codename: line("codename"),
            version: line("version"),
            ..SuiteSettings::default()
        };
        let alias = suite.line(ALIAS);
        settings.alias_of = alias.as_ref().map(|text| text.value.trim().to_owned());
        if let Some(text) = alias {
            aliases.push((key.value.clone(), text));
        }
        let mut flag = |key| suite.flag(key).is_some_and(|flag| flag.value);
        settings.not_automatic = flag("not-automatic");
        settings.but_automatic_upgrades = flag("but-automatic-upgrades");
        settings.replace = flag("replace");
        settings.retention = retention::read(&mut suite);
        if settings.but_automatic_upgrades && !settings.not_automatic {
            let hint = "add a line not-automatic = true, or leave it out";
            let problem = "means nothing without not-automatic";
            suite.report(codes::VALUE, "but-automatic-upgrades", &suite.source(), problem, hint);
        }
        suite.finish();
        suites.extend(name.map(|name| (name.to_string(), settings)));
    }
    check_aliases(table, &aliases);
    check_folders(table, &keys, components);
    suites
}

/// Reports suites that would share a folder with a component of another.
fn check_folders(table: &Table<'_>, suites: &[Text], components: &[&str]) {
    let names: Vec<&str> = suites.iter().map(|suite| suite.value.as_str()).collect();
    for found in layout::collisions(&names, components) {
        let place = suites.iter().find(|suite| suite.value == found.suite);
        let source = place.map_or_else(|| table.source(), |suite| suite.source.clone());
        let key = format!("suites.{}", found.suite);
        let hint =
            "give the suite or the component another name, or move the suite to another archive";
        table.report(codes::OVERLAP, &key, &source, found.problem(), hint);
    }
}

fn names(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// `alias-of`.
const ALIAS: &str = "alias-of";

/// Reports aliases of what cannot have one; each stands beside the name of its suite.
fn check_aliases(table: &Table<'_>, aliases: &[(String, Text)]) {
    for (suite, of) in aliases {
        let value = of.value.trim();
        let problem = match value.parse::<NamePath>() {
            Err(error) => format!("{value:?} {}", error.problem),
            Ok(_) if value == suite => "is the suite itself".to_owned(),
            Ok(_) if aliases.iter().any(|(other, _)| other == value) => {
                format!("{value:?} is an alias too")
            }
            Ok(_) => continue,
        };
        let hint = "name the suite of this archive to which packages are added";
        table.report(codes::VALUE, &format!("suites.{suite}.{ALIAS}"), &of.source, problem, hint);
    }
}
