//! What clients say of a repository's signatures: gpgv, sqv, and apt's own method.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use pkgsign::{DetachedSignature, cleartext};
use tempfile::TempDir;

/// A client with the certificates that it trusts.
pub(crate) struct Client {
    folder: TempDir,
}

impl Client {
    /// A client that trusts the armored certificates, as users fetch them.
    pub(crate) fn new(armored: &[u8]) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        fs::write(folder.path().join("key.asc"), armored).unwrap();
        let mut gpg = real_tools::command("gpg");
        gpg.args(["--batch", "--yes", "--dearmor", "--output"]).arg(folder.path().join("key.gpg"));
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        gpg.arg(folder.path().join("key.asc")).env("GNUPGHOME", home);
        assert!(gpg.stderr(Stdio::null()).status().unwrap().success());
        Self { folder }
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    }

    fn keyring(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Whether apt takes an `InRelease`.
    pub(crate) fn apt(&self, in_release: &[u8]) -> Result<(), String> {
        let path = self.file("InRelease", in_release);
        let (path, keyring) = (path.display(), self.keyring("key.asc"));
        let request = format!(
            "600 URI Acquire\nURI: gpgv:{path}\nFilename: {path}\nSigned-By: {}\n\n",
            keyring.display()
        );
        let mut method = real_tools::command("/usr/lib/apt/methods/gpgv");
        let mut method = method.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        method.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
        let answer = String::from_utf8(method.wait_with_output().unwrap().stdout).unwrap();
        if answer.contains("\n201 URI Done\n") { Ok(()) } else { Err(answer) }
    }

    /// The text that gpgv reads in an `InRelease` of which it knows every key.
    pub(crate) fn gpgv(&self, in_release: &[u8]) -> Result<Vec<u8>, String> {
        let text = self.keyring("text");
        let _ = fs::remove_file(&text);
        let mut gpgv = real_tools::command("gpgv");
        gpgv.arg("--keyring").arg(self.keyring("key.gpg")).arg("--output").arg(&text);
        run(gpgv.arg(self.file("InRelease", in_release)))?;
        Ok(fs::read(&text).unwrap())
    }

    /// Whether gpgv takes `Release` with `Release.gpg`.
    pub(crate) fn gpgv_detached(&self, signature: &[u8], release: &[u8]) -> Result<(), String> {
        let mut gpgv = real_tools::command("gpgv");
        gpgv.arg("--keyring").arg(self.keyring("key.gpg"));
        run(gpgv.arg(self.file("Release.gpg", signature)).arg(self.file("Release", release)))
    }

    /// How many signatures sqv takes of `Release.gpg` and of `InRelease`, at least.
    pub(crate) fn sqv(
        &self,
        in_release: &[u8],
        signature: &[u8],
        release: &[u8],
        count: usize,
    ) -> Result<(), String> {
        let split = cleartext::split(in_release).unwrap();
        let text = split.text.strip_suffix(b"\n").unwrap();
        let block = DetachedSignature::armor(&split.signatures);
        for (signature, message) in [(signature, release), (block.as_bytes(), text)] {
            let mut sqv = real_tools::command("sqv");
            sqv.arg("--keyring").arg(self.keyring("key.gpg"));
            sqv.args(["--signatures", &count.to_string()]);
            sqv.arg(self.file("signature", signature)).arg(self.file("message", message));
            run(&mut sqv)?;
        }
        Ok(())
    }
}

/// What gpg says is in a file of packets.
pub(crate) fn packets(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    let file = folder.path().join("packets");
    fs::write(&file, bytes).unwrap();
    let mut gpg = real_tools::command("gpg");
    gpg.args(["--batch", "--list-packets"]).arg(file).env("GNUPGHOME", folder.path());
    String::from_utf8(gpg.output().unwrap().stdout).unwrap()
}

fn run(command: &mut Command) -> Result<(), String> {
    let output =
        command.output().unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}
