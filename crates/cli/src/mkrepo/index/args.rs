//! The options of `mkrepo index`, and their parsed values.

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

/// Index a directory of packages in place
///
/// A directory of Debian packages becomes a flat repository, which apt reads as `deb URI ./`. The
/// command writes Packages, Sources if there are .dsc files, and Release into it, and InRelease and
/// Release.gpg if a key signs. A directory of RPM packages becomes a repository as by createrepo_c,
/// which dnf reads by its baseurl. The command writes repodata into it, and repomd.xml.asc if a key
/// signs. A directory with packages of both formats gets both.
///
/// Packages in subdirectories are included. If a package cannot be listed, that is an error, and
/// nothing is written. Documents in the directory (modules.yaml, *.modulemd.yaml, comps and
/// updateinfo, compressed or not) are documents of the RPM repository as long as they are there.
/// RPM packages whose length and time match repodata are not read again. Concurrent readers of the
/// directory see either the old metadata or the new one.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo index dist
      Index it, as dpkg-scanpackages and apt-ftparchive do. The line for apt is
      deb [trusted=yes] file:/path/to/dist ./
  mkrepo index dist --sign-key signing.asc
      Index it, and sign the index.
  mkrepo index debs --sign-key signing.asc --origin 'Example Ltd'
      Index it with an origin. Set the origin from the start: apt asks every user to confirm a
      later change.
  mkrepo index rpms --type rpm --reread
      Index it, as createrepo_c does without --update.
  mkrepo index rpms --document productid=productid.pem
      Add a document, as modifyrepo_c --mdtype=productid does; later runs keep it.
  mkrepo index dist --stdout --arch amd64 > Packages
      Print the index, and write nothing into the directory.")]
pub(crate) struct IndexArgs {
    /// The directory of packages [default: that of -C]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,

    /// Print Packages on standard output, and write no files
    #[arg(long)]
    pub(super) stdout: bool,

    /// List only packages of this architecture and of architecture all
    #[arg(long, value_name = "ARCH")]
    arch: Option<String>,

    /// List only files with this suffix [default: deb and rpm]
    #[arg(long = "type", value_name = "deb|ddeb|udeb|rpm",
          value_parser = ["deb", "ddeb", "udeb", "rpm"], hide_possible_values = true)]
    pub(super) suffix: Option<String>,

    /// Read all RPM packages again, even unchanged ones
    #[arg(long)]
    pub(super) reread: bool,

    /// Omit RPM packages that cannot be read, as createrepo_c does; each one is a warning, and the
    /// exit code is 9
    #[arg(long)]
    skip_unreadable: bool,

    /// Publish a file as the document TYPE of the RPM repository, as modifyrepo_c --mdtype does:
    /// productid, appstream, group and so on. It replaces a published document of that type, and
    /// later runs keep it; repeatable
    #[arg(long, value_name = "TYPE=FILE")]
    pub(super) document: Vec<String>,

    /// Remove the published document of this type, as modifyrepo_c --remove does; repeatable
    #[arg(long, value_name = "TYPE")]
    pub(super) remove_document: Vec<String>,

    /// Ignore documents in the directory: modules.yaml, comps and updateinfo
    #[arg(long)]
    no_documents: bool,

    /// List only the newest version of each package and architecture, as dpkg-scanpackages does
    /// without -m [default: all versions, as apt-ftparchive does]
    #[arg(long)]
    newest: bool,

    /// Accept a directory without packages
    #[arg(long)]
    allow_empty: bool,

    /// The compression of indexes: gzip, xz or zstd, optionally with a level such as xz:9, or none.
    /// Indexes for apt are also written uncompressed. Metadata of RPM packages uses the first of
    /// zstd and gzip [default: gzip,xz for apt, zstd:7 for RPM packages]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    compression: Vec<String>,

    /// Refuse Debian packages that dpkg accepts although they deviate from the format, instead of
    /// printing a warning
    #[arg(long)]
    pub(super) strict: bool,

    /// List MD5 digests in addition to SHA-256
    #[arg(long)]
    md5: bool,

    #[command(flatten)]
    pub(super) release: ReleaseArgs,

    #[command(flatten)]
    publication: IndexingArgs,

    #[command(flatten)]
    pub(super) signing: SigningArgs,

    /// The public key of --sign-command
    #[arg(long, value_name = "FILE", requires = "sign_command", help_heading = "Signature")]
    pub(super) certificate: Option<PathBuf>,
}

/// Options for the fields of `Release`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Release")]
pub(super) struct ReleaseArgs {
    /// The publisher of the repository [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) origin: Option<String>,

    /// The name of the repository [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) label: Option<String>,

    /// The suite, such as stable [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) suite: Option<String>,

    /// The codename of the release, such as bookworm [default: as published]
    #[arg(long, value_name = "NAME")]
    pub(super) codename: Option<String>,

    /// The description, in one line [default: as published]
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,

    /// How long clients accept the index: a number with a unit, such as 14d
    #[arg(long, value_name = "DURATION")]
    valid_for: Option<String>,
}

/// Options that control how the index is published.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
struct IndexingArgs {
    /// The number of threads that read and compress; does not affect the output [default: one for
    /// each processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    threads: Option<String>,

    /// The Date or revision in seconds since 1970. If it is not later than the published one, that
    /// plus one second is used [default: SOURCE_DATE_EPOCH, else five minutes before the clock]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    timestamp: Option<String>,

    /// How long to keep superseded indexes for clients that have an older commit. They are kept
    /// forever if --timestamp or SOURCE_DATE_EPOCH sets the date
    #[arg(long, value_name = "DURATION", default_value = "7d")]
    keep: String,

    /// The lock timeout: how long to wait for other publishers, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,

    /// Publish although the current index is dated in the future
    #[arg(long)]
    force_date: bool,

    /// Permit a change of Origin, Label, Suite or Codename, which apt asks each user to confirm
    #[arg(long)]
    allow_release_info_change: bool,
}

/// The parsed options.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) folder: FolderOptions<'static>,
    /// `None`: the defaults.
    pub(super) compressions: Option<Vec<Compression>>,
    pub(super) reread: bool,
    pub(super) skip_unreadable: bool,
    /// Documents of `--document`, with their types.
    pub(super) documents: Vec<Typed>,
    /// The types of `--remove-document`.
    pub(super) removed_documents: Vec<String>,
    /// Whether documents in the directory are ignored.
    pub(super) no_documents: bool,
    pub(super) valid_for: Option<Duration>,
    pub(super) date: Option<Timestamp>,
    pub(super) keep: Duration,
    pub(super) patience: Duration,
    pub(super) force_date: bool,
    pub(super) allow_release_info_change: bool,
}

impl Settings {
    /// Parses all options. Reports every invalid value.
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

/// Collects the errors of several options.
struct Parsed<'a>(&'a mut Diagnostics);

impl Parsed<'_> {
    fn all<T: Default>(&mut self, parsed: Result<T, Diagnostics>) -> T {
        parsed.map_err(|errors| self.0.append(errors)).unwrap_or_default()
    }

    fn of<T: Default>(&mut self, parsed: Result<T, Diagnostic>) -> T {
        parsed.map_err(|error| self.0.push(error)).unwrap_or_default()
    }
}

/// Parses an architecture in any common spelling.
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
            .hint("use a number with a unit, such as 90s, 30m, 24h or 7d")
    })
}

fn wrong(code: Code, flag: &str, error: &dyn std::error::Error) -> Diagnostic {
    flag_defect(code, flag, error.to_string())
}
