//! ASCII armor (RFC 9580, section 6.2) of signatures and certificates.

use super::SignatureError;
use crate::base64;

pub(crate) const BEGIN: &str = "-----BEGIN PGP SIGNATURE-----";
pub(crate) const END: &str = "-----END PGP SIGNATURE-----";

/// Digits on a line, as gpg writes them.
const WIDTH: usize = 64;

/// Encodes signature packets as an armored block.
pub(crate) fn encode(bytes: &[u8]) -> String {
    block("SIGNATURE", bytes)
}

/// Encodes `bytes` as one armored block with this name after `BEGIN PGP`. It has no headers, so
/// that its second line is empty, as older apt requires.
pub(crate) fn block(called: &str, bytes: &[u8]) -> String {
    let mut text = format!("-----BEGIN PGP {called}-----\n\n");
    // A digit means six bits, so that whole lines encode whole groups.
    for line in bytes.chunks(WIDTH / 4 * 3) {
        text.push_str(&base64::encode(line));
        text.push('\n');
    }
    let [_, sum @ ..] = crc24(bytes).to_be_bytes();
    format!("{text}={}\n-----END PGP {called}-----\n", base64::encode(&sum))
}

/// Decodes the only armored signature in `text` and verifies its checksum, if it has one.
pub(super) fn signature(text: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let text = std::str::from_utf8(text).map_err(|_| defect("is neither binary nor text"))?;
    // Blanks of other alphabets are none to gpg.
    let blanks = [' ', '\t', '\r'];
    let lines = text.lines().map(|line| line.trim_end_matches(blanks));
    let mut lines = lines.skip_while(|line| line.is_empty());
    if lines.next() != Some(BEGIN) {
        return Err(defect("is neither a binary nor an armored signature"));
    }
    // Headers such as `Version:` end with the first empty line.
    match lines.by_ref().find(|line| !line.contains(": ")) {
        Some("") => {}
        _ => return Err(defect("is armored without an empty line after the first one")),
    }
    let mut encoded = String::new();
    let mut checksum = None;
    loop {
        match lines.next() {
            Some(END) => break,
            Some(_) if checksum.is_some() => {
                return Err(defect("is armored and has data after its checksum"));
            }
            Some(line) => match line.strip_prefix('=') {
                Some(digits) => checksum = Some(digits),
                None => encoded.push_str(line),
            },
            None => return Err(defect("is armored without an end line")),
        }
    }
    if lines.any(|line| !line.is_empty()) {
        return Err(defect("has text after the armored signature"));
    }
    let bytes = base64(&encoded)?;
    if checksum.is_none() && !encoded.ends_with('=') {
        // gpgv looks for a `=` to know where the packets end.
        return Err(defect("is armored without a checksum, and gpgv does not find its end"));
    }
    match checksum.map(base64).transpose()? {
        Some(sum) if sum != crc24(&bytes).to_be_bytes()[1..] => {
            Err(defect("is armored and its checksum does not match"))
        }
        _ => Ok(bytes),
    }
}

fn defect(problem: &str) -> SignatureError {
    SignatureError::new(problem.to_owned())
}

fn base64(text: &str) -> Result<Vec<u8>, SignatureError> {
    base64::decode(text.as_bytes()).ok_or_else(|| defect("is armored with invalid base64"))
}

/// RFC 9580, section 6.1.1.
fn crc24(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x00B7_04CE, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << 16, |crc, _| {
            let shifted = crc << 1;
            if shifted & 0x0100_0000 == 0 { shifted } else { shifted ^ 0x0186_4CFB }
        })
    })
}
