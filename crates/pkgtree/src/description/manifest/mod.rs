//! Reading a TOML manifest.

mod document;
mod keys;
mod names;
mod place;
mod reader;
mod rows;
mod suggest;
mod syntax;
mod table;
mod tables;
mod triggers;
mod types;

pub use table::{Table, read_toml};

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Source, Subject};
use pkgterms::template::{Piece, pieces};
use toml::de::{DeTable, DeValue};

use self::document::{Document, MAX_LENGTH};
use self::keys::{COMMON, DEB, Key, RPM};
use self::reader::Reader;
use super::interpolate::{Defect, Scope, Template, Value};
use super::text::{Layout, flaw};
use super::{Description, Text, codes};

/// A manifest's text and where relative paths in it start.
#[derive(Clone, Debug)]
pub struct ManifestFile {
    /// Its path, for messages; the paths in it are relative to its directory.
    pub path: PathBuf,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// What `${...}` may refer to besides the description's own fields.
#[derive(Clone, Debug, Default)]
pub struct ManifestOptions {
    /// Scalars given by flags, by the manifest's key for them: `version`, `deb.section`. Each
    /// replaces what the manifest says, before references are resolved, so that `${version}` is the
    /// flag's; a common one also replaces those of the same name in `[deb]` and `[rpm]`. The value is
    /// literal: nothing is resolved in it. It keeps the source given here, so
    /// `Sourced::new("1.2".into(), Source::Flag("--version".into()))`.
    ///
    /// With an empty manifest text this makes a description from flags alone. Flags for lists
    /// (`--depends`) and tables (`--script`, `--config`) are added by the caller to the finished
    /// description: they add to what the manifest lists.
    pub overrides: BTreeMap<String, Text>,
    /// `--set KEY=VALUE`: `${KEY}`. They win over the manifest's fields of that name.
    pub set: BTreeMap<String, String>,
    /// `${env:NAME}`. The command line fills it from the environment; this crate never looks there.
    pub environment: BTreeMap<String, String>,
    /// What `arch = "native"` means: a program that knows for which machine it runs says so.
    /// `None`: it means nothing.
    pub native: Option<String>,
}

/// What is wrong with a reference in a text that is no part of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceError {
    /// What is wrong.
    pub problem: String,
    /// How to fix it.
    pub hint: Option<String>,
}

impl ManifestFile {
    /// Reads the manifest at `path`, of one that is too long only as much as shows that it is.
    ///
    /// # Errors
    /// Those of reading it; it must be a regular file, or what a shell hands on.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut text = Vec::new();
        pkgio::open_operand(&path)?.take(MAX_LENGTH as u64 + 1).read_to_end(&mut text)?;
        Ok(Self { path, text })
    }

    /// What `${name}` means in this manifest.
    ///
    /// # Errors
    /// Why it means nothing.
    pub fn resolve(&self, name: &str, options: &ManifestOptions) -> Result<String, ReferenceError> {
        let document = Document::decode(self, &mut Diagnostics::new());
        let (table, _) = DeTable::parse_recoverable(document.text());
        let mut scope = scope(&document, table.get_ref(), options);
        let text = format!("${{{name}}}");
        let template = Template { text: &text, span: 0..0, start: None };
        let value = scope.text("", &template);
        let defect = scope.into_defects().into_iter().next();
        value.map_err(|_| match defect {
            Some(Defect { problem, hint, .. }) => ReferenceError { problem, hint },
            None => ReferenceError { problem: format!("{name} cannot be read"), hint: None },
        })
    }

    /// The names of all `${env:NAME}` references of the manifest, sorted, each once: what
    /// [`ManifestOptions::environment`] is to be filled with.
    #[must_use]
    pub fn environment_names(&self) -> Vec<String> {
        let document = Document::decode(self, &mut Diagnostics::new());
        let (table, _) = DeTable::parse_recoverable(document.text());
        let mut names = BTreeSet::new();
        for value in table.get_ref().values() {
            collect_environment_names(value.get_ref(), &mut names);
        }
        names.into_iter().collect()
    }
}

