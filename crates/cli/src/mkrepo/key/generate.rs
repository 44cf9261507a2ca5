//! `mkrepo key generate`: generates a key.

use std::io::Write;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Printable, Subject};
use pkgio::{AtomicFile, Existing, Timestamp};
use pkgsign::Secret;
use pkgsign::key::{self, GenerateError, GenerateOptions, GeneratedKey, KeyKind};
use serde_json::{Map, json};

use super::expiry;
use crate::report::{Failure, Outcome};
use crate::{clock, codes, environment, interrupt, output};
use diagnostic::flag_defect;
use pkgio::Day;
use repository::secret::{Exposed, Origin};

/// The number of seconds by which a new key is dated back, so that clients with a slow clock accept
/// its signatures at once.
const DATED_BACK: i64 = 300;

/// Generate a key that signs repositories
///
/// Writes the secret key, armored, to a new file that only its owner can read. Prints its
/// fingerprint on standard output. The default, RSA with 4096 bits, is the only kind that every
/// supported apt and rpm accepts.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo key generate --name 'Example Packages' --email packages@example.org
      Generate a key in signing.asc, the file that the configuration of `mkrepo init` names.

  mkrepo key generate --name Example --expires 2y --password env:PASSWORD -o new.asc
      Generate a key with a password that expires in two years. Renew it in time: clients that have
      only the old certificate refuse the repository after that.")]
pub(super) struct GenerateArgs {
    /// The name of the owner, such as 'Example Packages'
    #[arg(long, value_name = "NAME", required_unless_present = "email")]
    name: Option<String>,

    /// The email address of the owner
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// rsa4096, rsa3072 or ed25519. ed25519 is small and fast, but rpm of EL 8 and EL 9 does not
    /// verify it
    #[arg(long, value_name = "KIND", default_value = "rsa4096")]
    algorithm: String,

    /// When the key expires: a date such as 2030-06-30, a duration such as 90d or 2y, or never
    #[arg(long, value_name = "WHEN", default_value = "never")]
    expires: String,

    /// The password of the key: env:NAME for an environment variable, or a file with the password
    /// on one line
    #[arg(long, value_name = "env:NAME|FILE")]
    password: Option<Secret>,

    /// Accept a password file that other users can read
    #[arg(long, requires = "password")]
    allow_readable_key: bool,

    /// The file for the secret key
    #[arg(short, long, value_name = "FILE", default_value = "signing.asc")]
    output: PathBuf,
}

impl GenerateArgs {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut warnings = Diagnostics::new();
        let options = self.options(&mut warnings)?;
        let (kind, expires) = (options.kind, options.expires);
        // RSA takes a second to generate: what cannot be written is refused before.
        let path = output::path(&self.output, "signing.asc")?;
        refuse_existing(&path)?;
        let key = create(&path, &options)?;
        let mut outcome = outcome(&path, &key, warnings);
        let end = expires.map_or("never ends".to_owned(), |at| format!("expires at {}", Day(at)));
        outcome.summary = vec![
            format!("{}: the secret key; keep it where nobody else can read it", path.display()),
            format!("{kind}, {}, {end}", user_id(self.name.as_deref(), self.email.as_deref())),
        ];
        Ok(outcome)
    }

    /// Every wrong flag at once.
    fn options(&self, warnings: &mut Diagnostics) -> Result<GenerateOptions, Diagnostics> {
        let now = clock::now();
        let mut errors = Diagnostics::new();
        let kind = self.algorithm.parse::<KeyKind>().map_err(|error| {
            errors.push(flag_defect(codes::KEY_KIND, "--algorithm", error.to_string()));
        });
        let expires = expiry::parse(&self.expires, now).map_err(|problem| {
            let hint = "give a date such as 2030-06-30, a duration such as 90d or 2y, or never";
            errors.push(flag_defect(codes::KEY_EXPIRY, "--expires", problem).hint(hint));
        });
        let password = self.password(warnings).map_err(|error| errors.push(error));
        let name = self.name.as_deref().map(|name| ("--name", name, "<>"));
        let email = self.email.as_deref().map(|email| ("--email", email, "<> "));
        for (flag, text, odd) in name.into_iter().chain(email) {
            if let Some(problem) = user_id_problem(text, odd) {
                let hint = "use --name 'Example Packages' --email packages@example.org";
                errors.push(flag_defect(codes::USER_ID, flag, problem).hint(hint));
            }
        }
        let options = GenerateOptions {
            kind: kind.unwrap_or_default(),
            expires: expires.unwrap_or_default(),
            password: password.unwrap_or_default(),
            ..GenerateOptions::new(
                user_id(self.name.as_deref(), self.email.as_deref()),
                created(now),
            )
        };
        errors.into_result(options)
    }

    fn password(&self, warnings: &mut Diagnostics) -> Result<Option<Secret>, Diagnostic> {
        const FLAG: &str = "--password";
        let Some(flag) = &self.password else { return Ok(None) };
        let origin = Origin::parse_password(flag);
        let exposed = Exposed::flag(self.allow_readable_key);
        let secret = origin.read(FLAG, exposed, environment::variable, warnings)?;
        if secret.expose().trim_ascii().is_empty() {
            let subject = origin.subject(FLAG);
            return Err(Diagnostic::new(
                repository::codes::KEY_UNREADABLE,
                subject,
                "has no password",
            )
            .hint("omit --password for a key without a password"));
        }
        Ok(Some(secret.line()))
    }
}

