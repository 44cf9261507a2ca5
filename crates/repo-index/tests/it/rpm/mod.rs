//! RPM metadata, beside what createrepo_c makes of the same packages.
//!
//! `CREATEREPO_C` names another createrepo_c than that of `PATH`.

mod adoption;
mod handmade;
mod spec;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use repo_index::compress::{Chunks, Unit, compress, decompress};
use repo_index::rpmmd::{
    Checksum, ChecksumKind, Data, Document, DocumentKind, FileTime, Incoming, IntakeOptions, List,
    Metadata, Record, Repomd, intake,
};

use crate::tools::{output, run};

const LIMIT: u64 = 4 << 30;

fn createrepo(program: &str) -> String {
    match std::env::var("CREATEREPO_C") {
        Ok(path) => Path::new(&path).with_file_name(program).display().to_string(),
        Err(_) => program.to_owned(),
    }
}

/// Every `.rpm` below `folder`, in order, with its place there.
fn packages(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(suffix) if suffix == "rpm" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    let place = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    found.into_iter().map(|path| (path.clone(), place(&path))).collect()
}

fn options() -> IntakeOptions<'static> {
    let mut options = IntakeOptions::new(&[]);
    options.time = FileTime::Modified;
    options.threads = NonZeroUsize::new(4).unwrap();
    options
}

/// Our records of a folder, at their places there.
fn ours(folder: &Path, options: &IntakeOptions<'_>) -> Vec<Record> {
    let found = packages(folder);
    let files: Vec<PathBuf> = found.iter().map(|(file, _)| file.clone()).collect();
    let taken = intake(&files, options).unwrap().packages;
    let record = |package: &Incoming| {
        let (_, place) = found.iter().find(|(file, _)| *file == package.file).unwrap();
        package.record.at(place)
    };
    taken.iter().map(record).collect()
}

/// Reads one of the lists of a repository, whose digests and lengths are checked.
fn list(folder: &Path, repomd: &Repomd, list: List) -> Vec<u8> {
    let data = repomd.find(list.name()).unwrap();
    let stored = fs::read(folder.join(&data.location)).unwrap();
    assert_eq!(Checksum::of(data.checksum.kind(), &stored), data.checksum);
    assert_eq!(data.size, Some(stored.len() as u64));
    let text = decompress(&stored, data.encoding().unwrap(), LIMIT).unwrap();
    assert_eq!(data.open_checksum, Some(Checksum::of(data.checksum.kind(), &text)));
    assert_eq!(data.open_size, Some(text.len() as u64));
    text
}

/// Whether it is older than 1.0, which knows nothing of what scripts before and behind a whole
/// transaction need.
fn is_old(program: &str) -> bool {
    text(&run(Path::new("/"), program, &["--version"])).contains("Version: 0.")
}

/// What is the same in old ones.
fn comparable(text: &[u8], is_old: bool) -> String {
    let text = std::str::from_utf8(text).unwrap();
    if is_old { text.replace(" pre=\"1\"", "") } else { text.to_owned() }
}

/// Our metadata of a folder beside createrepo_c's: each element, and then each document, byte for byte.
fn compare(folder: &Path) -> usize {
    let program = createrepo("createrepo_c");
    run(folder, &program, &["--quiet", "--no-database", "--general-compress-type=gz", "."]);
    let is_old = is_old(&program);
    let printed = fs::read(folder.join("repodata/repomd.xml")).unwrap();
    let repomd = Repomd::parse(&printed).unwrap();
    assert_eq!(text(&repomd.to_bytes()), text(&printed));
    let lists = List::ALL.map(|one| list(folder, &repomd, one));
    let [primary, filelists, other] = lists.clone();
    let theirs = Metadata::parse(primary, filelists, other).unwrap();

    let ours = ours(folder, &options());
    assert_eq!(theirs.records().len(), ours.len());
    let mut ordered = Vec::new();
    for theirs in theirs.records() {
        let ours = ours.iter().find(|ours| ours.location() == theirs.location()).unwrap();
        for list in List::ALL {
            let [ours, theirs] =
                [ours, theirs].map(|record| comparable(record.element(list), is_old));
            assert_eq!(ours, theirs);
        }
        assert_eq!(ours.nevra(), theirs.nevra());
        assert_eq!((ours.size(), ours.checksum()), (theirs.size(), theirs.checksum()));
        ordered.push(ours.clone());
    }
    let ordered: Metadata = ordered.into_iter().collect();
    for (list, theirs) in List::ALL.into_iter().zip(&lists) {
        let ours = comparable(&ordered.printed(list).to_bytes(), is_old);
        assert!(ours == comparable(theirs, is_old), "{}", list.name());
    }
    ours.len()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden")
}

