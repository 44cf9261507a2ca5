//! What rpmbuild makes of a description.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pkgtree::description::{ManifestFile, ManifestOptions};
use pkgtree::{Description, Entry, Tree};

use crate::chroot::{Chroot, Suite};
use crate::program::Mkrpm;
use crate::tool::{copy_tree, outcome};

use super::spec::{STAGE, architecture, spec};
use super::system;

/// A tree and a manifest, and how they are packed.
#[derive(Clone, Copy, Debug)]
pub struct Twin<'a> {
    /// The manifest.
    pub manifest: &'a Path,
    /// The staged tree.
    pub tree: &'a Path,
    /// The package's time.
    pub timestamp: i64,
    /// As `mkrpm --compression` takes it.
    pub compression: &'a str,
    /// The folders of the tree, without a leading slash, that the package does not own.
    pub foreign: &'a [&'a str],
}

impl Twin<'_> {
    /// What mkrpm makes of it, in the folder `output`.
    ///
    /// # Panics
    /// When mkrpm fails.
    #[must_use]
    #[track_caller]
    pub fn ours(&self, output: &Path, more: &[&str]) -> PathBuf {
        let timestamp = format!("--timestamp={}", self.timestamp);
        let manifest = self.manifest.to_str().unwrap();
        let own = ["--manifest", manifest, "--compression", self.compression, &timestamp];
        Mkrpm.build(self.tree, output, &[&own, more].concat())
    }

    /// `user(NAME)` and `group(NAME)` for the owners of its files besides root.
    ///
    /// # Panics
    /// When manifest or tree cannot be read.
    #[must_use]
    #[track_caller]
    pub fn owners(&self) -> BTreeSet<String> {
        let tree = Tree::scan(self.tree, &read(self.manifest).tree).unwrap();
        let of = |entry: &Entry| {
            [
                format!("user({})", entry.attributes.owner()),
                format!("group({})", entry.attributes.group()),
            ]
        };
        let owners = tree.entries().iter().flat_map(of);
        owners.filter(|owner| !owner.ends_with("(root)")).collect()
    }
}

/// A system where packages are built.
#[derive(Debug)]
pub struct Rpmbuild {
    chroot: Chroot,
}

/// What makes rpmbuild do no more than mkrpm does, and write no more.
const MACROS: &[(&str, &str)] = &[
    ("_topdir", "/build"),
    ("_rpmdir", "/build/out"),
    ("_build_name_fmt", "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"),
    ("_buildhost", "localhost"),
    ("use_source_date_epoch_as_buildtime", "1"),
    ("source_date_epoch_from_changelog", "0"),
    ("clamp_mtime_to_source_date_epoch", "1"),
    ("build_mtime_policy", "clamp_to_source_date_epoch"),
    ("debug_package", "%{nil}"),
    ("__os_install_post", "%{nil}"),
    ("__brp_remove_la_files", "%{nil}"),
    ("_build_id_links", "none"),
    // No generator of dependencies but that of the package itself.
    ("_fileattrsdir", "/attributes"),
    ("_unpackaged_files_terminate_build", "0"),
    ("_binary_filedigest_algorithm", "8"),
];

impl Rpmbuild {
    /// The rpmbuild of `suite`.
    ///
    /// # Panics
    /// As [`system`].
    #[must_use]
    pub fn of(suite: Suite) -> Self {
        Self { chroot: system(suite) }
    }

    /// The system, where the package may be asked about.
    #[must_use]
    pub fn system(&self) -> &Chroot {
        &self.chroot
    }

    /// What rpmbuild makes of `twin`, in `output`; `format` is its `%_rpmformat`, where it has one.
    ///
    /// # Panics
    /// When rpmbuild fails, with the spec file.
    #[must_use]
    #[track_caller]
    pub fn build(&self, twin: &Twin<'_>, format: u8, output: &Path) -> PathBuf {
        let root = self.chroot.root();
        let description = read(twin.manifest);
        let tree = Tree::scan(twin.tree, &description.rpm_tree()).unwrap();
        let is_owned = |path: &[u8]| !twin.foreign.iter().any(|folder| folder.as_bytes() == path);
        let spec = spec(&description, &tree, &is_owned);
        let stage = root.join(STAGE.trim_start_matches('/'));
        let _ = fs::remove_dir_all(&stage);
        copy_tree(twin.tree, &stage);
        let payload = payload(twin.compression);
        let architecture = architecture(&description);
        self.run(&spec, architecture, &payload, format, twin.timestamp, output)
    }

    /// The package of any architecture that a spec file makes, in `output`.
    ///
    /// # Panics
    /// When rpmbuild fails, with the spec file.
    #[must_use]
    #[track_caller]
    pub fn package(&self, spec: &str, output: &Path) -> PathBuf {
        self.run(spec, "noarch", "w1.gzdio", 4, 0, output)
    }

    /// Runs rpmbuild on the text of a spec file and brings the package to `output`.
    #[track_caller]
    fn run(
        &self,
        spec: &str,
        architecture: &str,
        payload: &str,
        format: u8,
        timestamp: i64,
        output: &Path,
    ) -> PathBuf {
        let root = self.chroot.root();
        let _ = fs::remove_dir_all(root.join("build"));
        fs::write(root.join("twin.spec"), spec).unwrap();
        fs::create_dir_all(root.join("attributes")).unwrap();
        fs::write(root.join("attributes/none.attr"), "%__none_path ^$\n").unwrap();
        let mut rpmbuild = self.chroot.command("rpmbuild");
        rpmbuild.arg("-bb").args(["--target", architecture]);
        let format = format.to_string();
        let own = [("_binary_payload", payload.to_owned()), ("_rpmformat", format)];
        let macros = MACROS.iter().map(|(name, value)| (*name, (*value).to_owned()));
        for (name, value) in macros.chain(own) {
            rpmbuild.arg("-D").arg(format!("{name} {value}"));
        }
        rpmbuild.env("SOURCE_DATE_EPOCH", timestamp.to_string());
        let done = outcome(rpmbuild.arg("/twin.spec"));
        assert!(done.status.success(), "{done}\n{spec}");
        let mut built = fs::read_dir(root.join("build/out")).unwrap().map(|it| it.unwrap().path());
        let built = built.next().unwrap();
        let kept = output.join(built.file_name().unwrap());
        fs::copy(built, &kept).unwrap();
        kept
    }
}

/// The description of a manifest.
fn read(manifest: &Path) -> Description {
    let file = ManifestFile::open(manifest).unwrap();
    Description::from_manifest(&file, &ManifestOptions::default()).unwrap()
}

/// rpm's way to say `zstd:19`.
fn payload(compression: &str) -> String {
    let (codec, level) = compression.split_once(':').unwrap_or((compression, ""));
    let codec = match codec {
        "zstd" => "zstdio",
        "xz" => "xzdio",
        "gzip" => "gzdio",
        "none" => "ufdio",
        other => panic!("rpmbuild has no {other}"),
    };
    format!("w{level}.{codec}")
}
