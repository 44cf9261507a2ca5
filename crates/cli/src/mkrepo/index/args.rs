//! The flags of `mkrepo index`, parsed.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use diagnostic::{Code, Diagnostic, Diagnostics};
use pkgio::{Compression, Timestamp};
use pkgterms::Architecture;
use repo_index::apt::flat::FolderOptions;
use repo_index::compress::parse_compression;
use repository::config::parse_duration;

use crate::args::SigningArgs;
use crate::{codes, threads, timestamp};
use diagnostic::flag_defect;
use repository::document::{self, Typed};

/// Index a folder of packages in place
///
/// A folder of Debian packages becomes a flat repository, which apt reads as `deb URI ./`: Packages,
/// Sources where there are .dsc files, and Release are written into it, and InRelease and Release.gpg
/// where a key signs. A folder of RPM packages becomes what createrepo_c makes of it, which dnf reads
/// by its baseurl: repodata is written into it, with repomd.xml.asc where a key signs. A folder with
/// both has the indexes of both.
///
/// Packages are read in the folder and in those below it; one that cannot be listed is an error, and
/// nothing is written. modules.yaml, *.modulemd.yaml, comps and updateinfo documents that lie there, compressed
/// or not, are documents of the RPM repository for as long as they lie there. RPM packages that have the length and the time that repodata gives them are not
/// read again. Whoever reads the folder meanwhile sees what was there before or what is there after
/// it.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo index dist
      Index it, as dpkg-scanpackages and apt-ftparchive do; apt takes it as
      deb [trusted=yes] file:/path/to/dist ./
  mkrepo index dist --sign-key signing.asc
      The same, signed.
  mkrepo index debs --sign-key signing.asc --origin 'Example Ltd'
      Another directory, with an origin. Give it from the start: apt asks every user about a later
      change.
  mkrepo index rpms --type rpm --reread
      As createrepo_c does without --update.
  mkrepo index rpms --document productid=productid.pem
      As modifyrepo_c --mdtype=productid does; later runs keep it.
  mkrepo index dist --stdout --arch amd64 > Packages
      Write nothing into the directory.")]
pub(crate) struct IndexArgs {
    /// The folder of packages [default: that of -C]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,

    /// Print Packages on standard output, and write nothing
    #[arg(long)]
    pub(super) stdout: bool,

    /// List packages of this architecture, and those of architecture all
    #[arg(long, value_name = "ARCH")]
    arch: Option<String>,

    /// List files of this suffix alone [default: deb and rpm]
    #[arg(long = "type", value_name = "deb|ddeb|udeb|rpm",
          value_parser = ["deb", "ddeb", "udeb", "rpm"], hide_possible_values = true)]
    pub(super) suffix: Option<String>,

    /// Read RPM packages that did not change, too
    #[arg(long)]
    pub(super) reread: bool,

    /// Leave out RPM packages that cannot be read, as createrepo_c does: each is a warning, and the exit
    /// code is 9
    #[arg(long)]
    skip_unreadable: bool,

    /// Publish a file as the document TYPE of the RPM repository, in the place of a published one, as
    /// modifyrepo_c --mdtype does: productid, appstream, group and so on. Later runs keep it; repeatable
    #[arg(long, value_name = "TYPE=FILE")]
    pub(super) document: Vec<String>,

    /// Publish the document of this type no longer, as modifyrepo_c --remove does; repeatable
    #[arg(long, value_name = "TYPE")]
    pub(super) remove_document: Vec<String>,

    /// Pass over documents that lie in the folder: modules.yaml, comps and updateinfo
    #[arg(long)]
    no_documents: bool,

    /// List the newest version of each package and architecture only, as dpkg-scanpackages does
    /// without -m [default: all versions, as apt-ftparchive does]
    #[arg(long)]
    newest: bool,

    /// Index a folder without packages
    #[arg(long)]
    allow_empty: bool,

    /// How indexes are compressed: gzip, xz, zstd, each with or without a level such as xz:9, or none;
    /// those of apt are there plain besides, and those of RPM packages take the first of zstd and gzip
    /// [default: gzip,xz for apt, zstd:7 for RPM packages]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    compression: Vec<String>,

    /// Refuse Debian packages that dpkg takes although no package should be so, instead of a warning
    #[arg(long)]
    pub(super) strict: bool,

    /// List MD5 digests beside SHA-256
    #[arg(long)]
    md5: bool,

    #[command(flatten)]
    pub(super) release: ReleaseArgs,

    #[command(flatten)]
    publication: IndexingArgs,

    #[command(flatten)]
    pub(super) signing: SigningArgs,

    /// The public key that belongs to --sign-command
    #[arg(long, value_name = "FILE", requires = "sign_command", help_heading = "Signature")]
    pub(super) certificate: Option<PathBuf>,
}

/// What the repository says of itself.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Release")]
pub(super) struct ReleaseArgs {
    /// Who publishes it [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) origin: Option<String>,

    /// What it is called [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) label: Option<String>,

    /// The suite that it stands for, such as stable [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) suite: Option<String>,

    /// The release that it is made for, such as bookworm [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) codename: Option<String>,

    /// What it is, in one line [default: as published]
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,

