//! Reading a `Release`.

use std::collections::BTreeMap;

use debpkg::deb822::Paragraph;
use repo_store::Sha256;

use super::{Release, ReleaseError, ReleaseFile, date, field};

/// Digests that are not kept: whoever reads them wants every file in them.
const DROPPED: [&str; 3] = ["SHA1", "SHA384", "SHA512"];

impl Release {
    /// Parses a `Release` of Debian, aptly, reprepro, apt-ftparchive or ours: the text alone, without
    /// a signature.
    ///
    /// # Errors
    /// The first defect; see [`ReleaseError`].
    pub fn parse(text: &[u8]) -> Result<Self, ReleaseError> {
        let paragraph = Paragraph::parse(text)?;
        let mut release = Self::default();
        let (mut sums, mut md5) = (None, None);
        let (mut weak, mut sha512, mut dated) = (false, false, false);
        for one in paragraph.fields() {
            let (name, value) = (one.name(), one.value());
            let is = |wanted: &str| one.is_named(wanted);
            if is(field::MD5) {
                md5 = Some(files(field::MD5, value)?);
            } else if is(field::SHA256) {
                sums = Some(files(field::SHA256, value)?);
            } else if DROPPED.into_iter().any(is) {
                weak = true;
                sha512 |= is(field::SHA512);
            } else if is(field::DATE) {
                (release.date, dated) = (time(field::DATE, value)?, true);
            } else if !release.take(one, value)? {
                release.others.push((name.to_owned(), value.to_owned()));
            }
        }
        if !dated {
            return Err(ReleaseError::field(field::DATE, "is missing"));
        }
        if sums.is_none() && (weak || md5.is_some()) {
            return Err(match sha512 {
                true => ReleaseError::Sha512Alone(Box::new(release)),
                false => ReleaseError::Weak,
            });
        }
        release.files = join(sums.unwrap_or_default(), md5.unwrap_or_default())?;
        Ok(release)
    }

    /// Takes a field that is neither a date nor digests; false when it is not known.
    fn take(&mut self, one: &debpkg::deb822::Field<'_>, value: &str) -> Result<bool, ReleaseError> {
        let texts = [
            (field::ORIGIN, &mut self.origin),
            (field::LABEL, &mut self.label),
            (field::SUITE, &mut self.suite),
            (field::VERSION, &mut self.version),
            (field::CODENAME, &mut self.codename),
            (field::SIGNED_BY, &mut self.signed_by),
            (field::SNAPSHOTS, &mut self.snapshots),
            (field::DESCRIPTION, &mut self.description),
            (field::TARGET, &mut self.target),
        ];
        for (name, text) in texts {
            if one.is_named(name) {
                *text = (!value.is_empty()).then(|| value.to_owned());
                return Ok(true);
            }
        }
        let answers = [
            (field::NOT_AUTOMATIC, &mut self.not_automatic),
            (field::BUT_AUTOMATIC_UPGRADES, &mut self.but_automatic_upgrades),
            (field::ACQUIRE_BY_HASH, &mut self.acquire_by_hash),
            (field::DROPPED, &mut self.dropped),
        ];
        for (name, answer) in answers {
            if one.is_named(name) {
                *answer = yes(value);
                return Ok(true);
            }
        }
        let words = || value.split_ascii_whitespace().map(str::to_owned).collect();
        if one.is_named(field::ARCHITECTURES) {
            self.architectures = words();
        } else if one.is_named(field::COMPONENTS) {
            self.components = words();
        } else if one.is_named(field::VALID_UNTIL) {
            self.valid_until = Some(time(field::VALID_UNTIL, value)?);
        } else if one.is_named(field::SERIAL) {
            // Of another tool, if it is no number.
            let Ok(serial) = value.parse() else { return Ok(false) };
            self.serial = Some(serial);
        } else if one.is_named(field::YANKED) {
            // What another tool means by it is kept.
            let yanked: Result<_, ()> = value.lines().skip(1).map(str::parse).collect();
            let Ok(yanked) = yanked else { return Ok(false) };
            self.yanked = yanked;
        } else if one.is_named(field::PARENT) {
            let Ok(parent) = value.parse() else { return Ok(false) };
            self.parent = Some(parent);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// What apt takes for yes (`StringToBool`).
fn yes(value: &str) -> bool {
    ["yes", "true", "with", "on", "enable", "1"].iter().any(|word| word.eq_ignore_ascii_case(value))
}

fn time(name: &str, value: &str) -> Result<pkgio::Timestamp, ReleaseError> {
    date::parse(value).ok_or_else(|| {
        ReleaseError::field(
            name,
            format!("is not a time such as {:?}: {value:?}", date::print(pkgio::Timestamp::EPOCH)),
        )
    })
}

type Sums<'a> = BTreeMap<&'a str, (&'a str, u64)>;

/// The lines of a list of digests: a digest, a length and a name.
fn files<'a>(name: &str, value: &'a str) -> Result<Sums<'a>, ReleaseError> {
    let mut sums = Sums::new();
    for line in value.split('\n').map(str::trim_ascii).filter(|line| !line.is_empty()) {
        let wrong = |problem: &str| ReleaseError::field(name, format!("{problem}: {line:?}"));
        let mut words = line.split_ascii_whitespace();
        let (Some(digest), Some(size), Some(path), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong("has a line that is not a digest, a length and a name"));
        };
        let digits = size.bytes().all(|byte| byte.is_ascii_digit());
        let size = size.parse().ok().filter(|_| digits);
        let size = size.ok_or_else(|| wrong("has a length that is not a number of bytes"))?;
        if repo_store::Key::new(path).is_err() {
            return Err(wrong("has a name outside the suite"));
        }
        if let Some(before) = sums.insert(path, (digest, size))
            && before != (digest, size)
        {
            return Err(wrong("has a name twice, with different digests"));
        }
    }
    Ok(sums)
}

fn join(sha256: Sums<'_>, md5: Sums<'_>) -> Result<BTreeMap<String, ReleaseFile>, ReleaseError> {
    let one = |(path, (digest, size)): (&str, (&str, u64))| {
        let sha256: Sha256 = digest.parse().map_err(|_| {
            ReleaseError::field(field::SHA256, format!("has no digest of {path:?}"))
        })?;
        let md5 = match md5.get(path) {
            Some((_, other)) if *other != size => {
                let problem = format!("has another length of {path:?} than {}", field::SHA256);
                return Err(ReleaseError::field(field::MD5, problem));
            }
            Some((digest, _)) => Some(hex(digest).ok_or_else(|| {
                ReleaseError::field(field::MD5, format!("has no digest of {path:?}"))
            })?),
            None => None,
        };
        Ok((path.to_owned(), ReleaseFile { size, sha256, md5 }))
    };
    sha256.into_iter().map(one).collect()
}

fn hex(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}
