//! Tables whose keys are names.

use diagnostic::{Sourced, nearest};
use toml::Spanned;
use toml::de::DeValue;

use super::keys::SCRIPTLET;
use super::names::KeyCheck;
use super::reader::{Named, Reader, in_order};
use super::rows::missing;
use crate::description::text::{Layout, flaw};
use crate::description::{Script, ScriptBody, Scriptlet, Text, codes};

/// The lines that a script without a file and without an interpreter may have.
pub(super) const NO_SCRIPT: &str = "file = \"...\", or interpreter = \"...\" to run only the \
                                    interpreter";

/// A key with its value, and the name that messages call it.
struct Entry<'v> {
    name: String,
    key: Text,
    value: &'v Spanned<DeValue<'v>>,
}

impl Reader<'_> {
    /// Script files by name.
    pub(super) fn scripts(&mut self, names: &[&str], it: Named<'_, '_>) -> Vec<Script> {
        let mut scripts = Vec::new();
        for Entry { name, key, value } in self.script_entries(names, it) {
            let file = self.path(Named { name: &name, value });
            scripts.extend(file.map(|file| (key, file)));
        }
        scripts
    }

    /// Scriptlets by name: script files, or tables.
    pub(super) fn scriptlets(&mut self, names: &[&str], it: Named<'_, '_>) -> Vec<Scriptlet> {
        let mut scriptlets = Vec::new();
        for Entry { name, key, value } in self.script_entries(names, it) {
            let body = self.script_body(Named { name: &name, value });
            scriptlets.extend(body.map(|body| Scriptlet { name: key, body }));
        }
        scriptlets
    }

    /// What a scriptlet runs: a path, or a table.
    fn script_body(&mut self, it: Named<'_, '_>) -> Option<ScriptBody> {
        let mut body = ScriptBody::default();
        match it.value.get_ref() {
            DeValue::String(_) => body.file = Some(self.path(it)?),
            DeValue::Table(table) => {
                self.table("rpm.scripts", &format!("{}.", it.name), SCRIPTLET, table, &mut body);
                if !table.contains_key("file") && !table.contains_key("interpreter") {
                    missing(self, it.name, &it.value.span(), NO_SCRIPT);
                }
            }
            _ => return self.wrong_type(it, "a string or a table"),
        }
        Some(body)
    }

    /// Texts by name.
    pub(super) fn texts(
        &mut self,
        layout: Layout,
        check: KeyCheck,
        it: Named<'_, '_>,
    ) -> Vec<(Text, Text)> {
        let mut texts = Vec::new();
        for Entry { name, key, value } in self.checked_entries(check, it) {
            let text = self.text(Named { name: &name, value }, layout);
            texts.extend(text.map(|text| (key, text)));
        }
        texts
    }

    /// Lists of texts of one line by name.
    pub(super) fn lists(&mut self, check: KeyCheck, it: Named<'_, '_>) -> Vec<(Text, Vec<Text>)> {
        let mut lists = Vec::new();
        for Entry { name, key, value } in self.checked_entries(check, it) {
            let lines = self.lines(Named { name: &name, value });
            lists.push((key, lines.into_iter().map(|(_, line)| line).collect()));
        }
        lists
    }

    /// The entries of a table of scripts that have one of `names`.
    fn script_entries<'v>(&mut self, names: &[&str], it: Named<'_, 'v>) -> Vec<Entry<'v>> {
        let mut entries = self.entries(it);
        entries.retain(|Entry { name, key, .. }| {
            let is_known = names.contains(&key.value.as_str());
            if !is_known {
                let hint = match nearest(&key.value, names.iter().copied()) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("valid names: {}", names.join(", ")),
                };
                let problem = "there is no script of that name";
                self.report_at(codes::SCRIPT_NAME, name, key.source.clone(), problem, Some(hint));
            }
            is_known
        });
        entries
    }

    /// The entries of a table whose keys pass `check`.
    fn checked_entries<'v>(&mut self, check: KeyCheck, it: Named<'_, 'v>) -> Vec<Entry<'v>> {
        let mut entries = self.entries(it);
        entries.retain(|Entry { name, key, .. }| {
            if let Some(flaw) = flaw(&key.value, Layout::Line) {
                let hint = flaw.hint.map(Into::into);
                self.report_at(flaw.code, name, key.source.clone(), flaw.problem, hint);
            } else if let Err(flaw) = check(&key.value) {
                let source = key.source.clone();
                self.report_at(flaw.code, name, source, flaw.problem, Some(flaw.hint));
                return false;
            }
            true
        });
        entries
    }

    /// The entries of a table in the manifest's order.
    fn entries<'v>(&mut self, it: Named<'_, 'v>) -> Vec<Entry<'v>> {
        let table = self.expect_table(it).into_iter().flat_map(in_order);
        let entries = table.map(|(key, value)| Entry {
            name: format!("{}.{}", it.name, key.get_ref()),
            key: Sourced::new(key.get_ref().to_string(), self.source(&key.span())),
            value,
        });
        entries.collect()
    }
}
