//! The files that such a text lists, and whether they are as it says.

use std::io;
use std::path::{Path, PathBuf};

use debpkg::deb822::Paragraph;
use diagnostic::{Code, Diagnostic, Subject};
use pkgio::{Algorithms, DigestReader, Digests, Hex, open_regular};
use repo_store::Sha256;

use crate::codes;

/// A file that is listed.
#[derive(Clone, Debug)]
pub(in crate::apt) struct Listed {
    /// Its name, without a folder.
    pub(in crate::apt) name: String,
    size: u64,
    /// Its digests as they are listed, in the order of [`FIELDS`].
    digests: [Option<String>; FIELDS.len()],
}

/// How the lines of `Files` are laid out; others are a digest, a length and a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::apt) enum Layout {
    /// Of a `.dsc`: the same.
    Source,
    /// Of a `.changes`: with section and priority before the name.
    Changes,
}

/// The fields that list files, with the length of their digests in hex.
const FIELDS: [(&str, usize); 4] =
    [("Files", 32), ("Checksums-Sha1", 40), ("Checksums-Sha256", 64), ("Checksums-Sha512", 128)];
const MD5: usize = 0;
const SHA256: usize = 2;

impl Listed {
    /// The files of all fields, each of which lists all of them.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub(in crate::apt) fn of(control: &Paragraph<'_>, layout: Layout) -> Result<Vec<Self>, String> {
        let mut files: Vec<Self> = Vec::new();
        let mut first = None;
        for (at, (field, length)) in FIELDS.into_iter().enumerate() {
            let Some(value) = control.field(field) else { continue };
            let lines = value.lines().filter(|line| !line.trim().is_empty());
            let mut count = 0;
            for line in lines {
                let (digest, size, name) = parse(line, length, layout, at == MD5)
                    .map_err(|problem| format!("the field {field}: {problem}"))?;
                count += 1;
                match files.iter_mut().find(|file| file.name == name) {
                    Some(file) if file.digests[at].is_some() => {
                        return Err(format!("the field {field}: {name} is repeated"));
                    }
                    Some(file) if file.size != size => {
                        return Err(format!("the length of {name} differs between two fields"));
                    }
                    Some(file) => file.digests[at] = Some(digest.to_ascii_lowercase()),
                    None if first.is_some() => return Err(unlisted(first, name, field)),
                    None => {
                        let mut digests = [const { None }; FIELDS.len()];
                        digests[at] = Some(digest.to_ascii_lowercase());
                        files.push(Self { name: name.to_owned(), size, digests });
                    }
                }
            }
            if count < files.len()
                && let Some(file) = files.iter().find(|file| file.digests[at].is_none())
            {
                return Err(unlisted(Some(field), &file.name, first.unwrap_or(field)));
            }
            first = first.or(Some(field));
        }
        if files.is_empty() { Err("lists no file".to_owned()) } else { Ok(files) }
    }

    /// Whether its SHA-256 is listed.
    pub(in crate::apt) fn has_sha256(&self) -> bool {
        self.digests[SHA256].is_some()
    }

    /// Its MD5 as listed, in hex.
    pub(in crate::apt) fn md5(&self) -> Option<&str> {
        self.digests[MD5].as_deref()
    }

    /// Its length in bytes.
    pub(in crate::apt) fn size(&self) -> u64 {
        self.size
    }

    /// Where it is: beside the text that lists it.
    pub(in crate::apt) fn beside(&self, document: &Path) -> PathBuf {
        document.parent().unwrap_or(Path::new("")).join(&self.name)
    }

    /// Reads the file, and checks it by everything that is listed; gives its SHA-256.
    pub(in crate::apt) fn check(&self, document: &Path) -> Result<Sha256, Diagnostic> {
        let file = self.beside(document);
        let by = document.file_name().unwrap_or_default().to_string_lossy();
        let defect = |code: Code, problem: String| {
            Diagnostic::new(code, Subject::File(file.clone()), problem)
        };
        let unreadable =
            |error: io::Error| defect(codes::NO_FILE, format!("could not be read: {error}"));
        let opened = open_regular(&file).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let problem = format!("is listed by {by}, but is not there");
                defect(codes::SOURCE_FILE_MISSING, problem)
                    .hint(format!("put it in the directory of {by}"))
            }
            _ => unreadable(error),
        })?;
        let [md5, sha1, _, sha512] = self.digests.each_ref().map(Option::is_some);
        let algorithms = Algorithms { md5, sha1, sha512, ..Sha256::ALGORITHMS };
        let mut input = DigestReader::new(opened, algorithms);
        io::copy(&mut input, &mut io::sink()).map_err(unreadable)?;
        let (_, digests, size) = input.finish();
        let changed = |problem: String| {
            let hint = "download or build it again, together with the file that lists it";
            Err(defect(codes::SOURCE_FILE_CHANGED, problem).hint(hint))
        };
        if size != self.size {
            return changed(format!("has {size} bytes, but {} by {by}", self.size));
        }
        let found = hex(&digests);
        let names = ["MD5", "SHA-1", "SHA-256", "SHA-512"];
        for ((name, found), listed) in names.into_iter().zip(found).zip(&self.digests) {
            if let (Some(found), Some(listed)) = (found, listed)
                && found != *listed
            {
                return changed(format!("has {name} {found}, but {listed} by {by}"));
            }
        }
        Ok(Sha256(digests.sha256.unwrap_or_default()))
    }
}

fn unlisted(field: Option<&str>, name: &str, other: &str) -> String {
    format!("the field {} does not list {name}, but {other} does", field.unwrap_or_default())
}

/// The digest, the length and the name of a line.
fn parse(
    line: &str,
    length: usize,
    layout: Layout,
    is_md5: bool,
) -> Result<(&str, u64, &str), String> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let (digest, size, name) = match words[..] {
        [digest, size, _, _, name] if is_md5 && layout == Layout::Changes => (digest, size, name),
        [digest, size, name] if !(is_md5 && layout == Layout::Changes) => (digest, size, name),
        _ => return Err(format!("{line:?} is not a digest, a length and a name")),
    };
    if digest.len() != length || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!("{digest:?} is not a digest of {length} hexadecimal digits"));
    }
    if name.contains(['/', '\\']) || matches!(name, "." | "..") {
        return Err(format!("{name:?} is not the name of a file"));
    }
    let is_number = size.bytes().all(|byte| byte.is_ascii_digit());
    let size = size.parse().ok().filter(|_| is_number);
    let size = size.ok_or_else(|| format!("{line:?} has no number of bytes"))?;
    Ok((digest, size, name))
}

/// The digests in hex, in the order of [`FIELDS`].
fn hex(digests: &Digests) -> [Option<String>; FIELDS.len()] {
    [
        digests.md5.as_ref().map(|digest| Hex(digest).to_string()),
        digests.sha1.as_ref().map(|digest| Hex(digest).to_string()),
        digests.sha256.as_ref().map(|digest| Hex(digest).to_string()),
        digests.sha512.as_ref().map(|digest| Hex(digest).to_string()),
    ]
}
