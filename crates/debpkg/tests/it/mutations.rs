//! Damaged packages: what is read here, dpkg-deb reads too, and to the same end.

use std::fs;
use std::path::Path;

use debpkg::read::{Contents, Limits, contents};
use pkgio::Algorithms;

use crate::tools::run_in;

/// Mutations of each sample in the short form.
const SHORT: u64 = 400;

/// Mutations of each sample in the long form, some hours of it.
const LONG: u64 = 100_000;

#[test]
fn what_is_read_dpkg_deb_reads_too() {
    mutate(SHORT, 1);
}

/// `cargo test -p debpkg -- --ignored dpkg_deb_reads_too`
#[test]
#[ignore = "takes hours"]
fn what_is_read_dpkg_deb_reads_too_for_long() {
    mutate(LONG, 2);
}

fn mutate(count: u64, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(seed);
    let (mut accepted, mut refused) = (0, 0);
    for compressor in ["none", "gzip", "xz", "zstd"] {
        let sample = build(folder.path(), compressor);
        assert!(accepts(&sample).is_some());
        // The byte that makes the last member even may be missing: dpkg before 1.23 does not look for it.
        let is_padded = sample.ends_with(b"\n");
        for end in 0..sample.len() - usize::from(is_padded) {
            assert!(accepts(&sample[..end]).is_none(), "{compressor}: the first {end} bytes");
        }
        for _ in 0..count {
            let mutant = mutant(&sample, &mut random);
            match accepts(&mutant) {
                None => refused += 1,
                Some(contents) => {
                    accepted += 1;
                    check(folder.path(), &mutant, &contents);
                }
            }
        }
    }
    // else the test tests nothing
    assert!(accepted > count / 50 && refused > count, "{accepted} accepted, {refused} refused");
}

fn accepts(mut bytes: &[u8]) -> Option<Contents> {
    contents(&mut bytes, Algorithms::default(), &Limits::default()).ok()
}

/// A small package by dpkg-deb.
fn build(folder: &Path, compressor: &str) -> Vec<u8> {
    let tree = folder.join("tree");
    fs::create_dir_all(tree.join("DEBIAN")).unwrap();
    fs::create_dir_all(tree.join("usr")).unwrap();
    let control = "Package: sample\nVersion: 1.0-1\nArchitecture: all\n\
        Maintainer: J <j@example.org>\nDescription: sample\n";
    fs::write(tree.join("DEBIAN/control"), control).unwrap();
    fs::write(tree.join("usr/file"), "content\n").unwrap();
    let _ = fs::remove_file(tree.join("usr/link"));
    std::os::unix::fs::symlink("file", tree.join("usr/link")).unwrap();
    let compression = format!("-Z{compressor}");
    run_in(folder, "dpkg-deb", &["--root-owner-group", &compression, "-b", "tree", "sample.deb"]);
    fs::read(folder.join("sample.deb")).unwrap()
}

/// The sample with one to three changes: bits, bytes, digits, runs cut out or put in.
fn mutant(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(3) / 2 {
        // headers are small beside the payload: one place in two is near a member's start
        let at = match random.below(2) {
            0 => random.below(bytes.len().min(700)),
            _ => random.below(bytes.len()),
        };
        match random.below(6) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = b"0123456789 \n/`\0"[random.below(15)],
            3 => bytes[at] = random.below(256) as u8,
            4 => {
                let end = (at + 1 + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => bytes.insert(at, b"0 \n\0"[random.below(4)]),
        }
    }
    bytes
}

/// Asserts that dpkg-deb takes the package, with the same fields and as many entries.
fn check(folder: &Path, bytes: &[u8], contents: &Contents) {
    let deb = folder.join("mutant.deb");
    fs::write(&deb, bytes).unwrap();
    let tell = |arguments: &[&str]| -> Vec<u8> {
        let output = real_tools::command("dpkg-deb")
            .arg(arguments[0])
            .arg(&deb)
            .args(&arguments[1..])
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        if !output.status.success() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutant.deb");
            fs::copy(&deb, &kept).unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            panic!("dpkg-deb {arguments:?} refuses {}: {errors}", kept.display());
        }
        output.stdout
    };
    tell(&["--info"]);
    let metadata = &contents.metadata;
    let shown = |field: &str| String::from_utf8(tell(&["--field", field])).unwrap();
    assert_eq!(shown("Package").trim_end(), metadata.package.as_str());
    assert_eq!(Some(shown("Version").trim_end()), metadata.control.field("Version"));
    let lines = tell(&["--contents"]).iter().filter(|&&byte| byte == b'\n').count();
    assert_eq!(lines, contents.entries.len());
}

/// SplitMix64: the same mutants in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % end as u64) as usize
    }
}
