//! Templates of outputs: `dist/${name}_${version}_${arch}.deb`, in the manifest's grammar.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Sourced};
use pkgterms::template::{Piece, pieces};
use pkgtree::description::{ManifestFile, ManifestOptions};

use super::Place;
use crate::{codes, environment};
use diagnostic::flag_defect;

/// What references stand for besides what a package is called.
#[derive(Debug)]
pub(crate) struct References<'a> {
    /// The manifest, whose texts they may name.
    pub(crate) manifest: Option<&'a ManifestFile>,
    /// Flags, and values given with `--set`.
    pub(crate) options: ManifestOptions,
}

/// `output` with its references replaced.
pub(super) fn expand(output: &Path, place: &Place<'_>) -> Result<PathBuf, Diagnostic> {
    let Some(text) = output.to_str().filter(|text| text.contains("${")) else {
        return Ok(output.to_owned());
    };
    let mut path = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Literal(literal) => path.push_str(literal),
            Piece::Reference(name, _) => path.push_str(&value(name, place)?),
            Piece::Unclosed(_) => {
                let problem = format!("{text:?} has a \"${{\" without its \"}}\"");
                return Err(flag_defect(codes::OUTPUT_REFERENCE, "--output", problem)
                    .hint("use \"$${\" for a literal \"${\""));
            }
        }
    }
    Ok(path.into())
}

/// What `${name}` means: a part of one file name.
fn value(name: &str, place: &Place<'_>) -> Result<String, Diagnostic> {
    let empty = ManifestFile { path: "--output".into(), text: Vec::new() };
    let manifest = place.references.manifest.unwrap_or(&empty);
    let mut options = place.references.options.clone();
    let identity = place.identity;
    let release = identity.release.map(str::to_owned);
    let epoch = identity.epoch.map(|epoch| epoch.to_string());
    // What the package is called wins over what was written of it, in the format's section too.
    for section in ["", "deb.", "rpm."] {
        for (key, value) in [
            ("name", Some(identity.name.to_owned())),
            ("version", Some(identity.version.to_owned())),
            ("release", release.clone()),
            ("epoch", epoch.clone()),
            ("arch", Some(identity.architecture.to_owned())),
        ] {
            if let Some(value) = value {
                options.overrides.insert(format!("{section}{key}"), Sourced::from(value));
            }
        }
    }
    if let Some(variable) = name.strip_prefix("env:") {
        let found = environment::variable(variable).and_then(|it| it.into_string().ok());
        let pair = found.map(|value| (variable.to_owned(), value));
        options.environment = pair.into_iter().collect::<BTreeMap<_, _>>();
    }
    let wrong = |problem: String, hint: Option<String>| {
        let defect = flag_defect(codes::OUTPUT_REFERENCE, "--output", problem);
        match hint {
            Some(hint) => defect.hint(hint),
            None => defect,
        }
    };
    let value = manifest.resolve(name, &options).map_err(|error| {
        let problem = format!("${{{name}}}: {}", error.problem);
        wrong(problem, error.hint)
    })?;
    let is_part = !matches!(value.as_str(), "" | "." | "..")
        && !value.contains(|found: char| found == '/' || found.is_control());
    match is_part {
        true => Ok(value),
        false => Err(wrong(
            format!("${{{name}}} is {value:?}, which cannot be part of a file name"),
            Some("write directories directly into --output".to_owned()),
        )),
    }
}
