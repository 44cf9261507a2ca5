//! What is offered for a text that is no version is a version, or a release, in both formats; changes
//! of modes stay within the bits of a mode.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgtree::description::offer::{Offer, misordered, offer};
use pkgtree::{Mode, ModeChange};

fuzz_target!(|text: &str| {
    let offered = match offer(text) {
        Some(Offer::Version(version) | Offer::Commit(version)) => vec![version],
        Some(Offer::Either { before, after, release }) => {
            assert_eq!(
                rpmpkg::vercmp(before.as_bytes(), release.as_bytes()),
                std::cmp::Ordering::Less,
                "{before}"
            );
            assert_eq!(
                rpmpkg::vercmp(after.as_bytes(), release.as_bytes()),
                std::cmp::Ordering::Greater,
                "{after}"
            );
            vec![before, after, release]
        }
        Some(Offer::Release { version, release }) => {
            assert!(debpkg::Version::parse(&format!("{version}-{release}")).is_ok());
            vec![version]
        }
        None => Vec::new(),
    };
    for version in offered.into_iter().chain(misordered(text)) {
        assert!(debpkg::Version::parse(&version).is_ok(), "{version}");
        assert!(rpmpkg::Evr::parse(&version).is_ok(), "{version}");
    }
    if let Ok(change) = text.parse::<ModeChange>() {
        for (mode, is_directory) in [(0o644, false), (0o4711, false), (0o1777, true)] {
            let mode = change.apply(Mode::from_bits(mode), is_directory);
            assert!(mode.bits() <= 0o7777, "{mode:?}");
        }
    }
});
