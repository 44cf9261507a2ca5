//! `[rpm."NAME{reference}"]`: many RPM repositories by one description.

use std::collections::BTreeSet;

use diagnostic::Source;
use pkgtree::description::{Table, Text};
use repo_index::codes;
use repo_index::rpmmd::{RpmRepository, is_client_id};
use repo_store::Key;

use super::overlap::{Place, is_within};
use super::{rpm, url};
use crate::route::NamePattern;
use crate::route::naming::{ARCHITECTURE, Parts, Values, WHOLE};
use crate::rpm_template::{RpmTemplate, Texts};

/// Reads a template. `is_signed` says whether there is `[signing]`, and `origin` is that of the archives.
pub(super) fn read(
    key: &Text,
    mut table: Table<'_>,
    (is_signed, origin): (bool, Option<&str>),
) -> Option<RpmTemplate> {
    let pattern = NamePattern::parse(&key.value)
        .map_err(|(problem, hint)| table.report(codes::NAME, "", &key.source, problem, hint))
        .ok();
    let reader = Reader::new(pattern.as_ref());
    let path = reader.path(&mut table);
    let url = reader.line(&mut table, "url");
    let repo_url = reader.line(&mut table, "repo-url");
    let id = reader.line(&mut table, "id");
    let description = reader.line(&mut table, "description");
    for (url, check) in
        [(&url, url::check as Check<'_>), (&repo_url, url::check_with_variables as Check<'_>)]
    {
        if let Some(Line { key, source, text, parts }) = url {
            let value = reader.sample(parts);
            check(&table, key, source, (&value, text));
        }
    }
    if let Some(url) = &url {
        reader.check_distinct(&table, url, "URL");
    }
    if let Some(id) = &id {
        reader.check_id(&table, id, repo_url.as_ref());
    }
    let common = rpm::common(&mut table, is_signed);
    table.finish();
    let origin = origin.map(str::to_owned);
    let parts = |line: Option<Line>| line.map(|line| line.parts);
    Some(RpmTemplate {
        common: RpmRepository { name: key.value.clone(), origin, ..common },
        path: path?,
        pattern: pattern?,
        texts: Texts {
            id: parts(id),
            description: parts(description),
            url: parts(url),
            repo_url: parts(repo_url),
        },
    })
}

type Check<'t> = fn(&Table<'t>, &str, &Source, (&str, &str)) -> bool;

/// Reports templates that come after another of the same form, and those whose folders are within
/// those of what is described itself.
pub(super) fn check(table: &Table<'_>, templates: &[(Text, RpmTemplate)], places: &[Place]) {
    for (at, (key, template)) in templates.iter().enumerate() {
        let name = format!("rpm.{}", key.value);
        let is_like =
            |(_, other): &&(Text, RpmTemplate)| template.pattern().is_like(other.pattern());
        if let Some((other, _)) = templates[..at].iter().find(is_like) {
            let problem = format!("makes the repositories of [rpm.{:?}]", other.value);
            table.report(codes::NAME, &name, &key.source, problem, "keep one of them");
        }
        let folder = template.folder();
        let is_above = |place: &&Place| {
            place.folder.as_ref().is_some_and(|it| is_within(folder.as_ref(), it.as_ref()))
        };
        if let Some(place) = places.iter().find(is_above) {
            let problem =
                format!("its directories are inside that of [{}.{}]", place.table, place.name);
            table.report(codes::OVERLAP, &name, &key.source, problem, "give it another path");
        }
    }
}

/// A text with references, and where it stands.
struct Line {
    key: &'static str,
    source: Source,
    text: String,
    parts: Parts,
}

/// Reads texts that may refer to parts of the name.
struct Reader<'p> {
    /// `None` where the name is none: then nothing is known of references.
    pattern: Option<&'p NamePattern>,
    references: Vec<&'p str>,
}

impl<'p> Reader<'p> {
    fn new(pattern: Option<&'p NamePattern>) -> Self {
        let references = pattern.map(|pattern| pattern.references().collect()).unwrap_or_default();
        Self { pattern, references }
    }

