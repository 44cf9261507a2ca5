//! Scriptlets: for each kind a body, an interpreter and flags.

use crate::header::{Header, Tag, Value, tag};
use crate::{Package, Scriptlet, ScriptletFlags, ScriptletKind};

/// Inserts the scriptlets of `package`.
pub(super) fn insert_into(header: &mut Header, package: &Package) {
    for (kind, scriptlet) in &package.scriptlets {
        let [body, interpreter, flags] = tags(*kind);
        if !scriptlet.body.is_empty() {
            header.insert(body, Value::text(&scriptlet.body));
        }
        header.insert(interpreter, command(scriptlet));
        let number = number(scriptlet.flags);
        if number != 0 {
            header.insert(flags, Value::int32([number]));
        }
    }
}

/// The interpreter: one text, or several with its arguments.
fn command(scriptlet: &Scriptlet) -> Value {
    match &*scriptlet.interpreter {
        [alone] => Value::text(alone),
        several => Value::texts(several),
    }
}

/// `rpmscriptFlags` of rpm's `rpmts.h`.
pub(super) fn number(flags: ScriptletFlags) -> u32 {
    u32::from(flags.expand) | u32::from(flags.qformat) << 1 | u32::from(flags.critical) << 2
}

fn tags(kind: ScriptletKind) -> [Tag; 3] {
    use tag::{
        POSTIN, POSTINFLAGS, POSTINPROG, POSTTRANS, POSTTRANSFLAGS, POSTTRANSPROG, POSTUN,
        POSTUNFLAGS, POSTUNPROG, POSTUNTRANS, POSTUNTRANSFLAGS, POSTUNTRANSPROG, PREIN, PREINFLAGS,
        PREINPROG, PRETRANS, PRETRANSFLAGS, PRETRANSPROG, PREUN, PREUNFLAGS, PREUNPROG, PREUNTRANS,
        PREUNTRANSFLAGS, PREUNTRANSPROG, VERIFYSCRIPT, VERIFYSCRIPTFLAGS, VERIFYSCRIPTPROG,
    };
    match kind {
        ScriptletKind::Pretrans => [PRETRANS, PRETRANSPROG, PRETRANSFLAGS],
        ScriptletKind::Pre => [PREIN, PREINPROG, PREINFLAGS],
        ScriptletKind::Post => [POSTIN, POSTINPROG, POSTINFLAGS],
        ScriptletKind::Preun => [PREUN, PREUNPROG, PREUNFLAGS],
        ScriptletKind::Postun => [POSTUN, POSTUNPROG, POSTUNFLAGS],
        ScriptletKind::Posttrans => [POSTTRANS, POSTTRANSPROG, POSTTRANSFLAGS],
        ScriptletKind::Preuntrans => [PREUNTRANS, PREUNTRANSPROG, PREUNTRANSFLAGS],
        ScriptletKind::Postuntrans => [POSTUNTRANS, POSTUNTRANSPROG, POSTUNTRANSFLAGS],
        ScriptletKind::Verify => [VERIFYSCRIPT, VERIFYSCRIPTPROG, VERIFYSCRIPTFLAGS],
    }
}
