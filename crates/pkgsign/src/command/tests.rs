//! With real shells; the real gpg is in `tests/it`.

use std::time::Instant;

use super::*;

fn options() -> SignOptions {
    SignOptions::binary(HashAlgorithm::Sha256, Timestamp::clamped(1_735_689_600))
}

fn error(line: &str) -> SignError {
    let signer = CommandSigner::new(line).patience(Duration::from_millis(500));
    signer.sign(&mut b"message".as_slice(), options()).unwrap_err()
}

#[test]
fn tells_how_the_command_failed() {
    let SignError::Command(problem) = error("cat >/dev/null; echo no card >&2; exit 3") else {
        panic!()
    };
    assert_eq!(problem, "failed with exit status: 3: no card");
    let SignError::Command(problem) = error("no-such-program") else { panic!() };
    assert!(problem.starts_with("failed with exit status: 127: "), "{problem}");
}

#[test]
fn refuses_what_is_no_signature() {
    for (line, expected) in [
        ("cat >/dev/null", "is empty"),
        ("cat >/dev/null; echo signed", "is neither a binary nor an armored signature"),
        ("head -c 70000 /dev/zero; cat >/dev/null", "is too long for a signature"),
    ] {
        let SignError::Output(problem) = error(line) else { panic!("{line}") };
        assert_eq!(problem, expected, "{line}");
    }
}

#[test]
fn ends_a_command_that_hangs_and_what_it_started() {
    let started = Instant::now();
    for line in ["sleep 60", "cat >/dev/null; sleep 60 & wait", "echo waiting >&2; sleep 60; true"]
    {
        let SignError::Command(problem) = error(line) else { panic!("{line}") };
        assert!(problem.starts_with("did nothing for 0.5 seconds and was killed"), "{problem}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_command_that_is_slow_but_busy_is_not_ended() {
    struct Slow(u32);
    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(100));
            self.0 -= 1;
            Ok(if self.0 == 0 { 0 } else { buffer.len() })
        }
    }
    let signer = CommandSigner::new("cat | wc -c >&2; exit 1").patience(Duration::from_millis(500));
    let SignError::Command(problem) = signer.sign(&mut Slow(12), options()).unwrap_err() else {
        panic!()
    };
    assert_eq!(problem, format!("failed with exit status: 1: {}", 11 * (64 << 10)));
}

#[test]
fn a_command_must_read_the_whole_message() {
    let signer = CommandSigner::new("head -c 1 >/dev/null");
    let mut message = io::repeat(0).take(10 << 20);
    let SignError::Command(problem) = signer.sign(&mut message, options()).unwrap_err() else {
        panic!()
    };
    assert_eq!(problem, "did not read the whole message");
}

#[test]
fn a_message_that_breaks_off_is_not_signed() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    let error = CommandSigner::new("cat; sleep 60").sign(&mut Broken, options()).unwrap_err();
    assert!(matches!(error, SignError::Message(error) if error.to_string() == "broken"));
}

#[test]
fn tells_the_command_what_is_wished_for() {
    let line = "cat >/dev/null; echo $SIGN_TYPE $SIGN_HASH $SIGN_TIME >&2; exit 1";
    let SignError::Command(problem) = error(line) else { panic!() };
    assert_eq!(problem, "failed with exit status: 1: binary SHA256 1735689600");
}

#[test]
fn output_may_come_before_the_message_is_read() {
    // Both pipes are full at once.
    let line = "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; cat >/dev/null; exit 7";
    let signer = CommandSigner::new(line);
    let mut message = io::repeat(0).take(1 << 20);
    let error = signer.sign(&mut message, options()).unwrap_err();
    assert!(matches!(error, SignError::Command(problem) if problem.starts_with("failed with")));
}
