//! What `[[file]]` and `[[add]]` say of their entries.

use diagnostic::{Code, Sourced, nearest};

use super::super::keys::Words;
use super::super::reader::Reader;
use crate::description::{Text, codes};
use crate::{
    AttributeRule, Capabilities, ConfigKind, EntryTypes, ModeChange, ParseCapabilitiesError,
    Pattern, Roles, Verify, check_account_name, check_locale,
};

/// What both say of their entries.
#[derive(Debug, Default)]
pub(in super::super) struct Attributes {
    pub(in super::super) config: Option<Words>,
    pub(in super::super) role: Option<Words>,
    pub(in super::super) mode: Option<ModeChange>,
    pub(in super::super) file_mode: Option<ModeChange>,
    pub(in super::super) dir_mode: Option<ModeChange>,
    pub(in super::super) owner: Option<Text>,
    pub(in super::super) group: Option<Text>,
    pub(in super::super) capabilities: Option<Text>,
    pub(in super::super) language: Option<Words>,
    pub(in super::super) verify: Option<Words>,
}

/// Words of `role`, and of `config`.
const ROLES: &[&str] =
    &["config", "noreplace", "missingok", "doc", "license", "readme", "ghost", "artifact"];
/// Words of `type`.
const TYPES: &[&str] = &["file", "dir", "link"];
const CONFIG_KINDS: &[&str] = &["noreplace", "missingok"];

/// Attributes, checked, that lack only the pattern.
pub(super) struct Checked {
    mode: Option<ModeChange>,
    file_mode: Option<ModeChange>,
    dir_mode: Option<ModeChange>,
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
    pub(super) fn of(self, pattern: Sourced<Pattern>) -> AttributeRule {
        AttributeRule {
            mode: self.mode,
            file_mode: self.file_mode,
            dir_mode: self.dir_mode,
            owner: self.owner,
            group: self.group,
            config: self.config,
            roles: self.roles,
            capabilities: self.capabilities,
            language: self.language,
            verify: self.verify,
            ..AttributeRule::new(pattern)
        }
    }

    /// The rule for what stands below a directory that is added, whose entries `pattern` matches if
    /// it has any: of all that is said only the modes that name what they are for.
    pub(super) fn below(&self, pattern: Sourced<Pattern>) -> Option<AttributeRule> {
        let (file_mode, dir_mode) = (self.file_mode.clone(), self.dir_mode.clone());
        (file_mode.is_some() || dir_mode.is_some()).then(|| AttributeRule {
            may_match_nothing: true,
            file_mode,
            dir_mode,
            ..AttributeRule::new(pattern)
        })
    }
}

/// Checks what a row says of its entries. What does not hold is reported and left out.
pub(super) fn check(reader: &mut Reader<'_>, prefix: &str, attributes: Attributes) -> Checked {
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
            let problem = "config says that it is not a configuration file, but role says that it \
                           is";
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
        file_mode: attributes.file_mode,
        dir_mode: attributes.dir_mode,
        owner,
        group,
        config,
        roles,
        capabilities,
        language: attributes.language.and_then(|words| language(reader, prefix, words)),
        verify: attributes.verify.and_then(|words| verify(reader, prefix, words)),
    }
}

/// The types that a rule is for. Modes that none of them has are reported.
pub(super) fn types(
    reader: &mut Reader<'_>,
    prefix: &str,
    words: Words,
    attributes: &Attributes,
) -> Option<EntryTypes> {
    let name = format!("{prefix}type");
    let texts = match words {
        Words::Texts(texts) => texts,
        Words::Flag(flag) => {
            let problem = "expected a string or an array of strings, found a boolean";
            let hint = Some(format!("valid types: {}", TYPES.join(", ")));
            reader.report_at(codes::WRONG_TYPE, &name, flag.source, problem, hint);
            return None;
        }
    };
    let source = texts.first()?.source.clone();
    let mut types = EntryTypes::default();
    for text in texts {
        match text.value.as_str() {
            "file" => types.file = true,
            "dir" => types.directory = true,
            "link" => types.link = true,
            "directory" | "folder" | "symlink" => {
                let word = if text.value == "symlink" { "link" } else { "dir" };
                let problem = format!("{:?} is not known", text.value);
                let hint = Some(format!("write {word:?}"));
                reader.report_at(codes::POLICY, &name, text.source, problem, hint);
            }
            _ => {
                let hint = if ROLES.contains(&text.value.as_str()) {
                    format!("use role = {:?}", text.value)
                } else {
                    format!("valid types: {}", TYPES.join(", "))
                };
                let vocabulary = Vocabulary { code: codes::POLICY, words: TYPES, hint: &hint };
                unknown_word(reader, &name, text, &vocabulary);
            }
        }
    }
    let Attributes { mode, file_mode, dir_mode, .. } = attributes;
    let problem = if types == (EntryTypes { link: true, ..EntryTypes::default() })
        && (mode.is_some() || file_mode.is_some() || dir_mode.is_some())
    {
        Some("applies only to symbolic links, which have no mode")
    } else if types.directory && !types.file && file_mode.is_some() {
        Some("does not apply to files, but has a file-mode")
    } else if types.file && !types.directory && dir_mode.is_some() {
        Some("does not apply to directories, but has a dir-mode")
    } else {
        None
    };
    if let Some(problem) = problem {
        let hint = Some("remove the type or the mode".to_owned());
        reader.report_at(codes::RULE, &name, source, problem, hint);
    }
    (types != EntryTypes::default()).then_some(types)
}

