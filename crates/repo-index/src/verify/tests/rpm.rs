//! RPM repositories.

use repo_store::Mirror;

use super::*;

/// A repository in the folder `el` that is written as it is said, with its snapshot.
struct Forge {
    /// Names and contents of packages of version 1, release 1, for x86_64.
    packages: Vec<(&'static str, &'static [u8])>,
    /// What is replaced in the lists of the commit, by what.
    edits: Vec<(&'static str, String)>,
    /// What is replaced in the lists of the snapshot.
    snapshot_edits: Vec<(&'static str, String)>,
    signers: Vec<&'static dyn Signer>,
    has_snapshot: bool,
    /// What stands in `repomd.xml` instead of the digests of `primary`.
    repomd_edits: Vec<(&'static str, &'static str)>,
}

const COMMIT: &str = "el/repodata/repomd.xml";
const ASC: &str = "el/repodata/repomd.xml.asc";
const PACKAGE: &str = "el/Packages/t/tool-1-1.x86_64.rpm";

impl Forge {
    fn new() -> Self {
        Self {
            packages: vec![("tool", b"tool")],
            edits: Vec::new(),
            snapshot_edits: Vec::new(),
            signers: vec![&keys()[0].0],
            has_snapshot: true,
            repomd_edits: Vec::new(),
        }
    }

    /// The three lists, of packages that are below `prefix`.
    fn lists(&self, prefix: &str, edits: &[(&str, String)]) -> Vec<(&'static str, String)> {
        let mut lists = [
            ("primary", "metadata", "common", " xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\""),
            ("filelists", "filelists", "filelists", ""),
            ("other", "otherdata", "other", ""),
        ]
        .map(|(name, root, namespace, more)| {
            let mut text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} \
                 xmlns=\"http://linux.duke.edu/metadata/{namespace}\"{more} packages=\"{}\">\n",
                self.packages.len()
            );
            for (package, content) in &self.packages {
                text.push_str(&element(name, prefix, package, content));
            }
            (name, format!("{text}</{root}>"))
        });
        for (from, to) in edits {
            for (_, text) in &mut lists {
                *text = text.replace(from, to);
            }
        }
        lists.to_vec()
    }

    fn write(&self) -> MemoryStore {
        let store = MemoryStore::new();
        let put = |path: &str, bytes: &[u8]| store.replace(&key(path), bytes).unwrap();
        for (name, content) in &self.packages {
            put(&format!("el/Packages/t/{name}-1-1.x86_64.rpm"), content);
        }
        let mut tags = vec!["packwright:serial=1".to_owned()];
        if self.has_snapshot {
            let lists = self.lists("../../", &self.snapshot_edits);
            let repomd = repomd(&lists, &tags);
            let id = Sha256::of(repomd.as_bytes());
            self.put_all(&store, &format!("el/snapshots/{id}"), &lists, &repomd);
            put("el/mirrorlist", format!("http://example.org/el/snapshots/{id}/\n").as_bytes());
            tags.push(format!("packwright:snapshot={id}"));
        }
        let lists = self.lists("", &self.edits);
        let mut repomd = repomd(&lists, &tags);
        for (from, to) in &self.repomd_edits {
            repomd = repomd.replace(from, to);
        }
        self.put_all(&store, "el", &lists, &repomd);
        store
    }

    fn put_all(&self, store: &MemoryStore, folder: &str, lists: &[(&str, String)], repomd: &str) {
        let put = |path: &str, bytes: &[u8]| {
            store.replace(&key(&format!("{folder}/repodata/{path}")), bytes).unwrap();
        };
        for (name, text) in lists {
            put(&file(name, text), text.as_bytes());
        }
        put("repomd.xml", repomd.as_bytes());
        if !self.signers.is_empty() {
            let certificates: Vec<Certificate> = keys().iter().map(|key| key.1.clone()).collect();
            let options = SignOptions::binary(HashAlgorithm::Sha512, now());
            let block =
                detached::sign(repomd.as_bytes(), &self.signers, &certificates, options).unwrap();
            put("repomd.xml.asc", block.as_bytes());
        }
    }
}

fn file(name: &str, text: &str) -> String {
    format!("{}-{name}.xml", Sha256::of(text.as_bytes()))
}

