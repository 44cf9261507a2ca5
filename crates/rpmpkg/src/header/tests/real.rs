//! Headers of packages that rpmbuild made.

use super::*;
use crate::testing::rpmbuild;

const LEAD: usize = crate::lead::LENGTH;

/// A package with every kind of value: translated texts, all integer widths, binary data.
const SPEC: &str = "\
Name: values
Version: 1
Release: 1
Summary: A summary
Summary(de): Eine Zusammenfassung
License: MIT
Group: Unspecified
Provides: one = 1, two
Requires(pre): three
%description
Text
%description -l de
Ein Text
%install
mkdir -p %{buildroot}/opt/values
echo one > %{buildroot}/opt/values/one
ln %{buildroot}/opt/values/one %{buildroot}/opt/values/two
ln -s one %{buildroot}/opt/values/three
%post
echo post
%triggerin -- four, five
echo trigger
%filetriggerin -P 5 -- /usr/lib /opt
echo file trigger
%files
%config(noreplace) /opt/values
%changelog
* Wed Nov 15 2023 One <one@example.org> - 1-1
- Change
";

/// The bytes of both headers of a package.
fn headers(package: &[u8]) -> [&[u8]; 2] {
    let length = |bytes: &[u8], limits| {
        let intro = Intro::parse(bytes.first_chunk().unwrap(), &limits).unwrap();
        usize::try_from(intro.length()).unwrap()
    };
    let signature = &package[LEAD..];
    let signature_length = length(signature, HeaderLimits::SIGNATURE);
    let main = &signature[signature_length.next_multiple_of(8)..];
    [&signature[..signature_length], &main[..length(main, HeaderLimits::MAIN)]]
}

#[test]
fn parses_and_prints_what_rpmbuild_wrote() {
    let packages = rpmbuild(SPEC, &["-ba"]);
    assert_eq!(packages.len(), 2);
    for (name, package) in &packages {
        let [signature, main] = headers(package);
        let header = Header::parse(signature, Region::Signature, &HeaderLimits::SIGNATURE).unwrap();
        assert_eq!(header.to_bytes(Region::Signature).unwrap(), signature, "{name}");
        assert_eq!(header.text(tag::signature::SHA256).unwrap().len(), 64);
        assert!(header.entries().all(|(tag, _)| tag::signature::name(tag).is_some()));

        let header = Header::parse(main, Region::Immutable, &HeaderLimits::MAIN).unwrap();
        assert_eq!(header.to_bytes(Region::Immutable).unwrap(), main, "{name}");
        assert_eq!(header.text(tag::NAME), Some(b"values".as_slice()));
        let summaries: Vec<_> = header.texts(tag::SUMMARY).collect();
        assert_eq!(summaries, [b"A summary".as_slice(), b"Eine Zusammenfassung"]);
        assert!(header.entries().all(|(tag, _)| tag.name().is_some()));
        assert_eq!(header.len() + 1, main[11] as usize);
    }
}

#[test]
fn every_cut_and_every_flipped_bit_is_an_error_or_another_header() {
    let (_, package) = &rpmbuild(SPEC, &["-bb"])[0];
    for (bytes, region) in headers(package).into_iter().zip([Region::Signature, Region::Immutable])
    {
        let header = Header::parse(bytes, region, &HeaderLimits::MAIN).unwrap();
        for length in 0..bytes.len() {
            Header::parse(&bytes[..length], region, &HeaderLimits::MAIN).unwrap_err();
        }
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                if let Ok(other) = Header::parse(&bytes, region, &HeaderLimits::MAIN) {
                    // A value that starts later in its padding is the same value.
                    let in_offset = at >= INTRO && at % INTRO / 4 == 2;
                    assert!(in_offset || other != header, "byte {at}, bit {bit}");
                }
                bytes[at] ^= 1 << bit;
            }
        }
    }
}

#[test]
fn names_tags_as_the_real_rpm_does() {
    let (_, package) = &rpmbuild(SPEC, &["-bb"])[0];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), package).unwrap();
    let output = real_tools::command("rpm")
        .args(["-qp", "--xml"])
        .arg(file.path())
        .output()
        .expect("rpm is missing: apt-get install rpm");
    let xml = String::from_utf8(output.stdout).unwrap();
    let theirs: Vec<_> = xml
        .split("name=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_ascii_uppercase())
        // What rpm adds of the signature header.
        .filter(|name| !name.starts_with("SIG") && !name.starts_with("SHA"))
        .filter(|name| name != "ARCHIVESIZE")
        // Names before rpm 6.
        .map(|name| name.replace("PAYLOADDIGEST", "PAYLOADSHA256"))
        .collect();
    let [_, main] = headers(package);
    let header = Header::parse(main, Region::Immutable, &HeaderLimits::MAIN).unwrap();
    let ours: Vec<_> = header.entries().map(|(tag, _)| tag.name().unwrap()).collect();
    assert_eq!(ours, theirs);
}
