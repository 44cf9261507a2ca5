use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::*;
use crate::compress::{Chunks, Published, Unit, compress, decompress};
use crate::rpmmd::fields::Fields;
use crate::rpmmd::{Checksum, ChecksumKind};

fn pkgid(text: &str) -> String {
    Checksum::of(ChecksumKind::Sha256, text.as_bytes()).hex().to_owned()
}

/// An element of `primary` in the least words, with blanks where others put them.
fn element(name: &str, version: &str, content: &str) -> String {
    let pkgid = pkgid(content);
    format!(
        "<package type=\"rpm\">\n  <name>{name}</name>\n  <arch>noarch</arch>\n  \
         <version epoch=\"0\" ver=\"{version}\" rel=\"1\"/>\n  \
         <checksum type=\"sha256\" pkgid=\"YES\">{pkgid}</checksum>\n  \
         <summary>a &lt;b&gt;</summary>\n  <description>two\n\nlines</description>\n  \
         <packager/>\n  <url></url>\n  <time file=\"1\" build=\"2\"/>\n  <size package=\"7\" installed=\"0\" archive=\"0\"/>\n  \
         <location href=\"{name}-{version}.rpm\"/>\n  <format>\n    \
         <rpm:license>MIT</rpm:license>\n  </format>\n</package>\n"
    )
}

fn primary(elements: &[String]) -> Vec<u8> {
    let (start, end) = (List::Primary.start(elements.len()), List::Primary.end());
    [start, elements.concat(), end].concat().into_bytes()
}

fn listed(list: List, pkgids: &[String]) -> Vec<u8> {
    let element = |pkgid: &String| {
        format!(
            "<package pkgid=\"{pkgid}\" name=\"x\" arch=\"noarch\">\n  <version epoch=\"0\" \
             ver=\"1\" rel=\"1\"/>\n</package>\n"
        )
    };
    let (start, end) = (list.start(pkgids.len()), list.end());
    [start, pkgids.iter().map(element).collect(), end].concat().into_bytes()
}

fn parse(elements: &[String]) -> Metadata {
    Metadata::parse(primary(elements), Vec::new(), Vec::new()).unwrap()
}

#[test]
fn what_is_parsed_prints_as_it_was() {
    let elements = [element("b", "1", "b"), element("a", "2", "a")];
    let pkgids = ["b", "a"].map(pkgid);
    let lists =
        [primary(&elements), listed(List::Filelists, &pkgids), listed(List::Other, &pkgids)];
    let [primary, filelists, other] = lists.clone();
    let metadata = Metadata::parse(primary, filelists, other).unwrap();
    for (list, text) in List::ALL.into_iter().zip(&lists) {
        assert_eq!(metadata.printed(list).to_bytes(), *text);
        assert_eq!(metadata.as_parsed(list), Some(text.as_slice()));
    }
    let [b, a] = metadata.records() else { panic!() };
    assert_eq!(b.primary(), elements[0].as_bytes());
    assert_eq!((a.name(), a.nevra().as_str(), a.size()), ("a", "a-2-1.noarch", 7));
    assert_eq!(a.checksum().hex(), pkgid("a"));
    assert_eq!((a.location(), a.base()), ("a-2.rpm", None));
}

