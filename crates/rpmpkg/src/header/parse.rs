//! Parsing a header within limits.

use std::cell::RefCell;

use super::intro::{INTRO, Intro};
use super::value::Kind;
use super::{Header, HeaderError, HeaderLimits, Region, Tag, Texts, Value, tag};

/// Zero bytes that may come before a value or at the end: what any alignment asks for.
const MOST_PADDING: usize = 7;

/// Parses a header as rpm does. What rpm takes and does not write is told beside it: the first place
/// of each kind.
pub(super) fn parse(
    bytes: &[u8],
    region: Region,
    limits: &HeaderLimits,
) -> Result<(Header, Vec<HeaderError>), HeaderError> {
    let Some((first, rest)) = bytes.split_first_chunk::<INTRO>() else {
        return Err(HeaderError::new(bytes.len(), "it ends before its 16th byte"));
    };
    let intro = Intro::parse(first, limits)?;
    if bytes.len() as u64 != intro.length() {
        let (found, length) = (bytes.len(), intro.length());
        let problem = format!("it has {found} bytes, but its length field says {length}");
        return Err(HeaderError::new(found.min(usize::try_from(length).unwrap_or(found)), problem));
    }
    let (index, data) = rest.split_at(INTRO * intro.entries as usize);
    let (index, _) = index.as_chunks::<INTRO>();
    let start = INTRO + INTRO * index.len();
    let parser = Parser { region, data, start, limits, odd: RefCell::default() };
    let header = parser.header(index)?;
    let Odd { order, padding } = parser.odd.into_inner();
    Ok((header, order.into_iter().chain(padding).collect()))
}

/// The first place of each kind of what rpm takes and does not write.
#[derive(Default)]
struct Odd {
    /// Tags that do not ascend.
    order: Option<HeaderError>,
    /// Padding that is not zero.
    padding: Option<HeaderError>,
}

/// An entry of the index, or a region's trailer.
#[derive(Clone, Copy)]
struct Entry {
    tag: Tag,
    kind: u32,
    offset: i32,
    count: u32,
}

impl Entry {
    fn parse(bytes: &[u8; INTRO]) -> Self {
        let (fields, _) = bytes.as_chunks::<4>();
        let number = |at: usize| fields.get(at).map_or(0, |field| u32::from_be_bytes(*field));
        Self {
            tag: Tag(number(0)),
            kind: number(1),
            offset: number(2).cast_signed(),
            count: number(3),
        }
    }

    fn is_of_texts(&self) -> bool {
        matches!(Kind::from_number(self.kind), Some(Kind::StringArray | Kind::I18nString))
    }
}

/// A region, where there is one.
#[derive(Clone, Copy)]
struct RegionPlace {
    /// Entries of the index in it, its own included.
    entries: usize,
    /// The offset of its trailer in the data.
    trailer: usize,
}

struct Parser<'a> {
    region: Region,
    data: &'a [u8],
    /// The offset of the data in the header.
    start: usize,
    limits: &'a HeaderLimits,
    odd: RefCell<Odd>,
}

impl<'a> Parser<'a> {
    fn header(&self, index: &[[u8; INTRO]]) -> Result<Header, HeaderError> {
        self.texts(index)?;
        let region = self.region_place(index)?;
        let mut header = Header::new();
        let mut end = 0;
        let mut before = Tag(0);
        for (at, bytes) in index.iter().enumerate().skip(usize::from(region.is_some())) {
            let entry = Entry::parse(bytes);
            let place = INTRO + INTRO * at;
            if let Some(region) = region.filter(|region| region.entries == at) {
                self.padding(end, region.trailer)?;
                end = region.trailer + INTRO;
                before = Tag(0);
            }
            if entry.tag < tag::HEADERI18NTABLE {
                return Err(self.fault(entry.tag, place, "a value cannot have a tag below 100"));
            }
            // rpm takes tags for signed numbers.
            if entry.tag.0 > i32::MAX.cast_unsigned() {
                return Err(self.fault(entry.tag, place, "a value cannot have a tag of 2^31"));
            }
            if entry.tag < before {
                let problem = format!("it comes after tag {}; tags ascend", before.0);
                let odd = self.fault(entry.tag, place, problem);
                self.odd.borrow_mut().order.get_or_insert(odd);
            }
            before = entry.tag;
            let inside = region.filter(|region| at < region.entries);
            let last = inside.map_or(self.data.len(), |region| region.trailer);
            let (value, after) = self.value(&entry, place, end, last)?;
            if header.entries.insert(entry.tag, value).is_some() {
                return Err(self.fault(entry.tag, place, "it is repeated"));
            }
            end = after;
        }
        match region.filter(|region| region.entries == index.len()) {
            Some(region) => {
                self.padding(end, region.trailer)?;
                let end = region.trailer + INTRO;
                if end != self.data.len() {
                    let place = self.start + end;
                    return Err(HeaderError::new(place, "bytes follow the region's trailer"));
                }
            }
            None => self.padding(end, self.data.len())?,
        }
        Ok(header)
    }