/// The golden packages, each once, under names that are hard to quote.
fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("a b&c/ü\"'");
    fs::create_dir_all(&odd).unwrap();
    for (file, place) in packages(&golden()) {
        fs::copy(file, odd.join(format!("1%20+~^<{place}"))).unwrap();
    }
    folder
}

#[test]
fn golden_packages_are_listed_as_createrepo_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut nevras = std::collections::HashSet::new();
    let mut count = 0;
    for (file, place) in packages(&golden()) {
        // Some are one package, compressed in several ways.
        let one = intake(std::slice::from_ref(&file), &options()).unwrap().packages.remove(0);
        let folder =
            folder.path().join(if nevras.insert(one.to_string()) { "first" } else { "more" });
        fs::create_dir_all(&folder).unwrap();
        if folder.ends_with("first") {
            fs::copy(file, folder.join(place)).unwrap();
            count += 1;
        }
    }
    assert_eq!(compare(&folder.path().join("first")), count);
    assert!(count >= 7, "{count} packages");
}

#[test]
fn packages_of_rpmbuild_are_listed_as_createrepo_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    spec::build(folder.path(), spec::ODD);
    spec::build(folder.path(), spec::PLAIN);
    assert_eq!(compare(folder.path()), 5);
}

#[test]
fn whatever_a_header_holds_is_listed_as_createrepo_lists_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    // `RPMSENSE_POSTTRANS` and `RPMSENSE_PRETRANS`
    let left_out: &[u32] = if is_old(&createrepo("createrepo_c")) { &[5, 7] } else { &[] };
    let bits: Vec<u32> = (0..32).filter(|bit| !left_out.contains(bit)).collect();
    for number in 0..60 {
        let header =
            handmade::header(number, bits.clone()).new_tree(&mut runner).unwrap().current();
        let file = folder.path().join(format!("{number}.rpm"));
        fs::write(file, handmade::package(header)).unwrap();
    }
    assert_eq!(compare(folder.path()), 60);
}

#[test]
#[ignore = "needs a folder of packages in RPM_CORPUS, as fixtures/make-rpms.sh makes one"]
fn a_corpus_is_listed_as_createrepo_lists_it() {
    let corpus = PathBuf::from(std::env::var_os("RPM_CORPUS").expect("RPM_CORPUS"));
    let folder = tempfile::tempdir().unwrap();
    for (file, place) in packages(&corpus) {
        let link = folder.path().join(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(file, link).unwrap();
    }
    println!("{} packages", compare(folder.path()));
}

#[test]
fn threads_and_order_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    spec::build(folder.path(), spec::PLAIN);
    spec::build(folder.path(), spec::ODD);
    let shown = |threads: usize| {
        let mut options = options();
        options.threads = NonZeroUsize::new(threads).unwrap();
        options.payload = threads.is_multiple_of(2);
        let records = ours(folder.path(), &options);
        records.iter().map(|record| record.primary().to_vec()).collect::<Vec<_>>()
    };
    let one = shown(1);
    for threads in [2, 3, 8] {
        assert_eq!(shown(threads), one);
    }
}