#[test]
fn other_lists_are_matched_by_digest() {
    let elements = [element("b", "1", "b"), element("a", "2", "a"), element("c", "2", "a")];
    // In another order and case, with one that is nowhere else, and one for two.
    let pkgids = [pkgid("z"), pkgid("a").to_uppercase(), pkgid("b")];
    let filelists = listed(List::Filelists, &pkgids);
    let metadata = Metadata::parse(primary(&elements), filelists, Vec::new()).unwrap();
    let has = |record: &Record, pkgid: &str| text(record.filelists()).contains(pkgid);
    assert!(has(&metadata.records()[0], &pkgids[2]));
    assert!(has(&metadata.records()[1], &pkgids[1]));
    assert!(has(&metadata.records()[2], &pkgids[1]));
    // A list that is not there says nothing.
    let other = text(metadata.records()[0].other());
    assert_eq!(
        other,
        text(&listed(List::Other, &[pkgid("b")]))
            .lines()
            .skip(2)
            .take(3)
            .fold(String::new(), |all, line| all + line.replace("\"x\"", "\"b\"").as_str() + "\n",)
    );

    let short = listed(List::Filelists, &pkgids[..2]);
    let error = Metadata::parse(primary(&elements), short, Vec::new()).unwrap_err();
    assert!(
        error.to_string().contains("filelists, line 1: no element for the package b"),
        "{error}"
    );
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn documents_of_others_are_taken() {
    let document = format!(
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- made by hand -->\n<metadata xmlns:suse=\"urn:s\" \
         xmlns=\"http://linux.duke.edu/metadata/common\" packages='9'>\n\t<package\ntype='rpm'><arch\
         >x86_64</arch><name>n&#45;1</name><checksum pkgid='YES' type='sha'>{}</checksum><version \
         rel='2' ver='1'/><location xml:base='http://a/?b&amp;c' href='d/&lt;e'></location><suse:x/>\
         <size package='5'/><file>/etc/a</file></package></metadata>\n",
        "Ab".repeat(20)
    );
    let metadata = Metadata::parse(document.into_bytes(), Vec::new(), Vec::new()).unwrap();
    let [record] = metadata.records() else { panic!() };
    assert_eq!(record.nevra(), "n-1-1-2.x86_64");
    assert_eq!(record.checksum().to_string(), format!("sha1:{}", "ab".repeat(20)));
    assert_eq!((record.location(), record.base()), ("d/<e", Some("http://a/?b&c")));
    assert!(record.primary().starts_with(b"<package xmlns:suse=\"urn:s\"\ntype='rpm'>"));

    let moved = record.at("x&y.rpm");
    assert_eq!((moved.location(), moved.base()), ("x&y.rpm", None));
    let expected = text(record.primary()).replace(
        "<location xml:base='http://a/?b&amp;c' href='d/&lt;e'>",
        "<location href=\"x&amp;y.rpm\">",
    );
    assert_eq!(text(moved.primary()), expected);
    assert_eq!(text(moved.at("z").primary()), expected.replace("x&amp;y.rpm", "z"));
    // In another folder it is where it was; without a base it is not.
    let printed = metadata.printed(List::Primary).to_bytes();
    assert_eq!(text(&metadata.primary_below("../../").to_bytes()), text(&printed));
    let own = text(&printed).replace(" xml:base='http://a/?b&amp;c'", "");
    let own = Metadata::parse(own.into_bytes(), Vec::new(), Vec::new()).unwrap();
    let below = own.primary_below("../../").to_bytes();
    assert!(text(&below).contains("<location href=\"../../d/&lt;e\"></location>"));
    // Printed, it reads as the same.
    let again = Metadata::parse(printed, Vec::new(), Vec::new()).unwrap();
    assert_eq!(again.records()[0].primary(), record.primary());
}

#[test]
fn packages_that_cannot_be_told_apart_are_refused() {
    let whole = element("a", "1", "a");
    let pkgid = pkgid("a");
    for (old, new, problem) in [
        ("<name>a</name>", "", "without <name>"),
        ("<name>a</name>", "<name>a</name><name>b</name>", "<name> twice"),
        ("<name>a</name>", "<name>a b</name>", "\"a b\" as the name"),
        ("<name>a</name>", "<name><b/></name>", "<b> instead of text"),
        ("<name>a</name>", "<name>a/b</name>", "\"a/b\" as the name"),
        ("epoch=\"0\"", "epoch=\"+1\"", "the epoch \"+1\""),
        ("epoch=\"0\"", "epoch=\"4294967296\"", "the epoch"),
        ("ver=\"1\"", "", "<version> without ver"),
        ("rel=\"1\"", "rel=\"\"", "\"\" as the release"),
        (pkgid.as_str(), "abc", "not a sha256 digest"),
        ("type=\"sha256\"", "type=\"crc\"", "the checksum type \"crc\""),
        ("package=\"7\"", "package=\"-7\"", "\"-7\" as the package"),
        ("<location href", "<location hrof", "<location> without href"),
        ("type=\"rpm\"", "type=\"deb\"", "a package of the type \"deb\""),
        ("</package>", "</package><patch/>", "<patch> instead of packages"),
        ("</package>", "</package>x", "text instead of elements"),
    ] {
        let document = primary(&[whole.replacen(old, new, 1)]);
        let error = Metadata::parse(document, Vec::new(), Vec::new()).unwrap_err();
        assert!(error.problem.contains(problem), "{new}: {error}");
        assert_eq!(error.document, "primary");
    }
    let error = Metadata::parse(listed(List::Other, &[]), Vec::new(), Vec::new()).unwrap_err();
    assert!(error.problem.contains("<otherdata> instead of <metadata>"), "{error}");
    let document = primary(&[]).into_iter().map(|byte| if byte == b'd' { b'D' } else { byte });
    assert!(Metadata::parse(document.collect(), Vec::new(), Vec::new()).is_err());
}

#[test]
fn additions_are_ordered_and_once() {
    let old = parse(&[element("b", "1.10", "1"), element("b", "1.9", "2"), element("a", "1", "3")]);
    let mut metadata = old.clone();
    let new = parse(&[element("b", "1.9", "2"), element("b", "1.9~rc", "4")]);
    assert_eq!(metadata.add(new.records().to_vec()), Ok(1));
    let names: Vec<String> = metadata.records().iter().map(Record::nevra).collect();
    assert_eq!(names, ["a-1-1.noarch", "b-1.9~rc-1.noarch", "b-1.9-1.noarch", "b-1.10-1.noarch"]);
    assert_eq!(metadata.add(new.records().to_vec()), Ok(0));

    assert_eq!(metadata.as_parsed(List::Primary), None);
    let before = metadata.clone();
    let other =
        parse(&[element("b", "1.9", "other"), element("c", "1", "5"), element("c", "1", "6")]);
    let conflicts = metadata.add(other.records().to_vec()).unwrap_err();
    assert_eq!(metadata, before);
    let packages: Vec<&str> = conflicts.iter().map(|conflict| conflict.package.as_str()).collect();
    assert_eq!(packages, ["b-1.9-1.noarch", "c-1-1.noarch"]);
    assert_eq!(conflicts[0].published.hex(), pkgid("2"));
    assert_eq!(conflicts[0].given.hex(), pkgid("other"));

    let removed = metadata.remove(|record| record.name() == "b");
    assert_eq!((removed.len(), metadata.records().len()), (3, 1));
}

#[test]
fn packages_are_printed_at_other_places() {
    let metadata = parse(&[element("b", "1", "b"), element("a", "2", "a")]);
    let printed = metadata.primary_below("../../").to_bytes();
    let whole = metadata.printed(List::Primary).to_bytes();
    assert_eq!(text(&printed), text(&whole).replace("href=\"", "href=\"../../"));
}

#[test]
fn an_addition_is_compressed_as_if_all_were_new() {
    let numbered = |numbers: &mut dyn Iterator<Item = u32>| {
        let element = |number: u32| {
            let content = pkgid(&number.to_string());
            element(&format!("p{number:05}"), "1", &content).replace("MIT", &content.repeat(8))
        };
        numbers.map(element).collect::<Vec<_>>()
    };
    let old = parse(&numbered(&mut (0..4000))).printed(List::Primary).to_bytes();
    let mut added = parse(&numbered(&mut (0..4000)));
    added.add(parse(&numbered(&mut (5000..5001))).records().to_vec()).unwrap();
    added.remove(|record| record.name() == "p02000");
    added.remove(|record| record.name() == "p00001");
    let new = added.printed(List::Primary).to_bytes();
    for compression in ["zstd:9", "gzip:9"] {
        let compression = compression.parse().unwrap();
        let stored = |text: &[u8], published: Option<Published<'_>>| {
            compress(&Chunks::of(text, Unit::Package), compression, published, NonZeroUsize::MIN)
                .unwrap()
        };
        let before = stored(&old, None).into();
        let published = Published { text: &[&old], compressed: &before };
        let after = stored(&new, Some(published));
        assert_eq!(after, stored(&new, None));
        let text = decompress(&after, compression.codec().into(), u64::MAX).unwrap();
        assert!(text == new);
    }
}

