//! The control file: its fields, and what it is the package of.

use pkgio::Encoding;

use super::tolerated::Tolerated;
use super::{ControlFile, Metadata, ReadError};
use crate::architecture::{self, VARIANT, Variant};
use crate::deb822::{Paragraph, lenient};
use crate::relationship::FIELDS;
use crate::{PackageName, Version, codes};

/// The metadata of a package whose control file holds `bytes` and is next to `files`.
pub(super) fn read(
    bytes: &[u8],
    files: Vec<ControlFile>,
    encoding: Encoding,
    tolerated: &mut Tolerated,
) -> Result<Metadata, ReadError> {
    let mut control = paragraph(bytes, tolerated)?;
    let package = package(&mut control, tolerated)?;
    fold_relationships(&mut control, tolerated);
    let version = field(&control, "Version")?;
    let version =
        Version::parse(version).map_err(|error| wrong("Version", version, &error.to_string()))?;
    let architecture = field(&control, "Architecture")?;
    if !architecture::is_name(architecture) {
        return Err(wrong("Architecture", architecture, "is not an architecture"));
    }
    variant(&control, architecture, tolerated)?;
    Ok(Metadata {
        package,
        version,
        architecture: architecture.to_owned(),
        control,
        files,
        control_encoding: encoding,
        tolerated: Vec::new(),
        ends_in_empty_line: bytes.ends_with(b"\n\n"),
    })
}

/// The paragraph; one with odd lines is read as dpkg reads it.
fn paragraph(bytes: &[u8], tolerated: &mut Tolerated) -> Result<Paragraph<'static>, ReadError> {
    if let Ok(paragraph) = Paragraph::parse(bytes) {
        return Ok(paragraph.into_owned());
    }
    let (paragraph, odd) = lenient::paragraph(bytes).map_err(ReadError::Control)?;
    for odd in odd {
        let code = match odd.kind {
            lenient::Kind::Encoding => codes::CONTROL_ENCODING,
            _ => codes::ODD_CONTROL_FILE,
        };
        tolerated.note(code, format!("the control file: line {}", odd.line), odd.kind.problem());
    }
    Ok(paragraph)
}

fn field<'c>(control: &'c Paragraph<'_>, field: &'static str) -> Result<&'c str, ReadError> {
    match control.field(field) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(ReadError::Field { field, problem: "is missing".to_owned() }),
    }
}

fn wrong(field: &'static str, value: &str, problem: &str) -> ReadError {
    ReadError::Field { field, problem: format!("{value:?} {problem}") }
}

/// The package's name, as dpkg takes it: in lower case, which the field then says too.
fn package(
    control: &mut Paragraph<'_>,
    tolerated: &mut Tolerated,
) -> Result<PackageName, ReadError> {
    let text = field(control, "Package")?.to_owned();
    let name = PackageName::parse_lenient(&text)
        .map_err(|error| wrong("Package", &text, &error.to_string()))?;
    if PackageName::parse(&text).is_err() {
        let place = format!("the control file: Package {text:?}");
        let hint =
            "give the package another name: at least two of a-z, 0-9, \"+\", \"-\" and \".\"";
        let problem = if name.as_str() == text {
            "is a name that dpkg accepts and Debian Policy forbids"
        } else {
            "has capitals, which are lower case in dpkg and in the index"
        };
        tolerated.note_with(codes::ODD_NAME, place, problem, hint);
    }
    if name.as_str() != text {
        control.replace("Package", name.as_str());
    }
    Ok(name)
}

/// Packages that are related to, in lower case as dpkg has them: apt looks for what is written.
fn fold_relationships(control: &mut Paragraph<'_>, tolerated: &mut Tolerated) {
    for name in FIELDS {
        let Some(folded) = control.field(name).and_then(folded) else { continue };
        let problem = "names packages with capitals, which are lower case in dpkg and in the index";
        tolerated.note(codes::ODD_NAME, format!("the control file: {name}"), problem);
        control.replace(name, &folded);
    }
}

/// The list with its packages' names in lower case; `None` where they are.
fn folded(value: &str) -> Option<String> {
    if !value.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut folded = String::with_capacity(value.len());
    let mut is_name = true;
    for character in value.chars() {
        match character {
            ',' | '|' => is_name = true,
            ':' | '(' => is_name = false,
            _ => {}
        }
        folded.push(if is_name { character.to_ascii_lowercase() } else { character });
    }
    (folded != value).then_some(folded)
}

/// Checks the variant, which files and indexes may be named by. dpkg takes any text.
fn variant(
    control: &Paragraph<'_>,
    architecture: &str,
    tolerated: &mut Tolerated,
) -> Result<(), ReadError> {
    let Some(variant) = control.field(VARIANT).filter(|variant| !variant.is_empty()) else {
        return Ok(());
    };
    if !architecture::is_name(variant) {
        return Err(wrong(VARIANT, variant, "is not the name of an architecture's variant"));
    }
    let problem = match Variant::of(architecture, variant) {
        Variant::Known => return Ok(()),
        Variant::Lowest => "is the package's architecture itself, which needs no variant",
        Variant::OfAnother => "is not a variant of the package's architecture, and is ignored",
        Variant::Unknown => {
            "is an unknown variant; the known ones are amd64v2, amd64v3 and amd64v4"
        }
    };
    let place = format!("the control file: {VARIANT} {variant:?}");
    tolerated.note(codes::ODD_VARIANT, place, problem);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_related_packages_are_folded_and_nothing_else() {
        for (value, expected) in [
            ("foo (>= 1A), bar:any", None),
            ("Foo (>= 1A) | b:any,\n Bar", Some("foo (>= 1A) | b:any,\n bar")),
            ("", None),
        ] {
            assert_eq!(folded(value).as_deref(), expected, "{value}");
        }
    }
}
