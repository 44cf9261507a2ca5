//! Lists of files: what is written reads back, and what contradicts itself is refused.

use debpkg::deb822::Paragraph;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Layout, Listed};

/// A list of files in several fields, as lines.
#[derive(Clone, Debug)]
struct List {
    layout: Layout,
    /// Names and lengths.
    files: Vec<(String, u64)>,
    /// The fields, each with the lines in its order.
    fields: Vec<(&'static str, Vec<String>)>,
}

const FIELDS: [(&str, usize); 4] =
    [("Files", 32), ("Checksums-Sha1", 40), ("Checksums-Sha256", 64), ("Checksums-Sha512", 128)];

impl List {
    fn paragraph(&self) -> Paragraph<'static> {
        let mut text = "Source: tool\n".to_owned();
        for (field, lines) in &self.fields {
            text += &format!("{field}:\n{}", lines.concat());
        }
        Paragraph::parse(text.as_bytes()).unwrap().into_owned()
    }

    fn read(&self) -> Result<Vec<Listed>, String> {
        Listed::of(&self.paragraph(), self.layout)
    }
}

fn list() -> impl Strategy<Value = List> {
    let name = "[a-zA-Z0-9][a-zA-Z0-9+._~-]{0,20}";
    let layout = select(vec![Layout::Source, Layout::Changes]);
    let used = vec(any::<bool>(), FIELDS.len());
    (layout, btree_map(name, 0..u64::MAX, 1..5), used, any::<u64>()).prop_map(
        |(layout, files, mut used, seed)| {
            if !used.contains(&true) {
                used[2] = true;
            }
            let files: Vec<_> = files.into_iter().collect();
            let line = |at: usize, width: usize, (name, size): &(String, u64)| {
                let more = match (at, layout) {
                    (0, Layout::Changes) => " misc optional",
                    _ => "",
                };
                format!(" {:0width$x} {size}{more} {name}\n", seed.rotate_left(at as u32))
            };
            let fields = FIELDS.iter().enumerate().filter(|(at, _)| used[*at]);
            let fields = fields.map(|(at, (field, width))| {
                (*field, files.iter().map(|file| line(at, *width, file)).collect())
            });
            List { layout, fields: fields.collect(), files }
        },
    )
}

proptest! {
    #[test]
    fn what_is_listed_reads_back(list in list()) {
        let read = list.read().unwrap();
        let names: Vec<_> = read.iter().map(|file| (file.name.clone(), file.size())).collect();
        prop_assert_eq!(names, list.files);
        let has = |field: &str| list.fields.iter().any(|(name, _)| *name == field);
        prop_assert!(read.iter().all(|file| file.has_sha256() == has("Checksums-Sha256")));
        prop_assert!(read.iter().all(|file| file.md5().is_some() == has("Files")));
    }

    #[test]
    fn fields_that_contradict_each_other_are_refused(
        list in list(),
        (field, line) in any::<(Index, Index)>(),
        how in 0..3,
    ) {
        let mut list = list;
        let has_others = list.fields.len() > 1;
        let field = field.index(list.fields.len());
        let lines = &mut list.fields[field].1;
        let line = line.index(lines.len());
        let name = list.files[line].0.clone();
        let refused = match how {
            0 => {
                lines.push(lines[line].clone());
                true
            }
            1 => {
                lines.remove(line);
                has_others || lines.is_empty()
            }
            _ => {
                let size = list.files[line].1;
                let size = format!(" {size} ");
                // A digest may have the same digits.
                let at = lines[line].rfind(&size).unwrap();
                lines[line].replace_range(at..at + size.len(), " 18446744073709551615 ");
                has_others
            }
        };
        match list.read() {
            Ok(_) => prop_assert!(!refused, "{:?}", list),
            Err(problem) => {
                prop_assert!(refused, "{problem}");
                let is_named = problem.contains(&name) || problem == "lists no file";
                prop_assert!(is_named, "{problem} does not name {name}");
            }
        }
    }

    /// Whatever stands there, no name leads out of the folder.
    #[test]
    fn names_stay_beside_what_lists_them(
        lines in vec(("[0-9a-f]{32}|[0-9a-f]{40}|x", "[0-9]{1,3}|-1|", "[a./\\\\ -]{1,8}"), 0..4),
        layout in select(vec![Layout::Source, Layout::Changes]),
    ) {
        let lines = lines.iter().map(|(digest, size, name)| format!(" {digest} {size} {name}\n"));
        let text = format!("Files:\n{}", lines.collect::<String>());
        let Ok(paragraph) = Paragraph::parse(text.as_bytes()) else { return Ok(()) };
        for file in Listed::of(&paragraph, layout).unwrap_or_default() {
            let name = &file.name;
            prop_assert!(!name.contains(['/', '\\']) && name != ".." && name != ".", "{name}");
        }
    }
}
