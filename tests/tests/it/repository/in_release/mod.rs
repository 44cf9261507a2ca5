//! Whether what we take for signed is what real clients take for signed, of messages that were
//! changed; and that they read the same text.
//!
//! Whatever we take, every client takes. What a client takes and we refuse is counted, by the reason;
//! there is no reason but those that stand here.

mod clients;
mod mutants;
mod packets;

use std::collections::{BTreeMap, BTreeSet};

use clients::{Client, Program, Verdict};
use conformance::repository::Key;
use conformance::tool::require_root;
use mutants::Mutants;
use pkgio::Timestamp;
use pkgsign::key::KeyKind;
use pkgsign::{
    EndorseError, HashAlgorithm, KeyOptions, KeySigner, SignOptions, Signer, Verifier, VerifyError,
    cleartext,
};

/// 2025-01-01, when the originals were signed.
const NOW: i64 = 1_735_689_600;

const RELEASE: &str = "Origin: Example\nLabel: a  b\n\n- dash\n-----BEGIN PGP SIGNATURE-----\n\
                       From here\nDescription: \u{e9}\u{2014}\nSHA256:\n 0123 7 main/Packages\n";

/// Messages by the known key, by it and a stranger in either order, and over another digest.
fn originals(known: &Key, stranger: &Key) -> Vec<Vec<u8>> {
    let at = Timestamp::clamped(NOW);
    let signer = |key: &Key| KeySigner::new(&key.secret, &KeyOptions::new(at)).unwrap();
    let (known_signer, strange_signer) = (signer(known), signer(stranger));
    let published = vec![known.certificate.clone(), stranger.certificate.clone()];
    let sign = |signers: &[&dyn Signer], hash| {
        let options = SignOptions::text(hash, at);
        cleartext::sign(RELEASE.as_bytes(), signers, &published, options).unwrap()
    };
    vec![
        sign(&[&known_signer], HashAlgorithm::Sha512),
        sign(&[&known_signer], HashAlgorithm::Sha256),
        sign(&[&known_signer, &strange_signer], HashAlgorithm::Sha512),
        sign(&[&strange_signer, &known_signer], HashAlgorithm::Sha512),
    ]
}

/// A message and what we make of it.
struct Case {
    message: Vec<u8>,
    ours: Result<Vec<u8>, EndorseError>,
}

/// Holds `count` messages against every client; against those that are slow all that we take, and
/// of the others no more than `sampled`.
fn compare(seed: u64, count: usize, sampled: usize) {
    require_root();
    let (known, stranger) = (Key::quick(), Key::new(KeyKind::Ed25519, 1_704_067_200, None));
    let certificates = vec![known.certificate.clone()];
    let mutants = Mutants::new(seed, originals(&known, &stranger));
    let cases = cases(mutants, count, &certificates);
    let taken = cases.iter().filter(|case| case.ours.is_ok()).count();
    println!("{taken} of {count} changed messages are taken");
    assert!(taken > count / 50, "{taken} of {count}: too few to tell anything");
    let tallies = std::thread::scope(|scope| {
        let threads = Client::ALL.map(|(program, suite)| {
            let (known, cases) = (&known, &cases);
            scope.spawn(move || {
                let client = Client::new(program, suite, &known.binary);
                let left = if program == Program::AptGpgv { sampled } else { count };
                compare_with(&client, cases, left)
            })
        });
        threads.map(|thread| thread.join().unwrap())
    });
    let mut differing = Vec::new();
    for (tally, differences) in tallies {
        for ((program, suite, reason), count) in tally {
            println!("{program:?} of {suite} takes {count} that we refuse: {reason}");
        }
        differing.extend(differences);
    }
    let shown = differing.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(differing.is_empty(), "{} differences: {shown}", differing.len());
}

/// Changed messages, each once.
fn cases(mutants: Mutants, count: usize, certificates: &dyn Verifier) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let fresh = mutants.filter(|message| seen.insert(message.clone())).take(count);
    fresh
        .map(|message| {
            let ours = cleartext::verify(&message, certificates).map(|(text, _)| text);
            Case { message, ours }
        })
        .collect()
}

