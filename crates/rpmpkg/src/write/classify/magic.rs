//! Files told by the bytes that they begin with.

use super::Class;

/// The class of what begins with a known magic.
pub(super) fn classify(head: &[u8]) -> Option<Class> {
    if let Some(class) = png(head).or_else(|| gif(head)) {
        return Some(class);
    }
    let at =
        |place: usize, magic: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(magic));
    let (.., description, mime) = MAGIC.iter().find(|(place, magic, ..)| at(*place, magic))?;
    Some(Class::new(description, mime))
}

/// Place, magic, description and media type. Empty descriptions are those that rpmbuild does not
/// keep.
const MAGIC: &[(usize, &[u8], &str, &str)] = &[
    (0, b"!<arch>\n", "current ar archive", "application/x-archive"),
    (257, b"ustar\0", "POSIX tar archive", "application/x-tar"),
    (257, b"ustar  \0", "POSIX tar archive (GNU)", "application/x-tar"),
    (0, b"070701", "ASCII cpio archive (SVR4 with no CRC)", "application/x-cpio"),
    (0, b"\xed\xab\xee\xdb", "RPM v3.0 bin", "application/x-rpm"),
    (0, b"PK\x03\x04", "Zip archive data", "application/zip"),
    (0, b"\xff\xd8\xff", "JPEG image data", "image/jpeg"),
    (0, b"\0\0\x01\0", "MS Windows icon resource", "image/vnd.microsoft.icon"),
    (0, b"\0\x01\0\0\0", "TrueType Font data", "font/sfnt"),
    (0, b"OTTO\0", "OpenType font data", "application/vnd.ms-opentype"),
    (0, b"wOFF", "Web Open Font Format", "font/woff"),
    (0, b"wOF2", "Web Open Font Format (Version 2)", "font/woff2"),
    (0, b"%PDF-", "", "application/pdf"),
    (0, b"\xca\xfe\xba\xbe", "", "application/x-java-applet"),
    (0, b"FOR1", "", "application/octet-stream"),
    (0, b"\0asm", "", "application/wasm"),
    (0, b"SQLite format 3\0", "", "application/vnd.sqlite3"),
    (0, b"\xde\x12\x04\x95", "", "application/x-gettext-translation"),
    (0, b"\x95\x04\x12\xde", "", "application/x-gettext-translation"),
];

/// With the dimensions and colours of its first chunk (W3C's PNG, 11.2.1).
fn png(head: &[u8]) -> Option<Class> {
    let chunk = head.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?.first_chunk::<13>()?;
    let [w0, w1, w2, w3, h0, h1, h2, h3, depth, color, _, _, interlace] = *chunk;
    let width = u32::from_be_bytes([w0, w1, w2, w3]);
    let height = u32::from_be_bytes([h0, h1, h2, h3]);
    let color = match color {
        0 => " grayscale",
        2 => "/color RGB",
        3 => " colormap",
        4 => " gray+alpha",
        6 => "/color RGBA",
        _ => "",
    };
    let interlace = if interlace == 1 { "interlaced" } else { "non-interlaced" };
    let description =
        format!("PNG image data, {width} x {height}, {depth}-bit{color}, {interlace}");
    Some(Class::of(description, "image/png"))
}

fn gif(head: &[u8]) -> Option<Class> {
    let rest = head.strip_prefix(b"GIF8")?;
    let [version @ (b'7' | b'9'), b'a', w0, w1, h0, h1] = *rest.first_chunk::<6>()? else {
        return None;
    };
    let version = char::from(version);
    let [width, height] = [[w0, w1], [h0, h1]].map(u16::from_le_bytes);
    let description = format!("GIF image data, version 8{version}a, {width} x {height}");
    Some(Class::of(description, "image/gif"))
}
