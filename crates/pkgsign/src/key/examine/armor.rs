//! The form of a file of certificates.

use super::Fault;
use crate::key::armored::{BEGIN, is_binary};

/// Finds faults in the armor of a `.asc` file, which apt before 3 reads line by line with `awk`. A
/// binary file has no such faults.
pub(super) fn faults(bytes: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if bytes.is_empty() || is_binary(bytes) {
        return faults;
    }
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let blocks = lines.iter().filter(|line| line.starts_with(BEGIN)).count();
    if blocks > 1 {
        faults.push(Fault::SeveralBlocks(blocks));
    }
    let block = lines.iter().skip_while(|line| !line.starts_with(BEGIN)).skip(1);
    // Headers such as `Version:` may come before it.
    let empty = block.clone().find(|line| !line.windows(2).any(|pair| pair == b": "));
    if blocks > 0 && empty.is_some_and(|line| !line.is_empty()) {
        faults.push(Fault::NoEmptyLine);
    }
    if blocks > 0 && !lines.iter().any(|line| is_checksum(line)) {
        faults.push(Fault::NoChecksum);
    }
    faults
}

/// RFC 4880, section 6.1: a line of its own.
fn is_checksum(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.len() == 5 && line.starts_with(b"=")
}
