//! Scriptlets and triggers: what rpm runs and when.

mod name;

use crate::Dependency;

/// When a scriptlet runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptletKind {
    /// `%pretrans`: before the transaction.
    Pretrans,
    /// `%pre`: before the package's files are installed (`preinst`).
    Pre,
    /// `%post`: after (`postinst`).
    Post,
    /// `%preun`: before its files are removed (`prerm`).
    Preun,
    /// `%postun`: after (`postrm`).
    Postun,
    /// `%posttrans`: after the transaction that installed it.
    Posttrans,
    /// `%preuntrans`: before the transaction that removes it (rpm 4.19).
    Preuntrans,
    /// `%postuntrans`: after the transaction that removed it (rpm 4.19).
    Postuntrans,
    /// `%verifyscript`: by `rpm -V`.
    Verify,
}

/// What rpm does with the body before it runs it (`rpmscriptFlags`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ScriptletFlags {
    /// `-e`: macros are expanded at install time (1).
    pub expand: bool,
    /// `-q`: a query format over the header (2).
    pub qformat: bool,
    /// Failure stops the transaction (4).
    pub critical: bool,
}

/// A script with its interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scriptlet {
    /// The interpreter and its arguments, `["/bin/sh"]` or `["<lua>"]`; at least one.
    pub interpreter: Vec<String>,
    /// The text without its `#!` line. Empty when the interpreter alone is run (`-p /sbin/ldconfig`).
    pub body: Vec<u8>,
    /// What is done with it first.
    pub flags: ScriptletFlags,
}

/// What a trigger watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// `%triggerprein`, `%triggerin`, `%triggerun`, `%triggerpostun` on packages.
    Package {
        /// Which, as rpm's sense flags have it.
        when: TriggerWhen,
        /// The packages.
        targets: Vec<Dependency>,
    },
    /// `%filetriggerin` and the like on path prefixes.
    File {
        /// Which; never before an installation.
        when: TriggerWhen,
        /// The prefixes.
        prefixes: Vec<String>,
        /// Higher runs earlier; 1,000,000 by default.
        priority: u32,
        /// `%transfiletrigger...`: once for each transaction instead of each package.
        transaction: bool,
    },
}

/// When a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TriggerWhen {
    /// Before the target is installed.
    Prein,
    /// After.
    In,
    /// Before it is removed.
    Un,
    /// After.
    Postun,
}

/// A trigger: what it watches and what it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// What it watches.
    pub kind: TriggerKind,
    /// What it runs.
    pub script: Scriptlet,
}
