//! A client that forgives nothing: from `InRelease` over what it names by hash to every package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;

use debpkg::deb822::{Paragraph, Paragraphs};
use flate2::read::MultiGzDecoder;
use pkgio::{Algorithms, Decoder, Encoding, Hasher, Hex};
use pkgsign::{cleartext, detached};

use super::Key;

/// What a client sees of a suite, or of an RPM repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The number of the publication.
    pub serial: u64,
    /// `Date`, or `<revision>`.
    pub date: String,
    /// Every package: its index, name, version and the digest of its file; or its name, version,
    /// architecture and digest.
    pub packages: BTreeSet<String>,
}

/// A suite on a disk.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The archive's folder, which has `dists` and `pool`.
    pub archive: PathBuf,
    /// The suite.
    pub suite: &'static str,
    /// One of these signed it.
    pub keys: Vec<Key>,
}

/// A file that `Release` lists: its digest and size.
pub(super) type Listed = (String, u64);

impl Reader {
    /// What a client sees that asks for indexes by their digests; `None` before anything is
    /// published.
    ///
    /// # Errors
    /// Everything that is not as it must be.
    pub fn read(&self) -> Result<Option<Seen>, Vec<String>> {
        if !self.path("InRelease").exists() {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let seen = self.walk(&mut faults);
        match seen {
            Some(seen) if faults.is_empty() => Ok(Some(seen)),
            _ => Err(faults),
        }
    }

    /// Whether everything that is derived from `InRelease` is what it says: what a client sees that
    /// asks by name.
    ///
    /// # Errors
    /// Everything that is not as it must be.
    pub fn mirrors(&self) -> Result<(), Vec<String>> {
        let mut faults = Vec::new();
        if let Some(text) = self.release(&mut faults) {
            let check = |name: &str, good: &dyn Fn(&[u8]) -> bool| match fs::read(self.path(name)) {
                Ok(bytes) if good(&bytes) => None,
                Ok(_) => Some(format!("{name} is not that of InRelease")),
                Err(error) => Some(format!("{name}: {error}")),
            };
            faults.extend(check("Release", &|bytes| bytes == text));
            let certificates = self.certificates();
            let verified = |bytes: &[u8]| detached::verify(bytes, &text[..], &certificates).is_ok();
            faults.extend(check("Release.gpg", &verified));
            let listed = files(&text);
            for (name, entry) in &listed {
                if self.path(name).exists() || !listed.keys().any(|it| is_form_of(it, name)) {
                    faults.extend(check(name, &|bytes| identity(bytes) == *entry));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn walk(&self, faults: &mut Vec<String>) -> Option<Seen> {
        let text = self.release(faults)?;
        let release =
            Paragraph::parse(&text).map_err(|error| faults.push(error.to_string())).ok()?;
        let field = |name| release.field(name).unwrap_or_default().trim().to_owned();
        let mut packages = BTreeSet::new();
        let listed = files(&text);
        for (name, entry) in &listed {
            let stored = self.stored(name, entry, faults);
            let forms = listed.iter().filter(|(other, _)| is_form_of(other, name));
            let mut whole = stored;
            for (form, entry_of_form) in forms {
                // Whichever form a client takes, it is the same index.
                let Some(bytes) = self.stored(form, entry_of_form, faults) else { continue };
                let bytes = decompressed(form, &bytes);
                if identity(&bytes) != *entry {
                    faults.push(format!("{form} decompresses to other than {name}"));
                }
                whole = Some(bytes);
            }
            let Some(bytes) = whole else {
                faults.push(format!("{name}, {}, is not there by its digest", entry.0));
                continue;
            };
            if ["Packages", "Sources"].iter().any(|it| name.ends_with(&format!("/{it}"))) {
                self.index(name, &bytes, &mut packages, faults);
            }
        }
        let serial = field("Serial").parse().ok().or_else(|| {
            faults.push(format!("the serial {:?}", field("Serial")));
            None
        })?;
        Some(Seen { serial, date: field("Date"), packages })
    }

    /// What is stored under the digest of a listed file, which must be what was listed.
    fn stored(&self, name: &str, entry: &Listed, faults: &mut Vec<String>) -> Option<Vec<u8>> {
        let folder =
            name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let by_hash = format!("{folder}by-hash/SHA256/{}", entry.0);
        let bytes = fs::read(self.path(&by_hash)).ok()?;
        if identity(&bytes) != *entry {
            faults.push(format!("{by_hash} is not what Release says"));
        }
        Some(bytes)
    }

    /// The signed text of `InRelease`.
    fn release(&self, faults: &mut Vec<String>) -> Option<Vec<u8>> {
        let read = fs::read(self.path("InRelease")).map_err(|error| error.to_string());
        let verified = read.and_then(|bytes| {
            cleartext::verify(&bytes, &self.certificates()).map_err(|error| error.to_string())
        });
        verified
            .map(|(text, _)| text)
            .map_err(|error| faults.push(format!("InRelease: {error}")))
            .ok()
    }

    fn index(
        &self,
        name: &str,
        bytes: &[u8],
        packages: &mut BTreeSet<String>,
        faults: &mut Vec<String>,
    ) {
        for paragraph in Paragraphs::new(bytes) {
            let paragraph = match paragraph {
                Ok(paragraph) => paragraph,
                Err(error) => return faults.push(format!("{name}: {error}")),
            };
            let field = |name| paragraph.field(name).unwrap_or_default().trim();
            let mut named: Vec<(String, Listed)> = Vec::new();
            if field("Filename").is_empty() {
                for (file, listed) in entries(field("Checksums-Sha256")) {
                    named.push((format!("{}/{file}", field("Directory")), listed));
                }
            } else {
                let listed = (field("SHA256").to_owned(), field("Size").parse().unwrap_or(0));
                named.push((field("Filename").to_owned(), listed));
            }
            for (file, listed) in named {
                match fs::read(self.archive.join(&file)) {
                    Ok(bytes) if identity(&bytes) == listed => {}
                    Ok(_) => faults.push(format!("{file} is not what {name} says")),
                    Err(error) => faults.push(format!("{file} of {name}: {error}")),
                }
                let (package, version) = (field("Package"), field("Version"));
                packages.insert(format!("{name} {package} {version} {}", listed.0));
            }
        }
    }

    fn certificates(&self) -> Vec<pkgsign::Certificate> {
        self.keys.iter().map(|key| key.certificate.clone()).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.archive.join("dists").join(self.suite).join(name)
    }
}

/// What a `Release` lists.
fn files(text: &[u8]) -> BTreeMap<String, Listed> {
    let release = Paragraph::parse(text).unwrap_or_default();
    entries(release.field("SHA256").unwrap_or_default()).collect()
}

/// The suffixes of compressed forms. The form without one is listed, and need not be stored.
const FORMS: [(&str, Encoding); 3] =
    [(".gz", Encoding::Gzip), (".xz", Encoding::Xz), (".zst", Encoding::Zstd)];

fn is_form_of(form: &str, name: &str) -> bool {
    FORMS.iter().any(|(suffix, _)| form.strip_suffix(suffix) == Some(name))
}

pub(super) fn decompressed(form: &str, bytes: &[u8]) -> Vec<u8> {
    let encoding = FORMS.iter().find(|(suffix, _)| form.ends_with(suffix));
    let (_, encoding) = encoding.copied().unwrap_or(("", Encoding::None));
    let mut text = Vec::new();
    // What cannot be decompressed is not what was listed either.
    let _ = match encoding {
        // Of several frames or members.
        Encoding::Zstd => zstd::stream::copy_decode(bytes, &mut text),
        Encoding::Gzip => MultiGzDecoder::new(bytes).read_to_end(&mut text).map(drop),
        _ => Decoder::new(bytes, encoding, 1 << 30)
            .and_then(|mut decoder| decoder.read_to_end(&mut text).map(drop)),
    };
    text
}

/// Lines of digest, size and name.
fn entries(value: &str) -> impl Iterator<Item = (String, Listed)> {
    value.lines().filter_map(|line| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let (digest, size) = (words.next()?, words.next()?.parse().ok()?);
        Some((words.next()?, (digest, size)))
    })
}

pub(super) fn identity(bytes: &[u8]) -> Listed {
    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::default() });
    hasher.update(bytes);
    let digest = hasher.finish().sha256.unwrap_or_default();
    (Hex(&digest).to_string(), bytes.len() as u64)
}
