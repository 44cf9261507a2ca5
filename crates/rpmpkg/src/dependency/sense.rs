//! The bits that go with a dependency.

use std::ops::{BitOr, BitOrAssign};

use pkgterms::Qualifier;

/// The comparison and the circumstances of a dependency: bits of `rpmsenseFlags` (rpm's `rpmds.h`),
/// as `REQUIREFLAGS` and the like store them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sense(pub u32);

impl Sense {
    /// Any version, at any time.
    pub const ANY: Self = Self(0);
    /// `<`
    pub const LESS: Self = Self(1 << 1);
    /// `>`
    pub const GREATER: Self = Self(1 << 2);
    /// `=`
    pub const EQUAL: Self = Self(1 << 3);
    /// `Requires(posttrans)`
    pub const POSTTRANS: Self = Self(1 << 5);
    /// `PreReq`, of old packages.
    pub const PREREQ: Self = Self(1 << 6);
    /// `Requires(pretrans)`
    pub const PRETRANS: Self = Self(1 << 7);
    /// The interpreter of a scriptlet.
    pub const INTERP: Self = Self(1 << 8);
    /// `Requires(pre)`
    pub const SCRIPT_PRE: Self = Self(1 << 9);
    /// `Requires(post)`
    pub const SCRIPT_POST: Self = Self(1 << 10);
    /// `Requires(preun)`
    pub const SCRIPT_PREUN: Self = Self(1 << 11);
    /// `Requires(postun)`
    pub const SCRIPT_POSTUN: Self = Self(1 << 12);
    /// `Requires(verify)`
    pub const SCRIPT_VERIFY: Self = Self(1 << 13);
    /// Found in a file's content, as what it needs.
    pub const FIND_REQUIRES: Self = Self(1 << 14);
    /// Found in a file's content, as what it offers.
    pub const FIND_PROVIDES: Self = Self(1 << 15);
    /// The target of a `%triggerin`.
    pub const TRIGGERIN: Self = Self(1 << 16);
    /// The target of a `%triggerun`.
    pub const TRIGGERUN: Self = Self(1 << 17);
    /// The target of a `%triggerpostun`.
    pub const TRIGGERPOSTUN: Self = Self(1 << 18);
    /// A hint: may be missing.
    pub const MISSINGOK: Self = Self(1 << 19);
    /// `Requires(preuntrans)`, of rpm 4.19.
    pub const PREUNTRANS: Self = Self(1 << 20);
    /// `Requires(postuntrans)`, of rpm 4.19.
    pub const POSTUNTRANS: Self = Self(1 << 21);
    /// `rpmlib(feature)`: what rpm itself must know.
    pub const RPMLIB: Self = Self(1 << 24);
    /// The target of a `%triggerprein`.
    pub const TRIGGERPREIN: Self = Self(1 << 25);
    /// A key in rpm's keyring.
    pub const KEYRING: Self = Self(1 << 26);
    /// `config(name)`: the package's configuration files.
    pub const CONFIG: Self = Self(1 << 28);
    /// `Requires(meta)`: has no say in the order of installation.
    pub const META: Self = Self(1 << 29);

    /// The bits that compare versions.
    pub const COMPARISON: Self = Self(Self::LESS.0 | Self::GREATER.0 | Self::EQUAL.0);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when every bit of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The comparison of a text such as `>=`; rpm's `==`, `=<` and `=>` and Debian's `>>` and `<<`
    /// are known too.
    #[must_use]
    pub fn of_operator(text: &str) -> Option<Self> {
        match text {
            "<" | "<<" => Some(Self::LESS),
            ">" | ">>" => Some(Self::GREATER),
            "=" | "==" => Some(Self::EQUAL),
            "<=" | "=<" => Some(Self::LESS.and(Self::EQUAL)),
            ">=" | "=>" => Some(Self::GREATER.and(Self::EQUAL)),
            _ => None,
        }
    }

    /// The comparison as rpm writes it; empty when any version will do.
    #[must_use]
    pub const fn operator(self) -> &'static str {
        let [less, greater, equal] =
            [self.has(Self::LESS), self.has(Self::GREATER), self.has(Self::EQUAL)];
        match (less, greater, equal) {
            (false, false, false) => "",
            (false, false, true) => "=",
            (true, false, false) => "<",
            (true, false, true) => "<=",
            (false, true, false) => ">",
            (false, true, true) => ">=",
            (true, true, false) => "<>",
            (true, true, true) => "<=>",
        }
    }
}

impl From<Qualifier> for Sense {
    /// The circumstances that a qualifier names.
    fn from(qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Pre => Self::SCRIPT_PRE,
            Qualifier::Post => Self::SCRIPT_POST,
            Qualifier::Preun => Self::SCRIPT_PREUN,
            Qualifier::Postun => Self::SCRIPT_POSTUN,
            Qualifier::Pretrans => Self::PRETRANS,
            Qualifier::Posttrans => Self::POSTTRANS,
            Qualifier::Preuntrans => Self::PREUNTRANS,
            Qualifier::Postuntrans => Self::POSTUNTRANS,
            Qualifier::Verify => Self::SCRIPT_VERIFY,
            Qualifier::Interp => Self::INTERP,
            Qualifier::Meta => Self::META,
        }
    }
}

impl BitOr for Sense {
    type Output = Self;

    /// Both.
    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitOrAssign for Sense {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.and(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_read_back() {
        for operator in ["<", "<=", "=", ">=", ">"] {
            assert_eq!(Sense::of_operator(operator).unwrap().operator(), operator);
        }
        for (other, operator) in [("==", "="), ("=<", "<="), ("=>", ">="), ("<<", "<"), (">>", ">")]
        {
            assert_eq!(Sense::of_operator(other).unwrap().operator(), operator);
        }
        for text in ["", "<>", "!=", ">>>", "~"] {
            assert_eq!(Sense::of_operator(text), None, "{text}");
        }
        assert_eq!((Sense::RPMLIB | Sense::LESS | Sense::EQUAL).operator(), "<=");
        assert_eq!(Sense::META.operator(), "");
    }
}
