//! A repository to be damaged: its lists and `repomd.xml` can be written anew, so that everything above
//! the damage is right.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::repository::Key;
use pkgio::{Algorithms, Codec, Hasher, Hex};
use pkgsign::{HashAlgorithm, KeyOptions, KeySigner, SignOptions, Signer, detached};

use crate::repository::apt_judges::archive::{compressed, now};

/// A copy of the indexed folder.
#[derive(Debug)]
pub(super) struct Repo {
    /// Its folder, of which `repodata` and the packages are in.
    pub(super) folder: PathBuf,
    /// The text of `repomd.xml`, signed by [`sign`](Self::sign).
    pub(super) repomd: String,
}

impl Repo {
    /// The one in `folder`.
    pub(super) fn open(folder: &Path) -> Self {
        let repomd = fs::read_to_string(folder.join("repodata/repomd.xml")).unwrap();
        Self { folder: folder.to_owned(), repomd }
    }

    /// A file in `repodata`.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join("repodata").join(name)
    }

    /// The package.
    pub(super) fn package(&self) -> PathBuf {
        let mut entries = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        entries.find(|path| path.extension().is_some_and(|it| it == "rpm")).unwrap()
    }

    /// The element of a list in `repomd.xml`.
    pub(super) fn data(&self, kind: &str) -> String {
        let start = self.repomd.find(&format!("<data type=\"{kind}\">")).unwrap();
        let length = self.repomd[start..].find("</data>").unwrap() + "</data>".len();
        self.repomd[start..start + length].to_owned()
    }

    /// The file of a list.
    pub(super) fn file(&self, kind: &str) -> PathBuf {
        let data = self.data(kind);
        let (_, rest) = data.split_once("href=\"").unwrap();
        self.folder.join(rest.split('"').next().unwrap())
    }

    /// The text of a list.
    pub(super) fn text(&self, kind: &str) -> String {
        let bytes = fs::read(self.file(kind)).unwrap();
        String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap()
    }

    /// Replaces a text in `repomd.xml`, which must be there.
    pub(super) fn replace(&mut self, from: &str, to: &str) {
        assert!(self.repomd.contains(from), "{from:?} in {}", self.repomd);
        self.repomd = self.repomd.replacen(from, to, 1);
    }

    /// Lists a file of this text, and writes it.
    pub(super) fn write(&mut self, kind: &str, file: &str, text: &[u8]) {
        let gzip = compressed(Codec::Gzip, text);
        let (digest, open) = (sha256(&gzip), sha256(text));
        let location = format!("repodata/{digest}-{file}.gz");
        fs::write(self.folder.join(&location), &gzip).unwrap();
        let data = format!(
            "<data type=\"{kind}\">\n<checksum type=\"sha256\">{digest}</checksum>\n\
             <open-checksum type=\"sha256\">{open}</open-checksum>\n<location href=\"{location}\"/>\n\
             <timestamp>1700000000</timestamp>\n<size>{}</size>\n<open-size>{}</open-size>\n</data>",
            gzip.len(),
            text.len()
        );
        if self.repomd.contains(&format!("<data type=\"{kind}\">")) {
            let before = self.data(kind);
            self.repomd = self.repomd.replace(&before, &data);
        } else {
            self.replace("</repomd>", &format!("{data}\n</repomd>"));
        }
    }

    /// Replaces a text in a list, which must be there.
    pub(super) fn swap(&mut self, kind: &str, from: &str, to: &str) {
        let text = self.text(kind);
        assert!(text.contains(from), "{from:?} in {text}");
        self.write(kind, &format!("{kind}.xml"), text.replace(from, to).as_bytes());
    }

    /// Takes a list out of `repomd.xml`.
    pub(super) fn unlist(&mut self, kind: &str) {
        let data = self.data(kind);
        self.replace(&data, "");
    }

    /// Signs `repomd.xml`.
    pub(super) fn sign(&self) {
        self.sign_by(&Key::usual());
    }

    /// The same by another key.
    pub(super) fn sign_by(&self, key: &Key) {
        let signer = KeySigner::new(&key.secret, &KeyOptions::new(now())).unwrap();
        let signers: [&dyn Signer; 1] = [&signer];
        let options = SignOptions::binary(HashAlgorithm::Sha256, now());
        let text = self.repomd.as_bytes();
        let block =
            detached::sign(text, &signers, &vec![key.certificate.clone()], options).unwrap();
        fs::write(self.path("repomd.xml"), text).unwrap();
        fs::write(self.path("repomd.xml.asc"), block).unwrap();
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::NONE });
    hasher.update(bytes);
    Hex(&hasher.finish().sha256.unwrap()).to_string()
}
