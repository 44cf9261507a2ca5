//! Suites that other tools made are gone on with as they are found.

mod client;
mod makers;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pkgio::Timestamp;
use pkgsign::{Certificate, KeyOptions, KeySigner};
use repo_index::apt::{
    Addition, Archive, Destination, IntakeOptions, Suite, SuiteOptions, SuiteState, intake,
};
use repo_index::publish::{PublishError, PublishOptions, Target, publish};
use repo_index::verify::{Stored, VerifyOptions, find, verify};
use repo_store::{LocalStore, Store};

use real_tools::run_script;

use crate::tools::{build, control, ftparchive, run};
use client::Client;
use makers::{MAKERS, Maker};

/// A repository of another tool with `tool` 1 and `docs` 1, and a key.
struct Adopted {
    folder: tempfile::TempDir,
    archive: Archive,
    signer: KeySigner,
    certificate: Certificate,
}

impl Adopted {
    fn new(maker: &Maker) -> Self {
        Self::with(maker, &[])
    }

    /// With more packages.
    fn with(maker: &Maker, more: &[PathBuf]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("debs")).unwrap();
        for file in more {
            fs::copy(file, root.join("debs").join(file.file_name().unwrap())).unwrap();
        }
        fs::create_dir_all(root.join("debs")).unwrap();
        let debs = root.join("debs");
        let more = " of many\n lines\nSection: net\nPriority: optional\n";
        let tool = control("tool", "1", "amd64", more);
        build(&debs, "tool_1_amd64.deb", &tool, &["usr/bin/tool", "usr/share/common"]);
        let docs = control("docs", "1", "all", more);
        build(&debs, "docs_1_all.deb", &docs, &["usr/share/doc/docs", "usr/share/common"]);
        let new = control("new", "2", "amd64", more);
        let new = build(root, "new_2_amd64.deb", &new, &["usr/bin/new", "usr/share/common"]);
        fs::rename(new, root.join("new.deb")).unwrap();
        fs::create_dir_all(root.join("contrib")).unwrap();
        let extra = control("extra", "1", "amd64", "Section: contrib/net\nPriority: optional\n");
        build(&root.join("contrib"), "extra_1_amd64.deb", &extra, &["usr/bin/extra"]);
        run_script(root, SOURCES);
        run_script(root, KEY);
        run_script(root, maker.script);
        run_script(root, "export GNUPGHOME=$PWD/gnupg; gpgconf --kill all");
        let secret = fs::read(root.join("secret.gpg")).unwrap();
        let signer = KeySigner::new(&secret, &KeyOptions::new(now())).unwrap();
        let certificate = signer.certificate();
        Self { folder, archive: Archive::new("test", &["amd64"]), signer, certificate }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn store(&self) -> LocalStore {
        LocalStore::open(self.root()).unwrap()
    }

    fn suite(&self, adopt_unsigned: bool) -> Suite<'_> {
        let options = SuiteOptions {
            signers: vec![&self.signer],
            published: Some(&self.certificate),
            adopt_unsigned,
            threads: NonZeroUsize::new(2).unwrap(),
            ..SuiteOptions::new(now())
        };
        Suite::new(&self.archive, "stable", options).unwrap()
    }

    fn publish(
        &self,
        suite: &Suite<'_>,
        change: impl Fn(&mut SuiteState),
    ) -> Result<(), PublishError> {
        let changed = |old: &SuiteState| {
            let mut new = old.clone();
            change(&mut new);
            Ok(Some(new))
        };
        let published = publish(&self.store(), suite, changed, &PublishOptions::default())?;
        assert!(published.warnings.is_empty(), "{}", published.warnings);
        Ok(())
    }

    /// Adds the package `new`.
    fn add(&self, suite: &Suite<'_>) -> Result<(), PublishError> {
        let file = self.folder.path().join("new.deb");
        let options = IntakeOptions::new(&self.archive.architectures);
        let taken = intake(&[file], &options).unwrap();
        let destination = Destination { suite: "stable", component: None, file_name: "new.deb" };
        let addition =
            Addition::of_package(&self.archive, &taken.packages[0], destination).unwrap();
        self.publish(suite, |new| {
            assert_eq!(
                new.add_all(&self.archive, std::slice::from_ref(&addition)).unwrap().len(),
                1
            );
        })
    }

    /// What is published, with every signature and digest checked on the way.
    fn state(&self) -> SuiteState {
        let (suite, store) = (self.suite(false), self.store());
        let commit = store.read(&suite.commit(), 1 << 20).unwrap();
        suite.read(&store, commit.as_ref()).unwrap()
    }

    /// What is wrong with what is published, every package read.
    fn faults(&self) -> String {
        let store = self.store();
        let places = find(&Stored(&store)).unwrap().unwrap();
        let options = VerifyOptions {
            keys: Some(&self.certificate),
            deep: true,
            whole: true,
            ..VerifyOptions::new(now())
        };
        verify(&Stored(&store), &places, &options).faults.to_string()
    }

    /// The lines of `Contents`, with one blank before the names.
    fn contents(&self) -> Vec<String> {
        let xz = self.root().join("dists/stable/main/Contents-amd64.xz");
        let text = run(Path::new("/"), "xz", &["-dc", xz.to_str().unwrap()]);
        let text = String::from_utf8(text).unwrap();
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(words).collect()
    }
}

fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp::clamped(i64::try_from(now.as_secs()).unwrap())
}

const KEY: &str = "export GNUPGHOME=$PWD/gnupg && mkdir -m 700 $GNUPGHOME && \
    gpg -q --batch --passphrase '' --quick-gen-key 'T <t@example.org>' ed25519 sign && \
    gpg -q --export > key.gpg && \
    gpg -q --batch --pinentry-mode loopback --passphrase '' --export-secret-keys > secret.gpg";

const SOURCES: &str = r#"
mkdir -p sources/of-tools-1/debian/source
cd sources
echo '3.0 (native)' > of-tools-1/debian/source/format
printf 'Source: of-tools\nMaintainer: T <t@example.org>\nSection: net\nPriority: optional\n\n' \
    > of-tools-1/debian/control
printf 'Package: of-tools\nArchitecture: any\nDescription: tools\n' >> of-tools-1/debian/control
printf 'of-tools (1) unstable; urgency=low\n\n  * Made.\n\n -- T <t@example.org>  %s\n' \
    'Mon, 01 Jan 2024 00:00:00 +0000' > of-tools-1/debian/changelog
printf '#!/usr/bin/make -f\n' > of-tools-1/debian/rules
dpkg-source -b of-tools-1 >&2
rm -r of-tools-1
"#;

#[test]
fn what_others_made_is_gone_on_with() {
    for maker in MAKERS {
        let adopted = Adopted::new(maker);
        let client = Client::new(adopted.folder.path(), maker.is_signed);
        assert_eq!(client.packages(), ["docs", "tool"], "{}", maker.name);

        if !maker.is_signed {
            let refused = adopted.add(&adopted.suite(false)).unwrap_err();
            assert!(matches!(refused, PublishError::Unsigned { .. }), "{}: {refused}", maker.name);
            assert_eq!(client.packages(), ["docs", "tool"], "{}", maker.name);
        }
        adopted.add(&adopted.suite(!maker.is_signed)).unwrap();
        let client = Client::new(adopted.folder.path(), true);
        assert_eq!(client.packages(), ["docs", "new", "tool"], "{}", maker.name);
        client.download(&["docs", "new", "tool"]);
        // Components that nobody changed are as whole as those that were, and stay so.
        assert_eq!(adopted.faults(), "", "{}", maker.name);

        let state = adopted.state();
        let release = state.release.clone().unwrap();
        assert_eq!(release.origin.as_deref(), Some("Example"), "{}", maker.name);
        assert_eq!((release.serial, release.acquire_by_hash), (Some(1), true));
        for (field, value) in maker.kept {
            let kept = release.others.iter().find(|(name, _)| name == field);
            assert_eq!(kept.map(|(_, value)| value.as_str()), Some(*value), "{}", maker.name);
        }
        let suite = adopted.suite(false);
        let removed = |new: &mut SuiteState| {
            assert_eq!(new.remove(|_, record| record.package() == "docs").len(), 1);
        };
        adopted.publish(&suite, removed).unwrap();
        assert_eq!(client.packages(), ["new", "tool"], "{}", maker.name);
        assert_eq!(adopted.faults(), "", "{}", maker.name);
    }
}

/// Every tool lists a package whose control file has a line of blanks alone, apt reads the index, and
/// dpkg refuses the package.
#[test]
fn a_package_that_dpkg_refuses_is_named_and_does_not_stop_others() {
    let folder = tempfile::tempdir().unwrap();
    run_script(folder.path(), BLANK);
    for maker in MAKERS {
        let adopted = Adopted::with(maker, &[folder.path().join("blank_1_amd64.deb")]);
        adopted.add(&adopted.suite(!maker.is_signed)).unwrap();
        let client = Client::new(adopted.folder.path(), true);
        assert_eq!(client.packages(), ["blank", "docs", "new", "tool"], "{}", maker.name);
        let faults = adopted.faults();
        assert_eq!(faults.lines().count(), 1, "{}: {faults}", maker.name);
        assert!(faults.contains("blank_1_amd64.deb"), "{}: {faults}", maker.name);
        adopted
            .publish(&adopted.suite(false), |new| {
                new.remove(|_, record| record.package() == "blank");
            })
            .unwrap();
        assert_eq!(adopted.faults(), "", "{}", maker.name);
    }
}

