//! What a publication says of its place in the history.

use repo_store::Sha256;

use crate::Yanked;
use crate::rpmmd::{Repomd, Tags, is_client_id};

const PREFIX: &str = "packwright:";

/// What the tags of a `repomd.xml` say of its place in the history: `<content>` lines such as
/// `packwright:serial=7`. One of another tool has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The number of the publication, one more than its parent's.
    pub serial: Option<u64>,
    /// The snapshot of the publication before it.
    pub parent: Option<Sha256>,
    /// The name in `repodata` of the commit's primary list, which is another than its snapshot's.
    pub primary: Option<String>,
    /// The publication's own snapshot; a snapshot does not say.
    pub snapshot: Option<Sha256>,
    /// The id by which clients know the repository, where it is not the repository's name.
    pub id: Option<String>,
    /// What the repository is called, such as `rpm:el9`; `None` of what was published before this was
    /// told.
    pub target: Option<String>,
    /// Whether every package has a signature by a published certificate; `None` where nobody looked.
    pub signed: Option<Signed>,
    /// Whether the repository was dropped, and this is the empty state that says so.
    pub dropped: bool,
    /// The versions that were taken back.
    pub yanked: Vec<Yanked>,
    /// The types of documents that were found in a folder of packages, beside those.
    pub found: Vec<String>,
}

/// Which packages have a signature by a published certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// All of them.
    All,
    /// Not all: not the one of that pkgid.
    Except(String),
}

impl Signed {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "all" => Some(Self::All),
            _ => {
                let pkgid = text.strip_prefix("except ")?;
                let is_one = !pkgid.is_empty() && pkgid.bytes().all(|it| it.is_ascii_hexdigit());
                is_one.then(|| Self::Except(pkgid.to_owned()))
            }
        }
    }
}

impl History {
    /// Reads the tags; what is not understood is not there.
    #[must_use]
    pub fn of(repomd: &Repomd) -> Self {
        let value = |key: &str| {
            let mut lines = repomd.tags.content.iter();
            lines.find_map(|line| line.strip_prefix(PREFIX)?.strip_prefix(key)?.strip_prefix('='))
        };
        let yanked =
            repomd.tags.content.iter().filter_map(|line| {
                line.strip_prefix(PREFIX)?.strip_prefix("yanked=")?.parse().ok()
            });
        Self {
            serial: value("serial").and_then(|text| text.parse().ok()),
            parent: value("parent").and_then(|text| text.parse().ok()),
            primary: value("primary").map(str::to_owned),
            snapshot: value("snapshot").and_then(|text| text.parse().ok()),
            id: value("id").filter(|id| is_client_id(id)).map(str::to_owned),
            target: value("target").map(str::to_owned),
            signed: value("signed").and_then(Signed::parse),
            dropped: value("dropped") == Some("yes"),
            yanked: yanked.collect(),
            found: value("found").map(types).unwrap_or_default(),
        }
    }

    /// Puts this in the place of what `tags` say.
    pub(super) fn write(&self, tags: &mut Tags) {
        tags.content.retain(|line| !line.starts_with(PREFIX));
        let Self { serial, parent, primary, snapshot, id, target, signed, dropped, yanked, found } =
            self;
        let lines = [
            serial.map(|serial| format!("serial={serial}")),
            parent.map(|parent| format!("parent={parent}")),
            primary.as_ref().map(|primary| format!("primary={primary}")),
            snapshot.map(|snapshot| format!("snapshot={snapshot}")),
            id.as_ref().map(|id| format!("id={id}")),
            target.as_ref().map(|target| format!("target={target}")),
            signed.as_ref().map(|signed| match signed {
                Signed::All => "signed=all".to_owned(),
                Signed::Except(pkgid) => format!("signed=except {pkgid}"),
            }),
            dropped.then(|| "dropped=yes".to_owned()),
            (!found.is_empty()).then(|| format!("found={}", found.join(" "))),
        ];
        let yanked = yanked.iter().map(|one| format!("yanked={one}"));
        let lines = lines.into_iter().flatten().chain(yanked);
        tags.content.extend(lines.map(|line| format!("{PREFIX}{line}")));
    }
}

/// Types of documents with blanks between them.
fn types(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_read_back_beside_those_of_others() {
        let mut repomd = Repomd::default();
        repomd.tags.content = vec!["binary-x86_64".to_owned(), "packwright:serial=3".to_owned()];
        assert_eq!(History::of(&repomd), History { serial: Some(3), ..History::default() });
        let history = History {
            serial: Some(4),
            parent: Some(Sha256::of(b"3")),
            primary: Some("x-primary.xml.zst".to_owned()),
            snapshot: None,
            id: None,
            target: Some("rpm:el9".to_owned()),
            signed: Some(Signed::Except("0af".to_owned())),
            dropped: true,
            yanked: vec!["hello 1.0-1 any it breaks".parse().unwrap()],
            found: vec!["group".to_owned(), "modules".to_owned()],
        };
        history.write(&mut repomd.tags);
        assert_eq!(History::of(&repomd), history);
        assert_eq!(repomd.tags.content.len(), 9);
        let signed = Some(Signed::All);
        let next = History { snapshot: Some(Sha256::of(b"4")), signed, ..history };
        next.write(&mut repomd.tags);
        assert_eq!((History::of(&repomd), repomd.tags.content.len()), (next, 10));
        let odds = [
            "serial=x",
            "serial",
            "parent=0",
            "snapshot=",
            "other=1",
            "id=a b",
            "id=",
            "signed=some",
            "signed=except x y",
            "dropped=no",
            "yanked=hello 1.0",
            "found=",
        ];
        for odd in odds {
            repomd.tags.content = vec![format!("{PREFIX}{odd}")];
            assert_eq!(History::of(&repomd), History::default(), "{odd}");
        }
    }
}
