//! One package of a repository.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rpmpkg::Evr;

use super::checksum::Checksum;
use super::fields::Fields;
use super::list::List;
use super::xml::push_attribute;

/// One package of a repository: its elements of `primary`, `filelists` and `other`, as bytes, with
/// what identifies it.
///
/// What is published already is never printed anew: its bytes are kept as they were found. Cloning
/// is cheap.
#[derive(Clone)]
pub struct Record {
    /// Those that were read together: they are kept as long as one of them is.
    packages: Arc<Vec<Package>>,
    /// Which of them.
    at: usize,
}

/// What a [`Record`] says.
pub(super) struct Package {
    fields: Fields,
    primary: Element,
    filelists: Element,
    other: Element,
    /// Where the address of the package starts in `primary`, if its tag starts as it is printed here.
    href: Option<usize>,
}

/// A `<package>` element within a list's text.
#[derive(Clone)]
pub(super) struct Element {
    pub(super) text: Arc<Vec<u8>>,
    pub(super) start: usize,
    pub(super) length: usize,
}

const TAG: &[u8] = b"<package";
const LOCATION: &[u8] = b"<location href=\"";

impl Element {
    /// An element that is the whole of `text`.
    pub(super) fn whole(mut text: Vec<u8>) -> Self {
        let length = text.len();
        text.shrink_to_fit();
        Self { text: Arc::new(text), start: 0, length }
    }

    /// An element within `text`, with the line break behind it, if it is not known to be there. It
    /// declares `namespaces`, which its list declares and another may not.
    pub(super) fn within(
        text: &Arc<Vec<u8>>,
        range: Range<usize>,
        namespaces: &str,
        is_line: bool,
    ) -> Self {
        if namespaces.is_empty() && (is_line || text.get(range.end) == Some(&b'\n')) {
            let length = range.len() + 1;
            return Self { text: Arc::clone(text), start: range.start, length };
        }
        let (tag, rest) = text[range].split_at(TAG.len());
        Self::whole([tag, namespaces.as_bytes(), rest, b"\n"].concat())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.text[self.start..self.start + self.length]
    }
}

impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        let same_place = Arc::ptr_eq(&self.text, &other.text) && self.start == other.start;
        same_place || self.bytes() == other.bytes()
    }
}

impl Package {
    pub(super) fn new(
        fields: Fields,
        primary: Element,
        filelists: Element,
        other: Element,
    ) -> Self {
        let tag = fields.location_tag().start;
        let is_printed = primary.bytes()[tag..].starts_with(LOCATION);
        let href = is_printed.then_some(tag + LOCATION.len());
        Self { fields, primary, filelists, other, href }
    }
}

impl From<Package> for Record {
    fn from(package: Package) -> Self {
        Self { packages: Arc::new(vec![package]), at: 0 }
    }
}

impl Record {
    /// The records of packages that were read together, in their order.
    pub(super) fn all(packages: Vec<Package>) -> Vec<Self> {
        let packages = Arc::new(packages);
        (0..packages.len()).map(|at| Self { packages: Arc::clone(&packages), at }).collect()
    }

    fn package(&self) -> &Package {
        &self.packages[self.at]
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.package().fields
    }

    /// The package's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.fields().name()
    }

    /// Its epoch, version and release; the epoch is always there.
    #[must_use]
    pub fn evr(&self) -> Evr {
        self.fields().evr()
    }

    /// Its architecture; `src` or `nosrc` for a source package.
    #[must_use]
    pub fn architecture(&self) -> &str {
        self.fields().architecture()
    }

    /// `name-epoch:version-release.arch`, without the epoch where it is 0, as dnf names packages.
    #[must_use]
    pub fn nevra(&self) -> String {
        let (fields, architecture) = (self.fields(), self.architecture());
        let (name, version, release) = (fields.name(), fields.version(), fields.release());
        match fields.epoch() {
            0 => format!("{name}-{version}-{release}.{architecture}"),
            epoch => format!("{name}-{epoch}:{version}-{release}.{architecture}"),
        }
    }

    /// Where the package is: `href`, relative to [`base`](Self::base) or to the folder that holds
    /// `repodata`. Not percent-decoded; entities of XML are resolved.
    #[must_use]
    pub fn location(&self) -> &str {
        self.fields().location()
    }

    /// `xml:base`, when the package is elsewhere than its repository.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.fields().base()
    }

    /// The package's length in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.fields().size()
    }

    /// The package's digest.
    #[must_use]
    pub fn checksum(&self) -> Checksum {
        self.fields().checksum()
    }

    /// The digits of its digest, in lower case: what tells it from others. Each algorithm has another
    /// number of them.
    #[must_use]
    pub fn pkgid(&self) -> &str {
        self.fields().hex()
    }

    /// `<package type="rpm">` to `</package>`, with a line break behind it, in `primary`.
    #[must_use]
    pub fn primary(&self) -> &[u8] {
        self.package().primary.bytes()
    }

    /// The same in `filelists`.
    #[must_use]
    pub fn filelists(&self) -> &[u8] {
        self.package().filelists.bytes()
    }

    /// The same in `other`.
    #[must_use]
    pub fn other(&self) -> &[u8] {
        self.package().other.bytes()
    }

    /// Its element in one of the lists.
    #[must_use]
    pub fn element(&self, list: List) -> &[u8] {
        match list {
            List::Primary => self.primary(),
            List::Filelists => self.filelists(),
            List::Other => self.other(),
        }
    }

    /// The same package at another place: another `href`, and no `xml:base`. Nothing else changes.
    #[must_use]
    pub fn at(&self, location: &str) -> Self {
        if self.location() == location && self.base().is_none() {
            return self.clone();
        }
        let (element, Range { start, end }) = (self.primary(), self.fields().location_tag());
        let mut tag = LOCATION.to_vec();
        push_attribute(&mut tag, location);
        // The tag may have an end-tag, though nothing stands between.
        tag.extend_from_slice(if element[..end].ends_with(b"/>") { b"\"/>" } else { b"\">" });
        let primary = [&element[..start], &tag, &element[end..]].concat();
        let fields = self.fields().at(location, start..start + tag.len());
        let Package { filelists, other, .. } = self.package();
        Package::new(fields, Element::whole(primary), filelists.clone(), other.clone()).into()
    }

    /// The element of `primary` as it reads in another folder, from which `up` leads to this one, in
    /// pieces; `None` where the tag `<location ..>` starts otherwise than it is printed here.
    pub(super) fn below<'a>(&'a self, up: &'a str) -> Option<[&'a [u8]; 3]> {
        let element = self.primary();
        if self.base().is_some() {
            return Some([element, b"", b""]);
        }
        let (before, behind) = element.split_at(self.package().href?);
        Some([before, up.as_bytes(), behind])
    }
}

impl PartialEq for Record {
    /// By their elements.
    fn eq(&self, other: &Self) -> bool {
        let same_place = Arc::ptr_eq(&self.packages, &other.packages) && self.at == other.at;
        let (ours, others) = (self.package(), other.package());
        same_place
            || ours.primary == others.primary
                && ours.filelists == others.filelists
                && ours.other == others.other
    }
}

impl Eq for Record {}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({self} {} {})", self.location(), self.checksum())
    }
}

impl fmt::Display for Record {
    /// [`nevra`](Record::nevra)
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.nevra())
    }
}
