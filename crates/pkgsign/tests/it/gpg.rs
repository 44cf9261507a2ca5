//! The real gpg with a home of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A file of `fixtures/keys`.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys")).join(name)
}

/// The contents of a file of `fixtures/keys`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

/// A home that is gone when it is dropped, with its agent.
pub(crate) struct Gpg(TempDir);

impl Gpg {
    pub(crate) fn new() -> Self {
        // Not in TMPDIR: the path of a socket has 107 bytes at most.
        Self(tempfile::tempdir_in("/tmp").unwrap())
    }

    pub(crate) fn home(&self) -> &Path {
        self.0.path()
    }

    /// One whose keyring is a file of packets, as gpg before 2.1 wrote it.
    pub(crate) fn with_old_keyring() -> Self {
        let gpg = Self::new();
        fs::write(gpg.home().join("pubring.gpg"), b"").unwrap();
        gpg
    }

    fn command(&self) -> Command {
        let mut command = real_tools::command("gpg");
        command.args(["--batch", "--quiet", "--homedir"]).arg(self.home());
        command
    }

    pub(crate) fn import(&self, key: &[u8]) {
        run(self.command().arg("--import"), key).unwrap();
    }

    /// A detached signature by the only key.
    pub(crate) fn sign(&self, message: &[u8], flags: &[&str]) -> Vec<u8> {
        run(self.command().args(flags).arg("--detach-sign"), message).unwrap().0
    }

    /// A message with a cleartext signature by the only key.
    pub(crate) fn clearsign(&self, text: &[u8], flags: &[&str]) -> Vec<u8> {
        run(self.command().args(flags).arg("--clearsign"), text).unwrap().0
    }

    /// Makes a key for certifying and signing, at a time as gpg takes it.
    pub(crate) fn generate(&self, algorithm: &str, time: &str) {
        let mut command = self.command();
        command.args(["--pinentry-mode", "loopback", "--passphrase", ""]);
        command.arg(format!("--faked-system-time={time}!"));
        run(command.args(["--quick-generate-key", "x", algorithm, "sign,cert", "never"]), b"")
            .unwrap();
    }

    /// What gpg tells of packets.
    pub(crate) fn packets(&self, bytes: &[u8]) -> String {
        let listed = run(self.command().arg("--list-packets"), bytes).unwrap().0;
        String::from_utf8_lossy(&listed).into_owned()
    }

    /// All imported keys, binary.
    pub(crate) fn exported(&self) -> Vec<u8> {
        run(self.command().arg("--export"), b"").unwrap().0
    }

    /// All imported keys, armored.
    pub(crate) fn exported_armored(&self) -> Vec<u8> {
        run(self.command().args(["--armor", "--export"]), b"").unwrap().0
    }

    /// What gpgv says when it accepts a signature by an imported key.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<String, String> {
        let keyring = self.home().join("keyring.gpg");
        fs::write(&keyring, self.exported()).unwrap();
        let file = self.home().join("signature");
        fs::write(&file, signature).unwrap();
        let mut gpgv = real_tools::command("gpgv");
        gpgv.arg("--keyring").arg(keyring).args(["--status-fd", "1"]).arg(file).arg("-");
        run(&mut gpgv, message).map(|(output, _)| String::from_utf8(output).unwrap())
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let mut kill = real_tools::command("gpgconf");
        let _ = kill.arg("--homedir").arg(self.home()).args(["--kill", "all"]).status();
    }
}

/// Output and messages, or the messages of a failure.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Result<(Vec<u8>, String), String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; apt-get install gnupg gpgv"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok((output.stdout, messages)) } else { Err(messages) }
}
