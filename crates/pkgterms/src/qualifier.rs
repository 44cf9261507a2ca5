//! When a requirement counts.

/// A qualifier of a requirement: what `Requires(...)` of a spec file takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// Before the package is installed, for its `%pre`.
    Pre,
    /// After the package is installed, for its `%post`.
    Post,
    /// Before the package is removed, for its `%preun`.
    Preun,
    /// After the package is removed, for its `%postun`.
    Postun,
    /// Before the transaction, for `%pretrans`.
    Pretrans,
    /// After the transaction, for `%posttrans`.
    Posttrans,
    /// Before a transaction that removes the package, for `%preuntrans` (rpm 4.19).
    Preuntrans,
    /// After a transaction that removes the package, for `%postuntrans` (rpm 4.19).
    Postuntrans,
    /// While the package is verified, for `%verifyscript`.
    Verify,
    /// As the interpreter of a script.
    Interp,
    /// Whatever the order of installation.
    Meta,
}

impl Qualifier {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Pre,
        Self::Post,
        Self::Preun,
        Self::Postun,
        Self::Pretrans,
        Self::Posttrans,
        Self::Preuntrans,
        Self::Postuntrans,
        Self::Verify,
        Self::Interp,
        Self::Meta,
    ];

    /// The one called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|qualifier| qualifier.name() == name)
    }

    /// What a spec file calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Post => "post",
            Self::Preun => "preun",
            Self::Postun => "postun",
            Self::Pretrans => "pretrans",
            Self::Posttrans => "posttrans",
            Self::Preuntrans => "preuntrans",
            Self::Postuntrans => "postuntrans",
            Self::Verify => "verify",
            Self::Interp => "interp",
            Self::Meta => "meta",
        }
    }
}
