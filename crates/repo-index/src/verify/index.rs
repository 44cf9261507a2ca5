//! The paragraphs of an index.

use debpkg::Version;
use debpkg::relationship::Relationships;
use pkgio::{Algorithms, DigestWriter, Digests, Encoding, Hasher};

use super::files::{Form, LARGEST};
use super::findings::Findings;
use super::held::{Room, held};
use super::listing::Entry;
use super::signatures::Context;
use crate::apt::{
    Format, IndexId, IndexKind, Packages, RELATIONSHIPS, Record, RecordError, blank_line, is_below,
    whole_lines,
};
use crate::codes;
use crate::compress::decompress_to;

/// What the plain name of a listed file says that it is; `None` for what is no index of packages.
pub(super) fn format(base: &str) -> Option<Format> {
    match base.rsplit('/').next()? {
        "Packages" => Some(Format::Packages),
        "Sources" => Some(Format::Sources),
        _ => None,
    }
}

/// Checks that all forms are one text, that of `plain` where it is listed, and gives the best where it
/// `is_read`: of others, and of what is no index, nothing is held but digests.
pub(super) fn text(
    context: Context<'_>,
    forms: Vec<Form>,
    plain: Option<&Entry>,
    is_read: bool,
    findings: &mut Findings,
) -> Option<(String, Vec<u8>)> {
    let mut best: Option<(String, Option<Vec<u8>>)> = None;
    let mut other = None;
    // Without a plain form in the list, the first form is what the others are held against.
    let mut first: Option<Sum> = None;
    let algorithms = plain.map(Entry::algorithms).unwrap_or_default();
    let algorithms = algorithms.and(Algorithms { sha256: true, ..Algorithms::NONE });
    for Form { path, encoding, bytes } in forms {
        let about = context.name(&path);
        if encoding == Encoding::None {
            first = Some(Sum::of(&bytes, algorithms));
            best = Some((about, is_read.then_some(bytes)));
            continue;
        }
        let hint = "compress the index again, and publish";
        let is_held = is_read && best.is_none();
        let listed = plain.map(|plain| plain.size);
        let opened = match is_held {
            true => held(&bytes, encoding, listed, Room::PARAGRAPHS)
                .map(|text| (Sum::of(&text, algorithms), Some(text))),
            false => {
                let limit = listed.unwrap_or(LARGEST).min(LARGEST);
                Sum::of_compressed(&bytes, encoding, limit, algorithms).map(|sum| (sum, None))
            }
        };
        let (sum, text) = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                findings.fault(codes::OTHER_TEXT, &about, problem, hint);
                continue;
            }
        };
        let differs = match (plain, &first) {
            (Some(plain), _) => sum.length != plain.size || plain.differs(&sum.digests).is_some(),
            (None, Some(first)) => sum != *first,
            (None, None) => false,
        };
        if differs {
            let problem = "decompresses to something else than is listed without its suffix";
            findings.fault(codes::OTHER_TEXT, &about, problem, hint);
            other = other.or(text.map(|text| (about, text)));
        } else {
            first.get_or_insert(sum);
            best = best.or(Some((about, text)));
        }
    }
    best.and_then(|(about, text)| Some((about, text?))).or(other)
}

/// What tells texts apart that are not held.
#[derive(PartialEq)]
struct Sum {
    length: u64,
    digests: Digests,
}

impl Sum {
    fn of(text: &[u8], algorithms: Algorithms) -> Self {
        let mut hasher = Hasher::new(algorithms);
        hasher.update(text);
        Self { length: text.len() as u64, digests: hasher.finish() }
    }

    fn of_compressed(
        bytes: &[u8],
        encoding: Encoding,
        limit: u64,
        algorithms: Algorithms,
    ) -> Result<Self, String> {
        let mut sink = DigestWriter::new(std::io::sink(), algorithms);
        let length = decompress_to(bytes, encoding, limit, &mut sink)
            .map_err(|error| format!("cannot be decompressed: {error}"))?;
        let (_, digests, _) = sink.finish();
        Ok(Self { length, digests })
    }
}

