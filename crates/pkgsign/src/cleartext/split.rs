//! Text and signatures of a cleartext message.

use super::{BEGIN, TextError, canonical};
use crate::signature::armor;
use crate::{DetachedSignature, HashAlgorithm, SignatureError, SignatureType};

/// The longest message that is read: ten times the longest `Release` file that apt reads.
const LIMIT: usize = 100 << 20;

/// The parts of a cleartext message. Nothing is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Split {
    /// The text without escapes, canonical: no blanks at line ends, every line ended by LF.
    pub text: Vec<u8>,
    /// The signatures, one at least, all of [`SignatureType::Text`].
    pub signatures: Vec<DetachedSignature>,
}

/// The reason why a message cannot be split.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// Longer than any.
    #[error("is longer than any cleartext message")]
    TooLong,
    /// The first line is not exactly that of a cleartext message.
    #[error("does not start with the line `-----BEGIN PGP SIGNED MESSAGE-----`")]
    NoBegin,
    /// A header other than `Hash`, or one without a digest.
    #[error("has the header {0:?}; only `Hash` with a known digest is allowed")]
    Header(String),
    /// The headers do not end with an empty line.
    #[error("has no empty line after its headers")]
    NoEmptyLine,
    /// A line of text that starts with `-` and no escape.
    #[error("has a dash that is not escaped, in line {0}")]
    Dash(usize),
    /// The text ends without a signature.
    #[error("has no signature after its text")]
    NoSignature,
    /// The signature has no end.
    #[error("is truncated inside its signature")]
    Unclosed,
    /// Something after the signature.
    #[error("has data after its signature, in line {0}")]
    Trailing(usize),
    /// Text that clients interpret differently.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The block of signatures is malformed.
    #[error("has a signature block that {0}")]
    Signature(#[from] SignatureError),
    /// A signature that is not a text signature.
    #[error("has a signature of {0}, which is not a text signature")]
    Kind(SignatureType),
    /// A signature with a digest that the `Hash` header does not name.
    #[error("has a signature with {0}, which its `Hash` header does not name")]
    Unannounced(HashAlgorithm),
}

/// Splits a cleartext message.
///
/// Refuses everything that a client might interpret differently: data before the first line or
/// after the last, including empty lines; several messages or signature blocks; other headers;
/// lines that start with `-` and not with `- `; control characters, including CR; an empty line
/// with blanks. Refuses everything that apt, gpgv or sqv refuses.
///
/// # Errors
/// See [`SplitError`].
pub fn split(message: &[u8]) -> Result<Split, SplitError> {
    if message.len() > LIMIT {
        return Err(SplitError::TooLong);
    }
    let mut lines = Lines { rest: message, number: 0 };
    if lines.next() != Some(BEGIN) {
        return Err(SplitError::NoBegin);
    }
    let announced = headers(&mut lines)?;
    let text = text(&mut lines)?;
    let signatures = signatures(&mut lines)?;
    for signature in &signatures {
        if signature.kind != SignatureType::Text {
            return Err(SplitError::Kind(signature.kind));
        }
        if signature.version() == 3 {
            let problem = "is a signature of version 3, which apt 3 refuses";
            return Err(SignatureError::new(problem).into());
        }
        if !announced.is_empty() && !announced.contains(&signature.hash) {
            return Err(SplitError::Unannounced(signature.hash));
        }
    }
    Ok(Split { text, signatures })
}

/// The digests that the headers name. Without any, as newer programs write it, every digest goes.
fn headers(lines: &mut Lines<'_>) -> Result<Vec<HashAlgorithm>, SplitError> {
    let mut digests = Vec::new();
    loop {
        let line = lines.next().ok_or(SplitError::NoEmptyLine)?;
        if line.is_empty() {
            return Ok(digests);
        }
        let unknown = || SplitError::Header(String::from_utf8_lossy(line).into_owned());
        let names = line.strip_prefix(b"Hash: ").ok_or_else(unknown)?;
        for name in names.split(|byte| *byte == b',') {
            digests.push(digest(name.trim_ascii_start()).ok_or_else(unknown)?);
        }
    }
}

/// A digest by the name that the header has for it (RFC 9580, section 9.5), where gpgv knows it.
fn digest(name: &[u8]) -> Option<HashAlgorithm> {
    const WEAK: [u8; 3] = [2, 3, 11];
    let strong = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    let known = strong.into_iter().chain(WEAK.map(HashAlgorithm::from));
    known.into_iter().find(|digest| digest.to_string().as_bytes() == name)
}

/// The text up to the first line of the signatures.
fn text(lines: &mut Lines<'_>) -> Result<Vec<u8>, SplitError> {
    let mut text = Vec::new();
    loop {
        let line = lines.next().ok_or(SplitError::NoSignature)?;
        if line == armor::BEGIN.as_bytes() {
            return Ok(canonical(&text)?);
        }
        let line = match line.strip_prefix(b"- ") {
            None if !line.starts_with(b"-") => line,
            // apt takes the blank of an escaped empty line away before it looks for it.
            Some(escaped) if !escaped.trim_ascii().is_empty() => escaped,
            _ => return Err(SplitError::Dash(lines.number)),
        };
        text.extend_from_slice(line);
        text.push(b'\n');
    }
}

/// The signatures; the first line is read already.
fn signatures(lines: &mut Lines<'_>) -> Result<Vec<DetachedSignature>, SplitError> {
    let mut block = [armor::BEGIN.as_bytes(), b"\n"].concat();
    loop {
        let line = lines.next().ok_or(SplitError::Unclosed)?;
        if line.ends_with(b" ") || line.iter().any(u8::is_ascii_control) {
            let problem = "has a blank at the end of a line, or a control character";
            return Err(SignatureError::new(problem).into());
        }
        block.extend_from_slice(line);
        block.push(b'\n');
        if line == armor::END.as_bytes() {
            break;
        }
    }
    match lines.next() {
        None => Ok(DetachedSignature::parse_all(&block)?),
        Some(_) => Err(SplitError::Trailing(lines.number)),
    }
}

/// Lines without their LF; the last one needs none.
#[derive(Debug)]
struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &self.rest[self.rest.len()..]),
        };
        self.rest = rest;
        Some(line)
    }
}
