//! `[[file]]` and `[[add]]`: rows that become rules of the tree.

use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{ADD, FILE, Words};
use super::reader::Reader;
use super::suggest::nearest;
use crate::description::{Source, Sourced, Text, codes};
use crate::{
    AddRule, AttributeRule, Capabilities, ConfigKind, InstallPath, Mode, ParseCapabilitiesError,
    Pattern, Roles, TreeRules, Verify, check_account_name,
};

/// A `[[file]]`.
#[derive(Debug, Default)]
pub(super) struct FileRow {
    pub(super) pattern: Option<Text>,
    pub(super) attributes: Attributes,
}

/// An `[[add]]`.
#[derive(Debug, Default)]
pub(super) struct AddRow {
    pub(super) source: Option<Sourced<PathBuf>>,
    pub(super) target: Option<Text>,
    pub(super) attributes: Attributes,
}

/// What both say of their entries.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) config: Option<Words>,
    pub(super) role: Option<Words>,
    pub(super) mode: Option<Mode>,
    pub(super) owner: Option<Text>,
    pub(super) group: Option<Text>,
    pub(super) capabilities: Option<Text>,
}

/// Words of `role`, and of `config`.
const ROLES: &[&str] =
    &["config", "noreplace", "missingok", "doc", "license", "readme", "ghost", "artifact"];
const CONFIG_KINDS: &[&str] = &["noreplace", "missingok"];

/// Reads the rows of a manifest into rules: those of `[[add]]` after those of `[[file]]`, so that
/// what is said of one file wins over patterns.
pub(super) fn read(reader: &mut Reader<'_>, table: &DeTable<'_>, rules: &mut TreeRules) {
    for (prefix, span, row) in rows(table, "file") {
        let mut file = FileRow::default();
        reader.table("file", &prefix, FILE, row, &mut file);
        if !row.contains_key("match") {
            missing(reader, &prefix, &span, "match");
        }
        if row.len() == 1 && row.contains_key("match") {
            let hint = "give it a mode, an owner, a group, config or a role".to_owned();
            let problem = "says nothing of the files that it matches";
            reader.report(codes::RULE, prefix.trim_end_matches('.'), &span, problem, Some(hint));
        }
        let name = format!("{prefix}match");
        let pattern = file.pattern.and_then(|text| reader.pattern(&name, text));
        let checked = check(reader, &prefix, file.attributes);
        rules.attributes.extend(pattern.map(|pattern| checked.of(pattern)));
    }
    for (prefix, span, row) in rows(table, "add") {
        let mut add = AddRow::default();
        reader.table("add", &prefix, ADD, row, &mut add);
        for key in ["source", "target"] {
            if !row.contains_key(key) {
                missing(reader, &prefix, &span, key);
            }
        }
        let has_attributes =
            row.iter().any(|(key, _)| !matches!(&**key.get_ref(), "source" | "target"));
        let checked = check(reader, &prefix, add.attributes);
        let (Some(source), Some(target)) = (add.source, add.target) else { continue };
        let Some(path) = install_path(reader, &prefix, &source, &target) else { continue };
        if has_attributes {
            let pattern = exact_pattern(reader, &prefix, &path, target.source);
            rules.attributes.extend(pattern.map(|pattern| checked.of(pattern)));
        }
        let origin = reader.source(&span);
        rules.add.push(AddRule { source: source.value, target: path, origin });
    }
}

/// The tables of an array, each with the prefix of its keys in messages and its place.
fn rows<'t>(
    table: &'t DeTable<'t>,
    name: &'static str,
) -> impl Iterator<Item = (String, Range<usize>, &'t DeTable<'t>)> {
    let items = table.get(name).and_then(|value| value.get_ref().as_array());
    items.into_iter().flatten().enumerate().filter_map(
        move |(index, value)| match Spanned::get_ref(value) {
            DeValue::Table(row) => Some((format!("{name}[{index}]."), value.span(), row)),
            _ => None,
        },
    )
}

/// Reports a row without a key that it must have.
fn missing(reader: &mut Reader<'_>, prefix: &str, span: &Range<usize>, key: &str) {
    let name = prefix.trim_end_matches('.');
    let hint = format!("add a line {key} = \"...\"");
    reader.report(codes::MISSING_KEY, name, span, format!("has no {key:?}"), Some(hint));
}

/// Attributes, checked, that lack only the pattern.
struct Checked {
    mode: Option<Mode>,
    owner: Option<String>,
    group: Option<String>,
    config: Option<Option<ConfigKind>>,
    roles: Roles,
    capabilities: Option<Capabilities>,
    language: Option<Box<str>>,
    verify: Option<Verify>,
}

impl Checked {
    /// The rule for the entries that `pattern` matches.
    fn of(self, pattern: Sourced<Pattern>) -> AttributeRule {
        let Self { mode, owner, group, config, roles, capabilities, language, verify } = self;
        AttributeRule { pattern, mode, owner, group, config, roles, capabilities, language, verify }
    }
}

