//! The blocks of code in a document.

use std::fs;
use std::path::Path;

/// A block between fences.
#[derive(Debug)]
pub(super) struct Block {
    /// What the fence says: `sh`, `toml`, ...; empty for output.
    pub(super) language: String,
    /// Its lines.
    pub(super) text: String,
    /// Where it begins, as `FILE:LINE`.
    pub(super) place: String,
    /// Whether a comment says that it is not run.
    pub(super) is_exempt: bool,
}

/// The blocks of a file of the repository, in order.
pub(super) fn of(file: &str) -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    let document = fs::read_to_string(path).unwrap();
    let mut blocks: Vec<Block> = Vec::new();
    let mut before = "";
    let mut is_inside = false;
    for (number, line) in document.lines().enumerate() {
        let place = format!("{file}:{}", number + 1);
        match (line.strip_prefix("```"), is_inside) {
            (Some(language), false) => {
                let reason = before.strip_prefix("<!-- not run: ");
                let reason = reason.and_then(|rest| rest.strip_suffix(" -->"));
                assert!(reason.is_none_or(|it| it.len() > 20), "{place}: say why it is not run");
                let (language, is_exempt) = (language.to_owned(), reason.is_some());
                blocks.push(Block { language, text: String::new(), place, is_exempt });
                is_inside = true;
            }
            (Some(_), true) => is_inside = false,
            (None, true) => {
                let text = &mut blocks.last_mut().unwrap().text;
                text.push_str(line);
                text.push('\n');
            }
            (None, false) => {}
        }
        before = line;
    }
    assert!(!is_inside, "{file}: a block without an end");
    blocks
}

/// The same, without those that are not run, in one of the `languages` that the caller knows.
pub(super) fn to_run(file: &str, languages: &[&str]) -> Vec<Block> {
    let mut blocks = of(file);
    blocks.retain(|block| !block.is_exempt);
    for block in &blocks {
        let Block { language, place, .. } = block;
        assert!(
            languages.contains(&language.as_str()),
            "{place}: nothing tests {language:?} there"
        );
    }
    blocks
}