/// What is known of each package beside its elements.
fn fields(metadata: &Metadata) -> Vec<(Record, Fields)> {
    let records = metadata.records().iter();
    records.map(|record| (record.clone(), record.fields().clone())).collect()
}

#[test]
fn trusted_lists_are_read_as_others_are() {
    let elements = [element("b", "1", "b"), element("a", "2", "a")];
    let pkgids = ["b", "a"].map(pkgid);
    let rest = [List::Filelists, List::Other].map(|list| listed(list, &pkgids));
    let whole = String::from_utf8(primary(&elements)).unwrap();
    let inner = "<package>\n</package>\n  <package/>";
    for (old, new, is_as_printed) in [
        ("", "", true),
        (" packages=\"2\"", " packages=\"3\"", false),
        (" packages=\"2\"", "", false),
        ("xmlns:rpm=", "xmlns:x='y' xmlns:rpm=", false),
        ("MIT", "<!-- </package>\n<package -->MIT", false),
        ("MIT", "<![CDATA[</package>\n<package>]]>", false),
        ("MIT", "<?x </package>\n<package ?>MIT", false),
        ("MIT", inner, false),
        ("</package>\n", "</package>", false),
        ("</package>\n<package type", "</package><package type", false),
        (" packages=\"2\"", " packages=\"99999999999999\"", false),
        ("</metadata>", "</metadata>\n", false),
    ] {
        let text = whole.replacen(old, new, 1).into_bytes();
        assert_eq!(trusted::primary(&text).is_some(), is_as_printed, "{new}");
        let [filelists, other] = rest.clone();
        let trusted = Metadata::parse_trusted(text.clone(), filelists, other).unwrap();
        let [filelists, other] = rest.clone();
        let parsed = Metadata::parse(text, filelists, other).unwrap();
        assert_eq!(fields(&trusted), fields(&parsed), "{new}");
        assert_eq!(trusted.as_parsed(List::Primary), parsed.as_parsed(List::Primary));
    }
    let listed = trusted::listed(&rest[0], List::Filelists).unwrap().packages;
    assert_eq!(
        listed.iter().map(|listed| &listed.pkgid).collect::<Vec<_>>(),
        [&pkgids[0], &pkgids[1]]
    );
    assert!(trusted::listed(&rest[0], List::Other).is_none());
}

proptest! {
    #[test]
    fn whatever_is_changed_in_a_document_is_read_or_refused(
        at in 0_usize..1000, change in "[<>/&\"a-c =-]{0,4}", cut in 0_usize..6,
    ) {
        let mut document = primary(&[element("a", "1", "a"), element("b", "2", "b")]);
        let at = at.min(document.len());
        let end = (at + cut).min(document.len());
        document.splice(at..end, change.into_bytes());
        let trusted = Metadata::parse_trusted(document.clone(), Vec::new(), Vec::new());
        if let Ok(metadata) = Metadata::parse(document, Vec::new(), Vec::new()) {
            prop_assert_eq!(fields(&trusted.unwrap()), fields(&metadata));
            let printed = metadata.printed(List::Primary).to_bytes();
            let again = Metadata::parse(printed.clone(), Vec::new(), Vec::new()).unwrap();
            prop_assert_eq!(again.printed(List::Primary).to_bytes(), printed);
            for record in metadata.records() {
                let moved = record.at("x/y");
                prop_assert_eq!(moved.location(), "x/y");
            }
        }
    }
}
