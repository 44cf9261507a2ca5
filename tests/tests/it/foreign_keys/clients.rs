//! The programs that judge, of a release of Debian.

use std::fs;
use std::path::Path;

use conformance::chroot::{Chroot, Suite};

/// A release with gpg, gpgv, sqv and rpm.
pub(super) struct Judges {
    pub(super) suite: Suite,
    chroot: Chroot,
}

/// A signature beside a message, or a message that is signed text; and who may have signed.
#[derive(Clone)]
pub(super) struct Case {
    /// Certificates, as binary packets.
    pub(super) ring: Vec<u8>,
    /// None in signed text.
    pub(super) signature: Option<Vec<u8>>,
    pub(super) message: Vec<u8>,
}

/// Whether a client takes a signature, and what it said.
pub(super) type Verdict = (bool, String);

impl Judges {
    pub(super) fn new(suite: Suite) -> Self {
        let packages = ["gpg", "gpgv", "sqv", "rpm"];
        Self { suite, chroot: Chroot::with_packages(suite, "openpgp", &packages) }
    }

    /// What `gpg --show-keys` lists of each file, in its format of colons.
    pub(super) fn listings<'a>(&self, files: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
        let count = self.write("keys", files);
        self.script(
            "mkdir -m 700 /gnupg; cd /keys; for file in *; do \
             gpg --homedir /gnupg --batch --no-auto-check-trustdb --with-colons \
             --with-subkey-fingerprint --show-keys $file >/said/keys.$file 2>/dev/null; done",
        );
        (0..count).map(|number| self.said("keys", number, "")).collect()
    }

    /// What gpgv and sqv say of signatures.
    pub(super) fn verdicts<'a>(&self, cases: impl Iterator<Item = &'a Case>) -> Vec<[Verdict; 2]> {
        let cases: Vec<&Case> = cases.collect();
        self.write("rings", cases.iter().map(|case| case.ring.as_slice()));
        self.write("messages", cases.iter().map(|case| case.message.as_slice()));
        let signatures = cases.iter().map(|case| case.signature.as_deref().unwrap_or_default());
        self.write("signatures", signatures);
        self.script(
            "cd /signatures; for file in *; do \
             if [ -s $file ]; then set -- $file /messages/$file; mode=; \
             else set -- /messages/$file; mode=\"--cleartext --output /said/text.$file\"; fi; \
             gpgv --status-fd 3 --keyring /rings/$file \"$@\" \
             3>/said/signatures.$file.gpgv 2>/dev/null; \
             sqv --keyring /rings/$file $mode \"$@\" >/said/signatures.$file.sqv 2>&1 \
             && echo TAKEN >>/said/signatures.$file.sqv; done",
        );
        let verdict = |number| {
            let gpgv = self.said("signatures", number, ".gpgv");
            let sqv = self.said("signatures", number, ".sqv");
            // sqv of Debian 11 and 12 does not read signed text: apt there asks gpgv.
            let takes =
                sqv.ends_with("TAKEN\n") || sqv.contains("'--cleartext' which wasn't expected");
            [(gpgv_takes(&gpgv), gpgv), (takes, sqv)]
        };
        (0..cases.len()).map(verdict).collect()
    }

    /// What rpm says to armored certificates when it imports them.
    pub(super) fn imports<'a>(&self, certificates: impl Iterator<Item = &'a [u8]>) -> Vec<Verdict> {
        let count = self.write("imports", certificates);
        self.script(
            "cd /imports; for file in *; do rm -rf /rpmdb; mkdir /rpmdb; \
             rpmkeys --dbpath /rpmdb --import $file >/said/imports.$file 2>&1 && \
             echo TAKEN >>/said/imports.$file; done",
        );
        let verdict = |number| {
            let said = self.said("imports", number, "");
            (said.ends_with("TAKEN\n"), said)
        };
        (0..count).map(verdict).collect()
    }

    fn root(&self) -> &Path {
        self.chroot.root()
    }

    fn write<'a>(&self, folder: &str, files: impl Iterator<Item = &'a [u8]>) -> usize {
        let folder = self.root().join(folder);
        fs::create_dir(&folder).unwrap();
        files
            .enumerate()
            .map(|(number, bytes)| fs::write(folder.join(format!("{number:06}")), bytes).unwrap())
            .count()
    }

    fn script(&self, script: &str) {
        self.chroot.run("sh", &["-c", &format!("mkdir -p /said; {script}; true")]);
    }

    fn said(&self, what: &str, number: usize, suffix: &str) -> String {
        let said = fs::read(self.root().join(format!("said/{what}.{number:06}{suffix}"))).unwrap();
        String::from_utf8_lossy(&said).into_owned()
    }
}

/// Whether gpgv took the signature when it was made: a key that ended since then counts, of which apt
/// takes nothing any more.
fn gpgv_takes(status: &str) -> bool {
    const NEVER: [&str; 6] = ["BADSIG", "EXPSIG", "REVKEYSIG", "NODATA", "BADARMOR", "ERROR"];
    let lines = status.lines().filter_map(|line| line.strip_prefix("[GNUPG:] "));
    let lines: Vec<Vec<&str>> = lines.map(|line| line.split(' ').collect()).collect();
    let number = |word: &str, at: usize| {
        let line = lines.iter().find(|line| line[0] == word)?;
        line.get(at)?.parse::<u64>().ok()
    };
    let is_never = lines.iter().any(|line| NEVER.contains(&line[0]));
    let has_ended = lines.iter().any(|line| line[0] == "EXPKEYSIG")
        && number("KEYEXPIRED", 1) <= number("VALIDSIG", 3);
    number("VALIDSIG", 3).is_some() && !is_never && !has_ended
}
