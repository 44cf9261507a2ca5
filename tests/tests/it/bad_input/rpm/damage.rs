//! Packages cut short, and with a byte changed: the same verdict as rpm's, or a stricter one.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::dpkg::in_memory;
use conformance::forge::rpm::{LEAD, Parts};
use conformance::program::plain;
use conformance::tool::{command, outcome, require_root};
use diagnostic::Class;
use pkgio::Algorithms;
use rpmpkg::read::{Limits, contents};

use super::{Bench, FILE, golden};

/// `-K` of so many packages at once.
const AT_ONCE: usize = 1000;

/// What becomes of the package by `mkrpm inspect`: the class of the error, if there is one.
fn verdict(mut bytes: &[u8]) -> Option<Class> {
    let read = contents(&mut bytes, Algorithms::default(), &Limits::default());
    read.err().map(|error| error.code().class())
}

/// Which of the packages `rpm -K --nosignature` finds to be whole; one run for many.
fn rpm_accepts(packages: &[Vec<u8>]) -> Vec<bool> {
    let mut accepted = Vec::new();
    for packages in packages.chunks(AT_ONCE) {
        let folder = in_memory();
        let put = |(index, bytes): (usize, &Vec<u8>)| {
            let name = format!("{index:06}.rpm");
            fs::write(folder.path().join(&name), bytes).unwrap();
            name
        };
        let names = packages.iter().enumerate().map(put).collect::<Vec<_>>();
        let mut rpm = plain(command("rpm"));
        rpm.args(["-K", "--nosignature"]).args(&names).current_dir(folder.path());
        let said = outcome(&mut rpm).text();
        // There is no end of line after the name of what is no package.
        let good = |name: &String| said.contains(&format!("{name}: digests OK\n"));
        accepted.extend(names.iter().map(good));
    }
    accepted
}

fn committed(name: &str) -> Vec<u8> {
    fs::read(golden(name)).unwrap()
}

#[test]
fn every_truncation_is_refused() {
    require_root();
    let whole = committed("minimal");
    let short = (0..whole.len()).map(|end| whole[..end].to_vec()).collect::<Vec<_>>();
    for (end, bytes) in short.iter().enumerate() {
        assert_eq!(verdict(bytes), Some(Class::Input), "{end} bytes");
    }
    // rpm accepts the whole, and none of these.
    let all = [short, vec![whole.clone()]].concat();
    let accepted = rpm_accepts(&all).into_iter().enumerate().filter(|(_, accepted)| *accepted);
    assert_eq!(accepted.map(|(length, _)| length).collect::<Vec<_>>(), [whole.len()]);

    let bench = Bench::new();
    let parts = Parts::of(&whole);
    let start = LEAD + parts.signature.len();
    let payload = start + parts.header.len();
    let ends = [LEAD - 1, LEAD, LEAD + 1, start - 1, start, payload - 1, payload, whole.len() - 1];
    for end in ends {
        bench.put(&whole[..end]);
        for command in super::COMMANDS {
            let failure = bench.fails(command, 3, &[FILE, "truncated"]);
            failure.unwrap_or_else(|failure| panic!("{end} bytes: {failure}"));
        }
    }
}

#[test]
fn bytes_behind_the_end_are_refused() {
    let whole = committed("minimal");
    let cases = [&b"\0"[..], b"garbage", &[0; 4096], &whole].map(|bytes| {
        let name = format!("{} bytes more", bytes.len());
        super::refused(name, [&whole[..], bytes].concat(), &["bytes follow its end"])
    });
    super::try_all(&cases);
}

/// Each byte changed: what is accepted, rpm accepts as well.
#[test]
fn changed_bytes_get_rpms_verdict_or_a_stricter_one() {
    require_root();
    for name in ["minimal", "none", "format-6"] {
        let whole = committed(name);
        // All of the small one, and some of the others.
        let step = if name == "minimal" { 1 } else { 7 };
        let flipped = (0..whole.len()).step_by(step).map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= [0x01, 0x80, 0xff][at % 3];
            bytes
        });
        let flipped = flipped.collect::<Vec<_>>();
        // rpm 4.18 does not read format 6.
        let theirs = if name == "format-6" { Vec::new() } else { rpm_accepts(&flipped) };
        assert!(theirs.iter().any(|accepted| *accepted) || theirs.is_empty());
        let mut refused = 0;
        for (index, bytes) in flipped.iter().enumerate() {
            let at = index * step;
            match verdict(bytes) {
                Some(Class::Input | Class::Verification) => refused += 1,
                Some(class) => panic!("{name}: byte {at}: {class:?}"),
                // The lead's own fields and the reserved space are nobody's.
                None => {
                    assert!(theirs.get(index) != Some(&false), "{name}: byte {at}: rpm refuses")
                }
            }
        }
        assert!(refused * 4 > flipped.len(), "{name}: {refused} of {}", flipped.len());
    }
}

/// Starts the program: it ends with the exit code of bad input or damage, and never by a fault.
#[test]
fn changed_bytes_are_no_fault_of_ours() {
    let bench = Bench::new();
    let name = signed(&bench);
    let whole = fs::read(&name).unwrap();
    let header = LEAD + Parts::of(&whole).signature.len();
    let reserved = LEAD + 1024..header - 64;
    for at in (0..whole.len()).step_by(61).filter(|at| !reserved.contains(at)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        bench.put(&bytes);
        for arguments in [&["inspect", FILE][..], &["verify", "--key=ed25519.asc", FILE]] {
            let outcome = bench.mkrpm(arguments);
            let code = outcome.status.code();
            assert!(matches!(code, Some(0 | 3 | 6 | 7)), "byte {at}: {outcome}");
            let unnoticed = code == Some(0) && at >= header;
            assert!(!unnoticed && !outcome.errors().contains("panicked"), "byte {at}: {outcome}");
        }
    }
}

/// A changed byte is noticed, wherever a signature is over it.
#[test]
fn changed_bytes_of_a_signed_package_do_not_verify() {
    let bench = Bench::new();
    let whole = fs::read(signed(&bench)).unwrap();
    let key = fs::read(bench.path("ed25519.asc")).unwrap();
    let keys = pkgsign::Certificate::parse(&key).unwrap();
    let header = LEAD + Parts::of(&whole).signature.len();
    let good = |mut bytes: &[u8]| {
        let report = rpmpkg::sign::verify(&mut bytes, &keys, &Limits::default());
        report.is_ok_and(|report| report.is_good())
    };
    assert!(good(&whole));
    for at in header..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert!(!good(&bytes), "byte {at}");
    }
}

/// The path of a package that is signed by the key `ed25519`.
fn signed(bench: &Bench) -> PathBuf {
    let path = bench.path("signed.rpm");
    fs::copy(golden("minimal"), Path::new(&path)).unwrap();
    let sign = ["sign", "--sign-key=ed25519.secret.asc", "signed.rpm"];
    let _ = bench.mkrpm(&sign).succeeded();
    path
}
