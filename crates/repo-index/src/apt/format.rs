//! Which fields identify a package in each kind of index.

use debpkg::architecture::VARIANT;
use repo_store::Sha256;

use super::RecordError;
use super::fields::{Fields, RawField, is_blank};
use super::record::Part;

/// The kinds of paragraphs that indexes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `Packages`: binary packages of every kind.
    Packages,
    /// `Sources`: source packages.
    Sources,
}

/// How many fields of a paragraph are wanted at most.
const FIELDS: usize = 7;

/// What is known of a paragraph.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) package: Part,
    pub(super) version: Part,
    pub(super) architecture: Part,
    /// `Architecture-Variant`; of no length where there is none.
    pub(super) variant: Part,
    pub(super) place: Part,
    pub(super) dsc: Part,
    pub(super) size: u64,
    pub(super) sha256: Sha256,
    /// The paragraph's length in bytes.
    pub(super) length: usize,
}

/// The fields that identify a package; first the four that both formats have.
const PACKAGES: [&str; FIELDS] =
    ["Package", "Version", "Architecture", "Filename", "SHA256", "Size", VARIANT];
const SOURCES: [&str; 5] = ["Package", "Version", "Architecture", "Directory", "Checksums-Sha256"];

impl Found {
    /// Reads the paragraph that `text` starts with.
    pub(super) fn read(text: &[u8], format: Format) -> Result<Self, RecordError> {
        Self::of(&Wanted::find(text, wanted(format))?, format)
    }

    /// The same of a paragraph that was read before it was published: nothing is looked at but the
    /// fields that are wanted. `None` where they are not written as usual.
    pub(super) fn read_trusted(text: &[u8], format: Format) -> Option<Self> {
        Self::of(&Wanted::find_trusted(text, wanted(format))?, format).ok()
    }

    fn of(fields: &Wanted<'_>, format: Format) -> Result<Self, RecordError> {
        let architecture = match format {
            Format::Packages => fields.word(2)?,
            Format::Sources => fields.part(2)?,
        };
        let mut found = Self {
            package: fields.word(0)?,
            version: fields.word(1)?,
            architecture,
            variant: fields.optional(6)?,
            place: fields.path(3)?,
            dsc: Part::default(),
            size: 0,
            sha256: Sha256([0; 32]),
            length: fields.paragraph.len(),
        };
        match format {
            Format::Packages => {
                found.sha256 = fields.text(4)?.parse().map_err(|error| fields.wrong(4, error))?;
                found.size = number(fields.text(5)?).map_err(|error| fields.wrong(5, error))?;
            }
            Format::Sources => fields.dsc(&mut found)?,
        }
        Ok(found)
    }
}

fn wanted(format: Format) -> &'static [&'static str] {
    match format {
        Format::Packages => &PACKAGES,
        Format::Sources => &SOURCES,
    }
}

/// The fields of a paragraph that are wanted.
struct Wanted<'a> {
    paragraph: &'a [u8],
    names: &'static [&'static str],
    fields: [Option<RawField<'a>>; FIELDS],
}

