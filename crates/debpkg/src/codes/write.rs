//! Codes for what goes into a package.

use diagnostic::{Class, Code};

/// A required field is missing.
pub const MISSING_FIELD: Code = Code::new(300, Class::Input);
/// An invalid package name.
pub const PACKAGE_NAME: Code = Code::new(301, Class::Input);
/// An invalid version, release or epoch.
pub const VERSION: Code = Code::new(302, Class::Input);
/// An invalid architecture, or one that contradicts another field.
pub const ARCHITECTURE: Code = Code::new(303, Class::Input);
/// Warning: a maintainer that is not in the form `Name <address>`.
pub const MAINTAINER: Code = Code::new(304, Class::Input);
/// An invalid section.
pub const SECTION: Code = Code::new(307, Class::Input);
/// An invalid or deprecated priority.
pub const PRIORITY: Code = Code::new(308, Class::Input);
/// An invalid Multi-Arch value, or one that contradicts the architecture.
pub const MULTI_ARCH: Code = Code::new(309, Class::Input);
/// A relationship that does not parse, or is not allowed in its field.
pub const RELATIONSHIP: Code = Code::new(310, Class::Input);
/// A relationship of a package to itself.
pub const SELF_RELATIONSHIP: Code = Code::new(311, Class::Input);
/// An invalid `Source`.
pub const SOURCE: Code = Code::new(312, Class::Input);
/// An invalid URL.
pub const URL: Code = Code::new(313, Class::Input);
/// A further field whose name is invalid or that of a known field.
pub const FURTHER_FIELD: Code = Code::new(314, Class::Input);
/// A field that Debian does not define.
pub const FOREIGN_FIELD: Code = Code::new(315, Class::Input);
/// An invalid compression.
pub const COMPRESSION: Code = Code::new(316, Class::Input);
/// An invalid `Installed-Size`.
pub const INSTALLED_SIZE: Code = Code::new(317, Class::Input);

/// A dependency on a package by the name that it has in RPM distributions.
pub const FOREIGN_NAME: Code = Code::new(318, Class::Input);

/// A script with an unknown name, or one that is given twice.
pub const SCRIPT_NAME: Code = Code::new(330, Class::Input);
/// An invalid debconf templates file.
pub const TEMPLATES: Code = Code::new(334, Class::Input);
/// An invalid line of a triggers file.
pub const TRIGGERS: Code = Code::new(335, Class::Input);
/// An invalid shlibs file.
pub const SHLIBS: Code = Code::new(336, Class::Input);
/// An invalid symbols file.
pub const SYMBOLS: Code = Code::new(337, Class::Input);
/// An invalid changelog or copyright file, or one that is also in the tree.
pub const DOCUMENT: Code = Code::new(338, Class::Input);

/// A conffile that is not a regular file of the package, or is given twice.
pub const CONFFILE: Code = Code::new(350, Class::Input);
/// A file to remove on upgrade that is in the package.
pub const REMOVE_ON_UPGRADE: Code = Code::new(351, Class::Input);
/// File capabilities, which a `.deb` cannot store.
pub const CAPABILITIES: Code = Code::new(352, Class::Input);
/// An owner or group that some Debian systems do not have, or that cannot be written.
pub const OWNER: Code = Code::new(353, Class::Input);
/// A ghost, which is not installed, is the parent or the hard-link target of an installed entry.
pub const GHOST: Code = Code::new(354, Class::Input);
/// A member that is larger than the ar format permits.
pub const MEMBER_TOO_LONG: Code = Code::new(356, Class::Input);
