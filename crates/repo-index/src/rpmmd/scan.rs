//! Published lists, taken apart: each `<package>` element as bytes, with what identifies it.

use std::borrow::Cow;
use std::ops::Range;

use super::checksum::{Checksum, ChecksumKind};
use super::fields::{Fields, Identity};
use super::list::List;
use super::xml::{Reader, Tag, XmlError};

/// Why published metadata could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{document}, line {line}: {problem}")]
pub struct MetadataError {
    /// Which document: `primary`, `filelists`, `other` or `repomd.xml`.
    pub document: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl MetadataError {
    pub(super) fn new(document: &'static str, error: XmlError) -> Self {
        Self { document, line: error.line, problem: error.problem }
    }
}

/// A package in `primary`.
pub(super) struct Found {
    pub(super) fields: Fields,
    /// From `<package` to behind `</package>`.
    pub(super) range: Range<usize>,
}

/// A package in `filelists` or `other`.
pub(super) struct Listed<'a> {
    pub(super) pkgid: Cow<'a, str>,
    pub(super) range: Range<usize>,
}

/// The packages of a list, and the namespaces beyond the usual ones that it declares, as attributes
/// with a blank before each.
pub(super) struct Scanned<T> {
    pub(super) packages: Vec<T>,
    pub(super) namespaces: String,
    /// Whether a line break is known to stand behind each package.
    pub(super) are_lines: bool,
}

/// Takes `primary` apart.
pub(super) fn primary(text: &[u8]) -> Result<Scanned<Found>, MetadataError> {
    scan(text, List::Primary, package)
}

/// Takes `filelists` or `other` apart.
pub(super) fn listed(text: &[u8], list: List) -> Result<Scanned<Listed<'_>>, MetadataError> {
    scan(text, list, |reader, tag| {
        let pkgid = value(reader, &tag, "pkgid")?;
        reader.skip()?;
        Ok(Listed { pkgid, range: tag.range.start..reader.position() })
    })
}

fn scan<'a, T>(
    text: &'a [u8],
    list: List,
    package: impl Fn(&mut Reader<'a>, Tag<'a>) -> Result<T, XmlError>,
) -> Result<Scanned<T>, MetadataError> {
    let read = || {
        let mut reader = Reader::new(text)?;
        let mut packages = Vec::new();
        let root = reader.root()?;
        let namespaces = namespaces(&reader, &root, list)?;
        while let Some(tag) = reader.child()? {
            if tag.name != "package" {
                return Err(reader.error(format!("<{}> instead of packages", tag.name)));
            }
            // Those of the list are written there too.
            if !namespaces.is_empty() && tag.attributes().any(|(name, _)| name.starts_with("xmlns"))
            {
                return Err(reader.error("namespaces of a list and of a package in it"));
            }
            packages.push(package(&mut reader, tag)?);
        }
        reader.finish()?;
        Ok(Scanned { packages, namespaces, are_lines: false })
    };
    read().map_err(|error| MetadataError::new(list.name(), error))
}

/// Checks the document's element, and gives the namespaces that it declares besides.
fn namespaces(reader: &Reader<'_>, root: &Tag<'_>, list: List) -> Result<String, XmlError> {
    if root.name != list.root() {
        let problem = format!("<{}> instead of <{}>", root.name, list.root());
        return Err(reader.error(problem));
    }
    let known = [("xmlns", list.namespace()), ("xmlns:rpm", super::RPM_NAMESPACE)];
    other_namespaces(reader, root, &known)
}

/// The namespaces that a document declares besides those that are known, as attributes with a blank
/// before each.
pub(super) fn other_namespaces(
    reader: &Reader<'_>,
    root: &Tag<'_>,
    known: &[(&str, &str)],
) -> Result<String, XmlError> {
    let mut others = String::new();
    for (name, value) in root.attributes() {
        match known.iter().find(|(known, _)| *known == name) {
            Some((_, known)) if *known != value => {
                return Err(reader.error(format!("the namespace {value:?} for {name}")));
            }
            // Raw values may hold the other kind of quotes.
            None if name.starts_with("xmlns:") && !value.contains('"') => {
                others.push_str(&format!(" {name}=\"{value}\""));
            }
            _ => {}
        }
    }
    Ok(others)
}

/// The parts of [`Fields`], as they are found.
#[derive(Default)]
struct Parts {
    name: Option<String>,
    architecture: Option<String>,
    evr: Option<(u32, String, String)>,
    checksum: Option<Checksum>,
    size: Option<u64>,
    location: Option<(String, Option<String>, Range<usize>)>,
}

impl Parts {
    fn are_whole(&self) -> bool {
        let Self { name, architecture, evr, checksum, size, location } = self;
        let words = [name, architecture].iter().all(|word| word.is_some());
        words && evr.is_some() && checksum.is_some() && size.is_some() && location.is_some()
    }

    fn fields(self, reader: &Reader<'_>) -> Result<Fields, XmlError> {
        let missing = |name| reader.error(format!("a package without <{name}>"));
        let (location, base, location_tag) = self.location.ok_or_else(|| missing("location"))?;
        let (epoch, version, release) = self.evr.ok_or_else(|| missing("version"))?;
        let checksum = self.checksum.ok_or_else(|| missing("checksum"))?;
        Ok(Fields::new(&Identity {
            name: &self.name.ok_or_else(|| missing("name"))?,
            architecture: &self.architecture.ok_or_else(|| missing("arch"))?,
            epoch,
            version: &version,
            release: &release,
            kind: checksum.kind(),
            hex: checksum.hex(),
            size: self.size.ok_or_else(|| missing("size"))?,
            location: &location,
            base: base.as_deref(),
            location_tag,
        }))
    }
}

