//! Configurations of repositories: every defect has a place, and what is read routes packages
//! without harm.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgtree::description::ManifestFile;
use repo_index::candidate::{Candidate, PackageFormat};
use repository::config::Config;

fuzz_target!(|text: &[u8]| {
    let file = ManifestFile { path: "mkrepo.toml".into(), text: text.to_vec() };
    match Config::parse(&file) {
        Ok(config) => {
            let candidate = Candidate {
                format: PackageFormat::Deb,
                file_name: "esl-erlang_26.2-1~debian~bookworm_amd64.deb",
                name: "esl-erlang",
                version: "1:26.2-1",
                architecture: "amd64",
                component: Some("main"),
                source: None,
            };
            if let Ok(targets) = config.router().route(&[candidate]) {
                assert!(!targets.is_empty());
            }
        }
        Err(defects) => assert!(!defects.is_empty() && !defects.to_string().is_empty()),
    }
});
