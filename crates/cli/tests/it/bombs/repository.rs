//! Repositories, of which nothing is known.

use std::fmt::Write;

use pkgio::{Codec, Hex, sha256_many};

use super::{Bomb, check, directory, packed};

const PACKAGES: &str = "main/binary-amd64/Packages";

fn sha256(bytes: &[u8]) -> String {
    Hex(&sha256_many(&[&[bytes]])[0]).to_string()
}

/// Files by their names.
type Files = Vec<(String, Vec<u8>)>;

/// A suite whose `Release` lists files, some with another length than theirs.
fn suite(files: &[(&str, Vec<u8>, u64)]) -> Files {
    let mut release = "Suite: stable\nCodename: stable\nDate: Tue, 01 Dec 2020 10:00:00 UTC\n\
                       Architectures: amd64\nComponents: main\nSHA256:\n"
        .to_owned();
    let mut all = Vec::new();
    for (name, bytes, size) in files {
        let _ = writeln!(release, " {} {size} {name}", sha256(bytes));
        if bytes.len() as u64 == *size {
            all.push((format!("dists/stable/{name}"), bytes.clone()));
        }
    }
    all.push(("dists/stable/Release".to_owned(), release.into_bytes()));
    all
}

/// A repository with compressed lists: their types, texts, and lengths that are listed.
fn repodata(lists: &[(&str, &[u8])]) -> Files {
    let mut repomd = "<?xml version=\"1.0\"?>\n<repomd xmlns=\"http://linux.duke.edu/metadata/repo\">\n<revision>1</revision>\n".to_owned();
    let mut all = Vec::new();
    for (kind, text) in lists {
        let bytes = packed(Codec::Gzip, text);
        let (sum, open) = (sha256(&bytes), sha256(text));
        let path = format!("repodata/{sum}-{kind}.gz");
        let (size, open_size) = (bytes.len(), text.len());
        let _ = writeln!(
            repomd,
            "<data type=\"{kind}\"><checksum type=\"sha256\">{sum}</checksum>\
             <open-checksum type=\"sha256\">{open}</open-checksum><location href=\"{path}\"/>\
             <timestamp>1</timestamp><size>{size}</size><open-size>{open_size}</open-size></data>"
        );
        all.push((path, bytes));
    }
    all.push(("repodata/repomd.xml".to_owned(), format!("{repomd}</repomd>\n").into_bytes()));
    all
}

#[test]
fn repositories_take_little_memory() {
    let zeros = packed(Codec::Gzip, &vec![0; 128 << 20]);
    let gz = format!("{PACKAGES}.gz");
    let length = zeros.len() as u64;
    let claims = suite(&[(PACKAGES, Vec::new(), 8 << 30), (&gz, zeros.clone(), length)]);
    let plain = suite(&[(&gz, zeros, length)]);

    let one = |at: usize| {
        format!(
            "Package: bomb{at}\nVersion: 1\nArchitecture: amd64\nMaintainer: a <a@b.c>\n\
             Filename: pool/bomb{at}_1_amd64.deb\nSize: 1000\nSHA256: {}\nDescription: x\n\n",
            sha256(at.to_string().as_bytes())
        )
    };
    let many: String = (0..50_000).map(one).collect();
    let xz = packed(Codec::Xz, many.as_bytes());
    let length = xz.len() as u64;
    let many = suite(&[(&format!("{PACKAGES}.xz"), xz, length)]);

    let contents = "usr/share/bomb    main/bomb\n".repeat(3_000_000);
    let packed_contents = packed(Codec::Gzip, contents.as_bytes());
    let length = packed_contents.len() as u64;
    let empty = packed(Codec::Gzip, b"");
    let empty_length = empty.len() as u64;
    let mut contents_suite = suite(&[
        ("main/Contents-amd64", Vec::new(), contents.len() as u64),
        ("main/Contents-amd64.gz", packed_contents, length),
        (PACKAGES, Vec::new(), 0),
        (&gz, empty, empty_length),
    ]);
    let (_, release) = contents_suite.last_mut().unwrap();
    let text = String::from_utf8(release.clone()).unwrap();
    let sum = sha256(contents.as_bytes());
    *release = text.replacen(&sha256(b""), &sum, 1).into_bytes();

    let blanks = vec![b' '; 128 << 20];
    let lists = ["primary", "filelists", "other"].map(|kind| (kind, blanks.as_slice()));
    let update = "<update from=\"a\" status=\"final\" type=\"security\" version=\"1\"><id>a</id>\
                  <title>b</title><pkglist/></update>\n";
    let updates = format!("<updates>\n{}</updates>\n", update.repeat(30_000));
    let group = "<group><id>a</id><name>b</name><packagelist/></group>\n";
    let groups = format!("<comps>\n{}</comps>\n", group.repeat(30_000));
    let deep = format!("<comps>{}", "<a>".repeat(5_000_000));
    let defaults =
        "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: x\n  stream: y\n";
    let profiles: String = (0..280_000).map(|at| format!("    a{at}: [b]\n")).collect();
    let profiles = format!("{defaults}  profiles:\n{profiles}");

    let all: Vec<(&str, Files, u64)> = vec![
        ("a Release that claims 8 GiB", claims, 0),
        ("Packages of zeros", plain, 0),
        ("Packages of very many", many, 50_000),
        ("long Contents", contents_suite, 0),
        ("lists of blanks", repodata(&lists), 0),
        ("a database of blanks", repodata(&[("primary_db", &blanks)]), 0),
        ("updates", repodata(&[("updateinfo", updates.as_bytes())]), 30_000),
        ("groups", repodata(&[("group", groups.as_bytes())]), 30_000),
        ("deep elements", repodata(&[("group", deep.as_bytes())]), 0),
        ("one large module", repodata(&[("modules", profiles.as_bytes())]), 0),
        ("many modules", repodata(&[("modules", defaults.repeat(10_000).as_bytes())]), 10_000),
    ];
    for (name, files, entries) in all {
        let size = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        let files: Vec<_> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let directory = directory(&files);
        let exit = if name == "long Contents" { 0 } else { 7 };
        let arguments = vec!["verify", "--json", "."];
        let bomb = Bomb { name, arguments, size, entries, window: 8 << 20, exit };
        check(env!("CARGO_BIN_EXE_mkrepo"), directory.path(), &[bomb]);
    }
}
