use std::fs;

use super::*;
use crate::codes;

fn golden(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden");
    folder.join(format!("{name}.rpm"))
}

fn take(names: &[&str], options: &IntakeOptions<'_>) -> Result<Intake, Diagnostics> {
    let files: Vec<PathBuf> = names.iter().map(|name| golden(name)).collect();
    intake(&files, options)
}

fn codes_of(defects: Diagnostics) -> Vec<diagnostic::Code> {
    defects.into_iter().map(|defect| defect.code).collect()
}

#[test]
fn packages_are_what_their_headers_say() {
    let packages = take(&["minimal", "rpm-fields"], &IntakeOptions::new(&[])).unwrap().packages;
    let fields = &packages[1];
    assert_eq!(fields.to_string(), "rpm-fields-2:1.0~rc1^git20240102-3.el9.aarch64");
    assert_eq!(fields.file_name, "rpm-fields-1.0~rc1^git20240102-3.el9.aarch64.rpm");
    assert_eq!(fields.place(), format!("Packages/r/{}", fields.file_name));
    assert_eq!(fields.record.location(), fields.place());
    assert_eq!(fields.record.checksum(), fields.sha256.into());
    assert_eq!(fields.record.size(), fs::metadata(&fields.file).unwrap().len());
    assert!(fields.signatures.is_empty());
    let primary = std::str::from_utf8(fields.record.primary()).unwrap();
    // The time of the build stands for that of the file.
    assert!(primary.contains("<time file=\"1704164645\" build=\"1704164645\"/>"), "{primary}");
    assert!(primary.contains("<rpm:entry name=\"(rich if (a and b))\"/>"), "{primary}");
}

#[test]
fn places_are_by_the_first_letter() {
    assert_eq!(place("Ärger-1-1.noarch.rpm"), "Packages/ä/Ärger-1-1.noarch.rpm");
    assert_eq!(place("GConf-1-1.noarch.rpm"), "Packages/g/GConf-1-1.noarch.rpm");
    assert_eq!(place("7zip-1-1.noarch.rpm"), "Packages/7/7zip-1-1.noarch.rpm");
    assert_eq!(place(".x-1-1.noarch.rpm"), "Packages/_/.x-1-1.noarch.rpm");
}

#[test]
fn other_digests_identify_packages() {
    let mut options = IntakeOptions::new(&[]);
    options.checksum = ChecksumKind::Sha512;
    let package = take(&["minimal"], &options).unwrap().packages.remove(0);
    assert_eq!(package.record.checksum().kind(), ChecksumKind::Sha512);
    let expected =
        crate::rpmmd::Checksum::of(ChecksumKind::Sha512, &fs::read(golden("minimal")).unwrap());
    assert_eq!(package.record.checksum(), expected);
}

#[test]
fn all_defects_of_all_files_come_in_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        file
    };
    let whole = fs::read(golden("minimal")).unwrap();
    let cut = write("cut.rpm", &whole[..whole.len() - 1]);
    let long = write("long.rpm", &[&whole[..], b"x"].concat());
    let text = write("text.rpm", b"no package");
    // Aarch64, and twice with other content: the minimal package is there in two compressions.
    let files = [cut, long, text, golden("rpm-fields"), folder.path().join("missing.rpm")];
    let defects = intake(&files, &IntakeOptions::new(&["x86_64".to_owned()])).unwrap_err();
    let expected = [
        rpmpkg::codes::TRUNCATED,
        rpmpkg::codes::PAYLOAD,
        rpmpkg::codes::NOT_A_PACKAGE,
        codes::ARCHITECTURE,
        codes::NO_FILE,
    ];
    assert_eq!(codes_of(defects), expected);
}

#[test]
fn packages_given_twice_are_taken_once() {
    let taken = take(&["minimal", "minimal"], &IntakeOptions::new(&[])).unwrap();
    assert_eq!(taken.packages.len(), 1);
    assert_eq!(codes_of(taken.notes), [codes::GIVEN_TWICE]);

    let folder = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(golden("minimal")).unwrap();
    // The lead's name counts for nothing.
    bytes[70] = b'x';
    let other = folder.path().join("other.rpm");
    fs::write(&other, bytes).unwrap();
    let found = intake(&[golden("minimal"), other], &IntakeOptions::new(&[]));
    assert_eq!(codes_of(found.unwrap_err()), [codes::OTHER_CONTENT]);
}

#[test]
fn payloads_are_checked_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(golden("none")).unwrap();
    let last = bytes.len() - 200;
    bytes[last] ^= 1;
    let damaged = folder.path().join("damaged.rpm");
    fs::write(&damaged, bytes).unwrap();
    let files = [damaged];
    let mut options = IntakeOptions::new(&[]);
    assert!(intake(&files, &options).is_ok());
    options.payload = true;
    assert!(intake(&files, &options).is_err());
}

#[test]
fn progress_is_of_all_files_together() {
    let most = std::sync::atomic::AtomicU64::new(0);
    let progress = |read| {
        most.fetch_max(read, std::sync::atomic::Ordering::Relaxed);
    };
    let mut options = IntakeOptions::new(&[]);
    options.progress = &progress;
    let packages = take(&["minimal", "kinds"], &options).unwrap().packages;
    let sum: u64 = packages.iter().map(|package| package.record.size()).sum();
    assert_eq!(most.into_inner(), sum);
}
