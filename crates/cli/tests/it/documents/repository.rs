//! The manual of mkrepo.toml: every example is read, together with those before it.

use std::fs;

use super::{blocks, prepared, run};

/// The tables of a text, each with its header; what comes before the first has none.
fn tables(text: &str) -> Vec<(String, String)> {
    // A part of a table says of which.
    let text = text.replace("# part of [", "[");
    let mut tables = vec![(String::new(), String::new())];
    for line in text.lines() {
        if line.starts_with('[') {
            tables.push((line.to_owned(), String::new()));
        }
        let table = &mut tables.last_mut().unwrap().1;
        table.push_str(line);
        table.push('\n');
    }
    tables
}

#[test]
fn examples_of_descriptions_are_read() {
    let workshop = prepared();
    let key = format!("{}/../../fixtures/keys/rsa4096", env!("CARGO_MANIFEST_DIR"));
    let secret = fs::read(format!("{key}.secret.asc")).unwrap();
    workshop.file("signing.asc", &secret, 0o600);
    fs::copy(format!("{key}.asc"), workshop.path("archive-key.asc")).unwrap();
    let mut known: Vec<(String, String)> = Vec::new();
    let mut read = 0;
    for block in blocks::to_run("docs/repository.md", &["toml", "sh", ""]) {
        if block.language != "toml" {
            continue;
        }
        let new = tables(&block.text);
        // What is shown later is instead of what was shown before; routes are a whole.
        known.retain(|(header, _)| header.is_empty() || !new.iter().any(|(it, _)| it == header));
        known.extend(new.into_iter().filter(|(_, text)| !text.trim().is_empty()));
        known.sort_by_key(|(header, _)| !header.is_empty());
        let text: String = known.iter().map(|(_, text)| text.as_str()).collect();
        fs::write(workshop.path("mkrepo.toml"), &text).unwrap();
        let run = run(&workshop, "mkrepo list");
        assert_eq!(run.code, Some(0), "{}: {}\n{text}", block.place, run.stderr);
        read += 1;
    }
    assert!(read >= 6, "{read}");
}