/// Generates a key, in a new file that only its owner can read.
pub(in crate::mkrepo) fn create(
    path: &Path,
    options: &GenerateOptions,
) -> Result<GeneratedKey, Diagnostic> {
    let key = key::generate(options).map_err(|error| generate_defect(&error))?;
    write_secret(path, key.secret())?;
    Ok(key)
}

/// The creation time of a key that is made `now`.
pub(in crate::mkrepo) fn created(now: Timestamp) -> Timestamp {
    let now = i64::try_from(now.seconds()).unwrap_or(i64::MAX);
    Timestamp::clamped(now - DATED_BACK)
}

/// `Name <address>`, as gpg has it.
fn user_id(name: Option<&str>, email: Option<&str>) -> String {
    match (name, email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (name, email) => name.or(email).unwrap_or_default().to_owned(),
    }
}

fn user_id_problem(text: &str, odd: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("is empty".to_owned());
    }
    let found = text.chars().find(|&found| odd.contains(found) || found.is_control())?;
    Some(format!("has {found:?}, which is not allowed there"))
}

fn generate_defect(error: &GenerateError) -> Diagnostic {
    let (code, flag) = match error {
        GenerateError::UserId(..) => (codes::USER_ID, "--name"),
        GenerateError::Time(_) => (codes::KEY_EXPIRY, "--expires"),
        _ => (codes::BUG, "--algorithm"),
    };
    flag_defect(code, flag, error.to_string())
}

fn refuse_existing(path: &Path) -> Result<(), Diagnostic> {
    match path.symlink_metadata() {
        Ok(_) => Err(exists(path)),
        Err(_) => Ok(()),
    }
}

fn exists(path: &Path) -> Diagnostic {
    let hint = "give another file with --output; a lost key cannot be restored";
    Diagnostic::new(diagnostic::codes::EXISTS, Subject::File(path.to_owned()), "exists already")
        .hint(hint)
}

fn write_secret(path: &Path, secret: &[u8]) -> Result<(), Diagnostic> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => exists(path),
        _ => diagnostic::unwritten(path, &error),
    };
    let (mut file, _guard) = interrupt::guarded(
        || AtomicFile::create_private(path, Existing::Keep),
        AtomicFile::temporary,
    )
    .map_err(failed)?;
    file.write_all(secret).and_then(|()| file.commit()).map_err(failed)
}

fn outcome(path: &Path, key: &GeneratedKey, mut warnings: Diagnostics) -> Outcome {
    let fingerprint = key.certificate().fingerprint().to_string();
    for warning in key.warnings() {
        let subject = Subject::File(path.to_owned());
        warnings.push(Diagnostic::new(repository::codes::KEY_ODD, subject, warning.to_string()));
    }
    let user_ids = key.certificate().user_ids().map(|id| Printable(id).to_string());
    let expires = key.certificate().keys().next().and_then(|key| key.expires);
    let document = Map::from_iter([
        ("path".to_owned(), json!(Printable(path.as_os_str().as_encoded_bytes()).to_string())),
        ("fingerprint".to_owned(), json!(fingerprint)),
        ("user_ids".to_owned(), user_ids.collect()),
        ("expires".to_owned(), json!(expires.map(Timestamp::seconds))),
    ]);
    let result = format!("{fingerprint}\n").into_bytes();
    Outcome { result, document, warnings, ..Outcome::default() }
}
