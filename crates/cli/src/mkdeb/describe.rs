//! The section `[deb]` from flags.

use diagnostic::{Diagnostics, Source, Sourced};
use pkgtree::description::{DebSection, Text};

use super::args::DebArgs;
use crate::describe::{assignments, path, text, texts};

/// Sets what flags replace and adds what flags list.
pub(super) fn add(deb: &mut DebSection, args: &DebArgs, errors: &mut Diagnostics) {
    for (field, flag, given) in [
        (&mut deb.section, "--section", &args.section),
        (&mut deb.priority, "--priority", &args.priority),
        (&mut deb.multi_arch, "--multi-arch", &args.multi_arch),
        (&mut deb.source, "--source", &args.source),
        (&mut deb.origin, "--origin", &args.origin),
        (&mut deb.bugs, "--bugs", &args.bugs),
    ] {
        if let Some(value) = given {
            *field = Some(text(value, flag));
        }
    }
    for (field, flag, given) in [
        (&mut deb.templates, "--templates", &args.templates),
        (&mut deb.shlibs, "--shlibs", &args.shlibs),
        (&mut deb.symbols, "--symbols", &args.symbols),
    ] {
        if let Some(file) = given {
            *field = Some(path(file, flag));
        }
    }
    for (field, flag, given, value) in [
        (&mut deb.essential, "--essential", args.essential, true),
        (&mut deb.protected, "--protected", args.protected, true),
        (&mut deb.etc_conffiles, "--no-etc-conffiles", args.no_etc_conffiles, false),
    ] {
        if given {
            *field = Some(Sourced::new(value, Source::Flag(flag.to_owned())));
        }
    }
    add_lists(deb, args);
    for (name, value) in assignments(&args.fields, "--field", errors) {
        replace(&mut deb.fields, name, value);
    }
}

fn add_lists(deb: &mut DebSection, args: &DebArgs) {
    for (field, flag, given) in [
        (&mut deb.pre_depends, "--pre-depends", &args.pre_depends),
        (&mut deb.breaks, "--breaks", &args.breaks),
        (&mut deb.built_using, "--built-using", &args.built_using),
        (&mut deb.static_built_using, "--static-built-using", &args.static_built_using),
        (&mut deb.triggers, "--trigger", &args.triggers),
        (&mut deb.remove_on_upgrade, "--remove-on-upgrade", &args.remove_on_upgrade),
    ] {
        field.extend(texts(given, flag));
    }
}

/// Control fields compare without regard to case.
fn replace(fields: &mut Vec<(Text, Text)>, name: Text, value: Text) {
    fields.retain(|(known, _)| !known.value.eq_ignore_ascii_case(&name.value));
    fields.push((name, value));
}
