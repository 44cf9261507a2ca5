//! Manifests: any text gives a description or defects that print on one line each.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgtree::Description;
use pkgtree::description::{ManifestFile, ManifestOptions};

fuzz_target!(|text: &str| {
    let file = ManifestFile { path: "package.toml".into(), text: text.into() };
    if let Err(defects) = Description::from_manifest(&file, &ManifestOptions::default()) {
        assert!(!defects.is_empty());
        for defect in defects.as_slice() {
            assert!(!defect.to_string().contains('\n'));
        }
    }
});
