//! Codes for what goes into a package.

use diagnostic::{Class, Code};

/// A field that every package needs is missing.
pub const MISSING_FIELD: Code = Code::new(300, Class::Input);
/// A package name is none.
pub const PACKAGE_NAME: Code = Code::new(301, Class::Input);
/// A version, release or epoch is none.
pub const VERSION: Code = Code::new(302, Class::Input);
/// An architecture is none, or clashes with another field.
pub const ARCHITECTURE: Code = Code::new(303, Class::Input);
/// A warning: a maintainer is not of the form `Name <address>`.
pub const MAINTAINER: Code = Code::new(304, Class::Input);
/// A section is none.
pub const SECTION: Code = Code::new(307, Class::Input);
/// A priority is none, or deprecated.
pub const PRIORITY: Code = Code::new(308, Class::Input);
/// A Multi-Arch value is none, or clashes with the architecture.
pub const MULTI_ARCH: Code = Code::new(309, Class::Input);
/// A relationship does not parse, or is not allowed in its field.
pub const RELATIONSHIP: Code = Code::new(310, Class::Input);
/// A relationship of a package with itself.
pub const SELF_RELATIONSHIP: Code = Code::new(311, Class::Input);
/// A `Source` is none.
pub const SOURCE: Code = Code::new(312, Class::Input);
/// A URL is none.
pub const URL: Code = Code::new(313, Class::Input);
/// A further field's name is none or that of a known field.
pub const FURTHER_FIELD: Code = Code::new(314, Class::Input);
/// A field that is not one of Debian's.
pub const FOREIGN_FIELD: Code = Code::new(315, Class::Input);
/// A compression is none.
pub const COMPRESSION: Code = Code::new(316, Class::Input);
/// An `Installed-Size` is none.
pub const INSTALLED_SIZE: Code = Code::new(317, Class::Input);

/// A dependency on a package by the name that it has in RPM distributions.
pub const FOREIGN_NAME: Code = Code::new(318, Class::Input);

/// A script of an unknown name, or one given twice.
pub const SCRIPT_NAME: Code = Code::new(330, Class::Input);
/// A debconf templates file is none.
pub const TEMPLATES: Code = Code::new(334, Class::Input);
/// A line of a triggers file is none.
pub const TRIGGERS: Code = Code::new(335, Class::Input);
/// A shlibs file is none.
pub const SHLIBS: Code = Code::new(336, Class::Input);
/// A symbols file is none.
pub const SYMBOLS: Code = Code::new(337, Class::Input);
/// A changelog or copyright file is none, or clashes with the tree.
pub const DOCUMENT: Code = Code::new(338, Class::Input);

/// A conffile is not a regular file of the package, or given twice.
pub const CONFFILE: Code = Code::new(350, Class::Input);
/// A file that is to be removed on upgrade is in the package.
pub const REMOVE_ON_UPGRADE: Code = Code::new(351, Class::Input);
/// File capabilities, which a `.deb` cannot carry.
pub const CAPABILITIES: Code = Code::new(352, Class::Input);
/// An owner or group that is not on every Debian system, or cannot be written.
pub const OWNER: Code = Code::new(353, Class::Input);
/// A file that is not to be installed carries others that are.
pub const GHOST: Code = Code::new(354, Class::Input);
/// A member would outgrow what ar can hold.
pub const MEMBER_TOO_LONG: Code = Code::new(356, Class::Input);
