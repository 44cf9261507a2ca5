//! What a package is called: name, version, architecture, source.

use diagnostic::Report;
use pkgterms::Architecture;
use pkgtree::description::offer::{self, offer};
use pkgtree::description::{ArchitectureNames, Value, required, texts};
use pkgtree::{Description, Tree};

use super::DEB;
use crate::{PackageName, Version, codes};

/// `Package`.
pub(super) fn name(description: &Description, report: &mut Report) -> Option<PackageName> {
    let (deb, common) = (description.deb.name.as_ref(), description.name.as_ref());
    let Some(value) = DEB.of("name", deb, common) else {
        report.defect(required("name", codes::MISSING_FIELD));
        return None;
    };
    match PackageName::parse(value.value) {
        Ok(name) => Some(name),
        Err(error) => {
            let defect = value.diagnostic(codes::PACKAGE_NAME, error.to_string());
            report.defect(match error.hint() {
                Some(hint) => defect.hint(hint),
                None => defect.hint("a package name is at least two of a-z, 0-9, \"+-.\""),
            });
            None
        }
    }
}

/// `Version`: `[epoch:]version[-release]`.
pub(super) fn version(description: &Description, report: &mut Report) -> Option<Version> {
    let deb = &description.deb;
    let release = DEB
        .of("release", deb.release.as_ref(), description.release.as_ref())
        .map(|value| revision(&value, report));
    let epoch = DEB
        .of("epoch", deb.epoch.as_ref(), description.epoch.as_ref())
        .map(|value| epoch(&value, report));
    let Some(value) = DEB.of("version", deb.version.as_ref(), description.version.as_ref()) else {
        report.defect(required("version", codes::MISSING_FIELD));
        return None;
    };
    let upstream = upstream(&value, release.is_some(), report)?;
    let mut text = match epoch {
        Some(epoch) => format!("{}:{upstream}", epoch?),
        None => upstream.to_owned(),
    };
    if let Some(release) = release {
        text.push('-');
        text.push_str(release?);
    }
    match Version::parse(&text) {
        Ok(version) => Some(version),
        Err(error) => {
            report.defect(value.diagnostic(codes::VERSION, error.to_string()));
            None
        }
    }
}

/// The upstream version.
fn upstream<'a>(value: &Value<'a>, has_release: bool, report: &mut Report) -> Option<&'a str> {
    let given = value.value;
    let text = offer::without_v(given).unwrap_or(given);
    if let Some((before, after)) = text.split_once(':') {
        let hint = format!(
            "write {} and {}",
            offer::spelled(value.source, "epoch", before),
            offer::spelled(value.source, "version", after)
        );
        report.defect(
            value
                .diagnostic(codes::VERSION, "has a \":\", which is allowed only after an epoch")
                .hint(hint),
        );
        return None;
    }
    // With a revision after it, no "-" of the upstream version is taken for the one before it.
    let problem = match Version::parse(&format!("{text}-0")) {
        Err(error) => error.to_string(),
        Ok(_) if !has_release && text.contains('-') => {
            "has a \"-\" but there is no release: dpkg would read the part after the last \"-\" \
             as the Debian revision"
                .to_owned()
        }
        Ok(_) => {
            if let Some(meant) = offer::misordered(text) {
                let problem = "sorts after the release that it precedes";
                let write = offer::spelled(value.source, "version", &meant);
                let defect = value.diagnostic(codes::VERSION, problem);
                report.warn(defect.hint(format!("write {write}")));
            }
            if text != given {
                report
                    .note(value.diagnostic(codes::VERSION, format!("{given:?} is read as {text}")));
            }
            return Some(text);
        }
    };
    let defect = value.diagnostic(codes::VERSION, problem);
    report.defect(match offer(given) {
        Some(offer) => defect.hint(offer.hint(value)),
        None => defect.hint(
            "only letters, digits and \".+~-\" are allowed, and the first must be \
                             a digit",
        ),
    });
    None
}

/// The Debian revision.
fn revision<'a>(value: &Value<'a>, report: &mut Report) -> Option<&'a str> {
    let allowed = |found: char| found.is_ascii_alphanumeric() || matches!(found, '+' | '.' | '~');
    let text = value.value;
    let problem = if text.is_empty() {
        "is empty".to_owned()
    } else if let Some(found) = text.chars().find(|found| !allowed(*found)) {
        format!("has {found:?}, which a Debian revision cannot have")
    } else {
        return Some(text);
    };
    report.defect(
        value
            .diagnostic(codes::VERSION, problem)
            .hint("write letters, digits, \"+\", \".\" and \"~\" only, such as \"1\""),
    );
    None
}

/// The epoch, as dpkg limits it.
fn epoch(value: &Value<'_>, report: &mut Report) -> Option<u32> {
    let digits = value.value.bytes().all(|byte| byte.is_ascii_digit());
    match value.value.parse::<u32>() {
        Ok(epoch) if digits && i32::try_from(epoch).is_ok() => Some(epoch),
        _ => {
            report.defect(
                value
                    .diagnostic(
                        codes::VERSION,
                        format!("is {:?}, not a number from 0 to 2147483647", value.value),
                    )
                    .hint("write a small number, or leave the epoch out"),
            );
            None
        }
    }
}

/// `Architecture`. `tree` tells what was meant where it is missing.
pub(super) fn architecture(
    description: &Description,
    tree: Option<&Tree>,
    report: &mut Report,
) -> Option<Architecture> {
    let names = ArchitectureNames {
        name: Architecture::specific,
        wrong: codes::ARCHITECTURE,
        missing: codes::MISSING_FIELD,
    };
    let value = DEB.of("arch", description.deb.arch.as_ref(), description.arch.as_ref());
    pkgtree::description::architecture(value, tree, names, report)
}

/// `Source`: a name, or `name (version)`; `None` also when it says no more than the package's own
/// name and version do.
pub(super) fn source(
    description: &Description,
    package: Option<(&PackageName, &Version)>,
    report: &mut Report,
) -> Option<String> {
    let value = DEB.own("source", description.deb.source.as_ref())?;
    let text = texts::line(&value, report)?;
    let (name, version) = match text.split_once('(') {
        Some((name, rest)) => (name.trim_end(), Some(rest)),
        None => (text, None),
    };
    let version = version.map(|rest| rest.strip_suffix(')').map(str::trim));
    let parsed = match version {
        None => PackageName::parse(name).ok().map(|name| (name, None)),
        Some(version) => PackageName::parse(name)
            .ok()
            .zip(version.and_then(|version| Version::parse(version).ok()))
            .map(|(name, version)| (name, Some(version))),
    };
    let Some((name, version)) = parsed else {
        report.defect(
            value
                .diagnostic(codes::SOURCE, "is not the name of a source package")
                .hint("write a name, or a name and a version, such as \"hello (2.10-3)\""),
        );
        return None;
    };
    let is_own = package.is_some_and(|(own_name, own_version)| {
        *own_name == name && version.as_ref().is_none_or(|version| same(version, own_version))
    });
    (!is_own).then(|| match version {
        Some(version) => format!("{name} ({version})"),
        None => name.to_string(),
    })
}

/// True for versions that are written alike.
fn same(one: &Version, other: &Version) -> bool {
    one.to_string() == other.to_string()
}