/// The records of an index in the file called `about`; `path` is its name below the suite's folder,
/// where there is one. Paragraphs that are none are told and passed over.
pub(super) fn records(
    about: &str,
    path: Option<&str>,
    format: Format,
    text: Vec<u8>,
    findings: &mut Findings,
) -> Vec<Record> {
    // apt's reader of Sources passes over them.
    if format == Format::Packages && text.starts_with(b"\n") && !text.trim_ascii().is_empty() {
        let problem = "starts with an empty line, at which apt stops: it reads no packages";
        let hint = "generate the index again from the packages, and publish";
        findings.fault(codes::INDEX_PARAGRAPH, about, problem, hint);
    }
    let (text, _) = whole_lines(text);
    let records = match Packages::parse_shared(&text, format) {
        Ok(index) => index.into_records(),
        Err(_) => one_by_one(about, format, &text, findings),
    };
    let architecture = path.and_then(IndexId::parse).and_then(|(id, _)| match id.kind {
        IndexKind::Binary(architecture)
        | IndexKind::Installer(architecture)
        | IndexKind::Debug(architecture) => Some(architecture),
        IndexKind::Source => None,
    });
    for record in &records {
        judge(about, architecture.as_deref(), record, findings);
    }
    records
}

/// Every paragraph that is one; each of the others is told.
fn one_by_one(about: &str, format: Format, text: &[u8], findings: &mut Findings) -> Vec<Record> {
    let mut records = Vec::new();
    let (mut paragraph, mut first) = (Vec::new(), 0);
    let lines = text.split_inclusive(|&byte| byte == b'\n').chain([b"\n".as_slice()]);
    for (number, line) in lines.enumerate() {
        if line != b"\n" {
            if paragraph.is_empty() {
                first = number;
            }
            paragraph.extend_from_slice(line);
        } else if !paragraph.is_empty() {
            let text = std::mem::take(&mut paragraph);
            match Record::parse_published(text.clone(), format) {
                Ok(record) => records.push(record),
                Err(error) => {
                    let error = error.named(&text);
                    let hint = error.hint;
                    let problem = RecordError { line: first + error.line, ..error }.to_string();
                    let hint = hint.unwrap_or(
                        "generate the index again from the packages, and \
                                               publish",
                    );
                    findings.fault(codes::INDEX_PARAGRAPH, about, problem, hint);
                }
            }
        }
    }
    records
}

fn judge(about: &str, architecture: Option<&str>, record: &Record, findings: &mut Findings) {
    let hint = "build the package again with a field that is right, and publish that";
    if let Some(line) = blank_line(record.paragraph()) {
        let problem = format!(
            "{record}: line {line} of its paragraph has only blanks: apt continues, dpkg refuses \
             a package with such a control file"
        );
        findings.warn(codes::INDEX_FIELD, about, problem, hint);
    }
    let mut wrong = |name: &str, problem: String| {
        let problem = format!("{record}: the field {name}: {problem}");
        findings.fault(codes::INDEX_FIELD, about, problem, hint);
    };
    if let Err(error) = Version::parse(record.version()) {
        wrong("Version", error.to_string());
    }
    if let Some(architecture) = architecture
        && ![architecture, "all"].contains(&record.architecture())
        && !is_below(record.architecture(), architecture)
    {
        wrong("Architecture", format!("is not {architecture}, as its index is"));
    }
    if record.format() == Format::Sources {
        return;
    }
    for name in RELATIONSHIPS {
        let Some(value) = record.field(name) else { continue };
        match std::str::from_utf8(value).map(Relationships::parse) {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => wrong(name, error.to_string()),
            Err(_) => wrong(name, "is not UTF-8".to_owned()),
        }
    }
}
