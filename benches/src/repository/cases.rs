//! What is compared.

use std::error::Error;
use std::path::Path;

/// Jobs that do the same.
#[derive(Debug)]
pub(crate) struct Case {
    /// `index`, `contents` or `add-N`; `rpm-index`, `rpm-update`, `rpm-add-N`.
    pub(crate) name: String,
    /// In the order of a round.
    pub(crate) jobs: Vec<Job>,
}

/// A shell script that is measured.
#[derive(Debug)]
pub(crate) struct Job {
    /// One of the names below.
    pub(crate) name: &'static str,
    /// What is run before it and not measured.
    pub(crate) reset: Option<String>,
    /// What is measured.
    pub(crate) script: String,
}

/// SHA-256 of every package, on two cores, by instructions for it: coreutils does without.
pub(crate) const FLOOR: &str = "openssl dgst -sha256";
/// `dpkg-scanpackages -m -h sha256`.
pub(crate) const SCANPACKAGES: &str = "dpkg-scanpackages";
/// `apt-ftparchive`, with SHA-256 alone, without a database.
pub(crate) const FTPARCHIVE: &str = "apt-ftparchive";
/// The same with a database that is empty.
pub(crate) const FTPARCHIVE_COLD: &str = "apt-ftparchive, cold db";
/// The same with a database that knows all packages; with what follows: `gzip`, a `Release`, and
/// `gpg` where the case is signed.
pub(crate) const FTPARCHIVE_WARM: &str = "apt-ftparchive, warm db";
/// `aptly repo add` and `aptly publish update`.
pub(crate) const APTLY: &str = "aptly";
/// `reprepro includedeb`.
pub(crate) const REPREPRO: &str = "reprepro";
/// `mkrepo index --stdout`: what the others print.
pub(crate) const MKREPO_STDOUT: &str = "mkrepo index --stdout";
/// `mkrepo index`: `Packages` in three forms, durably, and a `Release`.
pub(crate) const MKREPO_INDEX: &str = "mkrepo index";
/// `mkrepo add` of one package; of `contents`, what it spends on them.
pub(crate) const MKREPO: &str = "mkrepo";

/// `createrepo_c --no-database`, or what `CREATEREPO_C` names.
pub(crate) const CREATEREPO: &str = "createrepo_c";
/// The same with `--update`.
pub(crate) const CREATEREPO_UPDATE: &str = "createrepo_c --update";

/// apt-ftparchive with SHA-256 alone.
const ARCHIVE: &str = "apt-ftparchive -o APT::FTPArchive::Contents=false -o APT::FTPArchive::Packages::MD5=false \
    -o APT::FTPArchive::Packages::SHA1=false -o APT::FTPArchive::Packages::SHA512=false";

impl Case {
    pub(crate) fn new(
        name: &str,
        folder: &Path,
        mkrepo: &Path,
        own: &Path,
    ) -> Result<Self, Box<dyn Error>> {
        let (mkrepo, own) = (mkrepo.display().to_string(), own.display().to_string());
        let jobs = match name.strip_prefix("add-") {
            Some(size) => add(size, folder, &mkrepo),
            None if name == "rpm-index" => rpm_index(&mkrepo),
            None if name == "rpm-update" => rpm_update(&mkrepo),
            None if name.starts_with("rpm-add-") => rpm_add(&name["rpm-add-".len()..], &mkrepo),
            None if name == "index" => index(&mkrepo),
            None if name == "contents" => vec![
                Job::new(FTPARCHIVE, "apt-ftparchive contents debs > out"),
                Job::new(MKREPO, &format!("{own} contents debs > out")),
            ],
            None => return Err(format!("no case is called {name}").into()),
        };
        Ok(Self { name: name.to_owned(), jobs })
    }
}

impl Job {
    fn new(name: &'static str, script: &str) -> Self {
        Self { name, reset: None, script: script.to_owned() }
    }

    fn after(self, reset: &str) -> Self {
        Self { reset: Some(reset.to_owned()), ..self }
    }
}

