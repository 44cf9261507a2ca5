//! What real clients say of messages: one process for each, of every release of Debian.

use std::fs;

use conformance::chroot::{Chroot, Suite};

/// What verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Program {
    /// gpgv, given the whole message.
    Gpgv,
    /// sqv, given the whole message.
    Sqv,
    /// apt's method that splits the message and lets gpgv verify the parts.
    AptGpgv,
    /// apt's method that splits the message and lets sqv verify the parts.
    AptSqv,
}

/// A program of a release.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) program: Program,
    pub(super) suite: Suite,
    chroot: Chroot,
}

/// What a client says of a message.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is signed by a known key, and this is the text.
    Taken(Vec<u8>),
    /// It is not; what was said.
    Refused(String),
}

impl Client {
    /// Those that a user may have, where the releases have them.
    pub(super) const ALL: [(Program, Suite); 8] = [
        (Program::Gpgv, Suite::Bullseye),
        (Program::Gpgv, Suite::Bookworm),
        (Program::Sqv, Suite::Trixie),
        (Program::Sqv, Suite::Sid),
        (Program::AptGpgv, Suite::Bullseye),
        (Program::AptGpgv, Suite::Bookworm),
        (Program::AptSqv, Suite::Trixie),
        (Program::AptSqv, Suite::Sid),
    ];

    /// One that knows the certificate in `keyring`, which is binary.
    pub(super) fn new(program: Program, suite: Suite, keyring: &[u8]) -> Self {
        let chroot = Chroot::new(suite);
        fs::write(chroot.root().join("key.gpg"), keyring).unwrap();
        Self { program, suite, chroot }
    }

    /// What it says of each of `messages`.
    pub(super) fn judge(&self, messages: &[&[u8]]) -> Vec<Verdict> {
        let cases = self.chroot.root().join("cases");
        fs::create_dir(&cases).unwrap();
        for (number, message) in messages.iter().enumerate() {
            fs::write(cases.join(format!("{number:06}")), message).unwrap();
        }
        self.chroot.run("sh", &["-c", &self.script()]);
        (0..messages.len()).map(|number| self.verdict(number)).collect()
    }

    /// Writes for each of the cases what is said, and the text that is verified.
    fn script(&self) -> String {
        let each = match self.program {
            Program::Gpgv => "gpgv --status-fd 3 --keyring /key.gpg --output /said/$case.text \
                              $case 3>/said/$case 2>/dev/null"
                .to_owned(),
            Program::Sqv => "sqv --keyring /key.gpg --cleartext --output /said/$case.text $case \
                             >/said/$case 2>&1 && echo TAKEN >>/said/$case"
                .to_owned(),
            Program::AptGpgv => method("gpgv"),
            Program::AptSqv => method("sqv"),
        };
        format!("mkdir /said; cd /cases; {RECORDER}\nfor case in *; do {each}\ndone; true")
    }

    fn verdict(&self, number: usize) -> Verdict {
        let path = self.chroot.root().join(format!("said/{number:06}"));
        let said = fs::read(&path).unwrap();
        let said = String::from_utf8_lossy(&said).into_owned();
        let is_taken = match self.program {
            Program::Gpgv => gpgv_takes(&said),
            Program::Sqv => said.ends_with("TAKEN\n"),
            Program::AptGpgv | Program::AptSqv => said.contains("\n201 URI Done\n"),
        };
        if !is_taken {
            return Verdict::Refused(said);
        }
        let mut text = fs::read(path.with_extension("text")).unwrap();
        // The last line end belongs to the signature, and only gpgv writes it.
        if self.program == Program::Gpgv {
            text.pop();
        }
        Verdict::Taken(text)
    }
}

/// Whether apt would take what gpgv says of a whole message: one good signature is enough, those that
/// cannot be checked do not count, and everything else that is odd is too much.
fn gpgv_takes(status: &str) -> bool {
    const NEVER: [&str; 8] =
        ["BADSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "NODATA", "UNEXPECTED", "BADARMOR", "ERROR"];
    let words = status.lines().filter_map(|line| line.strip_prefix("[GNUPG:] "));
    let words: Vec<&str> = words.filter_map(|line| line.split(' ').next()).collect();
    words.contains(&"VALIDSIG") && !words.iter().any(|word| NEVER.contains(word))
}

/// Before apt's verifier runs, the text that apt gives it is put aside.
const RECORDER: &str = r#"
cat >/recorder <<'END'
#!/bin/sh
for word; do case $word in */apt.data.*) cp "$word" /recorded;; esac; done
exec "$0.real" "$@"
END
chmod 755 /recorder
for path in /usr/bin/gpgv /usr/bin/sqv; do
    if [ -x $path ]; then mv $path $path.real; cp /recorder $path; fi
done"#;

/// Asks one of apt's methods, as apt does it.
fn method(name: &str) -> String {
    format!(
        r"
    printf '600 URI Acquire\nURI: gpgv:/cases/%s\nFilename: /cases/%s\nSigned-By: /key.gpg\n\n' \
        $case $case | /usr/lib/apt/methods/{name} >/said/$case 2>&1
    [ ! -e /recorded ] || mv /recorded /said/$case.text"
    )
}
