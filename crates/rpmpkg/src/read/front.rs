//! What is in front of the payload: the lead, the signature header, the main header.

use std::io::Read;
use std::ops::Range;

use super::{Limits, ReadError, Tolerated};
use crate::codes;
use crate::header::{Header, HeaderLimits, INTRO, Intro, Region};
use crate::lead::{self, Lead};

/// The front of a package, parsed.
pub(super) struct Front {
    pub(super) lead: Lead,
    pub(super) signature: Header,
    pub(super) header: Header,
    pub(super) header_range: Range<u64>,
    pub(super) header_bytes: Vec<u8>,
    pub(super) tolerated: Vec<Tolerated>,
}

/// Reads up to the payload's first byte.
pub(super) fn read(input: &mut dyn Read, limits: &Limits) -> Result<Front, ReadError> {
    let (lead, odd) = read_lead(input)?;
    let mut tolerated: Vec<_> = odd.into_iter().collect();
    let bytes = read_header(input, "signature", &limits.signature)?;
    let signature = parse(&bytes, Region::Signature, &limits.signature, &mut tolerated)?;

    // The main header starts at a multiple of 8.
    let length = bytes.len().next_multiple_of(8);
    let mut padding = [0; 8];
    let padding = &mut padding[..length - bytes.len()];
    input.read_exact(padding).map_err(|error| ReadError::from_io(error, "the signature header"))?;
    if let Some(at) = padding.iter().position(|byte| *byte != 0) {
        let at = lead::LENGTH + bytes.len() + at;
        let problem = format!(
            "the padding after the signature header, at byte {at} of the package, is not zero"
        );
        tolerated.push(Tolerated::new(codes::TAG, problem));
    }

    let start = (lead::LENGTH + length) as u64;
    let header_bytes = read_header(input, "main", &limits.header)?;
    let header = parse(&header_bytes, Region::Immutable, &limits.header, &mut tolerated)?;
    let header_range = start..start + header_bytes.len() as u64;
    Ok(Front { lead, signature, header, header_range, header_bytes, tolerated })
}

fn read_lead(input: &mut dyn Read) -> Result<(Lead, Option<Tolerated>), ReadError> {
    let mut bytes = Vec::new();
    input.take(lead::LENGTH as u64).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    match <[u8; lead::LENGTH]>::try_from(bytes) {
        Ok(bytes) => Lead::parse(&bytes),
        Err(bytes)
            if bytes.is_empty() || !lead::MAGIC.starts_with(&bytes[..bytes.len().min(4)]) =>
        {
            Err(ReadError::NotAPackage("it does not start with the bytes ed ab ee db".to_owned()))
        }
        Err(_) => Err(ReadError::Truncated("it ends within the lead".to_owned())),
    }
}

/// Reads the bytes of a header, making room for no more than there are.
fn read_header(
    input: &mut dyn Read,
    name: &'static str,
    limits: &HeaderLimits,
) -> Result<Vec<u8>, ReadError> {
    let within = format!("the {name} header");
    let mut intro = [0; INTRO];
    input.read_exact(&mut intro).map_err(|error| ReadError::from_io(error, &within))?;
    let length = Intro::parse(&intro, limits)
        .map_err(|source| ReadError::Header { header: name, source })?
        .length();
    let mut bytes = intro.to_vec();
    let rest = length - bytes.len() as u64;
    input.take(rest).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 != length {
        return Err(ReadError::Truncated(format!("it ends within {within}")));
    }
    Ok(bytes)
}

fn parse(
    bytes: &[u8],
    region: Region,
    limits: &HeaderLimits,
    tolerated: &mut Vec<Tolerated>,
) -> Result<Header, ReadError> {
    let header = match region {
        Region::Signature => "signature",
        Region::Immutable => "main",
    };
    let (parsed, odd) = Header::parse_odd(bytes, region, limits)
        .map_err(|source| ReadError::Header { header, source })?;
    let odd = odd.into_iter();
    tolerated.extend(odd.map(|it| Tolerated::new(codes::HEADER, format!("{header} header: {it}"))));
    Ok(parsed)
}