fn element(list: &str, prefix: &str, name: &str, content: &[u8]) -> String {
    let (sha256, size) = (Sha256::of(content), content.len());
    let version = "<version epoch=\"0\" ver=\"1\" rel=\"1\"/>";
    match list {
        "primary" => format!(
            "<package type=\"rpm\">\n  <name>{name}</name>\n  <arch>x86_64</arch>\n  {version}\n  \
             <checksum type=\"sha256\" pkgid=\"YES\">{sha256}</checksum>\n  \
             <size package=\"{size}\" installed=\"0\" archive=\"0\"/>\n  \
             <location href=\"{prefix}Packages/t/{name}-1-1.x86_64.rpm\"/>\n  <format>\n  \
             </format>\n</package>\n"
        ),
        _ => format!(
            "<package pkgid=\"{sha256}\" name=\"{name}\" arch=\"x86_64\">\n  {version}\n</package>\n"
        ),
    }
}

fn repomd(lists: &[(&str, String)], tags: &[String]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<repomd \
         xmlns=\"http://linux.duke.edu/metadata/repo\" \
         xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n  <revision>{NOW}</revision>\n  <tags>\n"
    );
    for tag in tags {
        text.push_str(&format!("    <content>{tag}</content>\n"));
    }
    text.push_str("  </tags>\n");
    for (name, list) in lists {
        let (sha256, size) = (Sha256::of(list.as_bytes()), list.len());
        text.push_str(&format!(
            "  <data type=\"{name}\">\n    <checksum type=\"sha256\">{sha256}</checksum>\n    \
             <open-checksum type=\"sha256\">{sha256}</open-checksum>\n    \
             <location href=\"repodata/{}\"/>\n    <timestamp>{NOW}</timestamp>\n    \
             <size>{size}</size>\n    <open-size>{size}</open-size>\n  </data>\n",
            file(name, list)
        ));
    }
    text + "</repomd>\n"
}

/// The only object whose key starts and ends so.
fn only(store: &MemoryStore, start: &str, end: &str) -> Key {
    let all = store.list(None).unwrap().into_iter().map(|listed| listed.key);
    let mut fits = all.filter(|it| it.as_str().starts_with(start) && it.as_str().ends_with(end));
    let found = fits.next().unwrap();
    assert_eq!(fits.next(), None);
    found
}

fn bytes(store: &MemoryStore, key: &Key) -> Vec<u8> {
    store.read(key, 1 << 20).unwrap().unwrap().bytes
}

#[test]
fn nothing_is_told_of_what_is_right() {
    for has_snapshot in [true, false] {
        let store = Forge { has_snapshot, ..Forge::new() }.write();
        let report = look(&store, |_| {});
        expect(&report, &[], &[]);
        assert!(report.suites.is_empty());
        let [repository] = &report.repositories[..] else { panic!("{:?}", report.repositories) };
        assert_eq!((repository.packages, repository.serial), (1, Some(1)));
        assert_eq!(repository.snapshot.is_some(), has_snapshot);
        assert_eq!(repository.documents, ["primary", "filelists", "other"]);
        let [signature] = &repository.signatures[..] else { panic!("{:?}", repository.signatures) };
        assert_eq!(signature.state, SignatureState::Good);
        assert_eq!(report.counts.listed, if has_snapshot { 6 } else { 3 });
        assert_eq!((report.counts.pool_files, report.counts.pool_bytes), (1, 4));
    }
}