    /// The region, by its entry, which is the first, and its trailer. A header that starts with
    /// another tag has none, as rpm 3 wrote it.
    fn region_place(&self, index: &[[u8; INTRO]]) -> Result<Option<RegionPlace>, HeaderError> {
        let Some(entry) = index.first().map(Entry::parse) else {
            return Ok(None);
        };
        if entry.tag != self.region.tag() {
            return Ok(None);
        }
        let fault = |offset: usize, problem: &str| self.fault(entry.tag, offset, problem);
        if (entry.kind, entry.count) != (Kind::Binary.number(), INTRO as u32) {
            return Err(fault(INTRO, "the region's entry is not 16 bytes of binary data"));
        }
        let trailer = usize::try_from(entry.offset).ok().and_then(|offset| {
            let bytes = self.data.get(offset..)?.first_chunk::<INTRO>()?;
            Some((offset, Entry::parse(bytes)))
        });
        let Some((offset, trailer)) = trailer else {
            return Err(fault(INTRO, "the region's trailer is not within the data"));
        };
        let place = self.start + offset;
        let of_old = self.region == Region::Signature && trailer.tag == tag::HEADERIMAGE;
        if !(trailer.tag == entry.tag || of_old)
            || (trailer.kind, trailer.count) != (Kind::Binary.number(), INTRO as u32)
        {
            return Err(fault(place, "the region's trailer does not match its entry"));
        }
        let size = trailer.offset.checked_neg().and_then(|size| usize::try_from(size).ok());
        let entries = size.filter(|size| size % INTRO == 0).map_or(0, |size| size / INTRO);
        if entries == 0 || entries > index.len() {
            return Err(fault(place, "the region's trailer does not lead back to the index"));
        }
        let covers_all = entries == index.len() && offset + INTRO == self.data.len();
        if self.region == Region::Immutable && !covers_all {
            return Err(fault(place, "the region does not cover all of the header"));
        }
        Ok(Some(RegionPlace { entries, trailer: offset }))
    }

    /// Checks that all text arrays together keep to the limit, before there is room for any.
    fn texts(&self, index: &[[u8; INTRO]]) -> Result<(), HeaderError> {
        let entries = index.iter().map(Entry::parse);
        let counts = entries.filter(Entry::is_of_texts).map(|entry| entry.count);
        // One that is too long by itself is named when it is read.
        let counts = counts.filter(|count| *count <= self.limits.elements);
        let (texts, most) = (counts.map(u64::from).sum::<u64>(), self.limits.texts);
        if texts > most.into() {
            let problem = format!("its arrays have {texts} texts; the limit is {most}");
            return Err(HeaderError::new(INTRO, problem));
        }
        Ok(())
    }

    /// The value of `entry`, whose data starts at `end` or after padding and stops at `last` or
    /// before; and where it stops.
    fn value(
        &self,
        entry: &Entry,
        place: usize,
        end: usize,
        last: usize,
    ) -> Result<(Value, usize), HeaderError> {
        let fault = |problem: String| self.fault(entry.tag, place, problem);
        let Some(kind) = Kind::from_number(entry.kind) else {
            return Err(fault(format!("its type is {}; types are 1 to 9", entry.kind)));
        };
        let offset = match usize::try_from(entry.offset) {
            Ok(offset) if offset < last => offset,
            _ => return Err(fault(format!("its offset is {}, not in the data", entry.offset))),
        };
        if offset < end {
            return Err(fault(format!("its offset is {offset}, within or before another value")));
        }
        if !offset.is_multiple_of(kind.alignment()) {
            let alignment = kind.alignment();
            return Err(fault(format!("its offset is {offset}, no multiple of {alignment}")));
        }
        self.padding(end, offset)?;
        if entry.count == 0 {
            return Err(fault("it has no elements".to_owned()));
        }
        if let Err(problem) = self.limits.check_count(kind, entry.count) {
            return Err(fault(problem));
        }
        let bytes = &self.data[offset..last];
        match take(kind, bytes, entry.count as usize) {
            Ok((value, length)) => Ok((value, offset + length)),
            Err(problem) => Err(self.fault(entry.tag, self.start + offset, problem)),
        }
    }

