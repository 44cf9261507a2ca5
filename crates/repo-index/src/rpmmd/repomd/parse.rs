//! Parsing `repomd.xml`.

use super::{Data, Repomd, Tags};
use crate::rpmmd::checksum::Checksum;
use crate::rpmmd::scan::{MetadataError, checksum, number_text, other_namespaces, required};
use crate::rpmmd::xml::{Reader, Tag, XmlError};
use crate::rpmmd::{REPO_NAMESPACE, RPM_NAMESPACE};

pub(super) fn parse(bytes: &[u8]) -> Result<Repomd, MetadataError> {
    read(bytes).map_err(|error| MetadataError::new("repomd.xml", error))
}

fn read(bytes: &[u8]) -> Result<Repomd, XmlError> {
    let mut reader = Reader::new(bytes)?;
    let root = reader.root()?;
    if root.name != "repomd" {
        return Err(reader.error(format!("<{}> instead of <repomd>", root.name)));
    }
    let known = [("xmlns", REPO_NAMESPACE), ("xmlns:rpm", RPM_NAMESPACE)];
    let mut repomd =
        Repomd { namespaces: other_namespaces(&reader, &root, &known)?, ..Repomd::default() };
    while let Some(tag) = reader.child()? {
        match tag.name {
            "revision" => repomd.revision = Some(reader.content()?.into_owned()),
            "tags" => tags(&mut reader, &mut repomd.tags)?,
            "data" => {
                let data = data(&mut reader, &tag)?;
                if repomd.find(&data.kind).is_some() {
                    return Err(reader.error(format!("data of the type {:?} twice", data.kind)));
                }
                repomd.data.push(data);
            }
            _ => repomd.others.push(verbatim(&mut reader, &tag)?),
        }
    }
    reader.finish()?;
    Ok(repomd)
}

/// An element as it is.
fn verbatim(reader: &mut Reader<'_>, tag: &Tag<'_>) -> Result<String, XmlError> {
    let start = tag.range.start;
    reader.skip()?;
    Ok(reader.since(start).to_owned())
}

fn tags(reader: &mut Reader<'_>, tags: &mut Tags) -> Result<(), XmlError> {
    while let Some(tag) = reader.child()? {
        match tag.name {
            "content" => tags.content.push(reader.content()?.into_owned()),
            "repo" => tags.repo.push(reader.content()?.into_owned()),
            "distro" => {
                let cpe = tag.attribute("cpeid").map(String::from);
                tags.distro.push((cpe, reader.content()?.into_owned()));
            }
            _ => reader.skip()?,
        }
    }
    Ok(())
}

fn data(reader: &mut Reader<'_>, tag: &Tag<'_>) -> Result<Data, XmlError> {
    let kind = required(reader, tag, "type")?;
    let (mut found, mut location): (Option<Checksum>, Option<(String, Option<String>)>) =
        (None, None);
    let (mut open_checksum, mut timestamp, mut size, mut open_size) = (None, None, None, None);
    let mut others = Vec::new();
    while let Some(tag) = reader.child()? {
        let is_second = match tag.name {
            "checksum" => found.replace(checksum(reader, &tag)?).is_some(),
            "open-checksum" => open_checksum.replace(checksum(reader, &tag)?).is_some(),
            "location" => {
                let href = required(reader, &tag, "href")?;
                let base = tag.attribute("xml:base").map(String::from);
                reader.skip()?;
                location.replace((href, base)).is_some()
            }
            "timestamp" => timestamp.replace(seconds(reader)?).is_some(),
            "size" => size.replace(number(reader, &tag)?).is_some(),
            "open-size" => open_size.replace(number(reader, &tag)?).is_some(),
            _ => {
                others.push(verbatim(reader, &tag)?);
                false
            }
        };
        if is_second {
            return Err(reader.error(format!("<{}> twice for {kind:?}", tag.name)));
        }
    }
    let missing = |name| reader.error(format!("{kind:?} without <{name}>"));
    let (location, base) = location.ok_or_else(|| missing("location"))?;
    let checksum = found.ok_or_else(|| missing("checksum"))?;
    Ok(Data { kind, checksum, open_checksum, location, base, timestamp, size, open_size, others })
}

fn number(reader: &mut Reader<'_>, tag: &Tag<'_>) -> Result<u64, XmlError> {
    let text = reader.content()?;
    number_text(reader, text.trim_ascii(), tag.name)
}

/// Seconds since 1970; yum's createrepo wrote fractions, which are left out.
fn seconds(reader: &mut Reader<'_>) -> Result<u64, XmlError> {
    let text = reader.content()?;
    let whole = text.trim_ascii().split('.').next().unwrap_or_default();
    number_text(reader, whole, "timestamp")
}
