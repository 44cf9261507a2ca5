//! What a publication changed, for a person and in JSON.

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::Printable;
use repo_index::Yanked;
use repo_index::changes::{Changes, DocumentChange, ListedPackage, Unknown};
use serde_json::{Value, json};

use crate::mkrepo::table::Table;

/// No more changes than these stand on one line.
const SHOWN: usize = 8;

/// One change, as a sign and what it is about.
#[derive(Debug)]
struct Item<'a> {
    sign: char,
    subject: Subject<'a>,
}

#[derive(Debug)]
enum Subject<'a> {
    Package(&'a ListedPackage),
    Document(&'a str),
}

/// All of it on one line, or as much as there is room for.
pub(super) fn line(changes: &Result<Changes, Unknown>) -> String {
    let changes = match changes {
        Ok(changes) => changes,
        Err(unknown) => return format!("(changes unknown: {unknown})"),
    };
    let items = items(changes);
    if items.is_empty() {
        return "(the same packages)".to_owned();
    }
    let names = Names::of(changes);
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(|item| names.show(item)).collect();
    if items.len() > SHOWN {
        shown.push(format!("and {} more", items.len() - SHOWN));
    }
    shown.join(" ")
}

/// A line for each change.
pub(super) fn lines(changes: &Result<Changes, Unknown>) -> String {
    let changes = match changes {
        Ok(changes) => changes,
        Err(unknown) => return format!("  (changes unknown: {unknown})\n"),
    };
    let mut table = Table::default();
    for Item { sign, subject } in items(changes) {
        let row = match subject {
            Subject::Package(ListedPackage { name, component, architecture, version, .. }) => {
                let component = component.clone().unwrap_or_default();
                [format!("  {sign}{name}"), version.clone(), architecture.clone(), component]
            }
            Subject::Document(kind) => {
                [format!("  {sign}{kind}"), String::new(), String::new(), String::new()]
            }
        };
        table.row(row);
    }
    let text = table.to_string();
    if text.is_empty() { "  (the same packages)\n".to_owned() } else { text }
}

/// Every change: by the name of the package, what came before what went; documents at the end.
fn items(changes: &Changes) -> Vec<Item<'_>> {
    let identity = |one: &ListedPackage| {
        let ListedPackage { name, component, architecture, version, .. } = one.clone();
        (name, component, architecture, version)
    };
    let removed: BTreeSet<_> = changes.removed.iter().map(identity).collect();
    let added: BTreeSet<_> = changes.added.iter().map(identity).collect();
    let came = changes.added.iter().map(|one| {
        let sign = if removed.contains(&identity(one)) { '~' } else { '+' };
        (sign, one)
    });
    let went = changes.removed.iter().filter(|one| !added.contains(&identity(one)));
    let mut packages: Vec<(char, &ListedPackage)> =
        came.chain(went.map(|one| ('-', one))).collect();
    // '+' comes before '-', and '-' before '~'.
    packages.sort_by(|(left_sign, left), (right_sign, right)| {
        let name = left.name.cmp(&right.name);
        name.then(left_sign.cmp(right_sign)).then_with(|| left.cmp(right))
    });
    let packages =
        packages.into_iter().map(|(sign, one)| Item { sign, subject: Subject::Package(one) });
    let documents = changes.documents.iter().map(|(kind, change)| {
        let sign = match change {
            DocumentChange::Added => '+',
            DocumentChange::Changed => '~',
            DocumentChange::Removed => '-',
        };
        Item { sign, subject: Subject::Document(kind) }
    });
    packages.chain(documents).collect()
}

/// The packages that share a name, so that only what would be taken for another says more of itself.
struct Names<'a> {
    places: BTreeMap<&'a str, (BTreeSet<&'a str>, BTreeSet<Option<&'a str>>)>,
}

impl<'a> Names<'a> {
    fn of(changes: &'a Changes) -> Self {
        let mut places = BTreeMap::<&str, (BTreeSet<&str>, BTreeSet<Option<&str>>)>::new();
        for one in changes.added.iter().chain(&changes.removed) {
            let (architectures, components) = places.entry(&one.name).or_default();
            architectures.insert(&one.architecture);
            components.insert(one.component.as_deref());
        }
        Self { places }
    }

    /// `+hello 1.1`, and `+main/hello:amd64 1.1` where there are others of that name.
    fn show(&self, Item { sign, subject }: &Item<'_>) -> String {
        let one = match subject {
            Subject::Document(kind) => {
                return format!("{sign}{}", Printable(kind.as_bytes()));
            }
            Subject::Package(one) => one,
        };
        let (architectures, components) =
            self.places.get(&*one.name).map_or((0, 0), |(a, c)| (a.len(), c.len()));
        let component = one.component.as_ref().filter(|_| components > 1);
        let component = component.map(|component| format!("{component}/")).unwrap_or_default();
        let architecture = match architectures {
            0 | 1 => String::new(),
            _ => format!(":{}", one.architecture),
        };
        let text = format!("{sign}{component}{}{architecture} {}", one.name, one.version);
        Printable(text.as_bytes()).to_string()
    }
}

