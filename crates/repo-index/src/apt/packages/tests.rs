use proptest::prelude::*;

use super::*;

const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn paragraph(package: &str, version: &str, architecture: &str, content: &[u8]) -> String {
    let sha256 = Sha256::of(content);
    format!(
        "Package: {package}\nVersion: {version}\nArchitecture: {architecture}\n\
         Filename: pool/main/{package}_{version}_{architecture}.deb\nSize: {}\nSHA256: {sha256}\n\
         Description: text\n more of it\n .\n",
        content.len()
    )
}

fn record(package: &str, version: &str, architecture: &str) -> Record {
    of(package, version, architecture, b"")
}

fn of(package: &str, version: &str, architecture: &str, content: &[u8]) -> Record {
    let text = paragraph(package, version, architecture, content);
    Record::parse(text.into_bytes(), Format::Packages).unwrap()
}

fn parse(text: &str) -> Result<Packages, RecordError> {
    Packages::parse(text.as_bytes().to_vec(), Format::Packages)
}

fn names(packages: &Packages) -> Vec<String> {
    packages.records().iter().map(Record::to_string).collect()
}

#[test]
fn reads_what_other_tools_leave_between_paragraphs() {
    let (first, second) = (paragraph("aa", "1", "all", b""), paragraph("bb", "2", "amd64", b"x"));
    let plain = format!("{first}\n{second}\n");
    for text in [
        plain.clone(),
        format!("\n\n{first}\n\n\n{second}"),
        format!("{first}\n{}", second.trim_end()),
    ] {
        let packages = parse(&text).unwrap();
        assert_eq!(names(&packages), ["aa_1_all", "bb_2_amd64"]);
        assert_eq!(String::from_utf8(packages.to_bytes()).unwrap(), plain);
    }
    assert!(parse("").unwrap().is_empty());
    assert!(parse("\n\n").unwrap().to_bytes().is_empty());
}

#[test]
fn keeps_the_bytes_of_any_order_case_and_encoding() {
    let text = format!(
        "architecture:all\nX-Odd:\tvalue \nSHA256: {}\nVERSION:   1:2.0-1  \nsize: 5\n\
         filename: ./a b+~%c.deb\nPackage: aa\n",
        SHA256.to_uppercase()
    );
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"Description: caf\xe9\n\n");
    let packages = Packages::parse(bytes.clone(), Format::Packages).unwrap();
    assert_eq!(packages.to_bytes(), bytes);
    let record = &packages.records()[0];
    assert_eq!(record.to_string(), "aa_1:2.0-1_all");
    assert_eq!((record.path().as_str(), record.size()), ("a b+~%c.deb", 5));
    assert_eq!(record.sha256(), Sha256::of(b""));
    assert_eq!(record.field("x-odd"), Some(b"value".as_slice()));
    assert_eq!(record.field("Description"), Some(b"caf\xe9".as_slice()));
    assert_eq!(record.field("Depends"), None);
}

/// The same records, in all that is known of them.
fn assert_same(trusted: &Packages, parsed: &Packages) {
    let known = |packages: &Packages| {
        let records = packages.records().iter().map(|record| {
            (record.to_string(), record.path(), record.size(), record.sha256(), record.files())
        });
        records.collect::<Vec<_>>()
    };
    assert_eq!(known(trusted), known(parsed));
    assert_eq!(trusted.to_bytes(), parsed.to_bytes());
    assert_eq!(trusted.as_parsed(), parsed.as_parsed());
}

#[test]
fn trusted_indexes_are_read_as_others_are() {
    let whole = [paragraph("aa", "1", "all", b""), paragraph("bb", "2", "amd64", b"x")].join("\n");
    for (from, to) in [
        ("", ""),
        ("Package: aa", "package: aa"),
        ("Package: aa", "Package:\n aa"),
        ("Package: aa\n", "Package: aa\nPackage-Type: udeb\nSHA256sum: x\n Version: 3\n"),
        ("Description:", "Priority:\n Size: 7\nDescription:"),
        ("SHA256", "Sha256"),
        ("\n\nPackage", "\n\n\n\nPackage"),
    ] {
        let text = whole.replacen(from, to, 1).into_bytes();
        let parsed = Packages::parse(text.clone(), Format::Packages).unwrap();
        assert_same(&Packages::parse_trusted(text, Format::Packages).unwrap(), &parsed);
    }
    for bad in [whole.replacen("Size: 0\n", "", 1), whole.replacen("Size: 0", "Size: x", 1)] {
        let parsed = Packages::parse(bad.clone().into_bytes(), Format::Packages);
        let trusted = Packages::parse_trusted(bad.into_bytes(), Format::Packages);
        assert_eq!(trusted.unwrap_err(), parsed.unwrap_err());
    }
    let source = format!(
        "Package: aa\nVersion: 1\nArchitecture: any all\nChecksums-Sha256:\n {SHA256} 3 aa.tar.xz\n \
         {SHA256} 5 aa_1.dsc\nDirectory: pool/a\n\n"
    );
    let parsed = Packages::parse(source.clone().into_bytes(), Format::Sources).unwrap();
    let trusted = Packages::parse_trusted(source.into_bytes(), Format::Sources).unwrap();
    assert_same(&trusted, &parsed);
    assert_eq!(trusted.records()[0].path(), "pool/a/aa_1.dsc");
}

