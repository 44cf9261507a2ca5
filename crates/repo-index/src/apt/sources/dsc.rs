//! Reading a `.dsc` file and what it lists.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use debpkg::deb822::Paragraph;
use debpkg::{PackageName, Version};
use pkgio::{Algorithms, DigestReader, Digests, Hex};
use pkgtree::{Code, Diagnostic, Diagnostics, Subject};

use super::{IncomingSource, SourceFile};
use crate::apt::LARGEST_PARAGRAPH;
use crate::apt::format::{Checksum, checksums};
use crate::{Sha256, codes};

/// What a cleartext-signed text starts with (RFC 9580, section 7).
const SIGNED: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";

pub(super) fn read(dsc: &Path) -> Result<IncomingSource, Diagnostics> {
    let defect =
        |code: Code, problem: String| Diagnostic::new(code, Subject::File(dsc.to_owned()), problem);
    let wrong = |problem: String| defect(codes::SOURCE_PACKAGE, problem);
    let mut bytes = Vec::new();
    let limit = LARGEST_PARAGRAPH as u64;
    open(dsc)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| defect(codes::NO_FILE, format!("could not be read: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(wrong(format!("has more than {limit} bytes")).into());
    }
    let text = if bytes.starts_with(SIGNED) {
        let split = pkgsign::cleartext::split(&bytes);
        split.map_err(|error| wrong(error.to_string()))?.text
    } else {
        bytes.clone()
    };
    let control = Paragraph::parse(&text).map_err(|error| wrong(error.to_string()))?;
    let mut defects = Diagnostics::new();
    for problem in check_identity(&control) {
        defects.push(wrong(problem));
    }
    let listed = listed(&control).unwrap_or_else(|problem| {
        let hint = "build the source package again with dpkg-source of this decade";
        defects.push(wrong(problem).hint(hint));
        Vec::new()
    });
    let folder = dsc.parent().unwrap_or(Path::new(""));
    let mut files = vec![own_file(dsc, &bytes)];
    for (sum, md5) in listed {
        match check_file(folder.join(sum.name), &sum, md5) {
            Ok(file) => files.push(file),
            Err(diagnostic) => defects.push(diagnostic),
        }
    }
    defects.into_result(IncomingSource { control: control.into_owned(), files })
}

/// Opens a regular file; a pipe would keep us waiting.
fn open(file: &Path) -> io::Result<File> {
    if std::fs::metadata(file)?.is_file() {
        File::open(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
    }
}

fn check_identity(control: &Paragraph<'_>) -> Vec<String> {
    let value = |name: &str| control.field(name).unwrap_or_default();
    let mut problems = Vec::new();
    let source = value("Source");
    if let Err(error) = PackageName::parse(source) {
        problems.push(format!("the field Source: {source:?} {error}"));
    }
    let version = value("Version");
    if let Err(error) = Version::parse(version) {
        problems.push(format!("the field Version: {version:?} {error}"));
    }
    for name in ["Format", "Binary", "Architecture"] {
        if value(name).is_empty() {
            problems.push(format!("has no field {name}"));
        }
    }
    problems
}

/// The files of `Checksums-Sha256`, each with its digest of `Files`.
fn listed<'a>(control: &'a Paragraph<'_>) -> Result<Vec<(Checksum<'a>, Option<&'a str>)>, String> {
    let value = |name: &str| control.field(name);
    let sums = value("Checksums-Sha256").ok_or("has no field Checksums-Sha256")?;
    let mut md5s = Vec::new();
    for line in value("Files").unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        match words[..] {
            [md5, size, name] if md5.len() == 32 => md5s.push((name, size, md5)),
            _ => return Err(format!("the field Files: {line:?} is not a digest, length and name")),
        }
    }
    let mut files = Vec::new();
    let mut names = BTreeSet::new();
    for sum in checksums(sums.as_bytes()) {
        let sum = sum.map_err(|problem| format!("the field Checksums-Sha256: {problem}"))?;
        if !names.insert(sum.name) || sum.name.ends_with(".dsc") {
            return Err(format!("the field Checksums-Sha256: {} cannot be there", sum.name));
        }
        let md5 = md5s.iter().find(|(name, ..)| *name == sum.name);
        if md5.is_some_and(|(_, size, _)| *size != sum.size.to_string()) {
            return Err(format!("the length of {} differs between two fields", sum.name));
        }
        files.push((sum, md5.map(|(.., md5)| *md5)));
    }
    if let Some((name, ..)) = md5s.iter().find(|(name, ..)| !names.contains(name)) {
        return Err(format!("the field Checksums-Sha256 does not list {name}, but Files does"));
    }
    if files.is_empty() { Err("lists no file".to_owned()) } else { Ok(files) }
}

fn own_file(dsc: &Path, bytes: &[u8]) -> SourceFile {
    let mut hasher = pkgio::Hasher::new(BOTH);
    hasher.update(bytes);
    let digests = hasher.finish();
    let name = dsc.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (size, md5) = (bytes.len() as u64, Some(hex(digests.md5)));
    SourceFile { file: dsc.to_owned(), name, size, sha256: sha256(digests), md5 }
}

const BOTH: Algorithms = Algorithms { md5: true, ..Sha256::ALGORITHMS };

fn check_file(
    file: PathBuf,
    sum: &Checksum<'_>,
    md5: Option<&str>,
) -> Result<SourceFile, Diagnostic> {
    let defect =
        |code: Code, problem: String| Diagnostic::new(code, Subject::File(file.clone()), problem);
    let algorithms = if md5.is_some() { BOTH } else { Sha256::ALGORITHMS };
    let opened = open(&file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let problem = "is listed by the .dsc file, but is not there".to_owned();
            defect(codes::SOURCE_FILE_MISSING, problem).hint("put it beside the .dsc file")
        }
        _ => defect(codes::NO_FILE, format!("could not be read: {error}")),
    })?;
    let mut input = DigestReader::new(opened, algorithms);
    io::copy(&mut input, &mut io::sink())
        .map_err(|error| defect(codes::NO_FILE, format!("could not be read: {error}")))?;
    let (_, digests, size) = input.finish();
    let changed = |problem: String| {
        let hint = "fetch or build the source package again";
        Err(defect(codes::SOURCE_FILE_CHANGED, problem).hint(hint))
    };
    if size != sum.size {
        return changed(format!("has {size} bytes, but {} by the .dsc file", sum.size));
    }
    let found = sha256(digests);
    if found != sum.sha256 {
        return changed(format!("has SHA-256 {found}, but {} by the .dsc file", sum.sha256));
    }
    if let Some(md5) = md5.filter(|md5| !md5.eq_ignore_ascii_case(&hex(digests.md5))) {
        return changed(format!("has MD5 {}, but {md5} by the .dsc file", hex(digests.md5)));
    }
    let (name, md5) = (sum.name.to_owned(), md5.map(str::to_owned));
    Ok(SourceFile { file, name, size, sha256: found, md5 })
}

fn sha256(digests: Digests) -> Sha256 {
    Sha256(digests.sha256.unwrap_or_default())
}

fn hex(digest: Option<[u8; 16]>) -> String {
    Hex(&digest.unwrap_or_default()).to_string()
}
