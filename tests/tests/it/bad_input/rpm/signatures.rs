//! Packages that are not signed, or not well.

use std::fs;

use conformance::forge::rpm::{LEAD, Parts, data, entry, length, number};
use rpmpkg::header::tag::signature as tag;
use rpmpkg::header::{Header, HeaderLimits, Region, Value};

use super::{Bench, FILE, golden};

/// The tag of a signature over the header by an Ed25519 or DSA key.
const DSA: u32 = 267;
/// The same by an RSA key.
const RSA: u32 = 268;

/// The package of this name, signed with the key of that name.
fn signed(bench: &Bench, package: &str, key: &str) -> Vec<u8> {
    fs::copy(golden(package), bench.path(FILE)).unwrap();
    let key = format!("--sign-key={key}.secret.asc");
    let _ = bench.mkrpm(&["sign", &key, FILE]).succeeded();
    fs::read(bench.path(FILE)).unwrap()
}

/// Asserts that a package does not verify.
#[track_caller]
fn unverified(bench: &Bench, package: &[u8], exit: i32, says: &[&str]) {
    bench.put(package);
    let says = [&[FILE][..], says].concat();
    bench.fails(&["verify", "--key=ed25519.asc", FILE], exit, &says).unwrap();
}

#[test]
fn unsigned_and_by_unknown_keys() {
    let bench = Bench::new();
    let unsigned = fs::read(golden("minimal")).unwrap();
    unverified(&bench, &unsigned, 6, &["is not signed", "mkrpm sign"]);
    let other = signed(&bench, "minimal", "rsa4096");
    let fingerprint = "F83EC07BA30FB96FAB66208CC43A1153FD89A069";
    unverified(&bench, &other, 6, &["unknown key", fingerprint, "--key"]);
    // All defects in one run; what is good is not held back by what is not.
    fs::write(bench.path("unsigned.rpm"), &unsigned).unwrap();
    let arguments = ["verify", "--key=ed25519.asc", FILE, "unsigned.rpm"];
    bench.fails(&arguments, 6, &[fingerprint, "unsigned.rpm"]).unwrap();
}

#[test]
fn signatures_that_are_none() {
    let bench = Bench::new();
    let whole = signed(&bench, "minimal", "ed25519");
    let place = LEAD + data(&Parts::of(&whole).signature, DSA);
    let with = |at: usize, bytes: &[u8]| {
        let mut package = whole.clone();
        package[place + at..][..bytes.len()].copy_from_slice(bytes);
        package
    };
    unverified(&bench, &with(0, b"not a packet"), 7, &["the signature "]);
    unverified(&bench, &with(0, &[0; 64]), 7, &["the signature "]);
    let mut end = whole.clone();
    let signature = Parts::of(&whole).signature;
    let length = number(&signature, entry(&signature, DSA) + 12);
    end[place + length - 1] ^= 1;
    unverified(&bench, &end, 7, &["does not match what it signs"]);
}

/// A good signature of another package.
#[test]
fn signatures_of_something_else() {
    let bench = Bench::new();
    let other = Parts::of(&signed(&bench, "scripts", "rsa4096"));
    let mut package = Parts::of(&signed(&bench, "minimal", "rsa4096"));
    let [from, to] = [&other, &package].map(|parts| data(&parts.signature, RSA));
    let length = 500;
    let bytes = other.signature[from..from + length].to_vec();
    package.signature[to..to + length].copy_from_slice(&bytes);
    bench.put(&[package.lead, package.signature, package.header, package.payload].concat());
    let verify = ["verify", "--key=rsa4096.asc", FILE];
    bench.fails(&verify, 7, &[FILE, "does not match what it signs"]).unwrap();
}

/// Format 6 has room for several signatures: all of them must be known and good.
#[test]
fn several_signatures() {
    let bench = Bench::new();
    let [mut package, other] =
        ["ed25519", "rsa4096"].map(|key| Parts::of(&signed(&bench, "format-6", key)));
    let [mut first, second] = [&package, &other].map(|parts| {
        let bytes = &parts.signature[..length(&parts.signature)];
        Header::parse(bytes, Region::Signature, &HeaderLimits::SIGNATURE).unwrap()
    });
    let texts = [&first, &second].map(|header| match header.value(tag::OPENPGP) {
        Some(Value::StringArray(texts)) => texts[0].to_vec(),
        other => panic!("{other:?}"),
    });
    first.remove(tag::RESERVED);
    first.insert(tag::OPENPGP, Value::texts(texts));
    package.signature = first.to_bytes(Region::Signature).unwrap();
    let length = package.signature.len().next_multiple_of(8);
    package.signature.resize(length, 0);
    let bytes = [package.lead, package.signature, package.header, package.payload].concat();
    unverified(&bench, &bytes, 6, &["unknown key"]);
    let verify = ["verify", "--key=ed25519.asc", "--key=rsa4096.asc", FILE];
    let said = bench.mkrpm(&verify).succeeded().text();
    assert!(said.contains("<ed25519@") && said.contains("<rsa4096@"), "{said}");
    // Signed anew, there is one.
    let _ = bench.mkrpm(&["sign", "--sign-key=ed25519.secret.asc", FILE]).succeeded();
    let _ = bench.mkrpm(&["verify", "--key=ed25519.asc", FILE]).succeeded();
}
