//! Whether files are as the control file `md5sums` lists them (deb-md5sums(5)).

use std::collections::HashMap;
use std::fmt;

use pkgio::Hex;

use super::{Contents, DataKind};

/// A line of `md5sums` that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The file has other bytes.
    Content(Vec<u8>),
    /// There is no such regular file.
    Missing(Vec<u8>),
    /// The line, counted from 1, is no digest with a path.
    Line(usize),
}

impl fmt::Display for Mismatch {
    /// One line, non-printable bytes escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(path) => {
                write!(f, "/{} does not match its digest in md5sums", path.escape_ascii())
            }
            Self::Missing(path) => {
                write!(f, "/{} is listed in md5sums but missing", path.escape_ascii())
            }
            Self::Line(number) => write!(f, "line {number} of md5sums is not a digest with a path"),
        }
    }
}

impl Contents {
    /// Every line of `md5sums` that does not hold, in order; none where there is no such file. What
    /// it does not list is not looked at: conffiles rarely are. The package must have been read with
    /// the digest MD5.
    #[must_use]
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let Some(list) = self.metadata.files.iter().find(|file| file.name == b"md5sums") else {
            return Vec::new();
        };
        let files = self.digests();
        let lines = list.bytes.split(|byte| *byte == b'\n').enumerate();
        lines
            .filter(|(_, line)| !line.is_empty())
            .filter_map(|(at, line)| match parse(line) {
                None => Some(Mismatch::Line(at + 1)),
                Some((digest, path)) => match files.get(path) {
                    None => Some(Mismatch::Missing(path.to_vec())),
                    Some(found)
                        if Hex(found).to_string().as_bytes().eq_ignore_ascii_case(digest) =>
                    {
                        None
                    }
                    Some(_) => Some(Mismatch::Content(path.to_vec())),
                },
            })
            .collect()
    }

    /// The digest of every regular file, by each of its names.
    fn digests(&self) -> HashMap<&[u8], [u8; 16]> {
        let mut files: HashMap<&[u8], [u8; 16]> = HashMap::new();
        for entry in &self.entries {
            let digest = match &entry.kind {
                DataKind::File { digests, .. } => digests.to_digests().md5,
                // It stands after what it links to.
                DataKind::HardLink(target) => files.get(&**target).copied(),
                _ => None,
            };
            if let Some(digest) = digest {
                files.insert(&entry.path, digest);
            }
        }
        files
    }
}

/// The hexadecimal digest of a line, and the path as entries have it.
fn parse(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (digest, rest) = line.split_at_checked(32)?;
    let path = rest.strip_prefix(b"  ").or_else(|| rest.strip_prefix(b" *"))?;
    let path = path.strip_prefix(b"./").or_else(|| path.strip_prefix(b"/")).unwrap_or(path);
    let is_one = digest.iter().all(u8::is_ascii_hexdigit) && !path.is_empty();
    is_one.then_some((digest, path))
}

#[cfg(test)]
mod tests {
    use pkgio::Algorithms;

    use crate::read::testing::{CONTROL, Deb, Tar};
    use crate::read::{Limits, contents};

    /// Of "one" and of "two".
    const ONE: &str = "f97c5d29941bfb1b2fdab0874906ab82";
    const TWO: &str = "b8a9f715dbb64fd5c56e7783c6820a61";

    fn mismatches(md5sums: &str) -> Vec<String> {
        let deb = Deb::new(
            &Tar::gnu().file("./control", CONTROL.as_bytes()).file("./md5sums", md5sums.as_bytes()),
            &Tar::gnu()
                .folder("./")
                .file("./a", b"one")
                .file("./b c", b"two")
                .hard_link("./d", "./a")
                .symlink("./e", "a"),
        );
        let algorithms = Algorithms { md5: true, ..Algorithms::NONE };
        let read = contents(&mut &deb.bytes()[..], algorithms, &Limits::default()).unwrap();
        read.mismatches().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_that_hold_are_passed_over() {
        let upper = ONE.to_uppercase();
        let all = format!("{ONE}  a\n{TWO}  b c\n{ONE}  d\n{upper} *./a\n{TWO}  /b c\n");
        assert!(mismatches(&all).is_empty());
        assert!(mismatches("").is_empty());
    }

    #[test]
    fn lines_that_do_not_hold_are_named() {
        let all = format!("{TWO}  a\n{ONE}  gone\n{ONE}  e\nnot one\n{ONE} a\n{ONE}  \n");
        assert_eq!(
            mismatches(&all),
            [
                "/a does not match its digest in md5sums",
                "/gone is listed in md5sums but missing",
                "/e is listed in md5sums but missing",
                "line 4 of md5sums is not a digest with a path",
                "line 5 of md5sums is not a digest with a path",
                "line 6 of md5sums is not a digest with a path",
            ]
        );
    }
}