fn index(mkrepo: &str) -> Vec<Job> {
    let floor = "ls -S debs/*.deb | xargs -P 2 -n 16 openssl dgst -sha256 > out";
    let archive = |db: &str| format!("{ARCHIVE} {db} packages debs > out");
    vec![
        Job::new(FLOOR, floor),
        Job::new(SCANPACKAGES, "dpkg-scanpackages -m -h sha256 debs > out 2> /dev/null"),
        Job::new(FTPARCHIVE, &archive("")),
        Job::new(FTPARCHIVE_COLD, &archive("--db cold.db")).after("rm -f cold.db"),
        Job::new(FTPARCHIVE_WARM, &archive("--db cold.db")),
        Job::new(MKREPO_STDOUT, &format!("{mkrepo} index --quiet --stdout debs > out")),
        Job::new(MKREPO_INDEX, &format!("{mkrepo} index --quiet run > out"))
            .after("rm -rf run; cp -al debs run"),
    ]
}

/// One package into a repository of `size`. That of 800 is signed with RSA of 4096 bits by all; of
/// the others the signature is not to be counted. The peers have those that were made for them.
fn add(size: &str, folder: &Path, mkrepo: &str) -> Vec<Job> {
    let signed = size == "800";
    let copied = |state: &str, databases: &str| {
        format!(
            "rm -rf run; cp -al state/{state} run; \
             for db in {databases}; do rm -rf run/$db; cp -a state/{state}/$db run/$db; done"
        )
    };
    let gpg = "GNUPGHOME=$PWD/gnupg";
    let (skip, sign) = if signed {
        ("", "gpg --batch --quiet --yes --clearsign -o run/InRelease run/Release")
    } else {
        ("-skip-signing", "true")
    };
    let archive = format!(
        "cp one/*.deb run/pool/; cd run; {ARCHIVE} --db cache.db packages pool > Packages; \
         gzip -9kf Packages; apt-ftparchive release . > ../Release; mv ../Release .; cd ..; {gpg} {sign}"
    );
    let aptly = format!("aptly -config=state/aptly-{size}.conf");
    let aptly = format!(
        "{aptly} repo add bench one > out; \
         {gpg} {aptly} publish update -batch -skip-contents {skip} stable > out 2>&1"
    );
    let reprepro = format!(
        "{gpg} reprepro --silent --section misc --priority optional -b run includedeb stable one/*.deb"
    );
    let state = |tool: &str| format!("{tool}-{size}");
    let jobs = [
        (state("archive"), "cache.db", FTPARCHIVE_WARM, archive),
        (state("aptly"), "db", APTLY, aptly),
        (state("reprepro"), "db", REPREPRO, reprepro),
        (state("mkrepo"), "", MKREPO, format!("{mkrepo} -C run --quiet add one > out")),
    ];
    jobs.into_iter()
        .filter(|(state, ..)| folder.join("state").join(state).is_dir())
        .map(|(state, databases, name, script)| {
            Job::new(name, &script).after(&copied(&state, databases))
        })
        .collect()
}

/// A folder of RPM packages that nobody indexed.
fn rpm_index(mkrepo: &str) -> Vec<Job> {
    let floor = "ls -S rpms/*.rpm | xargs -P 2 -n 16 openssl dgst -sha256 > out";
    let fresh = "rm -rf run; cp -al rpms run";
    vec![
        Job::new(FLOOR, floor),
        Job::new(CREATEREPO, &format!("{CREATEREPO_C} run > out")).after(fresh),
        Job::new(MKREPO_INDEX, &format!("{mkrepo} index --quiet run > out")).after(fresh),
    ]
}

/// The same folder again, where nothing changed.
fn rpm_update(mkrepo: &str) -> Vec<Job> {
    let copied = |state: &str| format!("rm -rf run; cp -al state/{state} run");
    vec![
        Job::new(CREATEREPO_UPDATE, &format!("{CREATEREPO_C} --update run > out"))
            .after(&copied("createrepo-800")),
        Job::new(MKREPO_INDEX, &format!("{mkrepo} index --quiet run > out"))
            .after(&copied("index-800")),
    ]
}

/// One package into a repository of `size`, which is not signed.
fn rpm_add(size: &str, mkrepo: &str) -> Vec<Job> {
    let copied = |state: &str| format!("rm -rf run; cp -al state/{state}-{size} run");
    let update = format!("cp one-rpm/*.rpm run/; {CREATEREPO_C} --update run > out");
    let add = format!("{mkrepo} -C run --quiet add --to rpm:bench one-rpm > out");
    vec![
        Job::new(CREATEREPO_UPDATE, &update).after(&copied("createrepo")),
        Job::new(MKREPO, &add).after(&copied("mkrepo-rpm")),
    ]
}

/// What is compared with, as it is run.
const CREATEREPO_C: &str = "${CREATEREPO_C:-createrepo_c} --quiet --no-database";
