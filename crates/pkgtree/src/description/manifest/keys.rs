//! The keys of each table, what each takes and where it goes. Everything that reads, suggests or
//! documents keys goes by these tables.

use std::path::PathBuf;

use diagnostic::Sourced;

use super::names::{KeyCheck, any, locale, qualifiers};
use super::rows::{AddRow, FileRow, MadeRow};
use super::triggers::TriggerRow;
use crate::description::text::Layout;
use crate::description::{
    DebSection, Description, RpmSection, Script, ScriptBody, Scriptlet, Text,
};
use crate::{HardLinkPolicy, ModeChange, ModePolicy, Pattern};

/// A key of a table that is read into a `T`.
pub(super) struct Key<T: 'static> {
    pub(super) name: &'static str,
    pub(super) field: Field<T>,
}

/// What a key takes, and where it goes.
pub(super) enum Field<T: 'static> {
    /// A text of one line.
    Line(fn(&mut T) -> &mut Option<Text>),
    /// A text of one line; an integer means its digits.
    Number(fn(&mut T) -> &mut Option<Text>),
    /// A text of several lines.
    Paragraphs(fn(&mut T) -> &mut Option<Text>),
    /// A list of texts of one line.
    Lines(fn(&mut T) -> &mut Vec<Text>),
    /// A list of patterns over installed paths.
    Patterns(fn(&mut T) -> &mut Vec<Sourced<Pattern>>),
    /// The path of a file, from the manifest's directory.
    Path(fn(&mut T) -> &mut Option<Sourced<PathBuf>>),
    /// True, false, or not said.
    Flag(fn(&mut T) -> &mut Option<Sourced<bool>>),
    /// True, or not.
    Switch(fn(&mut T) -> &mut bool),
    /// Permissions: octal or symbolic text, or an integer written in octal.
    Mode(fn(&mut T) -> &mut Option<ModeChange>),
    /// The policy of modes.
    ModePolicy(fn(&mut T) -> &mut Option<ModePolicy>),
    /// The policy of hard links.
    HardLinkPolicy(fn(&mut T) -> &mut Option<HardLinkPolicy>),
    /// A boolean, a word or a list of words.
    Words(fn(&mut T) -> &mut Option<Words>),
    /// A table of paths by script name, of which these are valid.
    Scripts(&'static [&'static str], fn(&mut T) -> &mut Vec<Script>),
    /// A table by script name, of which these are valid, of paths or of tables that have
    /// [`SCRIPTLET`]'s keys.
    Scriptlets(&'static [&'static str], fn(&mut T) -> &mut Vec<Scriptlet>),
    /// A table of texts of that layout, by names that the check lets pass.
    Texts(Layout, KeyCheck, fn(&mut T) -> &mut Vec<(Text, Text)>),
    /// A table of lists of texts of one line, by names that the check lets pass.
    Lists(KeyCheck, fn(&mut T) -> &mut Vec<List>),
    /// A table with keys of its own.
    Table,
    /// An array of tables with keys of their own.
    Tables,
}

/// A boolean or words, each with where it stands.
#[derive(Clone, Debug)]
pub(super) enum Words {
    /// `true` or `false`.
    Flag(Sourced<bool>),
    /// One or several.
    Texts(Vec<Text>),
}

/// A list by its name.
type List = (Text, Vec<Text>);

impl<T> Field<T> {
    /// Where a text goes that references may name and flags may replace.
    pub(super) fn text(&self) -> Option<fn(&mut T) -> &mut Option<Text>> {
        match self {
            Self::Line(slot) | Self::Number(slot) | Self::Paragraphs(slot) => Some(*slot),
            _ => None,
        }
    }

    /// How such a text is laid out.
    pub(super) fn layout(&self) -> Option<Layout> {
        match self {
            Self::Line(_) | Self::Number(_) => Some(Layout::Line),
            Self::Paragraphs(_) => Some(Layout::Paragraphs),
            _ => None,
        }
    }
}

/// A key by its name, what it takes, and the field it goes to.
macro_rules! key {
    ($name:literal, $kind:ident) => {
        Key { name: $name, field: Field::$kind }
    };
    ($name:literal, $kind:ident, $($field:ident).+) => {
        Key { name: $name, field: Field::$kind(|it| &mut it.$($field).+) }
    };
}

const SCRIPTS: &[&str] = &["preinst", "postinst", "prerm", "postrm"];
const DEB_SCRIPTS: &[&str] = &["preinst", "postinst", "prerm", "postrm", "config"];
const RPM_SCRIPTS: &[&str] = &[
    "preinst",
    "postinst",
    "prerm",
    "postrm",
    "pre",
    "post",
    "preun",
    "postun",
    "pretrans",
    "posttrans",
    "preuntrans",
    "postuntrans",
    "verify",
];

