//! Messages changed in one to three places, as an attacker or a careless tool would.

use conformance::random::Random;
use pkgsign::DetachedSignature;

use super::packets;

/// Messages that differ from the originals, without end.
pub(super) struct Mutants {
    random: Random,
    originals: Vec<Vec<u8>>,
}

impl Mutants {
    /// Those of a seed.
    pub(super) fn new(seed: u64, originals: Vec<Vec<u8>>) -> Self {
        Self { random: Random::new(seed), originals }
    }
}

impl Iterator for Mutants {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let random = &mut self.random;
        let mut message = random.choose(&self.originals).clone();
        for _ in 0..=random.below(3) {
            message = match random.below(8) {
                0 => whole(message, random),
                1..=3 => resigned(&message, random).unwrap_or(message),
                _ => lines(&message, random),
            };
        }
        Some(message)
    }
}

/// Lines that mean something in a message, or nothing.
const LINES: [&[u8]; 20] = [
    b"-----BEGIN PGP SIGNED MESSAGE-----",
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----END PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN PGP SIGNATURE----- ",
    b"----- BEGIN PGP SIGNATURE-----",
    b"Hash: SHA512",
    b"Hash: SHA256,SHA512",
    b"Hash: SHA1",
    b"Hash: MD5",
    b"Hash:SHA512",
    b"hash: SHA512",
    b"Version: 1",
    b"Comment: x",
    b"Charset: UTF-8",
    b"NotDashEscaped: x",
    b"",
    b" ",
    b"=AAAA",
    b"Package: evil",
];

/// What looks like nothing at the end of a line, and is not nothing to everybody.
const BLANKS: [&[u8]; 9] =
    [b" ", b"\t", b"\r", b"\x0b", b"\x0c", b"\0", b"\xc2\xa0", b"\xe2\x80\x89", b"\x1a"];

/// One line is changed.
fn lines(message: &[u8], random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = message.split(|byte| *byte == b'\n').map(Vec::from).collect();
    let at = random.place(lines.len());
    let end = lines[at].len();
    match random.below(12) {
        0 => lines.insert(at, random.choose(&LINES).to_vec()),
        1 => lines[at] = random.choose(&LINES).to_vec(),
        2 if lines.len() > 1 => drop(lines.remove(at)),
        3 => lines.insert(at, lines[at].clone()),
        4 => lines[at].extend(*random.choose(&BLANKS)),
        5 => drop(lines[at].splice(0..0, *b"- ")),
        6 if lines[at].starts_with(b"- ") => drop(lines[at].drain(..2)),
        7 => lines.truncate(at + 1),
        8 => lines[at].truncate(random.place(end + 1)),
        9 => lines[at].insert(random.place(end + 1), random.byte()),
        10 => {
            let other = random.place(lines.len());
            lines.swap(at, other);
        }
        _ if end > 0 => lines[at][random.place(end)] = random.byte(),
        _ => lines.push(random.choose(&LINES).to_vec()),
    }
    lines.join(&b'\n')
}

/// Something is done to the whole file.
fn whole(mut message: Vec<u8>, random: &mut Random) -> Vec<u8> {
    const AROUND: [&[u8]; 8] =
        [b"\n", b" ", b"\r\n", b"\0", b"\xef\xbb\xbf", b"text\n", b"\n\n", b"\x1a"];
    match random.below(7) {
        0 => drop(message.splice(0..0, random.choose(&AROUND).iter().copied())),
        1 => message.extend(*random.choose(&AROUND)),
        2 => message.extend(message.clone()),
        3 => message = with_line_ends(&message, b"\r\n"),
        4 => message = with_line_ends(&message, b" \n"),
        5 => drop(message.pop()),
        _ => {
            // A line that gpg cuts, or nearly.
            let mut long = vec![b'x'; 18_990 + random.place(1000)];
            long.push(b'\n');
            let at = message.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            drop(message.splice(at..at, long));
        }
    }
    message
}

fn with_line_ends(message: &[u8], end: &[u8]) -> Vec<u8> {
    message.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end)
}

/// The packets of the signatures are changed, and the armor is good; `None` where there are none.
fn resigned(message: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    const BEGIN: &[u8] = b"\n-----BEGIN PGP SIGNATURE-----";
    let at = message.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    let (text, block) = message.split_at(at + 1);
    let mut signatures = DetachedSignature::parse_all(block).ok()?;
    let chosen = random.place(signatures.len());
    match random.below(8) {
        0 => signatures.insert(chosen, signatures[chosen].clone()),
        1 => signatures.reverse(),
        2 if signatures.len() > 1 => drop(signatures.remove(chosen)),
        _ => {
            let changed = packets::changed(&signatures[chosen].bytes, random)?;
            signatures[chosen].bytes = changed;
        }
    }
    Some([text, DetachedSignature::armor(&signatures).as_bytes()].concat())
}