impl Description {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Every defect, with line and column, in the manifest's order: TOML syntax, unknown keys with
    /// the nearest valid one, duplicates, wrong types, unknown references, patterns and modes that do
    /// not parse.
    pub fn from_manifest(
        file: &ManifestFile,
        options: &ManifestOptions,
    ) -> Result<Description, Diagnostics> {
        let mut defects = Diagnostics::new();
        let description = Self::recover_manifest(file, options, &mut defects);
        defects.into_result(description)
    }

    /// Reads what can be read of a manifest and adds every defect, as
    /// [`from_manifest`](Self::from_manifest) gives them, to `defects`. A caller that continues to
    /// check the rest finds all that is wrong in one run; what is missing may only be misspelt.
    #[must_use]
    pub fn recover_manifest(
        file: &ManifestFile,
        options: &ManifestOptions,
        defects: &mut Diagnostics,
    ) -> Description {
        let mut found_here = Diagnostics::new();
        let document = Document::decode(file, &mut found_here);
        let (table, broken) = syntax::parse(&document);
        check_overrides(&options.overrides, &mut found_here);
        let scope = scope(&document, &table, options);
        let folder = file.path.parent().unwrap_or(Path::new(""));
        let mut reader = Reader::new(&document, folder, &options.overrides, scope);
        let mut description = Description::default();
        read(&mut reader, &table, &mut description);
        let (found, references) = reader.finish();

        // What follows from broken syntax is not a defect of its own.
        let found = found.as_slice().iter().cloned();
        for defect in found.chain(references.into_iter().map(|it| located(&document, it))) {
            if !broken.explains(&defect) {
                found_here.push(defect);
            }
        }
        for defect in broken.into_defects() {
            found_here.push(defect);
        }
        defects.append(sorted(found_here));
        description
    }
}

/// Reads all tables.
fn read(reader: &mut Reader<'_>, table: &DeTable<'_>, description: &mut Description) {
    let none = DeTable::new();
    let section = |name: &str| table.get(name).and_then(|it| it.get_ref().as_table());
    reader.table("", "", COMMON, table, description);
    rows::read(reader, table, "", &mut description.tree);
    let deb = section("deb").unwrap_or(&none);
    reader.table("deb", "deb.", DEB, deb, &mut description.deb);
    rows::read(reader, deb, "deb.", &mut description.deb.tree);
    let rpm = section("rpm").unwrap_or(&none);
    reader.table("rpm", "rpm.", RPM, rpm, &mut description.rpm);
    triggers::read(reader, rpm, &mut description.rpm.triggers);
    rows::read(reader, rpm, "rpm.", &mut description.rpm.tree);
}

/// Everything that references may name.
fn scope<'a>(
    document: &'a Document,
    table: &'a DeTable<'a>,
    options: &'a ManifestOptions,
) -> Scope<'a> {
    let mut names = Names { document, fields: BTreeMap::new(), settable: Vec::new() };
    names.add("", COMMON, Some(table), &options.overrides);
    let section = |name: &str| table.get(name).and_then(|it| it.get_ref().as_table());
    names.add("deb.", DEB, section("deb"), &options.overrides);
    names.add("rpm.", RPM, section("rpm"), &options.overrides);
    for (in_section, table) in [("deb", "fields"), ("rpm", "summaries"), ("rpm", "descriptions")] {
        let texts = section(in_section).and_then(|it| it.get(table)?.get_ref().as_table());
        for (key, value) in texts.into_iter().flatten() {
            let name = format!("{in_section}.{table}.{}", key.get_ref());
            names.fields.insert(name, template(document, value));
        }
    }
    Scope::new(names.fields, names.settable, options)
}

/// The texts of a description by name: those that are set, and all that could be.
struct Names<'a> {
    document: &'a Document,
    fields: BTreeMap<String, Value<'a>>,
    settable: Vec<String>,
}

