//! What a package is called: name, version, release, epoch, architecture, source package.

use diagnostic::Report;
use pkgterms::Architecture;
use pkgtree::description::offer::{self, offer};
use pkgtree::description::{ArchitectureNames, Value, required, texts};
use pkgtree::{Description, Tree};

use super::RPM;
use crate::{Evr, EvrError, codes};

/// `Release` when nothing is said.
const DEFAULT_RELEASE: &str = "1";

/// `Name`.
pub(super) fn name(description: &Description, report: &mut Report) -> Option<String> {
    let value = RPM.of("name", description.rpm.name.as_ref(), description.name.as_ref());
    let Some(value) = value else {
        report.defect(required("name", codes::MISSING_FIELD));
        return None;
    };
    match name_problem(value.value) {
        None => Some(value.value.to_owned()),
        Some(problem) => {
            let defect = value.diagnostic(codes::PACKAGE_NAME, problem);
            report.defect(match mended_name(value.value) {
                Some(mended) => defect.hint(format!("write {mended:?}")),
                None => defect.hint("a name is letters, digits, \"-\", \".\", \"_\" and \"+\""),
            });
            None
        }
    }
}

/// What is wrong with a name, by what rpmbuild takes without its macros (`build/parsePreamble.c`).
fn name_problem(name: &str) -> Option<String> {
    let allowed = |found: char| found.is_ascii_alphanumeric() || "-._+".contains(found);
    if name.is_empty() {
        return Some("is empty".to_owned());
    }
    if let Some((at, found)) = name.chars().enumerate().find(|(_, found)| !allowed(*found)) {
        let place = at + 1;
        return Some(format!("has {found:?} at position {place}, which a name cannot have"));
    }
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') {
        return Some(format!("starts with {:?}", &name[..1]));
    }
    name.contains("..").then(|| "has \"..\", which a name cannot have".to_owned())
}

/// The nearest name that is one.
fn mended_name(name: &str) -> Option<String> {
    let mended = name.trim().trim_start_matches(['-', '.', '+']).replace([' ', '/', ':'], "-");
    (mended != name && name_problem(&mended).is_none()).then_some(mended)
}

/// `Epoch`, `Version` and `Release`.
pub(super) fn evr(description: &Description, report: &mut Report) -> Option<Evr> {
    let rpm = &description.rpm;
    let release = RPM.of("release", rpm.release.as_ref(), description.release.as_ref());
    let release = match release {
        Some(value) => release_of(&value, report),
        None => Some(DEFAULT_RELEASE),
    };
    let epoch = RPM
        .of("epoch", rpm.epoch.as_ref(), description.epoch.as_ref())
        .map(|value| epoch_of(&value, report));
    let Some(value) = RPM.of("version", rpm.version.as_ref(), description.version.as_ref()) else {
        report.defect(required("version", codes::MISSING_FIELD));
        return None;
    };
    let version = version_of(&value, report)?;
    let epoch = match epoch {
        Some(epoch) => Some(epoch?),
        None => None,
    };
    Evr::from_parts(epoch, version, Some(release?)).ok()
}

fn version_of<'a>(value: &Value<'a>, report: &mut Report) -> Option<&'a str> {
    let given = value.value;
    let text = offer::without_v(given).unwrap_or(given);
    if let Some((before, after)) = text.split_once(':') {
        let problem = "has a \":\", which is allowed only after an epoch";
        let hint = format!(
            "write {} and {}",
            offer::spelled(value.source, "epoch", before),
            offer::spelled(value.source, "version", after)
        );
        report.defect(value.diagnostic(codes::VERSION, problem).hint(hint));
        return None;
    }
    if let Err(error) = Evr::from_parts(None, text, None) {
        let defect = value.diagnostic(codes::VERSION, error.problem);
        report.defect(match (offer(given), error.hint) {
            (Some(offer), _) => defect.hint(offer.hint(value)),
            (None, Some(hint)) => defect.hint(hint),
            (None, None) => defect,
        });
        return None;
    }
    let warn = |problem: &str, hint: String| value.diagnostic(codes::VERSION, problem).hint(hint);
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        let problem = "does not start with a digit, and sorts before every version that does";
        let hint = match offer(given) {
            Some(offer) => offer.hint(value),
            None => "write a version that starts with a digit".to_owned(),
        };
        report.warn(warn(problem, hint));
    } else if let Some(meant) = offer::misordered(text) {
        let write = offer::spelled(value.source, "version", &meant);
        report.warn(warn("sorts after the release that it precedes", format!("write {write}")));
    }
    if text != given {
        report.note(value.diagnostic(codes::VERSION, format!("{given:?} is read as {text}")));
    }
    Some(text)
}

fn release_of<'a>(value: &Value<'a>, report: &mut Report) -> Option<&'a str> {
    checked(value, Evr::from_parts(None, "0", Some(value.value)), report)
}

fn checked<'a>(
    value: &Value<'a>,
    result: Result<Evr, EvrError>,
    report: &mut Report,
) -> Option<&'a str> {
    match result {
        Ok(_) => Some(value.value),
        Err(error) => {
            let defect = value.diagnostic(codes::VERSION, error.problem);
            report.defect(match error.hint {
                Some(hint) => defect.hint(hint),
                None => defect,
            });
            None
        }
    }
}

/// The epoch, which dpkg takes too.
fn epoch_of(value: &Value<'_>, report: &mut Report) -> Option<u32> {
    let digits = value.value.bytes().all(|byte| byte.is_ascii_digit());
    match value.value.parse::<u32>() {
        Ok(epoch) if digits && i32::try_from(epoch).is_ok() => Some(epoch),
        _ => {
            let problem = format!("is {:?}, not a number from 0 to 2147483647", value.value);
            report.defect(
                value
                    .diagnostic(codes::VERSION, problem)
                    .hint("write a small number, or leave the epoch out"),
            );
            None
        }
    }
}

/// `Arch`. `tree` tells what was meant where it is missing.
pub(super) fn architecture(
    description: &Description,
    tree: Option<&Tree>,
    report: &mut Report,
) -> Option<Architecture> {
    let names = ArchitectureNames {
        name: Architecture::rpm,
        wrong: codes::ARCHITECTURE,
        missing: codes::MISSING_FIELD,
    };
    let value = RPM.of("arch", description.rpm.arch.as_ref(), description.arch.as_ref());
    pkgtree::description::architecture(value, tree, names, report)
}

/// `SOURCERPM`: what was given, or what the package's own source would be called. A package without
/// it would itself be taken for a source package.
pub(super) fn source_rpm(
    description: &Description,
    own: Option<(&str, &Evr)>,
    report: &mut Report,
) -> Option<String> {
    let Some(value) = RPM.own("source-rpm", description.rpm.source_rpm.as_ref()) else {
        return own.map(|(name, evr)| format!("{}.src.rpm", super::file_stem(name, evr)));
    };
    let text = texts::line(&value, report)?;
    let stem = text.strip_suffix(".src.rpm").or_else(|| text.strip_suffix(".nosrc.rpm"));
    let is_file = stem.is_some_and(|stem| {
        stem.split('-').filter(|part| !part.is_empty()).count() >= 3
            && !stem.contains(|found: char| found.is_whitespace() || found == '/')
    });
    if !is_file {
        report.defect(
            value
                .diagnostic(codes::SOURCE_RPM, format!("is {text:?}, not a source package"))
                .hint("write its file name, such as \"hello-2.10-1.src.rpm\""),
        );
        return None;
    }
    Some(text.to_owned())
}