/// Writes a repository of `records`, whose lists are of several frames or members.
fn publish(folder: &Path, records: &[Record], compression: &str) {
    let compression = compression.parse::<pkgio::Compression>().unwrap();
    let metadata: Metadata = records.iter().cloned().collect();
    let mut repomd = Repomd::default();
    repomd.revision = Some("7".to_owned());
    fs::create_dir_all(folder.join("repodata")).unwrap();
    for list in List::ALL {
        let text = metadata.printed(list).to_bytes();
        let chunks = Chunks::of(&text, Unit::Package);
        let stored = compress(&chunks, compression, None, NonZeroUsize::MIN).unwrap();
        let (kind, suffix) = (ChecksumKind::Sha256, compression.codec().suffix());
        let checksum = Checksum::of(kind, &stored);
        let place = format!("repodata/{}-{}.xml.{suffix}", checksum.hex(), list.name());
        fs::write(folder.join(&place), &stored).unwrap();
        let mut data = Data::new(list.name(), checksum, &place);
        data.open_checksum = Some(Checksum::of(kind, &text));
        data.timestamp = Some(7);
        data.size = Some(stored.len() as u64);
        data.open_size = Some(text.len() as u64);
        repomd.data.push(data);
    }
    fs::write(folder.join("repodata/repomd.xml"), repomd.to_bytes()).unwrap();
}

#[test]
fn createrepo_reads_what_is_compressed_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..800 {
        let file = folder.path().join(format!("{number}.rpm"));
        fs::write(file, handmade::package(handmade::numbered(number))).unwrap();
    }
    let records = ours(folder.path(), &options());
    let merge = createrepo("mergerepo_c");
    let help = output(folder.path(), &merge, &["--help"]).stdout;
    let mut kinds = vec!["gzip"];
    kinds.extend(String::from_utf8_lossy(&help).contains("zst").then_some("zstd"));
    for kind in kinds {
        let (from, to) = (folder.path().join(kind), folder.path().join(format!("{kind}-merged")));
        publish(&from, &records, kind);
        let (from, to) = (format!("--repo={}", from.display()), to.display().to_string());
        run(folder.path(), &merge, &["--all", "--no-database", &from, "--outputdir", &to]);
        let repomd = fs::read(Path::new(&to).join("repodata/repomd.xml")).unwrap();
        let repomd = Repomd::parse(&repomd).unwrap();
        let [primary, filelists, other] = List::ALL.map(|one| list(Path::new(&to), &repomd, one));
        let merged = Metadata::parse(primary, filelists, other).unwrap();
        let names = |records: &[Record]| {
            let mut names: Vec<String> = records.iter().map(Record::nevra).collect();
            names.sort();
            names
        };
        assert_eq!(names(merged.records()), names(&records), "{kind}");
        let lists = |record: &Record| [record.filelists().to_vec(), record.other().to_vec()];
        for record in merged.records() {
            let ours = records.iter().find(|ours| ours.checksum() == record.checksum()).unwrap();
            assert_eq!(lists(record), lists(ours), "{kind}");
        }
    }
}

#[test]
fn documents_that_createrepo_carries_are_recognised() {
    let folder = sample();
    let comps = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE comps PUBLIC \
                 \"-//Red Hat, Inc.//DTD Comps info//EN\" \"comps.dtd\">\n<comps>\n  <group>\n    \
                 <id>tools</id>\n    <name>Tools</name>\n  </group>\n</comps>\n";
    fs::write(folder.path().join("comps.xml"), comps).unwrap();
    let program = createrepo("createrepo_c");
    run(folder.path(), &program, &["--quiet", "--no-database", "-g", "comps.xml", "."]);
    let repomd = fs::read(folder.path().join("repodata/repomd.xml")).unwrap();
    let repomd = Repomd::parse(&repomd).unwrap();
    let data = repomd.find(DocumentKind::Group.name()).unwrap();
    let document = Document::read(&folder.path().join(&data.location)).unwrap();
    assert_eq!((document.kind(), text(document.text())), (DocumentKind::Group, comps));
}
