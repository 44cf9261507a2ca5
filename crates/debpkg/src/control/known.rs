//! The fields that dpkg, apt and dak interpret: a description cannot set them as further fields, and
//! dpkg judges them by more than their syntax.

/// How a field is set that is not a further one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetBy {
    /// A key of the description.
    Key(&'static str),
    /// dpkg reads the field as another one, which a key sets.
    OtherName {
        /// The field that dpkg reads it as.
        field: &'static str,
        /// The key that sets that one.
        key: &'static str,
    },
    /// dpkg, in its database: no package may have the field, empty or not.
    Dpkg,
    /// The archive, in its indexes, with a word for each part of a package: dpkg counts that the
    /// fields of this kind have equally many.
    ArchivePart,
    /// The archive, in its indexes.
    Archive,
}

use SetBy::{Archive, ArchivePart, Dpkg, Key, OtherName};

/// What [`OtherName`](SetBy::OtherName) has as the field that a revision belongs to.
const REVISION: &str = "the revision in Version";

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
    ("Revision", OtherName { field: REVISION, key: "release" }),
    ("Package-Revision", OtherName { field: REVISION, key: "release" }),
    ("Package_Revision", OtherName { field: REVISION, key: "release" }),
    ("Config-Version", Dpkg),
    ("Description-md5", Archive),
    ("Filename", ArchivePart),
    ("Format", Archive),
    ("MD5sum", ArchivePart),
    ("MSDOS-Filename", ArchivePart),
    ("SHA1", Archive),
    ("SHA256", Archive),
    ("SHA512", Archive),
    ("Size", ArchivePart),
    ("Status", Dpkg),
    ("Triggers-Awaited", Dpkg),
    ("Triggers-Pending", Dpkg),
];

/// The known spelling of `name`, in whatever case, and how it is set; `None` for a further field.
pub(crate) fn known(name: &str) -> Option<(&'static str, SetBy)> {
    KNOWN.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// The field that dpkg takes `name` for, in its known spelling: itself, or another where it is a
/// name of long ago.
pub(crate) fn read_as(name: &str) -> Option<&'static str> {
    known(name).map(|(known, set_by)| match set_by {
        OtherName { field, .. } => field,
        _ => known,
    })
}

/// Whether dpkg puts the field after the version, as its revision.
pub(crate) fn is_revision(name: &str) -> bool {
    read_as(name) == Some(REVISION)
}