impl<'a> Names<'a> {
    fn add<T>(
        &mut self,
        prefix: &str,
        keys: &[Key<T>],
        table: Option<&'a DeTable<'a>>,
        overrides: &'a BTreeMap<String, Text>,
    ) {
        for key in keys.iter().filter(|key| key.field.text().is_some()) {
            let name = format!("{prefix}{}", key.name);
            // What a flag replaces in a section is, to those who refer to it, the flag's too.
            let given = table.and_then(|table| table.get(key.name));
            let flag = overrides.get(&name).or_else(|| given.and(overrides.get(key.name)));
            if let Some(text) = flag {
                self.fields.insert(name.clone(), Value::Literal(&text.value));
            } else if let Some(value) = given {
                self.fields.insert(name.clone(), template(self.document, value));
            }
            self.settable.push(name);
        }
    }
}

/// A value as a text to resolve.
fn template<'a>(document: &Document, value: &'a toml::Spanned<DeValue<'a>>) -> Value<'a> {
    let text = match value.get_ref() {
        DeValue::String(text) => text,
        DeValue::Integer(digits) => digits.as_str(),
        _ => return Value::Broken,
    };
    Value::Template(document.template(text, value.span()))
}

/// Reports overrides of what is not a text, and texts that no field may have.
fn check_overrides(overrides: &BTreeMap<String, Text>, defects: &mut Diagnostics) {
    for (name, text) in overrides {
        let subject = Subject::Field { name: name.clone(), source: text.source.clone() };
        let Some(layout) = layout(name) else {
            defects.push(Diagnostic::new(
                codes::OVERRIDE,
                subject,
                "is not a text that can be \
                                                                    replaced",
            ));
            continue;
        };
        if let Some(flaw) = flaw(&text.value, layout) {
            let diagnostic = Diagnostic::new(flaw.code, subject, flaw.problem);
            let is_empty = flaw.code == codes::EMPTY && matches!(text.source, Source::Flag(_));
            let hint = flaw.hint.filter(|_| !is_empty);
            let hint = hint.or(is_empty.then_some("omit the option, or give it a value"));
            defects.push(match hint {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            });
        }
    }
}

/// How the text called `name` is laid out; `None` when there is no such text.
fn layout(name: &str) -> Option<Layout> {
    fn of<T>(keys: &[Key<T>], name: &str) -> Option<Layout> {
        let key = keys.iter().find(|key| key.name == name)?;
        key.field.layout()
    }
    match name.split_once('.') {
        None => of(COMMON, name),
        Some(("deb", name)) => of(DEB, name),
        Some(("rpm", name)) => of(RPM, name),
        Some(_) => None,
    }
}

/// A defect of a reference, with its place.
fn located(document: &Document, defect: Defect) -> Diagnostic {
    let subject = Subject::Field { name: defect.field, source: document.source(&defect.place) };
    let diagnostic = Diagnostic::new(defect.code, subject, defect.problem);
    match defect.hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

/// Defects in the order of their places; those of flags come first.
fn sorted(defects: Diagnostics) -> Diagnostics {
    let place = |defect: &Diagnostic| match &defect.subject {
        Subject::Field { source: Source::Manifest { line, column, .. }, .. } => (*line, *column),
        _ => (0, 0),
    };
    let mut all = defects.as_slice().to_vec();
    all.sort_by_key(place);
    let mut sorted = Diagnostics::new();
    for defect in all {
        sorted.push(defect);
    }
    sorted
}

/// Adds the environment variables that a value's texts refer to.
fn collect_environment_names(value: &DeValue<'_>, names: &mut BTreeSet<String>) {
    match value {
        DeValue::String(text) => {
            for piece in pieces(text) {
                if let Piece::Reference(name, _) = piece
                    && let Some(variable) = name.strip_prefix("env:")
                {
                    names.insert(variable.to_owned());
                }
            }
        }
        DeValue::Array(items) => {
            items.iter().for_each(|item| collect_environment_names(item.get_ref(), names));
        }
        DeValue::Table(table) => {
            table.values().for_each(|value| collect_environment_names(value.get_ref(), names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
