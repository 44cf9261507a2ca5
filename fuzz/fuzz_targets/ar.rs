//! The members behind a sound first one.

#![no_main]

use debpkg::read::{Limits, contents};
use libfuzzer_sys::fuzz_target;
use pkgio::Algorithms;

const START: &[u8] = b"!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n";

fuzz_target!(|members: &[u8]| {
    let limits = Limits {
        control: 1 << 20,
        data: 1 << 20,
        entries: 1000,
        names: 1 << 20,
        ..Limits::default()
    };
    let package = [START, members].concat();
    if let Err(error) = contents(&mut &package[..], Algorithms::default(), &limits) {
        let _ = (error.to_string(), error.code(), error.hint());
    }
});
