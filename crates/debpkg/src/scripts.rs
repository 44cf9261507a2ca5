//! Maintainer scripts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The scripts that dpkg and debconf run (deb-preinst(5) and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptName {
    /// `config`, run by debconf.
    Config,
    /// `postinst`
    Postinst,
    /// `postrm`
    Postrm,
    /// `preinst`
    Preinst,
    /// `prerm`
    Prerm,
}

impl ScriptName {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Config, Self::Postinst, Self::Postrm, Self::Preinst, Self::Prerm];

    /// The name of its file in the control member.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Postinst => "postinst",
            Self::Postrm => "postrm",
            Self::Preinst => "preinst",
            Self::Prerm => "prerm",
        }
    }
}

impl fmt::Display for ScriptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ScriptName {
    type Err = ScriptNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| ScriptNameError(text.to_owned()))
    }
}

/// Not the name of a maintainer script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a maintainer script; known are config, postinst, postrm, preinst and prerm")]
pub struct ScriptNameError(pub String);

/// A script, checked: it starts with `#!` and an absolute interpreter, and holds no NUL.
#[derive(Clone, Debug)]
pub struct MaintainerScript {
    /// Which.
    pub name: ScriptName,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in ScriptName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!("postist".parse::<ScriptName>().is_err());
        assert!(ScriptName::ALL.is_sorted_by_key(|name| name.as_str()));
    }
}