/// The keys at the top.
pub(super) const COMMON: &[Key<Description>] = &[
    key!("name", Line, name),
    key!("version", Line, version),
    key!("release", Number, release),
    key!("epoch", Number, epoch),
    key!("arch", Line, arch),
    key!("maintainer", Line, maintainer),
    key!("vendor", Line, vendor),
    key!("summary", Line, summary),
    key!("description", Paragraphs, description),
    key!("license", Line, license),
    key!("homepage", Line, homepage),
    key!("depends", Lines, depends),
    key!("recommends", Lines, recommends),
    key!("suggests", Lines, suggests),
    key!("enhances", Lines, enhances),
    key!("provides", Lines, provides),
    key!("conflicts", Lines, conflicts),
    key!("replaces", Lines, replaces),
    key!("changelog", Path, changelog),
    key!("copyright", Path, copyright),
    key!("exclude", Patterns, tree.exclude),
    key!("allow-empty", Switch, tree.allow_empty),
    key!("allow-special", Switch, tree.allow_special),
    key!("allow-non-utf8", Switch, tree.allow_non_utf8),
    key!("drop-xattrs", Switch, tree.drop_xattrs),
    key!("modes", ModePolicy, tree.modes),
    key!("hard-links", HardLinkPolicy, tree.hard_links),
    Key { name: "scripts", field: Field::Scripts(SCRIPTS, |it| &mut it.scripts) },
    key!("deb", Table),
    key!("rpm", Table),
    key!("file", Tables),
    key!("add", Tables),
    key!("directory", Tables),
    key!("link", Tables),
    key!("ghost", Tables),
];

/// The keys of `[deb]`.
pub(super) const DEB: &[Key<DebSection>] = &[
    key!("name", Line, name),
    key!("version", Line, version),
    key!("release", Number, release),
    key!("epoch", Number, epoch),
    key!("arch", Line, arch),
    key!("maintainer", Line, maintainer),
    key!("summary", Line, summary),
    key!("description", Paragraphs, description),
    key!("homepage", Line, homepage),
    key!("section", Line, section),
    key!("priority", Line, priority),
    key!("essential", Flag, essential),
    key!("protected", Flag, protected),
    key!("build-essential", Flag, build_essential),
    key!("multi-arch", Line, multi_arch),
    key!("source", Line, source),
    key!("bugs", Line, bugs),
    key!("origin", Line, origin),
    key!("tag", Line, tag),
    key!("depends", Lines, depends),
    key!("pre-depends", Lines, pre_depends),
    key!("recommends", Lines, recommends),
    key!("suggests", Lines, suggests),
    key!("enhances", Lines, enhances),
    key!("breaks", Lines, breaks),
    key!("conflicts", Lines, conflicts),
    key!("provides", Lines, provides),
    key!("replaces", Lines, replaces),
    key!("built-using", Lines, built_using),
    key!("static-built-using", Lines, static_built_using),
    Key { name: "fields", field: Field::Texts(Layout::Paragraphs, any, |it| &mut it.fields) },
    Key { name: "scripts", field: Field::Scripts(DEB_SCRIPTS, |it| &mut it.scripts) },
    key!("templates", Path, templates),
    key!("triggers", Lines, triggers),
    key!("shlibs", Path, shlibs),
    key!("symbols", Path, symbols),
    key!("conffiles", Lines, conffiles),
    key!("remove-on-upgrade", Lines, remove_on_upgrade),
    key!("etc-conffiles", Flag, etc_conffiles),
    key!("compression", Line, compression),
    key!("installed-size", Number, installed_size),
    key!("exclude", Patterns, tree.exclude),
    key!("modes", ModePolicy, tree.modes),
    key!("hard-links", HardLinkPolicy, tree.hard_links),
    key!("file", Tables),
    key!("add", Tables),
    key!("directory", Tables),
    key!("link", Tables),
    key!("ghost", Tables),
];

