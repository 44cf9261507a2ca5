//! Damaged packages: what is read here, rpm reads too, and to the same end.

use std::fs;
use std::path::Path;

use pkgio::Algorithms;
use rpmpkg::read::{Contents, Limits, contents};

use crate::spec::{SMALL, build};
use crate::tools::output;

/// Mutations of each sample in the short form.
const SHORT: u64 = 500;

/// Mutations of each sample in the long form, some hours of it.
const LONG: u64 = 300_000;

#[test]
fn what_is_read_rpm_reads_too() {
    mutate(SHORT, 1);
}

/// `cargo test -p rpmpkg -- --ignored rpm_reads_too`
#[test]
#[ignore = "takes hours"]
fn what_is_read_rpm_reads_too_for_long() {
    mutate(LONG, 2);
}

fn mutate(count: u64, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(seed);
    let (mut accepted, mut refused) = (0, 0);
    for payload in ["w9.gzdio", "w3.zstdio", "w.ufdio"] {
        let built = build(folder.path(), SMALL, &[&format!("_binary_payload {payload}")]);
        let sample = fs::read(built.binary).unwrap();
        assert!(accepts(&sample).is_some());
        for end in 0..sample.len() {
            assert!(accepts(&sample[..end]).is_none(), "{payload}: the first {end} bytes");
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
    assert!(accepted > count / 100 && refused > count, "{accepted} accepted, {refused} refused");
}

fn accepts(mut bytes: &[u8]) -> Option<Contents> {
    contents(&mut bytes, Algorithms::NONE, &Limits::default()).ok()
}

/// The sample with one to three changes: bits, bytes, runs cut out or put in.
fn mutant(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(3) / 2 {
        // the lead and the start of the signature header are what digests do not hold
        let at = match random.below(2) {
            0 => random.below(300),
            _ => random.below(bytes.len()),
        };
        match random.below(6) {
            0..=2 => bytes[at] ^= 1 << random.below(8),
            3 => bytes[at] = random.below(256) as u8,
            4 => {
                let end = (at + 1 + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => bytes.insert(at, [0, 1, 8, 255][random.below(4)]),
        }
    }
    bytes
}

/// Asserts that rpm takes the package, its digests included, with the same name and files.
fn check(folder: &Path, bytes: &[u8], contents: &Contents) {
    let rpm = folder.join("mutant.rpm");
    fs::write(&rpm, bytes).unwrap();
    let path = rpm.to_str().unwrap();
    let tell = |arguments: &[&str]| -> Vec<u8> {
        let output = output(folder, "rpm", arguments);
        if !output.status.success() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutant.rpm");
            fs::copy(&rpm, &kept).unwrap();
            let (out, errors) =
                (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            panic!("rpm {arguments:?} refuses {}: {out}{errors}", kept.display());
        }
        output.stdout
    };
    tell(&["-K", "--nosignature", path]);
    let shown = tell(&["-qp", "--nosignature", "--qf", "%{NVRA}\\n[%{FILENAMES}\\n]", path]);
    let mut expected = format!("{}\n", contents.metadata.nvra()).into_bytes();
    for (file, _) in &contents.files {
        expected.extend(&file.path);
        expected.push(b'\n');
    }
    assert_eq!(shown, expected);
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
