use proptest::prelude::*;
use repo_store::Sha256;

use super::*;

/// As createrepo_c 1.2.5 prints it, with what it knows that we do not.
const PRINTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1700000000</revision>
  <contenthash type="sha256">abc</contenthash>
  <tags>
    <content>binary</content>
    <content>packwright:serial=7</content>
    <repo>a &amp; b</repo>
    <distro cpeid="cpe:/o:a:b:1">Distro</distro>
    <distro>Other</distro>
  </tags>
  <data type="primary">
    <checksum type="sha256">75ab9646d3b7498e52ffdde8741c2ecec948d296b1d07cdb24ebc7d4de5bb009</checksum>
    <open-checksum type="sha512">75ab9646d3b7498e52ffdde8741c2ecec948d296b1d07cdb24ebc7d4de5bb00975ab9646d3b7498e52ffdde8741c2ecec948d296b1d07cdb24ebc7d4de5bb009</open-checksum>
    <location href="repodata/75ab-primary.xml.zst"/>
    <timestamp>1700000001</timestamp>
    <size>1483</size>
    <open-size>5126</open-size>
  </data>
  <data type="primary_db">
    <checksum type="sha1">75ab9646d3b7498e52ffdde8741c2ecec948d296</checksum>
    <location href="repodata/primary.sqlite.bz2" xml:base="http://a/"/>
    <timestamp>1700000001</timestamp>
    <size>1483</size>
    <database_version>10</database_version>
  </data>
</repomd>
"#;

#[test]
fn documents_print_as_they_were() {
    let repomd = Repomd::parse(PRINTED.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(repomd.to_bytes()).unwrap(), PRINTED);
    assert_eq!(repomd.revision.as_deref(), Some("1700000000"));
    assert_eq!(repomd.tags.content, ["binary", "packwright:serial=7"]);
    assert_eq!(repomd.tags.repo, ["a & b"]);
    assert_eq!(repomd.tags.distro[0].0.as_deref(), Some("cpe:/o:a:b:1"));
    let primary = repomd.find("primary").unwrap();
    assert_eq!((primary.list(), primary.encoding()), (Some(List::Primary), Some(Encoding::Zstd)));
    assert_eq!((primary.size, primary.open_size), (Some(1483), Some(5126)));
    let database = repomd.find("primary_db").unwrap();
    assert_eq!(database.base.as_deref(), Some("http://a/"));
    assert!(database.repeats_lists() && !primary.repeats_lists());
}

#[test]
fn documents_of_others_are_taken() {
    let text = format!(
        "<repomd xmlns=\"{}\"><data \
         type='other'><size>1</size><timestamp>1.99</timestamp><location \
         href='other.xml'/><checksum type='sha'>{}</checksum></data></repomd>",
        crate::rpmmd::REPO_NAMESPACE,
        "0".repeat(40)
    );
    let repomd = Repomd::parse(text.as_bytes()).unwrap();
    let other = repomd.find("other").unwrap();
    assert_eq!((other.timestamp, other.encoding()), (Some(1), Some(Encoding::None)));
    assert_eq!(repomd.revision, None);
    assert_eq!(Repomd::parse(&repomd.to_bytes()), Ok(repomd));
}

#[test]
fn what_clients_could_take_for_two_things_is_refused() {
    for (old, new, problem) in [
        ("type=\"primary_db\"", "type=\"primary\"", "data of the type \"primary\" twice"),
        ("type=\"primary_db\"", "", "<data> without type"),
        ("<size>1483</size>", "<size>1483</size><size>1</size>", "<size> twice"),
        ("<size>1483</size>", "<size>x</size>", "\"x\" as the size"),
        ("<revision>1700000000</revision>", "text", "text instead of elements"),
        ("metadata/repo\"", "metadata/other\"", "the namespace"),
        ("repodata/75ab-primary.xml.zst", "&entity;", "an entity"),
        ("type=\"sha512\"", "type=\"sha256\"", "not a sha256 digest"),
    ] {
        let error = Repomd::parse(PRINTED.replacen(old, new, 1).as_bytes()).unwrap_err();
        assert!(error.to_string().contains(problem), "{new}: {error}");
        assert_eq!(error.document, "repomd.xml");
    }
    assert!(Repomd::parse(b"").is_err());
    assert!(Repomd::parse(b"<metadata/>").is_err());
}

#[test]
fn encodings_are_told_by_names() {
    let encoding = |location: &str| Data::new("primary", Sha256::of(b""), location).encoding();
    assert_eq!(encoding("repodata/primary.xml.gz"), Some(Encoding::Gzip));
    assert_eq!(encoding("repodata/primary.xml.bz2"), Some(Encoding::Bzip2));
    assert_eq!(encoding("repodata/primary.xml.xz"), Some(Encoding::Xz));
    assert_eq!(encoding("repodata/modules.yaml"), Some(Encoding::None));
    assert_eq!(encoding("re.po/primary"), Some(Encoding::None));
    assert_eq!(encoding("repodata/primary.xml.zck"), None);
}

proptest! {
    #[test]
    fn whatever_is_changed_in_a_document_is_read_or_refused(
        at in 0..PRINTED.len(), change in "[<>/&\"a-c =-]{0,4}", cut in 0_usize..6,
    ) {
        let mut document = PRINTED.as_bytes().to_vec();
        let end = (at + cut).min(document.len());
        document.splice(at..end, change.into_bytes());
        if let Ok(repomd) = Repomd::parse(&document) {
            prop_assert_eq!(Repomd::parse(&repomd.to_bytes()), Ok(repomd));
        }
    }
}