/// The keys of `[rpm]`.
pub(super) const RPM: &[Key<RpmSection>] = &[
    key!("name", Line, name),
    key!("version", Line, version),
    key!("release", Number, release),
    key!("epoch", Number, epoch),
    key!("arch", Line, arch),
    key!("summary", Line, summary),
    key!("description", Paragraphs, description),
    key!("license", Line, license),
    key!("homepage", Line, homepage),
    key!("vendor", Line, vendor),
    key!("packager", Line, packager),
    key!("group", Line, group),
    key!("requires", Lines, requires),
    key!("recommends", Lines, recommends),
    key!("suggests", Lines, suggests),
    key!("supplements", Lines, supplements),
    key!("enhances", Lines, enhances),
    key!("provides", Lines, provides),
    key!("conflicts", Lines, conflicts),
    key!("obsoletes", Lines, obsoletes),
    Key { name: "requires-for", field: Field::Lists(qualifiers, |it| &mut it.requires_for) },
    key!("order-with-requires", Lines, order_with_requires),
    Key { name: "scripts", field: Field::Scriptlets(RPM_SCRIPTS, |it| &mut it.scripts) },
    key!("trigger", Tables),
    key!("changelog", Path, changelog),
    key!("distribution", Line, distribution),
    key!("build-host", Line, build_host),
    key!("source-rpm", Line, source_rpm),
    key!("cookie", Line, cookie),
    key!("opt-flags", Line, opt_flags),
    Key { name: "summaries", field: Field::Texts(Layout::Line, locale, |it| &mut it.summaries) },
    Key {
        name: "descriptions",
        field: Field::Texts(Layout::Paragraphs, locale, |it| &mut it.descriptions),
    },
    key!("own", Patterns, own),
    key!("disown", Patterns, disown),
    key!("prefixes", Lines, prefixes),
    key!("etc-config", Flag, etc_config),
    key!("format", Number, format),
    key!("compression", Line, compression),
    key!("exclude", Patterns, tree.exclude),
    key!("modes", ModePolicy, tree.modes),
    key!("hard-links", HardLinkPolicy, tree.hard_links),
    key!("file", Tables),
    key!("add", Tables),
    key!("directory", Tables),
    key!("link", Tables),
    key!("ghost", Tables),
];

/// The keys of each `[[file]]`, `[[deb.file]]` and `[[rpm.file]]`.
pub(super) const FILE: &[Key<FileRow>] = &[
    key!("match", Line, pattern),
    key!("type", Words, types),
    key!("config", Words, attributes.config),
    key!("role", Words, attributes.role),
    key!("mode", Mode, attributes.mode),
    key!("file-mode", Mode, attributes.file_mode),
    key!("dir-mode", Mode, attributes.dir_mode),
    key!("owner", Line, attributes.owner),
    key!("group", Line, attributes.group),
    key!("capabilities", Line, attributes.capabilities),
    key!("lang", Words, attributes.language),
    key!("verify", Words, attributes.verify),
];

/// The keys of each `[[add]]`, `[[deb.add]]` and `[[rpm.add]]`.
pub(super) const ADD: &[Key<AddRow>] = &[
    key!("source", Path, source),
    key!("target", Line, target),
    key!("config", Words, attributes.config),
    key!("role", Words, attributes.role),
    key!("mode", Mode, attributes.mode),
    key!("file-mode", Mode, attributes.file_mode),
    key!("dir-mode", Mode, attributes.dir_mode),
    key!("owner", Line, attributes.owner),
    key!("group", Line, attributes.group),
    key!("capabilities", Line, attributes.capabilities),
    key!("lang", Words, attributes.language),
    key!("verify", Words, attributes.verify),
];

/// The keys of each `[[directory]]`, `[[deb.directory]]` and `[[rpm.directory]]`.
pub(super) const DIRECTORY: &[Key<MadeRow>] = &[
    key!("path", Line, path),
    key!("role", Words, attributes.role),
    key!("mode", Mode, attributes.mode),
    key!("owner", Line, attributes.owner),
    key!("group", Line, attributes.group),
    key!("verify", Words, attributes.verify),
];

/// The keys of each `[[link]]`, `[[deb.link]]` and `[[rpm.link]]`.
pub(super) const LINK: &[Key<MadeRow>] = &[
    key!("path", Line, path),
    key!("target", Line, target),
    key!("config", Words, attributes.config),
    key!("role", Words, attributes.role),
    key!("owner", Line, attributes.owner),
    key!("group", Line, attributes.group),
    key!("lang", Words, attributes.language),
    key!("verify", Words, attributes.verify),
];

/// The keys of each `[[ghost]]`, `[[deb.ghost]]` and `[[rpm.ghost]]`.
pub(super) const GHOST: &[Key<MadeRow>] = &[
    key!("path", Line, path),
    key!("config", Words, attributes.config),
    key!("role", Words, attributes.role),
    key!("mode", Mode, attributes.mode),
    key!("owner", Line, attributes.owner),
    key!("group", Line, attributes.group),
    key!("lang", Words, attributes.language),
    key!("verify", Words, attributes.verify),
];

/// The keys of a script in `[rpm.scripts]` that is a table.
pub(super) const SCRIPTLET: &[Key<ScriptBody>] = &[
    key!("file", Path, file),
    key!("interpreter", Line, interpreter),
    key!("flags", Lines, flags),
];

/// The keys of each `[[rpm.trigger]]`.
pub(super) const TRIGGER: &[Key<TriggerRow>] = &[
    key!("event", Line, event),
    key!("on", Lines, on),
    key!("priority", Number, priority),
    key!("file", Path, body.file),
    key!("interpreter", Line, body.interpreter),
    key!("flags", Lines, body.flags),
];
