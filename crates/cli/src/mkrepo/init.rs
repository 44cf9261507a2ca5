//! `mkrepo init`: writes the configuration of a new repository.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{AtomicFile, Existing};
use pkgsign::key::GenerateOptions;
use pkgterms::Architecture;
use pkgtree::description::ManifestFile;
use repo_index::slug;
use repository::config::Config;
use serde_json::{Map, json};

use super::context::Context;
use super::key;
use crate::report::{Failure, Outcome};
use crate::{clock, codes, interrupt};
use diagnostic::flag_defect;
use repository::{FILE, within};

/// The file name of the generated key.
const KEY: &str = "signing.asc";

/// The name of the RPM repository.
const RPM: &str = "rpm";

/// Write mkrepo.toml, the configuration of a new repository
///
/// The configuration has one APT archive with the suite stable, and one RPM repository, so that you
/// can add packages of both formats at once. Comments in it show the other keys. The command
/// publishes nothing.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo init --origin 'Example Ltd' --generate-key
  mkrepo init /srv/repository --root public --url https://example.org --architecture amd64")]
pub(crate) struct InitArgs {
    /// The directory of mkrepo.toml, which is created if missing [default: that of -C]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// The root, the directory to publish in, relative to mkrepo.toml
    #[arg(long, value_name = "URL", default_value = "public")]
    root: String,

    /// The public base URL of the root, for client configuration files
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// The publisher: Origin and Label of the suites, and part of the id of the RPM repository.
    /// They should never change later
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,

    /// An architecture of the APT archive; repeatable [default: amd64 and arm64]
    #[arg(long, value_name = "ARCH")]
    architecture: Vec<String>,

    /// Generate a signing key in signing.asc
    #[arg(long)]
    generate_key: bool,
}

impl InitArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let folder = self.folder.as_deref().unwrap_or(context.directory);
        let path = within(folder, FILE);
        let text = self.description()?;
        let file = ManifestFile { path: path.clone(), text: text.into_bytes() };
        if let Err(errors) = Config::parse(&file) {
            return Err(Failure { manifest: Some(file), ..errors.into() });
        }
        fs::create_dir_all(folder).map_err(|error| diagnostic::unwritten(folder, &error))?;
        let key = within(folder, KEY);
        refuse_existing([Some(&path), self.generate_key.then_some(&key)])?;
        let mut outcome = Outcome::default();
        if self.generate_key {
            let fingerprint = generate(&key, self.origin.as_deref())?;
            outcome.summary.push(format!("{}: a new key, {fingerprint}", key.display()));
            outcome.document = Map::from_iter([("key".to_owned(), json!(fingerprint))]);
        }
        write(&path, &file.text)?;
        outcome.result = format!("{}\n", path.display()).into_bytes();
        outcome.document.insert("path".to_owned(), json!(path.to_string_lossy()));
        Ok(outcome)
    }

    fn description(&self) -> Result<String, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut architectures = Vec::new();
        for text in &self.architecture {
            match text.parse::<Architecture>() {
                Ok(found) => architectures.push(found.specific()),
                Err(error) => {
                    let problem = error.to_string();
                    let defect = flag_defect(codes::ARCHITECTURE, "--architecture", problem);
                    errors.push(match error.nearest {
                        Some(near) => defect.hint(format!("did you mean {near:?}?")),
                        None => defect,
                    });
                }
            }
        }
        if architectures.is_empty() {
            architectures = vec!["amd64", "arm64"];
        }
        let origin = self.origin.as_deref().unwrap_or("Example");
        let url = match &self.url {
            Some(url) => format!("url = {}", quoted(url)),
            None => "# url = \"https://example.org\"".to_owned(),
        };
        let text = include_str!("init.toml")
            .replace("@ROOT@", &quoted(&self.root))
            .replace("@URL@", &url)
            .replace("@ORIGIN@", &quoted(origin))
            .replace("@ID@", &quoted(&self.id(origin)))
            .replace("@ARCHITECTURES@", &list(&architectures))
            .replace("@SIGN@", if self.generate_key { "" } else { "# " });
        errors.into_result(text)
    }

    /// The id of the RPM repository, which is to be another than that of every other publisher: made of
    /// the origin or, where that has no letter of ASCII, of the host of the address, or of its digest.
    fn id(&self, origin: &str) -> String {
        let host = self.url.as_deref().and_then(|url| url.split("://").nth(1)?.split('/').next());
        let digest = repo_store::Sha256::of(origin.as_bytes()).to_string();
        let publishers = [slug(origin), slug(host.unwrap_or_default()), digest[..8].to_owned()];
        let publisher = publishers.into_iter().find(|publisher| !publisher.is_empty());
        format!("{}-{RPM}", publisher.unwrap_or_default())
    }
}

/// What is in a list of TOML.
fn list(texts: &[&str]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A basic string of TOML, which escapes as JSON does.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

/// Names every file that is there already, before anything is written.
fn refuse_existing(paths: [Option<&PathBuf>; 2]) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    for path in paths.into_iter().flatten() {
        if fs::symlink_metadata(path).is_ok() {
            let defect = diagnostic::unwritten(path, &io::ErrorKind::AlreadyExists.into());
            errors
                .push(defect.hint("choose another directory for the repository, or edit the file"));
        }
    }
    errors.into_result(())
}

/// Makes a key, and says its fingerprint.
fn generate(path: &Path, origin: Option<&str>) -> Result<String, Diagnostic> {
    let user_id = format!("{} (packages)", origin.unwrap_or("Example"));
    let key = key::create(path, &GenerateOptions::new(user_id, key::created(clock::now())))?;
    Ok(key.certificate().fingerprint().to_string())
}

/// Writes a new file, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let failed = |error: io::Error| diagnostic::unwritten(path, &error);
    let (mut file, _guard) =
        interrupt::guarded(|| AtomicFile::create(path, Existing::Keep), AtomicFile::temporary)
            .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.commit().map_err(failed)
}
