//! What splits is canonical text, and splits again the same when it is written anew.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgsign::{DetachedSignature, cleartext};

fuzz_target!(|message: &[u8]| {
    let Ok(split) = cleartext::split(message) else { return };
    assert_eq!(cleartext::canonical(&split.text).as_ref(), Ok(&split.text));
    let mut written = b"-----BEGIN PGP SIGNED MESSAGE-----\n\n".to_vec();
    for line in split.text.split_inclusive(|&byte| byte == b'\n') {
        written.extend_from_slice(if line.starts_with(b"-") { b"- " } else { b"" });
        written.extend_from_slice(line);
    }
    written.extend(DetachedSignature::armor(&split.signatures).into_bytes());
    assert_eq!(cleartext::split(&written).as_ref(), Ok(&split));
});
