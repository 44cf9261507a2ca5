//! Detached signatures, plain and armored: what one says of itself it says again when its packet is
//! read alone. Keys and certificates are read or refused, and examined either way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgio::Timestamp;
use pkgsign::{Certificate, DetachedSignature, KeyOptions, KeySigner, key};

fuzz_target!(|bytes: &[u8]| {
    match DetachedSignature::parse_all(bytes) {
        Ok(signatures) => {
            for signature in &signatures {
                let alone = DetachedSignature::parse(&signature.bytes);
                assert_eq!(alone.as_ref(), Ok(signature));
            }
            let armored = DetachedSignature::armor(&signatures);
            assert_eq!(DetachedSignature::parse_all(armored.as_bytes()), Ok(signatures));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let now = Timestamp::clamped(1_800_000_000);
    for finding in key::examine(bytes, now, None) {
        assert!(!finding.to_string().is_empty());
    }
    for certificate in Certificate::parse(bytes).unwrap_or_default() {
        assert!(!certificate.fingerprint().0.is_empty());
        let Ok(armored) = certificate.armor() else { continue };
        let again = Certificate::parse(armored.as_bytes()).expect("what is armored parses");
        assert_eq!(again[0].fingerprint(), certificate.fingerprint());
    }
    if let Ok(signer) = KeySigner::new(bytes, &KeyOptions::new(now)) {
        let _ = signer.warnings();
    }
});
