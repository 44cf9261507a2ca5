//! The fields that a description cannot set as further fields.

/// How a field is set that is not a further one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetBy {
    /// A key of the description.
    Key(&'static str),
    /// dpkg reads the field as another one, which a key sets.
    OtherName {
        /// The field that dpkg takes it for.
        field: &'static str,
        /// The key that sets that one.
        key: &'static str,
    },
    /// dpkg or the archive, in their databases and indexes.
    Archive,
}

use SetBy::{Archive, Key, OtherName};

/// Fields that dpkg, apt and dak interpret. dpkg refuses a package with a wrong value in most of
/// them, and some whatever their value: its names for fields of long ago (`nicknames` of dpkg's
/// `parse.c`) count as fields given twice.
const KNOWN: [(&str, SetBy); 49] = [
    ("Package", Key("name")),
    ("Source", Key("deb.source")),
    ("Version", Key("version")),
    ("Architecture", Key("arch")),
    ("Architecture-Variant", Key("arch")),
    ("Build-Essential", Key("deb.build-essential")),
    ("Essential", Key("deb.essential")),
    ("Protected", Key("deb.protected")),
    ("Origin", Key("deb.origin")),
    ("Bugs", Key("deb.bugs")),
    ("Maintainer", Key("maintainer")),
    ("Installed-Size", Key("deb.installed-size")),
    ("Pre-Depends", Key("deb.pre-depends")),
    ("Depends", Key("depends")),
    ("Recommends", Key("recommends")),
    ("Suggests", Key("suggests")),
    ("Enhances", Key("enhances")),
    ("Conflicts", Key("conflicts")),
    ("Breaks", Key("deb.breaks")),
    ("Replaces", Key("replaces")),
    ("Provides", Key("provides")),
    ("Built-Using", Key("deb.built-using")),
    ("Static-Built-Using", Key("deb.static-built-using")),
    ("Section", Key("deb.section")),
    ("Priority", Key("deb.priority")),
    ("Multi-Arch", Key("deb.multi-arch")),
    ("Homepage", Key("homepage")),
    ("Description", Key("summary")),
    ("Tag", Key("deb.tag")),
    ("Conffiles", Key("deb.conffiles")),
    ("Recommended", OtherName { field: "Recommends", key: "recommends" }),
    ("Optional", OtherName { field: "Suggests", key: "suggests" }),
    ("Class", OtherName { field: "Priority", key: "deb.priority" }),
    ("Revision", OtherName { field: "the revision in Version", key: "release" }),
    ("Package-Revision", OtherName { field: "the revision in Version", key: "release" }),
    ("Package_Revision", OtherName { field: "the revision in Version", key: "release" }),
    ("Config-Version", Archive),
    ("Description-md5", Archive),
    ("Filename", Archive),
    ("Format", Archive),
    ("MD5sum", Archive),
    ("MSDOS-Filename", Archive),
    ("SHA1", Archive),
    ("SHA256", Archive),
    ("SHA512", Archive),
    ("Size", Archive),
    ("Status", Archive),
    ("Triggers-Awaited", Archive),
    ("Triggers-Pending", Archive),
];

/// The known spelling of `name`, in whatever case, and how it is set; `None` for a further field.
pub(crate) fn known(name: &str) -> Option<(&'static str, SetBy)> {
    KNOWN.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
}
