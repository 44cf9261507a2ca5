//! Signing by an external program: a smart card, a key service, gpg.

#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use pkgio::Timestamp;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::{
    DetachedSignature, HashAlgorithm, KeyAlgorithm, SignError, SignOptions, SignatureType, Signer,
};

/// Runs a command line that reads the message on standard input and writes the signature, binary
/// or armored, on standard output.
///
/// The command's environment has
/// * `SIGN_TYPE`: `binary`, or `text` for a signature of type 0x01 as cleartext signatures carry it,
///   which `gpg --textmode --detach-sign` makes,
/// * `SIGN_HASH`: the digest wished for, as `gpg --digest-algo` takes it,
/// * `SIGN_TIME`: the signature's time in seconds since 1970.
///
/// The type must be the wished one. A digest other than the wished one is accepted from an RSA key
/// when it is SHA-384 or SHA-512. The time may be the command's own.
///
/// It runs in a process group of its own, with no terminal to ask at.
#[derive(Clone, Debug)]
pub struct CommandSigner {
    line: String,
    folder: Option<PathBuf>,
    withheld: Vec<String>,
    patience: Duration,
}

/// How long a command may go without taking or giving anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is read of a command's output; more is drained and not kept.
const LIMIT: u64 = 64 << 10;

impl CommandSigner {
    /// Creates a signer that runs `line` with `sh -c`, and kills it after 30 seconds without input
    /// or output.
    #[must_use]
    pub fn new(line: impl Into<String>) -> Self {
        Self { line: line.into(), folder: None, withheld: Vec::new(), patience: PATIENCE }
    }

    /// Runs the command in this directory instead of the current one.
    #[must_use]
    pub fn folder(self, folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), ..self }
    }

    /// Without these variables in its environment.
    #[must_use]
    pub fn without<'a>(self, variables: impl IntoIterator<Item = &'a str>) -> Self {
        Self { withheld: variables.into_iter().map(str::to_owned).collect(), ..self }
    }

    /// Another time limit.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    fn start(&self, options: SignOptions) -> io::Result<Child> {
        let mut command = Command::new("sh");
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        for variable in &self.withheld {
            command.env_remove(variable);
        }
        command
            .args(["-c", &self.line])
            .env("SIGN_TYPE", options.kind.to_string())
            .env("SIGN_HASH", options.hash.to_string())
            .env("SIGN_TIME", options.created.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
    }

    /// Gives the message to `child` and takes what it writes.
    fn converse(&self, mut child: Child, message: &mut dyn Read) -> Result<Ended, SignError> {
        let (Some(input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(SignError::Command("has no standard streams".to_owned()));
        };
        let watch = Watch::over(&child, self.patience);
        let output = drain(output);
        let errors = drain(errors);
        let fed = feed(message, input, &watch);
        if matches!(fed, Err(SignError::Message(_))) {
            // It would take the end of a broken message for the end of the message.
            watch.end();
        }
        let output = self.collected(&output);
        let errors = self.collected(&errors);
        let status = child.wait().map_err(|error| failed(&error))?;
        let in_time = watch.finish();
        let whole = fed?;
        if output.is_none() || (!in_time && !status.success()) {
            let seconds = self.patience.as_secs_f32();
            let problem = format!("did nothing for {seconds} seconds and was killed");
            return Err(SignError::Command(problem + &told(errors.as_deref())));
        }
        Ok(Ended { status, whole, output: output.unwrap_or_default(), errors })
    }

    /// What a stream gave; `None` when something still holds it open, long after the time limit.
    fn collected(&self, stream: &Receiver<Vec<u8>>) -> Option<Vec<u8>> {
        stream.recv_timeout(self.patience.saturating_mul(2)).ok()
    }
}