    /// How long clients take it: a number and its unit, such as 14d
    #[arg(long, value_name = "DURATION")]
    valid_for: Option<String>,
}

/// How it is published.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
struct IndexingArgs {
    /// Threads that read and compress, which never change the result [default: one for each
    /// processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    threads: Option<String>,

    /// The Date or revision, in seconds since 1970; a second after the published one if it is not later
    /// [default: SOURCE_DATE_EPOCH, else five minutes before the clock]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    timestamp: Option<String>,

    /// For how long superseded indexes are kept for clients that hold an older commit; for good
    /// where --timestamp or SOURCE_DATE_EPOCH sets the date
    #[arg(long, value_name = "DURATION", default_value = "7d")]
    keep: String,

    /// How long to wait for other publishers, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,

    /// Follow what is dated in the future
    #[arg(long)]
    force_date: bool,

    /// Change Origin, Label, Suite or Codename, which apt asks each user to agree to
    #[arg(long)]
    allow_release_info_change: bool,
}

/// What the flags say.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) folder: FolderOptions<'static>,
    /// `None`: what is usual.
    pub(super) compressions: Option<Vec<Compression>>,
    pub(super) reread: bool,
    pub(super) skip_unreadable: bool,
    /// Documents that are given with their types.
    pub(super) documents: Vec<Typed>,
    /// The types of documents that are published no longer.
    pub(super) removed_documents: Vec<String>,
    /// Whether documents that lie in the folder are passed over.
    pub(super) no_documents: bool,
    pub(super) valid_for: Option<Duration>,
    pub(super) date: Option<Timestamp>,
    pub(super) keep: Duration,
    pub(super) patience: Duration,
    pub(super) force_date: bool,
    pub(super) allow_release_info_change: bool,
}

impl Settings {
    /// Every flag that is wrong is an error.
    pub(super) fn new(args: &IndexArgs) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut or_default = Parsed(&mut errors);
        let publication = &args.publication;
        let valid_for = args.release.valid_for.as_deref();
        let settings = Self {
            folder: FolderOptions {
                suffix: args.suffix.clone().unwrap_or_else(|| "deb".to_owned()),
                architecture: or_default.of(architecture(args.arch.as_deref())),
                newest: args.newest,
                strict: args.strict,
                md5: args.md5,
                empty: args.allow_empty,
                threads: or_default
                    .of(threads::threads(publication.threads.as_deref()).map(Some))
                    .unwrap_or(NonZeroUsize::MIN),
                ..FolderOptions::default()
            },
            compressions: or_default.of(compressions(&args.compression)),
            reread: args.reread,
            skip_unreadable: args.skip_unreadable,
            documents: or_default.all(document::typed("--document", &args.document)),
            removed_documents: {
                let removed = &args.remove_document;
                or_default.all(document::check_types("--remove-document", removed));
                removed.clone()
            },
            no_documents: args.no_documents,
            valid_for: or_default
                .of(valid_for.map(|text| duration("--valid-for", text)).transpose()),
            date: or_default.of(timestamp::timestamp(publication.timestamp.as_deref())),
            keep: or_default.of(duration("--keep", &publication.keep)),
            patience: Duration::from_secs(publication.lock_timeout),
            force_date: publication.force_date,
            allow_release_info_change: publication.allow_release_info_change,
        };
        errors.into_result(settings)
    }
}

/// Gathers what is wrong with flags.
struct Parsed<'a>(&'a mut Diagnostics);

impl Parsed<'_> {
    fn all<T: Default>(&mut self, parsed: Result<T, Diagnostics>) -> T {
        parsed.map_err(|errors| self.0.append(errors)).unwrap_or_default()
    }

    fn of<T: Default>(&mut self, parsed: Result<T, Diagnostic>) -> T {
        parsed.map_err(|error| self.0.push(error)).unwrap_or_default()
    }
}

/// An architecture in any usual spelling.
fn architecture(flag: Option<&str>) -> Result<Option<String>, Diagnostic> {
    let Some(text) = flag else { return Ok(None) };
    match text.parse::<Architecture>() {
        Ok(found) => Ok(Some(found.specific().to_owned())),
        Err(error) => {
            let defect = wrong(codes::ARCHITECTURE, "--arch", &error);
            Err(match error.nearest {
                Some(near) => defect.hint(format!("did you mean {near:?}?")),
                None => defect,
            })
        }
    }
}

fn compressions(list: &[String]) -> Result<Option<Vec<Compression>>, Diagnostic> {
    let parse = |text: &String| {
        parse_compression(text).map_err(|error| wrong(codes::COMPRESSION, "--compression", &error))
    };
    let all: Vec<Compression> = list.iter().map(parse).collect::<Result<_, _>>()?;
    Ok((!all.is_empty()).then_some(all))
}

fn duration(flag: &str, text: &str) -> Result<Duration, Diagnostic> {
    parse_duration(text).map_err(|error| {
        wrong(codes::DURATION, flag, &error)
            .hint("write a number and its unit, such as 90s, 30m, 24h or 7d")
    })
}

fn wrong(code: Code, flag: &str, error: &dyn std::error::Error) -> Diagnostic {
    flag_defect(code, flag, error.to_string())
}
