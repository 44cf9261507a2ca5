//! Hexadecimal output.

use std::fmt;

/// Displays bytes in lower-case hexadecimal.
#[derive(Clone, Copy, Debug)]
pub struct Hex<'a>(pub &'a [u8]);

/// The number of bytes that are written at once: the length of most digests.
const PIECE: usize = 32;

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [[0; 2]; PIECE];
        for piece in self.0.chunks(PIECE) {
            for (pair, &byte) in digits.iter_mut().zip(piece) {
                *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
            }
            let text = std::str::from_utf8(digits[..piece.len()].as_flattened());
            f.write_str(text.map_err(|_| fmt::Error)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_digits() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 256] {
            let bytes: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let expected: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(Hex(&bytes).to_string(), expected);
        }
    }
}
