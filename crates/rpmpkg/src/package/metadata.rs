//! The texts of the header.

use diagnostic::Report;
use pkgtree::description::{Text, Value, mailbox_flaw, required, texts};
use pkgtree::{Description, is_locale};

use super::{RPM, Texts};
use crate::codes;

/// `Group` when nothing is said, as rpmbuild writes it.
const DEFAULT_GROUP: &str = "Unspecified";
/// `BUILDHOST` when nothing is said: nothing of the build host shows.
const DEFAULT_BUILD_HOST: &str = "localhost";
/// The locale of texts that are not translated.
const UNTRANSLATED: &str = "C";

/// All texts but the name of the source package; `None` when one that must be there is not, or is
/// not fit.
pub(super) fn parse(description: &Description, report: &mut Report) -> Option<Texts> {
    let rpm = &description.rpm;
    let summary = summary(description, report);
    let long = long_description(description, report);
    let summaries = translations("rpm.summaries", &rpm.summaries, report, |value, report| {
        texts::line(value, report).map(str::to_owned)
    });
    let descriptions =
        translations("rpm.descriptions", &rpm.descriptions, report, texts::paragraphs);
    let license = license(description, report);
    let url = url(description, report);
    let mut line = |value: Option<Value<'_>>| {
        value.and_then(|value| texts::line(&value, report)).map(str::to_owned)
    };
    let group = line(RPM.own("group", rpm.group.as_ref()));
    let vendor = line(RPM.of("vendor", rpm.vendor.as_ref(), description.vendor.as_ref()));
    let packager = packager(description, report);
    let mut line = |value: Option<Value<'_>>| {
        value.and_then(|value| texts::line(&value, report)).map(str::to_owned)
    };
    let distribution = line(RPM.own("distribution", rpm.distribution.as_ref()));
    let cookie = line(RPM.own("cookie", rpm.cookie.as_ref()));
    let opt_flags = line(RPM.own("opt-flags", rpm.opt_flags.as_ref()));
    let build_host = build_host(description, report);
    let summary = summary?;
    // A package whose description is empty is shown without one: it says what the summary says.
    let long = long?.filter(|long| !long.is_empty()).unwrap_or_else(|| summary.clone());
    Some(Texts {
        summary: with_untranslated(summary, summaries),
        description: with_untranslated(long, descriptions),
        license: license?,
        group: group.unwrap_or_else(|| DEFAULT_GROUP.to_owned()),
        url,
        vendor,
        packager,
        distribution,
        build_host: build_host?,
        source_rpm: String::new(),
        cookie,
        opt_flags,
    })
}

fn with_untranslated(text: String, others: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut all = vec![(UNTRANSLATED.to_owned(), text)];
    all.extend(others);
    all
}

/// `Packager`, for whom the maintainer is in.
fn packager(description: &Description, report: &mut Report) -> Option<String> {
    let value = match description.rpm.packager.as_ref() {
        Some(packager) => RPM.own("packager", Some(packager)),
        None => description.maintainer.as_ref().map(|text| Value::text("maintainer", text)),
    }?;
    let text = texts::line(&value, report)?;
    if let Some(flaw) = mailbox_flaw(text) {
        report.warn(
            value
                .diagnostic(codes::PACKAGER, flaw)
                .hint("write one person or team, such as \"Jane Doe <jane@example.org>\""),
        );
    }
    Some(text.to_owned())
}

/// `Summary`.
fn summary(description: &Description, report: &mut Report) -> Option<String> {
    let value = RPM.of("summary", description.rpm.summary.as_ref(), description.summary.as_ref());
    let Some(value) = value else {
        report.defect(required("summary", codes::MISSING_FIELD));
        return None;
    };
    texts::line(&value, report).map(str::to_owned)
}

/// `Description`; `Some(None)` when nothing is said.
fn long_description(description: &Description, report: &mut Report) -> Option<Option<String>> {
    let (rpm, common) = (description.rpm.description.as_ref(), description.description.as_ref());
    match RPM.of("description", rpm, common) {
        Some(value) => texts::paragraphs(&value, report).map(Some),
        None => Some(None),
    }
}

/// `License`, which rpm asks of every package.
fn license(description: &Description, report: &mut Report) -> Option<String> {
    let value = RPM.of("license", description.rpm.license.as_ref(), description.license.as_ref());
    let Some(value) = value else {
        report.defect(required("license", codes::MISSING_FIELD));
        return None;
    };
    texts::line(&value, report).map(str::to_owned)
}

/// `URL`.
fn url(description: &Description, report: &mut Report) -> Option<String> {
    let (rpm, common) = (description.rpm.homepage.as_ref(), description.homepage.as_ref());
    let value = RPM.of("homepage", rpm, common)?;
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

/// `BUILDHOST`: the name of a machine.
fn build_host(description: &Description, report: &mut Report) -> Option<String> {
    let Some(value) = RPM.own("build-host", description.rpm.build_host.as_ref()) else {
        return Some(DEFAULT_BUILD_HOST.to_owned());
    };
    let text = texts::line(&value, report)?;
    let allowed = |found: char| found.is_ascii_alphanumeric() || "-._:".contains(found);
    if !text.chars().all(allowed) {
        report.defect(
            value
                .diagnostic(codes::BUILD_HOST, format!("is {text:?}, not the name of a machine"))
                .hint("write a host name, or leave it out for \"localhost\""),
        );
        return None;
    }
    Some(text.to_owned())
}

/// Texts by locale, in the order of the locales.
fn translations(
    field: &str,
    given: &[(Text, Text)],
    report: &mut Report,
    read: impl Fn(&Value<'_>, &mut Report) -> Option<String>,
) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (locale, text) in given {
        let value = Value::text(format!("{field}.{}", locale.value), text);
        let locale = locale.value.as_str();
        let problem = if locale == UNTRANSLATED || locale == "POSIX" {
            Some("is the locale of the text that is not translated")
        } else if !is_locale(locale) {
            Some("is not the name of a locale")
        } else if found.iter().any(|(other, _)| other == locale) {
            Some("is given twice")
        } else {
            None
        };
        if let Some(problem) = problem {
            report.defect(
                value
                    .diagnostic(codes::LOCALE, problem)
                    .hint("write a language, perhaps with a country: \"de\" or \"pt_BR\""),
            );
        } else if let Some(text) = read(&value, report).filter(|text| !text.is_empty()) {
            found.push((locale.to_owned(), text));
        }
    }
    found.sort();
    found
}