fn package<'a>(reader: &mut Reader<'a>, tag: Tag<'a>) -> Result<Found, XmlError> {
    if let Some(kind) = tag.attribute("type").filter(|kind| kind != "rpm") {
        return Err(reader.error(format!("a package of the type {kind:?}")));
    }
    let start = tag.range.start;
    let mut parts = Parts::default();
    while let Some(tag) = reader.child()? {
        part(reader, &tag, start, &mut parts)?;
    }
    Ok(Found { fields: parts.fields(reader)?, range: start..reader.position() })
}

/// What identifies the package of an element of `primary`, which is read no further.
pub(super) fn identity<'a>(reader: &mut Reader<'a>) -> Result<Fields, XmlError> {
    let start = reader.root()?.range.start;
    let mut parts = Parts::default();
    while !parts.are_whole()
        && let Some(tag) = reader.child()?
    {
        part(reader, &tag, start, &mut parts)?;
    }
    parts.fields(reader)
}

/// Reads one element within `<package>`, which starts at `start`.
fn part<'a>(
    reader: &mut Reader<'a>,
    tag: &Tag<'a>,
    start: usize,
    parts: &mut Parts,
) -> Result<(), XmlError> {
    let is_second = match tag.name {
        "name" => parts.name.replace(word(reader, tag)?).is_some(),
        "arch" => parts.architecture.replace(word(reader, tag)?).is_some(),
        "version" => {
            let found = evr(reader, tag)?;
            reader.skip()?;
            parts.evr.replace(found).is_some()
        }
        "checksum" => {
            let checksum = checksum(reader, tag)?;
            parts.checksum.replace(checksum).is_some()
        }
        "size" => {
            let size = number(reader, tag, "package")?;
            reader.skip()?;
            parts.size.replace(size).is_some()
        }
        "location" => {
            let href = required(reader, tag, "href")?;
            let base = tag.attribute("xml:base").map(String::from);
            let range = tag.range.start - start..tag.range.end - start;
            reader.skip()?;
            parts.location.replace((href, base, range)).is_some()
        }
        _ => return reader.skip(),
    };
    match is_second {
        true => Err(reader.error(format!("<{}> twice in one package", tag.name))),
        false => Ok(()),
    }
}

/// The content of an element that is part of a package's name: not empty, of visible characters.
fn word<'a>(reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<String, XmlError> {
    let text = reader.content()?;
    check_word(reader, tag.name, &text)?;
    Ok(text.into_owned())
}

fn check_word(reader: &Reader<'_>, name: &str, text: &str) -> Result<(), XmlError> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || c == '/';
    match text.is_empty() || text.contains(is_bad) {
        true => Err(reader.error(format!("{text:?} as the {name} of a package"))),
        false => Ok(()),
    }
}

/// Epoch, version and release.
fn evr(reader: &Reader<'_>, tag: &Tag<'_>) -> Result<(u32, String, String), XmlError> {
    let epoch = match tag.attribute("epoch").as_deref() {
        // Very old tools leave it out.
        None | Some("") => 0,
        Some(epoch) => epoch
            .parse::<u32>()
            .ok()
            .filter(|_| epoch.bytes().all(|byte| byte.is_ascii_digit()))
            .ok_or_else(|| reader.error(format!("the epoch {epoch:?}")))?,
    };
    let (version, release) = (required(reader, tag, "ver")?, required(reader, tag, "rel")?);
    check_word(reader, "version", &version)?;
    check_word(reader, "release", &release)?;
    Ok((epoch, version, release))
}

/// The checksum that an element holds.
pub(super) fn checksum<'a>(reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Checksum, XmlError> {
    let kind = required(reader, tag, "type")?;
    let Some(kind) = ChecksumKind::from_name(&kind) else {
        return Err(reader.error(format!("the checksum type {kind:?}")));
    };
    let checksum = Checksum::new(kind, reader.content()?.trim_ascii());
    checksum.map_err(|error| reader.error(error.to_string()))
}

fn number(reader: &Reader<'_>, tag: &Tag<'_>, name: &str) -> Result<u64, XmlError> {
    number_text(reader, &required(reader, tag, name)?, name)
}

/// `text`, which stands for `name`, as a number.
pub(super) fn number_text(reader: &Reader<'_>, text: &str, name: &str) -> Result<u64, XmlError> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if is_number => Ok(number),
        _ => Err(reader.error(format!("{text:?} as the {name}"))),
    }
}

pub(super) fn required(reader: &Reader<'_>, tag: &Tag<'_>, name: &str) -> Result<String, XmlError> {
    value(reader, tag, name).map(Cow::into_owned)
}

fn value<'a>(reader: &Reader<'_>, tag: &Tag<'a>, name: &str) -> Result<Cow<'a, str>, XmlError> {
    tag.attribute(name).ok_or_else(|| reader.error(format!("<{}> without {name}", tag.name)))
}
