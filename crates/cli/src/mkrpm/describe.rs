//! The section `[rpm]` from flags.

use diagnostic::{Diagnostics, Source, Sourced, flag_defect};
use pkgtree::description::{RpmSection, Text};

use super::args::RpmArgs;
use crate::codes;
use crate::describe::{path, pattern, text, texts};

/// Sets what flags replace and adds what flags list.
pub(super) fn add(rpm: &mut RpmSection, args: &RpmArgs, errors: &mut Diagnostics) {
    for (field, flag, given) in [
        (&mut rpm.group, "--group", &args.group),
        (&mut rpm.packager, "--packager", &args.packager),
        (&mut rpm.distribution, "--distribution", &args.distribution),
        (&mut rpm.build_host, "--build-host", &args.build_host),
        (&mut rpm.source_rpm, "--source-rpm", &args.source_rpm),
        (&mut rpm.format, "--format", &args.format),
    ] {
        if let Some(value) = given {
            *field = Some(text(value, flag));
        }
    }
    if let Some(file) = &args.spec_changelog {
        rpm.changelog = Some(path(file, "--spec-changelog"));
    }
    if args.no_etc_config {
        rpm.etc_config = Some(Sourced::new(false, Source::Flag("--no-etc-config".to_owned())));
    }
    for (field, flag, given) in [
        (&mut rpm.requires, "--requires", &args.requires),
        (&mut rpm.obsoletes, "--obsoletes", &args.obsoletes),
        (&mut rpm.supplements, "--supplements", &args.supplements),
        (&mut rpm.order_with_requires, "--order-with-requires", &args.order_with_requires),
    ] {
        field.extend(texts(given, flag));
    }
    rpm.requires_for.extend(args.requires_for.iter().filter_map(|given| timed(given, errors)));
    rpm.own.extend(args.own.iter().filter_map(|text| pattern(text, "--own", errors)));
    rpm.disown.extend(args.disown.iter().filter_map(|text| pattern(text, "--disown", errors)));
}

/// `TIMES:LIST`.
fn timed(given: &str, errors: &mut Diagnostics) -> Option<(Text, Vec<Text>)> {
    const FLAG: &str = "--requires-for";
    // A path or an epoch in the list may hold colons itself; a time does not.
    let split = given.split_once(':').filter(|(times, list)| !times.is_empty() && !list.is_empty());
    let Some((times, list)) = split else {
        let defect = flag_defect(codes::TIMES, FLAG, format!("{given:?} is not TIMES:LIST"));
        errors.push(defect.hint("give the times when it is required, as in 'post,preun:systemd'"));
        return None;
    };
    Some((text(times, FLAG), vec![text(list, FLAG)]))
}