impl Signer for CommandSigner {
    fn sign(
        &self,
        message: &mut dyn Read,
        options: SignOptions,
    ) -> Result<DetachedSignature, SignError> {
        let child = self.start(options).map_err(|error| failed(&error))?;
        let ended = self.converse(child, message)?;
        if !ended.status.success() {
            let problem = format!("failed with {}", ended.status);
            return Err(SignError::Command(problem + &told(ended.errors.as_deref())));
        }
        if !ended.whole {
            let problem = "did not read the whole message".to_owned();
            return Err(SignError::Command(problem + &told(ended.errors.as_deref())));
        }
        let signature = DetachedSignature::parse_as_contracted(&ended.output, options.kind)
            .map_err(|error| SignError::Output(error.to_string() + hint(options.kind)))?;
        if accepted(&signature, options.hash) {
            return Ok(signature);
        }
        Err(SignError::Output(format!(
            "is a {} signature with {}, but SIGN_HASH asks for {}",
            signature.algorithm, signature.hash, options.hash
        )))
    }

    fn algorithm(&self) -> Option<KeyAlgorithm> {
        None
    }

    fn valid_from(&self) -> Option<Timestamp> {
        None
    }
}

/// What a command that knows of binary signatures alone is to be told.
fn hint(kind: SignatureType) -> &'static str {
    if kind == SignatureType::Text { " (SIGN_TYPE is text: gpg takes --textmode)" } else { "" }
}

/// True for the wished digest and, where every client reads them too, for stronger ones.
fn accepted(signature: &DetachedSignature, wished: HashAlgorithm) -> bool {
    let strong = matches!(
        signature.hash,
        HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512
    );
    signature.hash == wished || (strong && signature.algorithm == KeyAlgorithm::Rsa)
}

/// A command that has ended.
#[derive(Debug)]
struct Ended {
    status: ExitStatus,
    /// True if the command read the whole message.
    whole: bool,
    output: Vec<u8>,
    errors: Option<Vec<u8>>,
}

/// Ends a process group when it is told nothing for too long.
#[derive(Debug)]
struct Watch {
    group: Option<Pid>,
    news: Sender<()>,
    ended: Receiver<()>,
}

impl Watch {
    fn over(child: &Child, patience: Duration) -> Self {
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (news, heard) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        thread::spawn(move || {
            loop {
                match heard.recv_timeout(patience) {
                    Ok(()) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => return,
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        // Said first: the waiting side wakes up as soon as the group is gone.
                        let _ = end.send(());
                        kill(group);
                        return;
                    }
                }
            }
        });
        Self { group, news, ended }
    }

    fn progress(&self) {
        // A watch that has ended the group needs no news.
        let _ = self.news.send(());
    }

    fn end(&self) {
        kill(self.group);
    }

    /// True when the group was never ended.
    fn finish(self) -> bool {
        self.ended.try_recv() != Ok(())
    }
}

fn kill(group: Option<Pid>) {
    if let Some(group) = group {
        // It may be gone already.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Writes `message` to `input`; false when it was closed before the end.
fn feed(message: &mut dyn Read, mut input: ChildStdin, watch: &Watch) -> Result<bool, SignError> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let length = match message.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(SignError::Message(error)),
        };
        watch.progress();
        match input.write_all(&buffer[..length]) {
            Ok(()) => watch.progress(),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(false),
            Err(error) => return Err(failed(&error)),
        }
    }
}

/// Reads a stream to its end in a thread of its own, since a command may write before it has read.
fn drain(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (whole, received) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is all there is.
        let _ = stream.by_ref().take(LIMIT + 1).read_to_end(&mut bytes);
        let _ = io::copy(&mut stream, &mut io::sink());
        let _ = whole.send(bytes);
    });
    received
}

fn failed(error: &io::Error) -> SignError {
    SignError::Command(format!("could not be started: {error}"))
}

/// What the command said, on one line, to be put after the problem.
fn told(errors: Option<&[u8]>) -> String {
    let text = String::from_utf8_lossy(errors.unwrap_or_default());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { String::new() } else { format!(": {}", lines.join("; ")) }
}
