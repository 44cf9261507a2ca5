//! The fields of free text and of fixed choices.

use diagnostic::{Code, Diagnostic, Report, nearest};
use pkgterms::Architecture;
use pkgtree::Description;
use pkgtree::description::{Value, mailbox_flaw, required, texts};

use super::DEB;
use crate::control::{SetBy, known};
use crate::judge::{Flaw, fields as rules};
use crate::{MultiArch, Priority, codes};

/// `Section` when nothing is said.
const DEFAULT_SECTION: &str = "misc";

/// `Maintainer`: `Name <address>`.
pub(super) fn maintainer(description: &Description, report: &mut Report) -> Option<String> {
    let (deb, common) = (description.deb.maintainer.as_ref(), description.maintainer.as_ref());
    let Some(value) = DEB.of("maintainer", deb, common) else {
        report.defect(required("maintainer", codes::MISSING_FIELD));
        return None;
    };
    let text = texts::line(&value, report)?;
    if let Some(flaw) = mailbox_flaw(text) {
        report.warn(
            value
                .diagnostic(codes::MAINTAINER, flaw)
                .hint("write one person or team, such as \"Jane Doe <jane@example.org>\""),
        );
    }
    Some(text.to_owned())
}

/// The first line of `Description`.
pub(super) fn summary(description: &Description, report: &mut Report) -> Option<String> {
    let (deb, common) = (description.deb.summary.as_ref(), description.summary.as_ref());
    let Some(value) = DEB.of("summary", deb, common) else {
        report.defect(required("summary", codes::MISSING_FIELD));
        return None;
    };
    texts::line(&value, report).map(str::to_owned)
}

/// The rest of `Description`; empty when nothing is said.
pub(super) fn description(description: &Description, report: &mut Report) -> Option<String> {
    let (deb, common) = (description.deb.description.as_ref(), description.description.as_ref());
    match DEB.of("description", deb, common) {
        Some(value) => texts::paragraphs(&value, report),
        None => Some(String::new()),
    }
}