/// The versions that were yanked, at the end of a line.
pub(super) fn yanked(yanked: &[Yanked]) -> String {
    let one = |one: &Yanked| format!(" (yanked {}: {})", version(one), one.reason);
    let text = yanked.iter().map(one).collect::<String>();
    Printable(text.as_bytes()).to_string()
}

/// A line for each version that was yanked.
pub(super) fn yanked_lines(yanked: &[Yanked]) -> String {
    let one = |one: &Yanked| {
        let text = format!("  yanked {}: {}", version(one), one.reason);
        format!("{}\n", Printable(text.as_bytes()))
    };
    yanked.iter().map(one).collect()
}

/// `hello 1.0`, and `hello:amd64 1.0` where it is one architecture's.
fn version(Yanked { name, version, architecture, .. }: &Yanked) -> String {
    match architecture {
        None => format!("{name} {version}"),
        Some(architecture) => format!("{name}:{architecture} {version}"),
    }
}

/// One that was yanked, in JSON.
pub(in super::super) fn yanked_document(yanked: &Yanked) -> Value {
    json!({
        "package": yanked.name,
        "version": yanked.version,
        "architecture": yanked.architecture,
        "reason": yanked.reason,
    })
}

/// The same in JSON, never cut.
pub(super) fn document(changes: &Changes) -> Value {
    let documents: BTreeMap<&str, &str> = changes
        .documents
        .iter()
        .map(|(kind, change)| {
            let change = match change {
                DocumentChange::Added => "added",
                DocumentChange::Changed => "changed",
                DocumentChange::Removed => "removed",
            };
            (kind.as_str(), change)
        })
        .collect();
    json!({
        "added": changes.added.iter().map(package).collect::<Vec<_>>(),
        "removed": changes.removed.iter().map(package).collect::<Vec<_>>(),
        "documents": documents,
    })
}

fn package(one: &ListedPackage) -> Value {
    let mut document = json!({
        "package": one.name,
        "version": one.version,
        "architecture": one.architecture,
        "digest": one.digest,
    });
    if let Some(component) = &one.component {
        document["component"] = json!(component);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(component: Option<&str>, name: &str, version: &str, arch: &str) -> ListedPackage {
        ListedPackage {
            name: name.to_owned(),
            component: component.map(str::to_owned),
            architecture: arch.to_owned(),
            version: version.to_owned(),
            digest: format!("{name}{version}{arch}"),
        }
    }

    #[test]
    fn a_line_says_what_came_and_what_went() {
        let main = |name, version, arch| package(Some("main"), name, version, arch);
        let [one, two] = ["1.0", "1.1"].map(|version| main("hello", version, "amd64"));
        let documents = BTreeMap::from([("updateinfo".to_owned(), DocumentChange::Changed)]);
        for (added, removed, documents, expected) in [
            (vec![two.clone()], vec![one.clone()], BTreeMap::new(), "+hello 1.1 -hello 1.0"),
            (vec![one.clone()], vec![], documents, "+hello 1.0 ~updateinfo"),
            (vec![], vec![], BTreeMap::new(), "(the same packages)"),
            (
                vec![two.clone(), main("hello", "1.1", "arm64"), main("a", "2", "all")],
                vec![one.clone()],
                BTreeMap::new(),
                "+a 2 +hello:amd64 1.1 +hello:arm64 1.1 -hello:amd64 1.0",
            ),
            (
                vec![package(Some("other"), "hello", "1.0", "amd64")],
                vec![one.clone()],
                BTreeMap::new(),
                "+other/hello 1.0 -main/hello 1.0",
            ),
            (
                vec![ListedPackage { digest: "other".to_owned(), ..one.clone() }],
                vec![one],
                BTreeMap::new(),
                "~hello 1.0",
            ),
            (
                ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"]
                    .map(|name| main(name, "1", "amd64"))
                    .into(),
                vec![],
                BTreeMap::new(),
                "+p0 1 +p1 1 +p2 1 +p3 1 +p4 1 +p5 1 +p6 1 +p7 1 and 2 more",
            ),
        ] {
            assert_eq!(line(&Ok(Changes { added, removed, documents })), expected);
        }
        let told = "(changes unknown: the publication before it is not kept)";
        assert_eq!(line(&Err(Unknown::NotKept)), told);
    }

    #[test]
    fn packages_stand_on_lines_of_their_own() {
        let changes = Changes {
            added: vec![package(Some("main"), "hello", "1.10", "amd64")],
            removed: vec![package(Some("main"), "hi", "1", "all")],
            documents: BTreeMap::from([("comps".to_owned(), DocumentChange::Removed)]),
        };
        let expected = "  +hello 1.10 amd64 main\n  -hi    1    all   main\n  -comps\n";
        assert_eq!(lines(&Ok(changes)), expected);
    }
}