impl<'a> Wanted<'a> {
    fn find(text: &'a [u8], names: &'static [&'static str]) -> Result<Self, RecordError> {
        let mut fields = [None; FIELDS];
        let mut rest = Fields::new(text);
        for field in rest.by_ref() {
            let field = field?;
            let Some(at) = names.iter().position(|name| field.is_named(name)) else { continue };
            if fields[at].replace(field).is_some() {
                let problem = format!("the field {} is repeated", names[at]);
                return Err(RecordError::new(field.line + 1, problem));
            }
        }
        Ok(Self { paragraph: &text[..rest.passed()], names, fields })
    }

    /// The same by the starts of lines alone; `None` for a field that is there twice.
    fn find_trusted(text: &'a [u8], names: &'static [&'static str]) -> Option<Self> {
        let (mut fields, mut at, mut last) = ([None::<RawField<'_>>; FIELDS], 0, None);
        for line in 0.. {
            let end = match text.get(at) {
                None | Some(b'\n') => break,
                Some(_) => memchr::memchr(b'\n', &text[at..])? + at,
            };
            if !is_blank(text[at]) {
                last = names.iter().position(|name| is_of(&text[at..end], name));
                if let Some(wanted) = last {
                    let (name, start) = (names[wanted].as_bytes(), at + names[wanted].len() + 1);
                    if fields[wanted].replace(RawField { name, start, end, line }).is_some() {
                        return None;
                    }
                }
            } else if let Some(field) = last.and_then(|last: usize| fields[last].as_mut()) {
                field.end = end;
            }
            at = end + 1;
        }
        Some(Self { paragraph: &text[..at], names, fields })
    }

    fn field(&self, at: usize) -> Result<RawField<'a>, RecordError> {
        self.fields[at].ok_or_else(|| {
            let name = self.names[at];
            let error = RecordError::new(1, format!("the package has no field {name}"));
            if name != "SHA256" && name != "Checksums-Sha256" {
                return error;
            }
            error.mend(
                "generate the index again with SHA-256 digests: MD5 and SHA-1 are insecure, and \
                 apt refuses them",
            )
        })
    }

    fn part(&self, at: usize) -> Result<Part, RecordError> {
        let field = self.field(at)?;
        let value = &self.paragraph[field.start..field.end];
        let start = field.start + (value.len() - value.trim_ascii_start().len());
        let part = |number: usize| {
            u32::try_from(number).map_err(|_| RecordError::new(1, "a paragraph that is too large"))
        };
        Ok(Part { start: part(start)?, length: part(value.trim_ascii().len())? })
    }

    /// The value of a field that need not be there.
    fn optional(&self, at: usize) -> Result<Part, RecordError> {
        if self.fields[at].is_some() { self.part(at) } else { Ok(Part::default()) }
    }

    fn text(&self, at: usize) -> Result<&'a str, RecordError> {
        let part = self.part(at)?;
        let bytes = &self.paragraph[part.start as usize..][..part.length as usize];
        match std::str::from_utf8(bytes) {
            Ok("") => Err(self.wrong(at, "it is empty")),
            Ok(text) => Ok(text),
            Err(_) => Err(self.wrong(at, "it is not UTF-8")),
        }
    }

    /// A value without blanks.
    fn word(&self, at: usize) -> Result<Part, RecordError> {
        if !self.text(at)?.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/') {
            return Err(self.wrong(at, "it has characters that are not allowed"));
        }
        self.part(at)
    }

    /// A value that stays within the archive.
    fn path(&self, at: usize) -> Result<Part, RecordError> {
        let path = self.text(at)?;
        let leaves = path.starts_with('/') || path.split('/').any(|part| part == "..");
        if leaves || path.contains(['\n', '\\']) {
            return Err(self.wrong(at, format!("{path:?} leads out of the archive")));
        }
        self.part(at)
    }

    /// The `.dsc` among a source package's files.
    fn dsc(&self, found: &mut Found) -> Result<(), RecordError> {
        const SUMS: usize = 4;
        let text = self.text(SUMS)?;
        let mut dsc = None;
        for sum in checksums(text.as_bytes()) {
            let sum = sum.map_err(|problem| self.wrong(SUMS, problem))?;
            if sum.name.ends_with(".dsc") && dsc.replace(sum).is_some() {
                return Err(self.wrong(SUMS, "it lists two .dsc files"));
            }
        }
        let Some(dsc) = dsc else { return Err(self.wrong(SUMS, "it lists no .dsc file")) };
        let part = self.part(SUMS)?;
        let offset = text.find(dsc.name).unwrap_or_default();
        found.dsc = Part {
            start: part.start + u32::try_from(offset).unwrap_or_default(),
            length: u32::try_from(dsc.name.len()).unwrap_or_default(),
        };
        (found.size, found.sha256) = (dsc.size, dsc.sha256);
        Ok(())
    }

    fn wrong(&self, at: usize, problem: impl std::fmt::Display) -> RecordError {
        let line = self.fields[at].map_or(0, |field| field.line);
        RecordError::new(line + 1, format!("the field {}: {problem}", self.names[at]))
    }
}

/// Whether a line starts a field of this name, as it is usually written.
fn is_of(line: &[u8], name: &str) -> bool {
    let name = name.as_bytes();
    line.first() == name.first()
        && line.strip_prefix(name).is_some_and(|rest| rest.first() == Some(&b':'))
}

/// A line of `Checksums-Sha256`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checksum<'a> {
    pub(super) sha256: Sha256,
    pub(super) size: u64,
    pub(super) name: &'a str,
}

/// The lines of a value of `Checksums-Sha256`: a digest, a length and a name without a folder.
pub(super) fn checksums(value: &[u8]) -> impl Iterator<Item = Result<Checksum<'_>, String>> {
    let lines = value.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty()).map(|line| {
        let line = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
        let mut words = line.split_ascii_whitespace();
        let (Some(sha256), Some(size), Some(name), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(format!("{line:?} is not a digest, a length and a name"));
        };
        if name.contains(['/', '\\']) || matches!(name, "." | "..") {
            return Err(format!("{name:?} is not the name of a file"));
        }
        let sha256 =
            sha256.parse().map_err(|error: repo_store::ParseSha256Error| error.to_string())?;
        Ok(Checksum { sha256, size: number(size)?, name })
    })
}

/// A number of bytes: digits alone.
fn number(text: &str) -> Result<u64, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| format!("{text:?} is not a number of bytes"))
}
