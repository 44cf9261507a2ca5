//! Applying the attribute rules.

use diagnostic::{Diagnostic, Sourced, Subject};

use super::closed::Closed;
use super::exclude::compile;
use super::findings::Findings;
use super::nearest;
use super::{Found, Origin};
use crate::{AddedBy, AttributeRule, InstallPath, Kind, Pattern, TreeRules, codes};

/// The longest name that fits a tar header with the NUL after it.
const LONGEST_NAME: usize = 31;

/// Applies the attribute rules to `found`, in order, and reports those that match nothing.
pub(super) fn apply(tree: &TreeRules, found: &mut [Found], findings: &mut Findings) {
    let rules = &*tree.attributes;
    for rule in rules {
        for (field, name) in [("owner", &rule.owner), ("group", &rule.group)] {
            if let Some(problem) = name.as_deref().and_then(wrong_name) {
                let source = rule.pattern.source.clone();
                let subject = Subject::Field { name: format!("file.{field}"), source };
                let defect = Diagnostic::new(codes::BAD_OWNER, subject, problem);
                if name.as_deref() == Some("0") {
                    findings.defect(defect.hint("write \"root\""));
                    continue;
                }
                findings.defect(defect.hint(format!(
                    "use the name of a {} that exists on the systems where the package is \
                     installed",
                    if field == "owner" { "user" } else { "group" },
                )));
            }
        }
    }
    if rules.is_empty() {
        return;
    }
    let patterns = rules.iter().map(|rule| &rule.pattern);
    let Some(set) = compile("file.match", patterns, findings) else { return };
    let mut matched = vec![Match::Nothing; rules.len()];
    let mut matching = Vec::new();
    let mut closed = Closed::default();
    for found in &mut *found {
        set.matches(found.entry.path.as_bytes(), &mut matching);
        let before = found.entry.mode;
        let mut by = None;
        for &index in &matching {
            let rule = &rules[index];
            if rule.added_by.as_ref().is_some_and(|by| !is_added(found, by, tree)) {
                continue;
            }
            if rule.types.is_some_and(|types| !types.contain(&found.entry.kind)) {
                matched[index] = matched[index].max(Match::OtherTypes);
                continue;
            }
            matched[index] = Match::Some;
            if apply_one(rule, found) && found.entry.kind == Kind::Directory {
                by = rule.dir_mode.is_none().then_some(index);
            }
        }
        if let Some(index) = by {
            closed.note(index, before, found);
        }
    }
    closed.report(rules, findings);
    for (rule, matched) in rules.iter().zip(matched) {
        // What adds several files by a pattern reports itself that there are none.
        if matched == Match::Some || rule.may_match_nothing || rule.added_by.is_some() {
            continue;
        }
        let paths = found.iter().map(|found| &found.entry.path);
        let mut defect = no_match("file.match", &rule.pattern, paths);
        if matched == Match::OtherTypes {
            let problem =
                format!("\"{}\" matches no {}", rule.pattern.value.as_str(), wanted(rule));
            defect = Diagnostic { problem, ..defect }.hint("fix the pattern, or the type");
        }
        findings.defect(defect);
    }
}

/// What a rule matched so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Nothing,
    /// Entries of types that the rule is not for.
    OtherTypes,
    Some,
}

/// The types that a rule is for, in words.
fn wanted(rule: &AttributeRule) -> String {
    let types = rule.types.unwrap_or_default();
    let named =
        [(types.file, "file"), (types.directory, "directory"), (types.link, "symbolic link")];
    let named: Vec<_> =
        named.iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, it)| *it).collect();
    named.join(" or ")
}

/// Whether `by` adds `found`.
fn is_added(found: &Found, by: &AddedBy, rules: &TreeRules) -> bool {
    let Origin::Added(index) = found.origin else { return false };
    let rule = &rules.add[index];
    rule.origin == by.origin && (by.below || rule.target == found.entry.path)
}

/// Applies a rule to one entry; true when it says something of its mode.
fn apply_one(rule: &AttributeRule, found: &mut Found) -> bool {
    let entry = &mut found.entry;
    let is_directory = entry.kind == Kind::Directory;
    let own = if is_directory { &rule.dir_mode } else { &rule.file_mode };
    let change = own.as_ref().or(rule.mode.as_ref());
    let change = change.filter(|_| !matches!(entry.kind, Kind::Symlink { .. }));
    if let Some(change) = change {
        entry.mode = change.apply(entry.mode, is_directory);
        found.named |= change.named(is_directory);
    }
    if let Some(owner) = &rule.owner {
        entry.attributes.set_owner(owner);
    }
    if let Some(group) = &rule.group {
        entry.attributes.set_group(group);
    }
    if let Some(capabilities) = &rule.capabilities {
        entry.attributes.set_capabilities(capabilities.clone());
    }
    if let Some(language) = &rule.language {
        entry.attributes.set_language(language);
    }
    if let Some(verify) = rule.verify {
        entry.attributes.set_verify(verify);
    }
    let (roles, given) = (&mut entry.roles, &rule.roles);
    roles.config = rule.config.or(given.config).or(roles.config);
    roles.doc |= given.doc;
    roles.license |= given.license;
    roles.readme |= given.readme;
    roles.ghost |= given.ghost;
    roles.artifact |= given.artifact;
    change.is_some()
}

/// What is wrong with the name of a user or group. The rule is useradd(8)'s, with capitals and
/// dots, which other systems allow.
fn wrong_name(name: &str) -> Option<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let stem = name.strip_suffix('$').unwrap_or(name);
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(format!("\"{name}\" is a number, which means a different user on each system"))
    } else if name.len() > LONGEST_NAME {
        Some(format!("\"{name}\" is longer than {LONGEST_NAME} bytes"))
    } else if !stem.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        || !stem.chars().all(word)
    {
        Some(format!("\"{name}\" is not a name of a user or group"))
    } else {
        None
    }
}

/// The defect of a pattern that matches none of `paths`: it names the nearest.
pub(super) fn no_match<'a>(
    field: &str,
    pattern: &Sourced<Pattern>,
    paths: impl Iterator<Item = &'a InstallPath> + Clone,
) -> Diagnostic {
    let subject = Subject::Field { name: field.to_owned(), source: pattern.source.clone() };
    let problem = format!("\"{}\" matches nothing in the tree", pattern.value.as_str());
    let defect = Diagnostic::new(codes::NO_MATCH, subject, problem);
    match nearest::pattern(&pattern.value, paths) {
        Some(near) => defect.hint(format!("did you mean \"{near}\"?")),
        None => defect.hint("fix the pattern, or remove it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_users() {
        for name in ["root", "www-data", "_apt", "systemd-network", "Admin", "x.y", "host$", "a1"] {
            assert_eq!(wrong_name(name), None, "{name}");
        }
        for name in ["", "0", "1000", "-x", "a b", "a:b", "é", "$", "a/b", "a\nb", "1a"] {
            assert!(wrong_name(name).is_some(), "{name}");
        }
        assert_eq!(wrong_name(&"a".repeat(31)), None);
        assert!(wrong_name(&"a".repeat(32)).is_some());
    }
}
