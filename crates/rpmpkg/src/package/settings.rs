//! How the package is written, as far as the description says.

use diagnostic::Report;
use pkgio::{Codec, Compression, ParseCompressionError};
use pkgtree::Description;

use super::RPM;
use crate::{Format, codes};

/// The compression that is asked for; zstd at level 19 when none is.
pub(super) fn compression(description: &Description, report: &mut Report) -> Option<Compression> {
    let Some(value) = RPM.own("compression", description.rpm.compression.as_ref()) else {
        return Some(Compression::new(Codec::Zstd));
    };
    value
        .value
        .parse()
        .map_err(|error: ParseCompressionError| {
            let defect = value.diagnostic(codes::COMPRESSION, error.to_string());
            report.defect(defect.hint("write \"zstd\", or another with a level: \"xz:6\""));
        })
        .ok()
}

/// The version of the package format; 4 when none is asked for.
pub(super) fn format(description: &Description, report: &mut Report) -> Option<Format> {
    let Some(value) = RPM.own("format", description.rpm.format.as_ref()) else {
        return Some(Format::V4);
    };
    match value.value {
        "4" => Some(Format::V4),
        "6" => Some(Format::V6),
        other => {
            report.defect(
                value
                    .diagnostic(codes::FORMAT, format!("is {other:?}; known are 4 and 6"))
                    .hint("leave it out: every rpm since 4.6 reads version 4"),
            );
            None
        }
    }
}
