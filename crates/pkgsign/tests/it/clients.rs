//! What clients say of signed text: gpgv, and apt's own method.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::gpg::run;

const METHOD: &str = "/usr/lib/apt/methods/gpgv";

/// A client's directory with its keyring.
pub(crate) struct Client {
    folder: TempDir,
    keyring: PathBuf,
}

impl Client {
    /// A client that knows the certificates in `keyring`, which is armored or binary as its `name`
    /// says.
    pub(crate) fn new(name: &str, keyring: &[u8]) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let path = folder.path().join(name);
        fs::write(&path, keyring).unwrap();
        Self { folder, keyring: path }
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// The text that gpgv gives out after it verified the message.
    pub(crate) fn gpgv(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let text = self.folder.path().join("text");
        let _ = fs::remove_file(&text);
        let mut gpgv = real_tools::command("gpgv");
        gpgv.arg("--keyring").arg(&self.keyring).arg("--output").arg(&text);
        run(gpgv.arg(self.file("InRelease", message)), b"")?;
        Ok(fs::read(&text).unwrap())
    }

    /// What gpgv says of detached signatures.
    pub(crate) fn gpgv_detached(
        &self,
        signatures: &[u8],
        message: &[u8],
    ) -> Result<String, String> {
        let mut gpgv = real_tools::command("gpgv");
        gpgv.arg("--keyring").arg(&self.keyring);
        gpgv.arg(self.file("Release.gpg", signatures)).arg(self.file("Release", message));
        run(&mut gpgv, b"").map(|(_, messages)| messages)
    }

    /// Whether apt takes the message.
    pub(crate) fn apt(&self, message: &[u8]) -> Result<(), String> {
        let path = self.file("InRelease", message);
        let (path, keyring) = (path.display(), self.keyring.display());
        let request = format!(
            "600 URI Acquire\nURI: gpgv:{path}\nFilename: {path}\nSigned-By: {keyring}\n\n"
        );
        let answer = run(&mut real_tools::command(METHOD), request.as_bytes()).unwrap().0;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        if answer.contains("\n201 URI Done\n") { Ok(()) } else { Err(answer) }
    }
}
