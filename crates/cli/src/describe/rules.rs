//! Rules for the tree from flags.

use std::str::FromStr;

use diagnostic::{Diagnostics, Source, Sourced};
use pkgtree::{
    AddRule, AttributeRule, ConfigKind, InstallPath, Made, MakeRule, ModeChange, ModeChangeError,
    Pattern, Roles, TreeRules,
};

use super::{assignments, flag_defect};
use crate::args::TreeArgs;
use crate::codes;

/// Adds the rules that flags give after those of the manifest: the last match wins.
pub(super) fn add(rules: &mut TreeRules, args: &TreeArgs, errors: &mut Diagnostics) {
    for given in &args.config {
        if let Some(pattern) = pattern(given, "--config", errors) {
            let kept = ConfigKind { noreplace: true, ..ConfigKind::default() };
            rules
                .attributes
                .push(AttributeRule { config: Some(Some(kept)), ..AttributeRule::new(pattern) });
        }
    }
    rules.attributes.extend(args.attr.iter().filter_map(|given| attribute(given, errors)));
    rules.attributes.extend(modes(&args.file_mode, "--file-mode", errors).map(
        |(pattern, mode)| AttributeRule { file_mode: Some(mode), ..AttributeRule::new(pattern) },
    ));
    rules.attributes.extend(modes(&args.dir_mode, "--dir-mode", errors).map(|(pattern, mode)| {
        AttributeRule { dir_mode: Some(mode), ..AttributeRule::new(pattern) }
    }));
    rules.exclude.extend(args.exclude.iter().filter_map(|text| pattern(text, "--exclude", errors)));
    for (source, target) in assignments(&args.add, "--add", errors) {
        rules.add.extend(addition(&source.value, &target.value, errors));
    }
    for (path, target) in assignments(&args.link, "--link", errors) {
        let made = Made::Link { target: target.value.into_bytes().into() };
        rules.make.extend(make(&path.value, "--link", made, errors));
    }
    for path in &args.directory {
        rules.make.extend(make(path, "--directory", Made::Directory, errors));
    }
    for path in &args.ghost {
        let made = if path.ends_with('/') { Made::Directory } else { Made::Ghost };
        let is_folder = made == Made::Directory;
        let Some(rule) = make(path, "--ghost", made, errors) else { continue };
        if is_folder && let Some(pattern) = pattern(path, "--ghost", errors) {
            let roles = Roles { ghost: true, ..Roles::default() };
            rules.attributes.push(AttributeRule { roles, ..AttributeRule::new(pattern) });
        }
        rules.make.push(rule);
    }
    rules.allow_empty |= args.allow_empty;
    rules.allow_special |= args.allow_special;
    rules.allow_non_utf8 |= args.allow_non_utf8;
    rules.drop_xattrs |= args.drop_xattrs;
    // Their words are checked with the flags themselves.
    rules.modes = parsed(args.modes.as_deref()).or(rules.modes);
    rules.hard_links = parsed(args.hard_links.as_deref()).or(rules.hard_links);
}

fn parsed<T: FromStr>(word: Option<&str>) -> Option<T> {
    word.and_then(|word| word.parse().ok())
}

/// The rules of `PATTERN=MODE`. A symbolic mode may hold `=` itself.
fn modes(
    given: &[String],
    flag: &str,
    errors: &mut Diagnostics,
) -> impl Iterator<Item = (Sourced<Pattern>, ModeChange)> {
    let rules = given.iter().filter_map(|given| {
        let Some((text, mode)) = given.split_once('=').filter(|(text, _)| !text.is_empty()) else {
            let defect =
                flag_defect(codes::ATTRIBUTE, flag, format!("{given:?} is not PATTERN=MODE"));
            errors.push(
                defect
                    .hint(format!("give a pattern and a mode, as in {flag} '/etc/hello/**=0750'")),
            );
            return None;
        };
        let mode = mode_change(mode, flag, errors);
        pattern(text, flag, errors).zip(mode)
    });
    rules.collect::<Vec<_>>().into_iter()
}

fn mode_change(text: &str, flag: &str, errors: &mut Diagnostics) -> Option<ModeChange> {
    let report = |error: ModeChangeError| {
        errors.push(flag_defect(codes::ATTRIBUTE, flag, error.to_string()));
    };
    text.parse().map_err(report).ok()
}

/// `PATTERN:MODE:OWNER:GROUP`; the pattern may hold colons itself.
fn attribute(given: &str, errors: &mut Diagnostics) -> Option<AttributeRule> {
    let parts: Vec<&str> = given.rsplitn(4, ':').collect();
    let [group, owner, mode, text] = parts[..] else {
        let problem = format!("{given:?} is not PATTERN:MODE:OWNER:GROUP");
        let defect = flag_defect(codes::ATTRIBUTE, "--attr", problem);
        errors.push(defect.hint(
            "leave a part empty to keep the current value, as in \
                                 '/etc/x:0640::adm'",
        ));
        return None;
    };
    let said = |part: &str| !part.is_empty() && part != "-";
    let mode = said(mode).then(|| mode_change(mode, "--attr", errors)).flatten();
    Some(AttributeRule {
        mode,
        owner: said(owner).then(|| owner.to_owned()),
        group: said(group).then(|| group.to_owned()),
        ..AttributeRule::new(pattern(text, "--attr", errors)?)
    })
}

fn addition(source: &str, target: &str, errors: &mut Diagnostics) -> Option<AddRule> {
    if target.is_empty() {
        errors.push(flag_defect(codes::TARGET, "--add", format!("{source:?} has no target")));
        return None;
    }
    match AddRule::new(source, target.as_bytes(), Source::Flag("--add".to_owned())) {
        Ok(rule) => Some(rule),
        Err(error) => {
            errors.push(flag_defect(codes::TARGET, "--add", format!("{target:?} {error}")));
            None
        }
    }
}

fn make(path: &str, flag: &str, made: Made, errors: &mut Diagnostics) -> Option<MakeRule> {
    let problem = match InstallPath::parse(path.as_bytes()) {
        Ok(path) if !path.is_root() => {
            return Some(MakeRule { path, made, origin: Source::Flag(flag.to_owned()) });
        }
        Ok(_) => format!("{path:?} is the root directory"),
        Err(error) => format!("{path:?} {error}"),
    };
    let hint = "use the installed path, such as /var/lib/hello";
    errors.push(flag_defect(codes::TARGET, flag, problem).hint(hint));
    None
}

/// A pattern given by `flag`.
pub(crate) fn pattern(
    text: &str,
    flag: &str,
    errors: &mut Diagnostics,
) -> Option<Sourced<Pattern>> {
    match Pattern::parse(text) {
        Ok(pattern) => Some(Sourced::new(pattern, Source::Flag(flag.to_owned()))),
        Err(error) => {
            errors.push(flag_defect(codes::PATTERN, flag, error.to_string()));
            None
        }
    }
}
