//! An archive to be damaged: its `Release` and indexes can be written anew, so that everything above
//! the damage is right.

use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use conformance::repository::Key;
use pkgio::{Algorithms, Codec, Compression, Encoder, Hasher, Hex, Timestamp};
use pkgsign::{HashAlgorithm, KeyOptions, KeySigner, SignOptions, Signer, cleartext, detached};

/// The index of packages.
pub(super) const PACKAGES: &str = "main/binary-amd64/Packages";
/// The index of source packages.
pub(super) const SOURCES: &str = "main/source/Sources";

/// A copy of the published archive with the suite `stable`.
#[derive(Debug)]
pub(super) struct Archive {
    /// Its folder, of which `dists` and `pool` are in.
    pub(super) folder: PathBuf,
    /// The text of `Release`, signed by [`sign`](Self::sign).
    pub(super) release: String,
    /// The suite's folder.
    dists: PathBuf,
}

impl Archive {
    /// The one in `folder`.
    pub(super) fn open(folder: &Path) -> Self {
        let dists = folder.join("dists/stable");
        let release = fs::read_to_string(dists.join("Release")).unwrap();
        Self { folder: folder.to_owned(), release, dists }
    }

    /// A file of the suite.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dists.join(name)
    }

    /// The only file of the pool whose name ends so.
    pub(super) fn pooled(&self, end: &str) -> PathBuf {
        let mut folders = vec![self.folder.join("pool")];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_str().unwrap().ends_with(end) {
                    return path;
                }
            }
        }
        panic!("nothing in the pool ends with {end}");
    }

    /// Replaces a text in the `Release`, which must be there.
    pub(super) fn replace(&mut self, from: &str, to: &str) {
        assert!(self.release.contains(from), "{from:?} in {}", self.release);
        self.release = self.release.replace(from, to);
    }

    /// Replaces the lines of the `Release` that start so, by one of text, or by none.
    pub(super) fn field(&mut self, start: &str, line: &str) {
        let kept = |old: &str| match old.starts_with(start) {
            true => line.to_owned(),
            false => old.to_owned() + "\n",
        };
        self.release = self.release.lines().map(kept).collect();
    }

    /// Makes the `Release` list a file as these bytes, or not at all.
    pub(super) fn list(&mut self, name: &str, bytes: Option<&[u8]>) {
        let is_of = |line: &str| line.starts_with(' ') && line.ends_with(&format!(" {name}"));
        let lines: Vec<String> = self
            .release
            .lines()
            .filter(|line| !is_of(line))
            .map(|line| line.to_owned() + "\n")
            .collect();
        self.release = lines.concat();
        if let Some(bytes) = bytes {
            let digest = digest("SHA256", bytes);
            // The list is the last field.
            self.release += &format!(" {digest} {} {name}\n", bytes.len());
        }
    }

    /// The files that are listed, each with digest and length.
    pub(super) fn listed(&self) -> Vec<[String; 3]> {
        let lines = self.release.lines().filter(|line| line.starts_with(' '));
        let words =
            lines.map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        words.filter_map(|words| words.try_into().ok()).collect()
    }

    /// Lists everything under another field of digests.
    pub(super) fn relist(&mut self, field: &str) {
        let mut text = format!("{field}:\n");
        for [_, size, name] in self.listed() {
            let bytes = self.bytes(&name);
            text += &format!(" {} {size} {name}\n", digest(field, &bytes));
        }
        let (head, _) = self.release.split_once("SHA256:\n").unwrap();
        self.release = head.to_owned() + &text;
    }

    /// What is listed as `name`, from whatever form is there.
    pub(super) fn bytes(&self, name: &str) -> Vec<u8> {
        if let Ok(bytes) = fs::read(self.path(name)) {
            return bytes;
        }
        let stored = fs::File::open(self.path(&format!("{name}.gz"))).unwrap();
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(stored), &mut text)
            .unwrap();
        text
    }

    /// The object of a file's digest.
    pub(super) fn by_hash(&self, name: &str) -> PathBuf {
        let [digest, ..] = self.listed().into_iter().find(|one| one[2] == name).unwrap();
        let (folder, _) = name.rsplit_once('/').unwrap();
        self.path(&format!("{folder}/by-hash/SHA256/{digest}"))
    }

    /// Writes bytes as a file of the suite, by name and by digest, and lists them.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
        self.list(name, Some(bytes));
        fs::write(self.by_hash(name), bytes).unwrap();
    }

    /// Writes an index anew, in all its forms.
    pub(super) fn index(&mut self, name: &str, text: &[u8]) {
        self.list(name, Some(text));
        for (codec, suffix) in [(Codec::Gzip, "gz"), (Codec::Xz, "xz")] {
            self.write(&format!("{name}.{suffix}"), &compressed(codec, text));
        }
    }

    /// Changes the text of an index.
    pub(super) fn edit(&mut self, name: &str, change: impl FnOnce(String) -> String) {
        let text = String::from_utf8(self.bytes(name)).unwrap();
        let new = change(text.clone());
        assert_ne!(new, text, "nothing was changed in {name}");
        self.index(name, new.as_bytes());
    }

    /// Replaces a text in an index.
    pub(super) fn swap(&mut self, name: &str, from: &str, to: &str) {
        self.edit(name, |text| text.replacen(from, to, 1));
    }

    /// Signs the `Release` by `key`, as at `time`, in all forms.
    pub(super) fn sign_by(&self, key: &Key, time: Timestamp) {
        let signer = KeySigner::new(&key.secret, &KeyOptions::new(time)).unwrap();
        let signers: [&dyn Signer; 1] = [&signer];
        let published = vec![key.certificate.clone()];
        let options = SignOptions::text(HashAlgorithm::Sha512, time);
        let text = self.release.as_bytes();
        let message = cleartext::sign(text, &signers, &published, options).unwrap();
        let block = detached::sign(text, &signers, &published, options).unwrap();
        fs::write(self.path("InRelease"), message).unwrap();
        fs::write(self.path("Release"), text).unwrap();
        fs::write(self.path("Release.gpg"), block).unwrap();
    }

    /// Signs the `Release` as its publisher would.
    pub(super) fn sign(&self) {
        self.sign_by(&Key::quick(), now());
    }
}

/// The time, but for the second that is not over.
pub(in crate::repository) fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    Timestamp::clamped(now.cast_signed() - 1)
}

/// A date as a `Release` has it, so many seconds from now.
pub(super) fn date(seconds: i64) -> String {
    let at = format!("@{}", i64::try_from(now().seconds()).unwrap() + seconds);
    let printed = conformance::tool::call("date", &["-u", "-d", &at, "+%a, %d %b %Y %H:%M:%S UTC"]);
    String::from_utf8(printed).unwrap().trim().to_owned()
}

/// The digest of bytes in hexadecimal, by the field of a `Release` that has it.
pub(super) fn digest(field: &str, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(Algorithms {
        md5: true,
        sha1: true,
        sha256: true,
        sha512: true,
        ..Algorithms::NONE
    });
    hasher.update(bytes);
    let found = hasher.finish();
    match field {
        "MD5Sum" => Hex(&found.md5.unwrap()).to_string(),
        "SHA1" => Hex(&found.sha1.unwrap()).to_string(),
        "SHA512" => Hex(&found.sha512.unwrap()).to_string(),
        _ => Hex(&found.sha256.unwrap()).to_string(),
    }
}

pub(in crate::repository) fn compressed(codec: Codec, text: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new(), Compression::new(codec), NonZeroUsize::MIN).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}
