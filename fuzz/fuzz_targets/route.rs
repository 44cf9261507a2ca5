//! Targets, choices of packages and templates of targets: three lines. What is read is shown as it
//! was, and no template leads out of the folder that it gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repository::route::{Glob, Spec, TargetName, TargetPattern, Template, Versioning};

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (target, spec, template) = (next(), next(), next());
    match target.parse::<TargetName>() {
        Ok(name) => {
            assert_eq!(name.to_string(), target);
            assert_eq!(name.to_string().split('/').count(), target.split('/').count());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(pattern) = target.parse::<TargetPattern>() {
        assert_eq!(pattern.to_string(), target);
        if let Ok(name) = spec.parse::<TargetName>() {
            let _ = pattern.choose([&name], &());
        }
    }
    for versioning in [Versioning::Dpkg, Versioning::Rpm] {
        let Ok(read) = Spec::parse(spec, versioning) else { continue };
        let again = Spec::parse(&read.to_string(), versioning).expect("what is shown is read");
        for (name, version, arch) in [("a", "1", "all"), (target, spec, template)] {
            assert_eq!(
                read.matches(name, version, arch),
                again.matches(name, version, arch),
                "{read}"
            );
        }
    }
    if let Ok(glob) = spec.parse::<Glob>() {
        let _ = glob.matches(template);
    }
    match Template::parse(template, &["os", "codename"]) {
        Ok(_) => {}
        Err(errors) => assert!(!errors.is_empty()),
    }
});
