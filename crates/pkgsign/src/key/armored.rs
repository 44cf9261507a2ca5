//! Armored blocks in a file of keys, as vendors publish them: with text around them.

/// What the first line of a block starts with.
pub(super) const BEGIN: &[u8] = b"-----BEGIN PGP ";

const END: &[u8] = b"-----END PGP ";

/// True for a binary file of packets; false for text in any language.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let first = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    first && !(std::str::from_utf8(bytes).is_ok() && begins(bytes).next().is_some())
}

/// The armored blocks of a text file, each from its first line to its last line, or to the end if
/// it is truncated. As in gpg, text before, between and after the blocks is ignored.
pub(super) fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    let begins: Vec<usize> = begins(bytes).collect();
    let ends = begins.iter().copied().skip(1).chain([bytes.len()]);
    begins.iter().zip(ends).map(|(&begin, end)| trimmed(&bytes[begin..end])).collect()
}

/// A block without what stands after its last line.
fn trimmed(block: &[u8]) -> &[u8] {
    let Some(end) = lines(block).find(|&at| block[at..].starts_with(END)) else { return block };
    let length = block[end..].iter().position(|byte| *byte == b'\n');
    length.map_or(block, |length| &block[..=end + length])
}

fn begins(bytes: &[u8]) -> impl Iterator<Item = usize> {
    lines(bytes).filter(|&at| bytes[at..].starts_with(BEGIN))
}

/// Where lines start.
fn lines(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let after = |(at, byte): (usize, &u8)| (*byte == b'\n').then_some(at + 1);
    // A text editor may have put a byte order mark or blanks first.
    let first = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let first = bytes.len() - first.len();
    std::iter::once(first)
        .chain(bytes.iter().enumerate().filter_map(after).filter(move |&at| at > first))
}
