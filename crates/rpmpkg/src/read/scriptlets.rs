//! Scriptlets.

use std::collections::BTreeMap;

use super::tags::{Texts, number, text, utf8};
use super::{Metadata, ReadError};
use crate::header::{Tag, tag};
use crate::{Scriptlet, ScriptletFlags, ScriptletKind};

/// What runs a script that names nothing.
const SHELL: &str = "/bin/sh";

/// Each kind with the tags of body, interpreter and flags.
const TAGS: [(ScriptletKind, [Tag; 3]); 9] = [
    (ScriptletKind::Pretrans, [tag::PRETRANS, tag::PRETRANSPROG, tag::PRETRANSFLAGS]),
    (ScriptletKind::Pre, [tag::PREIN, tag::PREINPROG, tag::PREINFLAGS]),
    (ScriptletKind::Post, [tag::POSTIN, tag::POSTINPROG, tag::POSTINFLAGS]),
    (ScriptletKind::Preun, [tag::PREUN, tag::PREUNPROG, tag::PREUNFLAGS]),
    (ScriptletKind::Postun, [tag::POSTUN, tag::POSTUNPROG, tag::POSTUNFLAGS]),
    (ScriptletKind::Posttrans, [tag::POSTTRANS, tag::POSTTRANSPROG, tag::POSTTRANSFLAGS]),
    (ScriptletKind::Preuntrans, [tag::PREUNTRANS, tag::PREUNTRANSPROG, tag::PREUNTRANSFLAGS]),
    (ScriptletKind::Postuntrans, [tag::POSTUNTRANS, tag::POSTUNTRANSPROG, tag::POSTUNTRANSFLAGS]),
    (ScriptletKind::Verify, [tag::VERIFYSCRIPT, tag::VERIFYSCRIPTPROG, tag::VERIFYSCRIPTFLAGS]),
];

impl Metadata {
    /// The scriptlets by kind.
    ///
    /// # Errors
    /// Tags of the wrong type, an interpreter that is not UTF-8.
    pub fn scriptlets(&self) -> Result<BTreeMap<ScriptletKind, Scriptlet>, ReadError> {
        let mut scriptlets = BTreeMap::new();
        for (kind, [body, program, flags]) in TAGS {
            let (bytes, programs) = (text(&self.header, body)?, Texts::all(&self.header, program)?);
            if bytes.is_none() && programs.len() == 0 {
                continue;
            }
            let words: Result<Vec<_>, _> =
                programs.iter().map(|word| utf8(program, word)).collect();
            let scriptlet = Scriptlet {
                interpreter: interpreter(words?),
                body: bytes.unwrap_or_default().to_vec(),
                flags: parse_flags(number(&self.header, flags)?.unwrap_or(0)),
            };
            scriptlets.insert(kind, scriptlet);
        }
        Ok(scriptlets)
    }
}

/// The tags that scriptlets are made of.
pub(super) fn tags() -> impl Iterator<Item = Tag> {
    TAGS.into_iter().flat_map(|(_, tags)| tags)
}

/// The interpreter of these words; the shell when there are none.
pub(super) fn interpreter(words: Vec<String>) -> Vec<String> {
    if words.is_empty() { vec![SHELL.to_owned()] } else { words }
}

/// `rpmscriptFlags` of rpm's `rpmlib/rpmscript.h`.
pub(super) fn parse_flags(bits: u64) -> ScriptletFlags {
    ScriptletFlags { expand: bits & 1 != 0, qformat: bits & 2 != 0, critical: bits & 4 != 0 }
}
