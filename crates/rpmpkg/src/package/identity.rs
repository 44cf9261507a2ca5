//! What a package is called: name, version, release, epoch, architecture, source package.

use pkgtree::description::{Report, Value, missing, texts};
use pkgtree::{Architecture, Description, UnknownArchitecture};

use super::RPM;
use crate::{Evr, EvrError, codes};

/// `Release` when nothing is said.
const DEFAULT_RELEASE: &str = "1";

/// `Name`.
pub(super) fn name(description: &Description, report: &mut Report) -> Option<String> {
    let value = RPM.of("name", description.rpm.name.as_ref(), description.name.as_ref());
    let Some(value) = value else {
        let defect = missing("name", codes::MISSING_FIELD, "is missing");
        report.defect(defect.hint("write the package's name, such as name = \"hello\""));
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
        let defect = missing("version", codes::MISSING_FIELD, "is missing");
        report.defect(defect.hint("write the upstream version, such as version = \"2.10\""));
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
    if let Some((before, after)) = value.value.split_once(':') {
        let problem = "has a \":\", which only stands behind an epoch";
        let hint = format!("write epoch = {before} and version = {after:?}");
        report.defect(value.diagnostic(codes::VERSION, problem).hint(hint));
        return None;
    }
    checked(value, Evr::from_parts(None, value.value, None), report)
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

/// `Arch`.
pub(super) fn architecture(description: &Description, report: &mut Report) -> Option<Architecture> {
    let value = RPM.of("arch", description.rpm.arch.as_ref(), description.arch.as_ref());
    let Some(value) = value else {
        report.defect(missing("arch", codes::MISSING_FIELD, "is missing").hint(format!(
            "write the architecture that it was compiled for, such as arch = {:?}, or arch = \
             \"noarch\" when nothing in it is compiled",
            own_architecture()
        )));
        return None;
    };
    match value.value.parse::<Architecture>() {
        Ok(architecture) => Some(architecture),
        Err(error) => {
            let UnknownArchitecture { nearest, .. } = &error;
            let defect = value.diagnostic(codes::ARCHITECTURE, error.to_string());
            report.defect(match nearest {
                Some(nearest) => defect.hint(format!("did you mean {nearest:?}?")),
                None => defect.hint("write one of these, or any other usual spelling of one"),
            });
            None
        }
    }
}

/// The spelling of the machine that this was compiled for.
fn own_architecture() -> &'static str {
    std::env::consts::ARCH.parse::<Architecture>().map_or("x86_64", Architecture::rpm)
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
