//! Certificates whose packets were dropped, doubled, put elsewhere, cut or changed: nothing panics, what
//! is said is said in words, and what is taken here, gpgv and sqv take.

use std::collections::BTreeSet;

use conformance::chroot::Suite;
use conformance::random::Random;
use pkgio::Timestamp;
use pkgsign::key::examine;
use pkgsign::{Certificate, Verifier};

use super::all;
use super::clients::Case;
use super::made::{MESSAGE, Made, signatures};
use super::signatures::{Asked, assert_in_words, judge_taken};

#[test]
fn changed_certificates_are_taken_where_gpgv_and_sqv_take_them() {
    compare(&[Suite::Trixie], (2, 3000), 60);
}

#[test]
#[ignore = "the long form: more changes, every release"]
fn changed_certificates_are_taken_where_those_of_every_release_take_them() {
    compare(&Suite::ALL, (30, 20_000), 2000);
}

/// So many mutants of each file that is no longer than so many bytes; at most `asked` of those by which
/// a signature is taken are judged.
fn compare(suites: &[Suite], (each, longest): (usize, usize), asked: usize) {
    let made = signatures();
    let mut random = Random::new(7);
    let mut taken = Vec::new();
    let mut seen = BTreeSet::new();
    for file in all() {
        let Ok(certificates) = &file.certificates else { continue };
        let ring = file.keyring();
        if !seen.insert(ring.clone()) || ring.len() > longest {
            continue;
        }
        let keys: Vec<String> = certificates
            .iter()
            .flat_map(Certificate::keys)
            .map(|key| key.fingerprint.to_string())
            .collect();
        let own: Vec<&Made> = made.iter().filter(|one| keys.contains(&one.key)).collect();
        for _ in 0..each {
            let ring = mutant(&ring, &mut random);
            taken.extend(verdicts(&file.name, &ring, &own));
        }
    }
    // Some of all files.
    let step = taken.len().div_ceil(asked).max(1);
    let taken: Vec<Asked> = taken.into_iter().step_by(step).collect();
    assert!(taken.len() > asked / 3, "{}", taken.len());
    judge_taken(suites, &taken);
}

/// The signatures that are taken by a certificate that was changed.
fn verdicts(name: &str, ring: &[u8], made: &[&Made]) -> Vec<Asked> {
    for finding in examine(ring, Timestamp::clamped(1_767_225_600), None) {
        assert_in_words(name, &finding.to_string());
    }
    let certificates = match Certificate::parse(ring) {
        Ok(certificates) => certificates,
        Err(error) => {
            assert_in_words(name, &error.to_string());
            return Vec::new();
        }
    };
    let mut taken = Vec::new();
    for one in made {
        match certificates.verify(&one.bytes, &mut { MESSAGE }) {
            Ok(_) => taken.push(Asked {
                name: format!("{name}, changed, by {}", one.key),
                case: Case {
                    ring: ring.to_vec(),
                    signature: Some(one.bytes.clone()),
                    message: MESSAGE.to_vec(),
                },
                ours: Ok(()),
            }),
            Err(error) => assert_in_words(name, &error.to_string()),
        }
    }
    taken
}

/// The packets of `ring`, changed in one or two ways.
fn mutant(ring: &[u8], random: &mut Random) -> Vec<u8> {
    let mut packets = packets(ring);
    for _ in 0..=random.below(2) {
        if packets.is_empty() {
            break;
        }
        let at = random.place(packets.len());
        match random.below(6) {
            0 => drop(packets.remove(at)),
            1 => packets.insert(at, packets[at].clone()),
            2 => {
                let packet = packets.remove(at);
                packets.insert(random.place(packets.len() + 1), packet);
            }
            3 => packets[at].truncate(at.min(40)),
            4 => {
                let place = random.place(packets[at].len().max(1));
                if let Some(byte) = packets[at].get_mut(place) {
                    *byte = random.byte();
                }
            }
            _ => packets.truncate(at + 1),
        }
    }
    packets.concat()
}

/// Binary packets one by one, each with its header; what follows the last whole one is one too.
fn packets(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    while !rest.is_empty() {
        let (packet, more) = rest.split_at(length(rest).unwrap_or(rest.len()).min(rest.len()));
        packets.push(packet.to_vec());
        rest = more;
    }
    packets
}

/// The length of the first packet with its header (RFC 9580, section 4.2).
fn length(packet: &[u8]) -> Option<usize> {
    let at = |place: usize| packet.get(place).copied().map(usize::from);
    let first = at(0)?;
    Some(match (first & 0x40 == 0, first & 3, at(1)?) {
        (true, 0, body) => 2 + body,
        (true, 1, high) => 3 + (high << 8 | at(2)?),
        (true, 2, high) => 5 + (high << 24 | at(2)? << 16 | at(3)? << 8 | at(4)?),
        (false, _, body @ 0..192) => 2 + body,
        (false, _, high @ 192..224) => 3 + ((high - 192) << 8) + at(2)? + 192,
        (false, _, 255) => 6 + (at(2)? << 24 | at(3)? << 16 | at(4)? << 8 | at(5)?),
        _ => return None,
    })
}
