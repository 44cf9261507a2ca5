//! An entry of a package as ls(1) shows it.

use std::fmt;

use diagnostic::Printable;

use pkgio::Date;

/// An entry as ls(1) and `dpkg-deb -c` show it.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The letter of its type: `-`, `d`, `l`, `p`, `c`, `b`.
    pub(crate) letter: char,
    /// The permissions.
    pub(crate) mode: u32,
    /// Owner and group.
    pub(crate) owner: String,
    /// The length, or the numbers of a device, or nothing.
    pub(crate) size: String,
    /// The modification time in seconds since 1970.
    pub(crate) mtime: i64,
    /// The path without a leading slash.
    pub(crate) path: &'a [u8],
    /// Where it leads, with the sign between.
    pub(crate) target: Option<(&'static str, &'a [u8])>,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, size, .. } = self;
        let (permissions, time) = (permissions(self.letter, self.mode), Date(self.mtime));
        write!(f, "{permissions} {owner:<11} {size:>10} {time} /{}", Printable(self.path))?;
        match self.target {
            Some((sign, target)) => write!(f, "{sign}{}", Printable(target)),
            None => Ok(()),
        }
    }
}

/// `-rwsr-xr-x` and the like.
fn permissions(letter: char, mode: u32) -> String {
    let mut text = String::from(letter);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (false, false) => '-',
            (false, true) => 'x',
            (true, false) => letter.to_ascii_uppercase(),
            (true, true) => letter,
        });
    }
    text
}
