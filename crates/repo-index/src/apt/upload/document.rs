//! The text itself: one paragraph, signed or not.

use std::io::Read;
use std::path::Path;

use debpkg::deb822::Paragraph;
use diagnostic::{Code, Diagnostic, Subject};
use pkgio::open_regular;

use crate::apt::LARGEST_PARAGRAPH;
use crate::codes;

/// What a cleartext-signed text starts with (RFC 9580, section 7).
const SIGNED: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";

/// A text that lists files.
pub(in crate::apt) struct Document {
    /// Its bytes, a signature included.
    pub(in crate::apt) bytes: Vec<u8>,
    /// Its fields. A cleartext signature is taken off, and not judged.
    pub(in crate::apt) control: Paragraph<'static>,
}

impl Document {
    /// Reads `file`. What is wrong with its text has the code `wrong`.
    pub(in crate::apt) fn read(file: &Path, wrong: Code) -> Result<Self, Diagnostic> {
        let defect = |code: Code, problem: String| {
            Diagnostic::new(code, Subject::File(file.to_owned()), problem)
        };
        let mut bytes = Vec::new();
        let limit = LARGEST_PARAGRAPH as u64;
        open_regular(file)
            .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
            .map_err(|error| defect(codes::NO_FILE, format!("could not be read: {error}")))?;
        if bytes.len() as u64 > limit {
            return Err(defect(wrong, format!("has more than {limit} bytes")));
        }
        let text = if bytes.starts_with(SIGNED) {
            let split = pkgsign::cleartext::split(&bytes);
            split.map_err(|error| defect(wrong, error.to_string()))?.text
        } else {
            bytes.clone()
        };
        let control = Paragraph::parse(&text).map_err(|error| defect(wrong, error.to_string()))?;
        let control = control.into_owned();
        Ok(Self { bytes, control })
    }
}