    /// Checks that what stands between two values aligns the second, which is zeros in what rpm
    /// writes.
    fn padding(&self, from: usize, to: usize) -> Result<(), HeaderError> {
        let place = self.start + from;
        match self.data.get(from..to) {
            None => return Err(HeaderError::new(place, "a value reaches into another")),
            Some(bytes) if bytes.len() > MOST_PADDING => {
                let problem = format!("{} bytes belong to no value", bytes.len());
                return Err(HeaderError::new(place, problem));
            }
            Some(bytes) => {
                if let Some(at) = bytes.iter().position(|&byte| byte != 0) {
                    let odd = HeaderError::new(place + at, "the padding is not zero");
                    self.odd.borrow_mut().padding.get_or_insert(odd);
                }
            }
        }
        Ok(())
    }

    fn fault(&self, tag: Tag, offset: usize, problem: impl AsRef<str>) -> HeaderError {
        HeaderError::of(tag, self.region.name(tag), offset, problem)
    }
}

/// Takes `count` elements from the start of `bytes`, and says how many bytes they are. Makes room
/// for no more than there is data.
fn take(kind: Kind, bytes: &[u8], count: usize) -> Result<(Value, usize), String> {
    match kind {
        Kind::Char => Ok((Value::Char(take_bytes::<1>(bytes, count)?.into()), count)),
        Kind::Int8 => Ok((Value::Int8(take_bytes::<1>(bytes, count)?.into()), count)),
        Kind::Binary => Ok((Value::Binary(take_bytes::<1>(bytes, count)?.into()), count)),
        Kind::Int16 => {
            let (numbers, _) = take_bytes::<2>(bytes, count)?.as_chunks();
            let value = Value::int16(numbers.iter().map(|number| u16::from_be_bytes(*number)));
            Ok((value, 2 * count))
        }
        Kind::Int32 => {
            let (numbers, _) = take_bytes::<4>(bytes, count)?.as_chunks();
            let value = Value::int32(numbers.iter().map(|number| u32::from_be_bytes(*number)));
            Ok((value, 4 * count))
        }
        Kind::Int64 => {
            let (numbers, _) = take_bytes::<8>(bytes, count)?.as_chunks();
            let value = Value::int64(numbers.iter().map(|number| u64::from_be_bytes(*number)));
            Ok((value, 8 * count))
        }
        Kind::String if count != 1 => Err(format!(
            "it has {count} elements, but only one is \
                                                   allowed"
        )),
        Kind::String => {
            let (texts, length) = take_texts(bytes, 1)?;
            Ok((Value::text(&texts[0]), length))
        }
        Kind::StringArray => {
            take_texts(bytes, count).map(|(texts, length)| (Value::StringArray(texts), length))
        }
        Kind::I18nString => {
            take_texts(bytes, count).map(|(texts, length)| (Value::I18nString(texts), length))
        }
    }
}

/// The bytes of `count` elements of `WIDTH` bytes each.
fn take_bytes<const WIDTH: usize>(bytes: &[u8], count: usize) -> Result<&[u8], String> {
    let room = bytes.len() / WIDTH;
    if count > room {
        return Err(format!("it has {count} elements, but there is space for {room}"));
    }
    Ok(&bytes[..WIDTH * count])
}

fn take_texts(bytes: &[u8], count: usize) -> Result<(Texts, usize), String> {
    take_bytes::<1>(bytes, count)?;
    match Texts::take(bytes, count) {
        Ok(texts) => {
            let length = texts.as_bytes().len();
            Ok((texts, length))
        }
        Err(whole) => Err(format!("text {} of {count} is not terminated", whole + 1)),
    }
}