#[test]
fn every_defect_names_its_line() {
    let good = paragraph("aa", "1", "all", b"");
    let bad = |text: &str| parse(text).unwrap_err();
    for (from, to, line, problem) in [
        ("Package: aa", "Package: ", 1, "the field Package: it is empty"),
        ("Package: aa", "Package: a a", 1, "characters that are not allowed"),
        ("Package: aa", "Package: a/a", 1, "characters that are not allowed"),
        ("Version: 1", "Version", 2, "the name of a field and \":\""),
        ("Version: 1", "#Version: 1", 2, "the name of a field"),
        ("Version: 1", "Ver sion: 1", 2, "the name of a field"),
        ("Version: 1\n", "", 1, "no field Version"),
        ("Version: 1", "Version: 1\nVERSION: 2", 3, "the field Version is repeated"),
        ("Architecture: all", "Architecture: all\r", 3, "carriage return"),
        ("text", "te\0xt", 7, "control character 0x00"),
        ("pool/main", "../main", 4, "leads out of the archive"),
        ("pool/main", "/main", 4, "leads out of the archive"),
        ("Size: 0", "Size: -1", 5, "\"-1\" is not a number of bytes"),
        ("Size: 0", "Size: 99999999999999999999", 5, "is not a number of bytes"),
        ("SHA256: e3", "SHA256: e", 6, "is not a SHA-256 digest"),
        ("Package: aa", " x\nPackage: aa", 1, "a continuation line without a field"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = bad(&format!("{good}\n{}", good.replacen(from, to, 1)));
        let offset = good.lines().count() + 1;
        assert!(error.problem.contains(problem), "{error}");
        assert_eq!(error.line, offset + line, "{error}");
    }
    let error = bad(&format!("{good}\n{}", good.replacen("Size: 0", "Size: x", 1)));
    assert!(error.to_string().starts_with("package aa, line "), "{error}");
    let error = bad(&good.replace("SHA256", "MD5sum"));
    assert_eq!(error.problem, "the package has no field SHA256");
    assert!(error.hint.unwrap().contains("generate the index again"));
}

#[test]
fn a_paragraph_has_a_limit() {
    let huge = format!("{}X: {}\n", paragraph("aa", "1", "all", b""), "x".repeat(LARGEST));
    assert!(parse(&huge).unwrap_err().problem.contains("more than"));
}

const LARGEST: usize = super::super::LARGEST_PARAGRAPH;

#[test]
fn orders_as_dpkg_compares_versions() {
    let mut packages = Packages::default();
    let records = [
        record("b", "1", "all"),
        record("a-b", "1", "all"),
        record("a", "10", "all"),
        record("a", "1:0", "all"),
        record("a", "9", "arm64"),
        record("a", "9", "amd64"),
        record("a", "9~rc1", "amd64"),
        record("a", "9-0", "amd64"),
        record("a", "no-version", "amd64"),
    ];
    let sorted = [
        "a_9~rc1_amd64",
        "a_9_amd64",
        "a_9_arm64",
        "a_9-0_amd64",
        "a_10_all",
        "a_1:0_all",
        "a_no-version_amd64",
        "a-b_1_all",
        "b_1_all",
    ];
    assert_eq!(packages.add(records.clone()), Ok(records.len()));
    assert_eq!(names(&packages), sorted);
    let mut one_by_one = Packages::default();
    for record in records.into_iter().rev() {
        assert_eq!(one_by_one.add([record]), Ok(1));
    }
    assert_eq!(one_by_one, packages);
}

#[test]
fn what_is_there_stays_as_it_is_published() {
    let mut packages = parse(&paragraph("aa", "1", "all", b"same")).unwrap();
    let before = packages.to_bytes();
    let again = paragraph("aa", "1", "all", b"same").replace("pool/main", "pool/other");
    let again = Record::parse(again.into_bytes(), Format::Packages).unwrap();
    assert_eq!(packages.add([again.clone(), again]), Ok(0));
    assert_eq!(packages.to_bytes(), before);
}

#[test]
fn other_content_is_a_conflict_with_both_digests() {
    let mut packages = parse(&paragraph("aa", "1", "all", b"one")).unwrap();
    let before = packages.clone();
    let given = [
        of("aa", "1", "all", b"two"),
        of("bb", "1", "all", b"three"),
        of("bb", "1", "all", b"four"),
        record("cc", "1", "all"),
    ];
    let conflicts = packages.add(given).unwrap_err();
    assert_eq!(packages, before);
    let conflict = |package: &str, published: &[u8], given: &[u8]| Conflict {
        place: None,
        package: package.to_owned(),
        published: Sha256::of(published),
        given: Sha256::of(given),
    };
    assert_eq!(
        conflicts,
        [conflict("aa_1_all", b"one", b"two"), conflict("bb_1_all", b"three", b"four")]
    );
}

#[test]
fn removes_what_is_chosen_alone() {
    let mut packages: Packages =
        ["zz", "aa", "bb"].map(|name| record(name, "1", "all")).into_iter().collect();
    let removed = packages.remove(|record| record.package() == "aa");
    assert_eq!(removed, [record("aa", "1", "all")]);
    assert_eq!(names(&packages), ["zz_1_all", "bb_1_all"]);
}

#[test]
fn reads_source_packages() {
    let text = format!(
        "Package: tool\nBinary: tool, libtool1\nVersion: 1:1.0-1\nArchitecture: any all\n\
         Directory: pool/main/t/tool\nFiles:\n d41d8cd98f00b204e9800998ecf8427e 0 tool_1.0-1.dsc\n\
         Checksums-Sha256:\n {SHA256} 7 tool_1.0.orig.tar.xz\n {SHA256} 3 tool_1.0-1.dsc\n"
    );
    let packages = Packages::parse(text.clone().into_bytes(), Format::Sources).unwrap();
    let record = &packages.records()[0];
    assert_eq!(record.to_string(), "tool_1:1.0-1_source");
    assert_eq!((record.path().as_str(), record.size()), ("pool/main/t/tool/tool_1.0-1.dsc", 3));
    let files: Vec<(String, u64)> =
        record.files().into_iter().map(|file| (file.path, file.size)).collect();
    assert_eq!(
        files,
        [
            ("pool/main/t/tool/tool_1.0.orig.tar.xz".to_owned(), 7),
            ("pool/main/t/tool/tool_1.0-1.dsc".to_owned(), 3)
        ]
    );
    let flat = text.replace("pool/main/t/tool", ".");
    let flat = Packages::parse(flat.into_bytes(), Format::Sources).unwrap();
    assert_eq!(flat.records()[0].path(), "tool_1.0-1.dsc");
    for (from, to, problem) in [
        ("3 tool_1.0-1.dsc", "3 tool_1.0-1.dac", "no .dsc"),
        (".orig.tar.xz", ".dsc", "two .dsc"),
        ("7 tool", "7 ../tool", "not the name of a file"),
        ("7 tool", "tool", "is not a digest, a length and a name"),
        ("Checksums-Sha256", "Checksums-Sha1", "no field Checksums-Sha256"),
    ] {
        let error = Packages::parse(text.replace(from, to).into_bytes(), Format::Sources);
        assert!(error.unwrap_err().problem.contains(problem), "{problem}");
    }
}

proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _ = Packages::parse(bytes.clone(), Format::Packages);
        let _ = Record::parse(bytes, Format::Sources);
    }

    #[test]
    fn what_is_taken_prints_and_reads_back(at in 0_usize..300, byte: u8, insert: bool) {
        let mut text =
            format!("{}\n{}", paragraph("aa", "1", "all", b""), paragraph("bb", "2", "all", b"x"))
                .into_bytes();
        let at = at % text.len();
        if insert { text.insert(at, byte) } else { text[at] = byte }
        let trusted = Packages::parse_trusted(text.clone(), Format::Packages);
        if let Ok(packages) = Packages::parse(text, Format::Packages) {
            assert_same(&trusted.unwrap(), &packages);
            let printed = packages.to_bytes();
            prop_assert_eq!(&Packages::parse(printed, Format::Packages).unwrap(), &packages);
        }
    }

    #[test]
    fn the_order_of_additions_does_not_matter(
        mut given in proptest::collection::vec(("[ab]{1,2}", "[0-9]~?[0-9]?", "all|amd64"), 1..12),
        split: usize,
    ) {
        let add = |packages: &mut Packages, given: &[(String, String, String)]| {
            packages.add(given.iter().map(|(name, version, arch)| record(name, version, arch))).unwrap()
        };
        let (mut all, mut parts) = (Packages::default(), Packages::default());
        add(&mut all, &given);
        given.reverse();
        let (first, second) = given.split_at(split % given.len());
        add(&mut parts, first);
        add(&mut parts, second);
        prop_assert_eq!(all.to_bytes(), parts.to_bytes());
    }
}