#[test]
fn objects_that_were_changed_or_removed() {
    type Tamper = fn(&MemoryStore);
    let cases: [(&str, Tamper, &[u16], &[u16]); 15] = [
        ("no repomd.xml", |s| s.delete(&key(COMMIT)).unwrap(), &[842], &[887]),
        ("no signature", |s| s.delete(&key(ASC)).unwrap(), &[843], &[]),
        ("no signature, but a text", |s| s.replace(&key(ASC), b"x").unwrap(), &[844], &[]),
        (
            "a changed repomd.xml",
            |s| {
                let text = String::from_utf8(bytes(s, &key(COMMIT))).unwrap();
                let text = text.replace("<timestamp>1", "<timestamp>2");
                s.replace(&key(COMMIT), text.as_bytes()).unwrap();
            },
            &[844],
            &[],
        ),
        (
            "no repomd.xml at all, but a text",
            |s| s.replace(&key(COMMIT), b"<html>").unwrap(),
            &[844, 842],
            &[887],
        ),
        (
            "no list",
            |s| s.delete(&only(s, "el/repodata/", "-primary.xml")).unwrap(),
            &[871],
            &[887],
        ),
        (
            "a longer list",
            |s| {
                let key = only(s, "el/repodata/", "-other.xml");
                s.replace(&key, &[&bytes(s, &key)[..], b"\n"].concat()).unwrap();
            },
            &[872],
            &[887],
        ),
        (
            "a changed list",
            |s| {
                let key = only(s, "el/repodata/", "-filelists.xml");
                let mut bytes = bytes(s, &key);
                bytes[60] ^= 1;
                s.replace(&key, &bytes).unwrap();
            },
            &[872],
            &[887],
        ),
        ("no package", |s| s.delete(&key(PACKAGE)).unwrap(), &[878], &[]),
        ("a longer package", |s| s.replace(&key(PACKAGE), b"tools").unwrap(), &[879], &[]),
        ("no list of mirrors", |s| s.delete(&key("el/mirrorlist")).unwrap(), &[], &[]),
        (
            "a list of mirrors of another snapshot",
            |s| {
                let line = format!("http://example.org/el/snapshots/{}/\n", Sha256::of(b""));
                s.replace(&key("el/mirrorlist"), line.as_bytes()).unwrap();
            },
            &[889],
            &[],
        ),
        (
            "a list of something else",
            |s| s.replace(&key("el/mirrorlist"), b"http://example.org/el/\n\n#\n").unwrap(),
            &[889],
            &[],
        ),
        (
            "no snapshot",
            |s| s.delete(&only(s, "el/snapshots/", "/repomd.xml")).unwrap(),
            &[842],
            &[],
        ),
        (
            "a snapshot without a list",
            |s| s.delete(&only(s, "el/snapshots/", "-other.xml")).unwrap(),
            &[871],
            &[],
        ),
    ];
    for (name, tamper, faults, warnings) in cases {
        let store = Forge::new().write();
        tamper(&store);
        let places = [Place::Rpm(Some(key("el")))];
        let certificates = certificates();
        let options = VerifyOptions { keys: Some(&certificates), ..VerifyOptions::new(now()) };
        let report = verify(&Stored(&store), &places, &options);
        let expected = (faults.to_vec(), warnings.to_vec());
        assert_eq!(found(&report), expected, "{name}: {}\n{}", report.faults, report.warnings);
    }
}

#[test]
fn signatures_are_one() {
    let [one, two] = keys();
    let both: Vec<&'static dyn Signer> = vec![&one.0, &two.0];
    let store = Forge { signers: both, ..Forge::new() }.write();
    // Commit and snapshot alike.
    expect(&look(&store, |_| {}), &[844, 844], &[]);
    let store = Forge::new().write();
    let other = vec![two.1.clone()];
    let places = find(&Stored(&store)).unwrap().unwrap();
    let mut options = VerifyOptions { keys: Some(&other), ..VerifyOptions::new(now()) };
    expect(&verify(&Stored(&store), &places, &options), &[845, 845], &[]);
    options.keys = None;
    expect(&verify(&Stored(&store), &places, &options), &[], &[887, 887]);
    let store = Forge { signers: Vec::new(), ..Forge::new() }.write();
    expect(&verify(&Stored(&store), &places, &options), &[], &[843, 843]);
    // What apt refuses is nothing to dnf, and the other way round.
    let store = Forge::new().write();
    let known = vec![one.1.clone()];
    let refused = vec![Refused { key: one.1.fingerprint(), reason: "expired".to_owned() }];
    let mut options = VerifyOptions { keys: Some(&known), ..VerifyOptions::new(now()) };
    options.refused = refused.clone();
    expect(&verify(&Stored(&store), &places, &options), &[], &[]);
    options.rpm_refused = refused;
    expect(&verify(&Stored(&store), &places, &options), &[845, 845], &[]);
    options.rpm_refused = Vec::new();
    options.now = Timestamp::clamped(NOW - 11);
    expect(&verify(&Stored(&store), &places, &options), &[846, 846], &[846, 846]);
}

/// The same edit of the lists of the commit and of its snapshot.
fn edited(from: &'static str, to: &str) -> Forge {
    let edits = vec![(from, to.to_owned())];
    Forge { edits: edits.clone(), snapshot_edits: edits, ..Forge::new() }
}