/// How often a client takes what we refuse, by the reason.
type Tally = BTreeMap<(Program, &'static str, &'static str), usize>;

/// What a client makes of what we take, and of `left` that we refuse; and every difference that has no
/// name.
fn compare_with(client: &Client, cases: &[Case], left: usize) -> (Tally, Vec<String>) {
    let refused = cases.iter().filter(|case| case.ours.is_err()).take(left);
    let chosen: Vec<&Case> = cases.iter().filter(|case| case.ours.is_ok()).chain(refused).collect();
    let messages: Vec<&[u8]> = chosen.iter().map(|case| case.message.as_slice()).collect();
    let (mut tally, mut differences) = (Tally::new(), Vec::new());
    for (case, theirs) in chosen.iter().zip(client.judge(&messages)) {
        let difference = match (&case.ours, theirs) {
            (Ok(ours), Verdict::Taken(theirs))
                if ours.strip_suffix(b"\n") == Some(theirs.as_slice()) =>
            {
                None
            }
            (Ok(_), Verdict::Taken(theirs)) => {
                Some(format!("reads {:?}", String::from_utf8_lossy(&theirs)))
            }
            (Ok(_), Verdict::Refused(_)) if is_asked_too_much(client, &case.message) => None,
            (Ok(_), Verdict::Refused(said)) => Some(format!("refuses what we take: {said}")),
            (Err(_), Verdict::Refused(_)) => None,
            (Err(error), Verdict::Taken(_)) => match reason(error, client.program) {
                Some(reason) => {
                    *tally.entry((client.program, client.suite.name(), reason)).or_default() += 1;
                    None
                }
                None => Some(format!("takes what we refuse: {error}")),
            },
        };
        let (program, suite) = (client.program, client.suite);
        let shown = String::from_utf8_lossy(&case.message);
        differences
            .extend(difference.map(|what| format!("{program:?} of {suite:?} {what}\n{shown}")));
    }
    (tally, differences)
}

/// gpgv by itself wants the header that RFC 9580 calls for no more, and takes MD5 for meant without
/// it. apt, which splits messages itself, does not.
fn is_asked_too_much(client: &Client, message: &[u8]) -> bool {
    let mut headers = message.split(|byte| *byte == b'\n').skip(1).take_while(|it| !it.is_empty());
    client.program == Program::Gpgv && !headers.any(|line| line.starts_with(b"Hash: "))
}

/// Why we refuse what a client takes.
fn reason(error: &EndorseError, program: Program) -> Option<&'static str> {
    use cleartext::SplitError;
    Some(match error {
        EndorseError::Split(error) => match error {
            SplitError::NoBegin => "its first line is not that of a message, to the byte",
            SplitError::Header(_) => "a header other than Hash, or written otherwise",
            SplitError::NoEmptyLine => "no empty line after the headers",
            SplitError::Dash(_) => "a dash that is not escaped",
            SplitError::Trailing(_) => "something after the signature",
            SplitError::Unclosed => "the signature has no end",
            SplitError::Text(_) => "control characters, or lines that gpg cuts",
            SplitError::Signature(_) => "armor or packets that are not as they are written",
            SplitError::Unannounced(_) => "a digest that the header does not name",
            SplitError::Kind(_) => "a signature that is not one of text",
            _ => return None,
        },
        EndorseError::Bad(VerifyError::Signature(_)) => {
            "a packet by a known key that cannot be read, beside a good one"
        }
        // Without gpgv a good one outweighs it.
        EndorseError::Bad(_) if matches!(program, Program::Sqv | Program::AptSqv) => {
            "a bad signature by a known key beside a good one"
        }
        // gpgv passes over the two bytes of the digest that a signature repeats, and over signatures
        // from before their key.
        EndorseError::Bad(_) if program == Program::Gpgv => {
            "a signature whose repeated digest is another, or one from before its key"
        }
        _ => return None,
    })
}

#[test]
fn clients_agree_on_hundreds_of_changed_messages() {
    compare(1, 400, 60);
}

#[test]
#[ignore = "minutes: 12,000 messages, each with a process of every client"]
fn clients_agree_on_12000_changed_messages() {
    compare(2, 12_000, 1000);
}