/// Checks what a row says of its entries. What does not hold is reported and left out.
fn check(reader: &mut Reader<'_>, prefix: &str, attributes: Attributes) -> Checked {
    let owner = attributes.owner.and_then(|text| account(reader, prefix, "owner", text));
    let group = attributes.group.and_then(|text| account(reader, prefix, "group", text));
    let capabilities = attributes.capabilities.and_then(|text| {
        let error: ParseCapabilitiesError = match text.value.parse() {
            Ok(capabilities) => return Some(capabilities),
            Err(error) => error,
        };
        let name = format!("{prefix}capabilities");
        reader.report_at(codes::CAPABILITIES, &name, text.source, error.to_string(), None);
        None
    });
    let mut roles = Roles::default();
    let by_role = attributes.role.and_then(|words| role(reader, prefix, words, &mut roles));
    let config = attributes.config.and_then(|words| config(reader, prefix, words));
    let config = match (config, by_role) {
        (Some(Sourced { value: None, source }), Some(_)) => {
            let problem = "says that it is not configuration, and its role that it is";
            reader.report_at(codes::RULE, &format!("{prefix}config"), source, problem, None);
            None
        }
        (Some(Sourced { value: Some(said), .. }), Some(role)) => Some(Some(ConfigKind {
            noreplace: said.noreplace || role.noreplace,
            missing_ok: said.missing_ok || role.missing_ok,
        })),
        (Some(said), None) => Some(said.value),
        (None, role) => role.map(Some),
    };
    Checked {
        mode: attributes.mode,
        owner,
        group,
        config,
        roles,
        capabilities,
        language: None,
        verify: None,
    }
}

/// The name of an owner or group.
fn account(reader: &mut Reader<'_>, prefix: &str, key: &str, text: Text) -> Option<String> {
    match check_account_name(&text.value) {
        Ok(()) => Some(text.value),
        Err(error) => {
            let hint = "write the name of a user or group, such as \"root\"".to_owned();
            let name = format!("{prefix}{key}");
            reader.report_at(
                codes::ACCOUNT_NAME,
                &name,
                text.source,
                error.to_string(),
                Some(hint),
            );
            None
        }
    }
}

/// What `config` says.
fn config(
    reader: &mut Reader<'_>,
    prefix: &str,
    words: Words,
) -> Option<Sourced<Option<ConfigKind>>> {
    let texts = match words {
        Words::Flag(flag) => {
            return Some(Sourced::new(flag.value.then(ConfigKind::default), flag.source));
        }
        Words::Texts(texts) => texts,
    };
    let mut kind = ConfigKind::default();
    let source = texts.first().map(|text| text.source.clone()).unwrap_or_default();
    for text in texts {
        if !add_config_kind(&text.value, &mut kind) {
            let hint = "true, false, \"noreplace\", \"missingok\" or an array of both words";
            unknown_word(reader, &format!("{prefix}config"), text, CONFIG_KINDS, hint);
        }
    }
    Some(Sourced::new(Some(kind), source))
}

/// What `role` says: of configuration as the result, of everything else in `roles`.
fn role(
    reader: &mut Reader<'_>,
    prefix: &str,
    words: Words,
    roles: &mut Roles,
) -> Option<ConfigKind> {
    let name = format!("{prefix}role");
    let texts = match words {
        Words::Texts(texts) => texts,
        Words::Flag(flag) => {
            let problem = "expected a string or an array of strings, found a boolean";
            let hint = Some(format!("valid roles: {}", ROLES.join(", ")));
            reader.report_at(codes::WRONG_TYPE, &name, flag.source, problem, hint);
            return None;
        }
    };
    let mut config = None;
    for text in texts {
        match text.value.as_str() {
            "doc" => roles.doc = true,
            "license" => roles.license = true,
            "readme" => roles.readme = true,
            "ghost" => roles.ghost = true,
            "artifact" => roles.artifact = true,
            "config" => {
                config.get_or_insert_default();
            }
            word => {
                let mut kind: ConfigKind = config.unwrap_or_default();
                if add_config_kind(word, &mut kind) {
                    config = Some(kind);
                } else {
                    let hint = format!("valid roles: {}", ROLES.join(", "));
                    unknown_word(reader, &name, text, ROLES, &hint);
                }
            }
        }
    }
    config
}

/// Adds what a word says of a configuration file; false when it is no such word.
fn add_config_kind(word: &str, kind: &mut ConfigKind) -> bool {
    match word {
        "noreplace" => kind.noreplace = true,
        "missingok" => kind.missing_ok = true,
        _ => return false,
    }
    true
}

/// Reports a word that is none of `known`.
fn unknown_word(reader: &mut Reader<'_>, name: &str, text: Text, known: &[&str], valid: &str) {
    let hint = match nearest(&text.value, known.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => valid.to_owned(),
    };
    let problem = format!("{:?} is not known", text.value);
    reader.report_at(codes::ROLE, name, text.source, problem, Some(hint));
}

/// Where an added file is installed: a target that ends in a slash takes the source's name.
fn install_path(
    reader: &mut Reader<'_>,
    prefix: &str,
    source: &Sourced<PathBuf>,
    target: &Text,
) -> Option<InstallPath> {
    let mut path = target.value.clone().into_bytes();
    if path.ends_with(b"/") {
        path.extend(source.value.file_name().unwrap_or_default().as_bytes());
    }
    let problem = match InstallPath::parse(&path) {
        Ok(path) if !path.is_root() => return Some(path),
        Ok(_) => "is the root folder".to_owned(),
        Err(error) => error.to_string(),
    };
    let name = format!("{prefix}target");
    let hint = "write the path that it is installed at, such as \"/usr/bin/tool\"".to_owned();
    reader.report_at(codes::TARGET, &name, target.source.clone(), problem, Some(hint));
    None
}

/// The pattern that matches `path` alone.
fn exact_pattern(
    reader: &mut Reader<'_>,
    prefix: &str,
    path: &InstallPath,
    source: Source,
) -> Option<Sourced<Pattern>> {
    let mut pattern = String::from("/");
    for character in String::from_utf8_lossy(path.as_bytes()).chars() {
        if "*?[]{}\\!".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    reader.pattern(&format!("{prefix}target"), Sourced::new(pattern, source))
}