#[test]
fn lists_that_contradict() {
    let digest = Sha256::of(b"tool").to_string();
    let pkgid = format!("pkgid=\"{digest}\"");
    for (name, forge, faults, warnings) in [
        ("another number", edited("packages=\"1\"", "packages=\"2\""), &[877; 6][..], &[][..]),
        ("no number", edited(" packages=\"1\"", ""), &[877; 6], &[]),
        ("no XML", edited("</package>", ""), &[876, 876], &[887]),
        (
            "of other packages",
            edited(pkgid.leak(), &format!("pkgid=\"{}\"", Sha256::of(b""))),
            &[876, 876],
            &[887],
        ),
        ("outside", edited("../../Packages", "../../../../Packages"), &[877], &[]),
        (
            "elsewhere",
            Forge {
                has_snapshot: false,
                ..edited("<location ", "<location xml:base=\"http://a/\" ")
            },
            &[],
            &[887, 886],
        ),
    ] {
        let report = look(&forge.write(), |_| {});
        let expected = (faults.to_vec(), warnings.to_vec());
        let name = format!("{name}: {}\n{}", report.faults, report.warnings);
        if name.starts_with("outside") {
            assert!(found(&report).0.contains(&888), "{name}");
        } else {
            assert_eq!(found(&report), expected, "{name}");
        }
    }
}

#[test]
fn packages_that_contradict() {
    let twice = |first: &'static [u8], second: &'static [u8]| Forge {
        packages: vec![("tool", first), ("tool", second)],
        ..Forge::new()
    };
    expect(&look(&twice(b"tool", b"tool").write(), |_| {}), &[], &[885]);
    // The second is what is there.
    expect(&look(&twice(b"evil", b"tool").write(), |_| {}), &[884], &[883]);
}

#[test]
fn snapshots_that_are_of_something_else() {
    let other = vec![("<arch>x86_64", "<arch>i686".to_owned())];
    let store = Forge { snapshot_edits: other, ..Forge::new() }.write();
    expect(&look(&store, |_| {}), &[888], &[]);
    let forge = Forge { repomd_edits: vec![("serial=1", "serial=2")], ..Forge::new() };
    expect(&look(&forge.write(), |_| {}), &[888], &[]);
    let store = Forge::new().write();
    let repomd = only(&store, "el/snapshots/", "/repomd.xml");
    let text = String::from_utf8(bytes(&store, &repomd)).unwrap().replace("serial=1", "serial=3");
    store.replace(&repomd, text.as_bytes()).unwrap();
    expect(&look(&store, |_| {}), &[844, 888], &[]);
}

#[test]
fn locations_stay_within() {
    for bad in ["../../x.xml", "/etc/x.xml", "repodata/../../x"] {
        let store = Forge { has_snapshot: false, ..Forge::new() }.write();
        let text = String::from_utf8(bytes(&store, &key(COMMIT))).unwrap();
        let (before, behind) = text.split_once("href=\"").unwrap();
        let (_, behind) = behind.split_once('"').unwrap();
        let text = format!("{before}href=\"{bad}\"{behind}");
        store.replace(&key(COMMIT), text.as_bytes()).unwrap();
        let report = look(&store, |options| options.keys = None);
        assert_eq!(found(&report).0, [877], "{bad}: {}", report.faults);
    }
}

#[test]
fn what_nothing_refers_to() {
    let store = Forge::new().write();
    for path in [
        "el/Packages/o/old-1-1.noarch.rpm",
        "el/repodata/00-primary.xml.gz",
        "el/README",
        "el/RPM-GPG-KEY-el",
        "el/repodata/repomd.xml.key",
        "elsewhere/other.rpm",
    ] {
        store.replace(&key(path), b"x").unwrap();
    }
    let id = Sha256::of(b"");
    for file in ["repomd.xml", "repomd.xml.asc", "00-other.xml.zst"] {
        store.replace(&key(&format!("el/snapshots/{id}/repodata/{file}")), b"x").unwrap();
    }
    let report = look(&store, |_| {});
    expect(&report, &[], &[886; 3]);
    assert_eq!(report.counts.orphans, 5);
    expect(&look(&store, |options| options.whole = false), &[], &[]);
}

#[test]
fn what_is_derived_is_as_it_is_asked_for() {
    let store = Forge::new().write();
    let mirrors = vec![
        Mirror { key: key("el/el.repo"), bytes: Some(b"[el]\n"[..].into()) },
        Mirror { key: key("el/RPM-GPG-KEY-el"), bytes: None },
    ];
    let asked = |options: &mut VerifyOptions<'_>| options.mirrors.clone_from(&mirrors);
    expect(&look(&store, asked), &[889], &[]);
    store.replace(&key("el/el.repo"), b"[el]\n").unwrap();
    expect(&look(&store, asked), &[], &[]);
    store.replace(&key("el/el.repo"), b"[eL]\n").unwrap();
    store.replace(&key("el/RPM-GPG-KEY-el"), b"").unwrap();
    expect(&look(&store, asked), &[889, 889], &[]);
}
