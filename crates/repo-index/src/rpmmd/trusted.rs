//! Lists that were read, element by element, when they were published: they are taken apart again by
//! where their elements end, and of each only what identifies it is read.

use memchr::memmem;

use super::identity;
use super::list::List;
use super::scan::{self, Found, Listed, Scanned};
use super::xml::Reader;

const START: &[u8] = b"<package ";
const END: &[u8] = b"</package>";

/// The packages of `primary`; `None` when it is not laid out as it is printed here, or does not say
/// what it should.
pub(super) fn primary(text: &[u8]) -> Option<Scanned<Found>> {
    packages(text, List::Primary, |element, start| {
        let parse = || scan::identity(&mut Reader::new(element).ok()?).ok();
        let fields = identity::read(element).or_else(parse)?;
        Some(Found { fields, range: start..start + element.len() })
    })
}

/// The same of `filelists` or `other`.
pub(super) fn listed(text: &[u8], list: List) -> Option<Scanned<Listed<'_>>> {
    packages(text, list, |element, start| {
        let rest = element.strip_prefix(b"<package pkgid=\"")?;
        let pkgid = std::str::from_utf8(&rest[..memchr::memchr(b'"', rest)?]).ok()?;
        let is_plain = memchr::memchr2(b'&', b'<', pkgid.as_bytes()).is_none();
        is_plain.then(|| Listed { pkgid: pkgid.into(), range: start..start + element.len() })
    })
}

/// What `read` makes of each element, without the line break behind it, and of where it starts.
fn packages<'a, T>(
    text: &'a [u8],
    list: List,
    read: impl Fn(&'a [u8], usize) -> Option<T>,
) -> Option<Scanned<T>> {
    let head = memchr::memchr_iter(b'\n', text).nth(1)? + 1;
    let (head, elements) = text.split_at(head);
    let count = count(head)?;
    let elements = elements.strip_suffix(list.end().as_bytes())?;
    if head != list.start(count).as_bytes() {
        return None;
    }
    let most = elements.len() / END.len();
    let (mut packages, mut start) = (Vec::with_capacity(count.min(most)), 0);
    for found in memmem::find_iter(elements, END) {
        let end = found + END.len();
        let element = &elements[start..end];
        let is_line = elements.get(end) == Some(&b'\n');
        if !element.starts_with(START) || !is_line || has_markup(element) {
            return None;
        }
        packages.push(read(element, head.len() + start)?);
        start = end + 1;
    }
    let is_whole = start == elements.len() && packages.len() == count;
    is_whole.then(|| Scanned { packages, namespaces: String::new(), are_lines: true })
}

/// Whether there are comments, sections or instructions: they could hold what looks like an element's
/// end, which then is the end of what is seen here. Their second bytes are rarer than the first.
fn has_markup(element: &[u8]) -> bool {
    let mut found = memchr::memchr2_iter(b'!', b'?', element);
    found.any(|at| at.checked_sub(1).is_some_and(|before| element[before] == b'<'))
}

/// The number of packages that the start of a list says it has.
fn count(head: &[u8]) -> Option<usize> {
    let (_, count) = std::str::from_utf8(head).ok()?.rsplit_once(" packages=\"")?;
    count.split_once('"')?.0.parse().ok()
}