/// dpkg-deb makes no such package.
const BLANK: &str = r#"
mkdir -p control data/usr/share/blank
echo > data/usr/share/blank/file
printf 'Package: blank\nVersion: 1\nArchitecture: amd64\nMaintainer: T <t@example.org>\n' > control/control
printf 'Section: net\nPriority: optional\nDescription: of lines\n one\n \n two\n\t\n three\n' >> control/control
echo 2.0 > debian-binary
tar --owner=root --group=root -czf control.tar.gz -C control .
tar --owner=root --group=root -czf data.tar.gz -C data .
ar rc blank_1_amd64.deb debian-binary control.tar.gz data.tar.gz
"#;

#[test]
fn contents_of_others_stay_true() {
    for maker in MAKERS.iter().filter(|maker| maker.has_contents) {
        let adopted = Adopted::new(maker);
        adopted.add(&adopted.suite(!maker.is_signed)).unwrap();
        let lines = adopted.contents();
        assert_eq!(
            lines,
            [
                "usr/bin/new net/new",
                "usr/bin/tool net/tool",
                "usr/share/common net/docs,net/new,net/tool",
                "usr/share/doc/docs net/docs",
            ],
            "{}",
            maker.name
        );
    }
}

#[test]
fn contents_and_descriptions_are_completed_from_the_pool() {
    let maker = MAKERS.iter().find(|maker| !maker.has_contents).unwrap();
    let mut adopted = Adopted::new(maker);
    adopted.archive.contents = Some(true);
    adopted.archive.translations = true;
    adopted.add(&adopted.suite(!maker.is_signed)).unwrap();
    let all = adopted.contents();
    assert_eq!(all[0], "usr/bin/new net/new");
    assert_eq!(all[2], "usr/share/common net/docs,net/new,net/tool");
    // The description of the new package alone stands apart: those of others are in Packages.
    let text = adopted.root().join("dists/stable/main/i18n/Translation-en.xz");
    let text = run(Path::new("/"), "xz", &["-dc", text.to_str().unwrap()]);
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.matches("Package: ").count(), 1, "{text}");
    assert!(text.contains("Package: new\n") && text.contains("\n lines\n"), "{text}");
    let client = Client::new(adopted.folder.path(), true);
    for package in ["docs", "new", "tool"] {
        assert!(client.show(package).contains(" lines"), "{package}: {}", client.show(package));
    }

    adopted
        .publish(&adopted.suite(false), |new| {
            new.remove(|_, record| record.package() == "new");
        })
        .unwrap();
    assert!(adopted.contents().iter().all(|line| !line.contains("new")));
    // A package that was removed is still in the pool, and nobody says again what it holds.
    let old = adopted.suite(false).at(&adopted.store(), 1).unwrap().unwrap();
    let copy = |new: &mut SuiteState| {
        let chosen = |_: &_, one: &repo_index::apt::Record| one.package() == "new";
        assert_eq!(new.copy(&adopted.archive, &old, None, chosen).unwrap().len(), 1);
    };
    adopted.publish(&adopted.suite(false), copy).unwrap();
    assert_eq!(adopted.contents(), all);
    assert!(client.show("new").contains(" lines"));
}

#[test]
#[ignore = "needs a folder of packages for amd64 in DEB_CORPUS"]
fn contents_of_a_corpus_are_completed_as_apt_ftparchive_makes_them() {
    let corpus = PathBuf::from(std::env::var_os("DEB_CORPUS").expect("DEB_CORPUS"));
    let mut files: Vec<_> =
        fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.truncate(60);
    let maker = MAKERS.iter().find(|maker| maker.name == "apt-ftparchive").unwrap();
    let mut adopted = Adopted::with(maker, &files);
    adopted.archive.contents = Some(true);
    adopted.add(&adopted.suite(false)).unwrap();
    let sorted = |line: &str| {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        // What this command of apt-ftparchive prints has no sections.
        let names = words.pop().unwrap_or_default().split(',');
        let mut names: Vec<&str> = names.filter_map(|name| name.rsplit('/').next()).collect();
        names.sort_unstable();
        format!("{} {}", words.join(" "), names.join(","))
    };
    let theirs = ftparchive(&adopted.root(), &["contents", "pool"]);
    let theirs: Vec<String> = theirs.lines().map(sorted).collect();
    let ours: Vec<String> = adopted.contents().iter().map(|line| sorted(line)).collect();
    assert!(ours.len() > 1000);
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours.len(), theirs.len());
}