    fn line(&self, table: &mut Table<'_>, key: &'static str) -> Option<Line> {
        let text = table.line(key)?;
        self.parse(table, key, &text)
    }

    fn parse(&self, table: &Table<'_>, key: &'static str, text: &Text) -> Option<Line> {
        let trimmed = text.value.trim().trim_end_matches('/').to_owned();
        let parts = match Parts::parse(&trimmed) {
            Ok(parts) => parts,
            Err(problem) => {
                let hint = "write references as ${name}";
                table.report(codes::REFERENCE, key, &text.source, problem, hint);
                return None;
            }
        };
        self.pattern?;
        let is_known = |name: &&str| *name == WHOLE || self.references.contains(name);
        if let Some(unknown) = parts.references().find(|name| !is_known(name)) {
            let problem = format!("refers to {{{unknown}}}, and the name has no such part");
            let known: Vec<String> =
                self.references.iter().map(|it| format!("${{{it}}}")).collect();
            let hint = format!("there are ${{name}}, {}", known.join(", "));
            table.report(codes::REFERENCE, key, &text.source, problem, hint);
            return None;
        }
        Some(Line { key, source: text.source.clone(), text: trimmed, parts })
    }

    /// `path`, component by component; by default the name.
    fn path(&self, table: &mut Table<'_>) -> Option<Vec<Parts>> {
        const KEY: &str = "path";
        let Some(text) = table.line(KEY) else {
            return Some(vec![Parts::parse(&format!("{{{WHOLE}}}")).ok()?]);
        };
        let line = self.parse(table, KEY, &text)?;
        if let Err(error) = Key::new(self.sample(&line.parts)) {
            let problem = format!("{:?} {}", line.text, error.problem);
            let hint = "write a directory relative to the root, such as \"rpm/${name}\"";
            table.report(codes::NAME, KEY, &text.source, problem, hint);
            return None;
        }
        if !self.check_distinct(table, &line, "directory") {
            return None;
        }
        line.text.split('/').map(|part| Parts::parse(part).ok()).collect()
    }

    /// A text as it is for some name.
    fn sample(&self, parts: &Parts) -> String {
        let value = |name: &str| if name == ARCHITECTURE { "x86_64" } else { "0" }.to_owned();
        let values = self.references.iter().chain([&WHOLE]);
        let values: Values = values.map(|name| ((*name).to_owned(), value(name))).collect();
        parts.fill(&values)
    }

    /// The parts of the name that a text leaves out.
    fn missing(&self, parts: &Parts) -> Vec<&'p str> {
        let given: BTreeSet<&str> = parts.references().collect();
        let left = self.references.iter().copied().filter(|name| !given.contains(name));
        if given.contains(WHOLE) { Vec::new() } else { left.collect() }
    }

    /// Reports a text that is one for several repositories.
    fn check_distinct(&self, table: &Table<'_>, line: &Line, what: &str) -> bool {
        let missing = self.missing(&line.parts);
        if let Some(first) = missing.first() {
            let problem = format!("{:?} is the same {what} for several repositories", line.text);
            let hint = format!("refer to ${{name}}, or also to ${{{first}}}");
            table.report(codes::VALUE, line.key, &line.source, problem, hint);
        }
        missing.is_empty()
    }

    /// Reports an id that is none, or that of several which no `.repo` file shares.
    fn check_id(&self, table: &Table<'_>, id: &Line, repo_url: Option<&Line>) {
        if !is_client_id(&self.sample(&id.parts)) {
            let problem = format!("{:?} is not an id", id.text);
            let hint = "write letters, digits and -_.: such as \"example-${name}\"";
            table.report(codes::VALUE, id.key, &id.source, problem, hint);
        }
        let shared = repo_url.map(|url| self.missing(&url.parts)).unwrap_or_default();
        let missing = self.missing(&id.parts);
        if let Some(first) = missing.iter().find(|name| !shared.contains(name)) {
            let problem = format!("{:?} is the same id for several repositories", id.text);
            let hint = format!(
                "refer to ${{name}}, or also to ${{{first}}}; repositories of several \
                 architectures can share it, with one repo-url for all"
            );
            table.report(codes::VALUE, id.key, &id.source, problem, hint);
        }
    }
}