/// `Section`.
pub(super) fn section(description: &Description, report: &mut Report) -> Option<String> {
    let Some(value) = DEB.own("section", description.deb.section.as_ref()) else {
        return Some(DEFAULT_SECTION.to_owned());
    };
    let text = texts::line(&value, report)?;
    let is_word = |word: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
        !word.is_empty() && word.bytes().all(allowed)
    };
    if text.split('/').count() > 2 || !text.split('/').all(is_word) {
        report.defect(
            value
                .diagnostic(
                    codes::SECTION,
                    format!(
                        "is {text:?}, which is not the name of a \
                                                     section"
                    ),
                )
                .hint("write a section such as \"utils\", or \"contrib/utils\" outside of main"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// `Priority`.
pub(super) fn priority(description: &Description, report: &mut Report) -> Option<Priority> {
    let Some(value) = DEB.own("priority", description.deb.priority.as_ref()) else {
        return Some(Priority::default());
    };
    let found = Priority::read(value.value);
    match found {
        None => {
            // dpkg takes any other word, but what is not known here is a slip.
            let flaw = rules::priority(value.value).unwrap_or_else(|| {
                let problem = format!(
                    "is {:?}; known are required, important, standard and optional",
                    value.value
                );
                let hint = "leave it out: \"optional\" is correct for nearly every package";
                Flaw::new(problem, hint)
            });
            report.defect(choice(&value, codes::PRIORITY, flaw, &Priority::names()));
        }
        Some(Priority::Extra) => report.warn(
            value
                .diagnostic(codes::PRIORITY, "is \"extra\", which Debian Policy has deprecated")
                .hint("write \"optional\", or leave it out"),
        ),
        Some(_) => {}
    }
    found
}

/// `Multi-Arch`, which is unset when nothing is said.
pub(super) fn multi_arch(
    description: &Description,
    architecture: Option<Architecture>,
    report: &mut Report,
) -> Option<MultiArch> {
    let value = DEB.own("multi-arch", description.deb.multi_arch.as_ref())?;
    let architecture = architecture.map_or("", Architecture::debian);
    rules::multi_arch(value.value, architecture)
        .map_err(|flaw| {
            report.defect(choice(&value, codes::MULTI_ARCH, flaw, &MultiArch::names()));
        })
        .ok()
}

/// The error of a value that is none of `known`, with the nearest of them.
fn choice(value: &Value<'_>, code: Code, flaw: Flaw, known: &[String]) -> Diagnostic {
    let defect = value.diagnostic(code, flaw.problem);
    let near = nearest(&value.value.to_lowercase(), known.iter().map(String::as_str));
    match near.filter(|near| !near.eq_ignore_ascii_case(value.value)) {
        Some(near) => defect.hint(format!("did you mean {near:?}?")),
        None => defect.hint(flaw.hint),
    }
}

/// `Homepage`.
pub(super) fn homepage(description: &Description, report: &mut Report) -> Option<String> {
    let (deb, common) = (description.deb.homepage.as_ref(), description.homepage.as_ref());
    let value = DEB.of("homepage", deb, common)?;
    let text = texts::line(&value, report)?;
    if !texts::is_url(text) {
        report.defect(
            value
                .diagnostic(codes::URL, format!("is {text:?}, not a URL"))
                .hint("write the whole URL, such as \"https://example.org\""),
        );
        return None;
    }
    Some(text.to_owned())
}

/// `Bugs`.
pub(super) fn bugs(description: &Description, report: &mut Report) -> Option<String> {
    let value = DEB.own("bugs", description.deb.bugs.as_ref())?;
    let text = texts::line(&value, report)?;
    let is_place = text.split_once(':').is_some_and(|(scheme, rest)| {
        texts::is_scheme(scheme) && !rest.trim_matches('/').is_empty() && !rest.contains(' ')
    });
    if !is_place {
        report.defect(
            value
                .diagnostic(codes::URL, format!("is {text:?}, not the URL of a bug tracker"))
                .hint("write a URL, such as \"https://example.org/bugs\" or \"mailto:a@b.org\""),
        );
        return None;
    }
    Some(text.to_owned())
}

/// `Origin`.
pub(super) fn origin(description: &Description, report: &mut Report) -> Option<String> {
    let value = DEB.own("origin", description.deb.origin.as_ref())?;
    texts::line(&value, report).map(str::to_owned)
}

/// `Tag`: `facet::tag, facet::tag`.
pub(super) fn tag(description: &Description, report: &mut Report) -> Option<String> {
    let value = DEB.own("tag", description.deb.tag.as_ref())?;
    texts::folded(&value, report)
}

/// The fields that have no key of their own.
pub(super) fn further(description: &Description, report: &mut Report) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, text) in &description.deb.fields {
        let value = Value::text(format!("deb.fields.{}", name.value), text);
        let name = name.value.as_str();
        if !is_further_name(name, &value, report) {
            continue;
        }
        if fields.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            let defect = value.diagnostic(codes::FURTHER_FIELD, "is given twice");
            report.defect(defect.hint("leave one of them out; case makes no difference"));
            continue;
        }
        if let Some(text) = texts::folded(&value, report) {
            fields.push((name.to_owned(), text));
        }
    }
    fields
}

fn is_further_name(name: &str, value: &Value<'_>, report: &mut Report) -> bool {
    let printable = name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    let is_short = name.is_empty() || rules::further_name(name).is_some();
    if is_short || !printable || name.starts_with(['#', '-']) {
        report.defect(value.diagnostic(codes::FURTHER_FIELD, "is not the name of a field").hint(
            "a field name is two or more printable ASCII characters without blanks and \":\", \
             such as \"X-Commit\"",
        ));
        return false;
    }
    if let Some((field, set_by)) = known(name) {
        report.defect(interpreted(value, field, set_by));
        return false;
    }
    if ["License", "Vendor"].iter().any(|foreign| foreign.eq_ignore_ascii_case(name)) {
        report.warn(
            value
                .diagnostic(codes::FOREIGN_FIELD, "is not a Debian field, and lintian reports it")
                .hint("the licence belongs in the copyright file, the vendor in Origin"),
        );
    }
    true
}

/// The error of a field that dpkg or an archive interprets.
fn interpreted(value: &Value<'_>, field: &str, set_by: SetBy) -> Diagnostic {
    let (problem, hint) = match set_by {
        SetBy::Key(key) => (
            format!("would set {field}, which has its own key"),
            format!("set it with the key \"{key}\""),
        ),
        SetBy::OtherName { field: read_as, key } => (
            format!("would set {field}, which dpkg reads as {read_as} and refuses"),
            format!("set it with the key \"{key}\""),
        ),
        SetBy::Dpkg | SetBy::ArchivePart | SetBy::Archive => (
            format!("would set {field}, which dpkg and archives generate themselves"),
            "leave it out, or use another name, such as one with \"X-\" before it".to_owned(),
        ),
    };
    value.diagnostic(codes::FURTHER_FIELD, problem).hint(hint)
}