/// The name of an owner or group.
fn account(reader: &mut Reader<'_>, prefix: &str, key: &str, text: Text) -> Option<String> {
    match check_account_name(&text.value) {
        Ok(()) => Some(text.value),
        Err(error) => {
            let hint = if text.value.trim() == "0" {
                format!("use {key} = \"root\"")
            } else {
                "use the name of a user or group, such as \"root\"".to_owned()
            };
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
            let vocabulary = Vocabulary { code: codes::ROLE, words: CONFIG_KINDS, hint };
            unknown_word(reader, &format!("{prefix}config"), text, &vocabulary);
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
                    let vocabulary = Vocabulary { code: codes::ROLE, words: ROLES, hint: &hint };
                    unknown_word(reader, &name, text, &vocabulary);
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

/// Words that a key takes.
struct Vocabulary<'a> {
    /// The code of other words.
    code: Code,
    words: &'a [&'a str],
    /// The hint where no word is near.
    hint: &'a str,
}

/// Reports a word that is none of the vocabulary's.
fn unknown_word(reader: &mut Reader<'_>, name: &str, text: Text, vocabulary: &Vocabulary<'_>) {
    let hint = match nearest(&text.value, vocabulary.words.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => vocabulary.hint.to_owned(),
    };
    let problem = format!("{:?} is not known", text.value);
    reader.report_at(vocabulary.code, name, text.source, problem, Some(hint));
}

/// The locales that an entry is for, separated by `|`; none after `false`.
fn language(reader: &mut Reader<'_>, prefix: &str, words: Words) -> Option<Box<str>> {
    let name = format!("{prefix}lang");
    let texts = match words {
        Words::Texts(texts) => texts,
        Words::Flag(flag) if !flag.value => return Some("".into()),
        Words::Flag(flag) => {
            let problem = "expected a locale, found true";
            let hint = Some("use a locale such as \"de\"".to_owned());
            reader.report_at(codes::WRONG_TYPE, &name, flag.source, problem, hint);
            return None;
        }
    };
    let mut locales: Vec<String> = Vec::new();
    for text in texts {
        if let Err(error) = check_locale(&text.value) {
            let hint = "use a locale such as \"de\" or \"pt_BR\"".to_owned();
            reader.report_at(codes::LOCALE, &name, text.source, error.to_string(), Some(hint));
        } else if locales.contains(&text.value) {
            let problem = format!("{:?} is given twice", text.value);
            let hint = Some("keep one".to_owned());
            reader.report_at(codes::LOCALE, &name, text.source, problem, hint);
        } else {
            locales.push(text.value);
        }
    }
    (!locales.is_empty()).then(|| locales.join("|").into())
}

/// What `verify` says: `false` nothing, names those alone, names after `not` all others.
fn verify(reader: &mut Reader<'_>, prefix: &str, words: Words) -> Option<Verify> {
    let hint = "use words such as [\"size\", \"mtime\"], or [\"not\", \"size\", \"mtime\"]";
    let name = format!("{prefix}verify");
    let texts = match words {
        Words::Flag(flag) if flag.value => return Some(Verify::ALL),
        Words::Flag(_) => return Some(Verify::NONE),
        Words::Texts(texts) => texts,
    };
    let mut texts = texts.into_iter().peekable();
    let not = texts.next_if(|text| text.value == "not");
    if let (Some(not), None) = (&not, texts.peek()) {
        let (source, problem) = (not.source.clone(), "\"not\" is not followed by any word");
        reader.report_at(codes::VERIFY, &name, source, problem, Some(hint.to_owned()));
        return None;
    }
    let known: Vec<_> = Verify::NAMES.iter().map(|(name, _)| *name).collect();
    let vocabulary = Vocabulary { code: codes::VERIFY, words: &known, hint };
    let mut verify = Verify::NONE;
    for text in texts {
        match Verify::named(&text.value) {
            Some(attribute) => verify = verify | attribute,
            None if text.value == "not" => {
                let problem = "\"not\" comes after another word";
                let hint = Some("put it first: it applies to all words".to_owned());
                reader.report_at(codes::VERIFY, &name, text.source, problem, hint);
            }
            None => unknown_word(reader, &name, text, &vocabulary),
        }
    }
    Some(if not.is_some() { !verify } else { verify })
}
