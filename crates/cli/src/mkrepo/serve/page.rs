//! Pages for people: how to add the repository, and what is in a directory.

use std::fmt::{self, Write};
use std::io;
use std::path::Path;

use super::address::Address;
use super::offer::Offer;

/// A page of HTML.
#[derive(Debug)]
pub(super) struct Page(String);

/// Neither scripts nor anything from elsewhere; the style is in the page.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors \
                                 'none'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
                     pre{background:#f4f4f4;padding:.8em;overflow:auto}li{font-family:monospace}";

/// What is in a directory: directories first, then files, each in order. Names that start with a
/// dot are not served.
#[derive(Debug, Default)]
pub(super) struct Entries {
    folders: Vec<String>,
    files: Vec<(String, u64)>,
}

impl Entries {
    /// Reads `folder`.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut entries = Self::default();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            // A name that is not UTF-8 is no object's.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Ok(metadata) = std::fs::metadata(entry.path()) else { continue };
            if name.starts_with('.') {
                continue;
            }
            match metadata.is_dir() {
                true => entries.folders.push(name),
                false => entries.files.push((name, metadata.len())),
            }
        }
        entries.folders.sort();
        entries.files.sort();
        Ok(entries)
    }
}

impl Page {
    /// The first page of a server: what it offers, with the commands that add it, and its root.
    pub(super) fn index(offers: &[Offer], root: &Entries) -> Self {
        let mut body = String::from("<h1>Package repository</h1>\n");
        for offer in offers {
            // Writing to a string does not fail.
            let _ = write!(
                body,
                "<h2>{}</h2>\n<p>{}</p>\n<pre>{}</pre>\n",
                Escaped(&offer.name),
                Escaped(offer.about),
                Escaped(&offer.commands)
            );
        }
        if offers.is_empty() {
            body.push_str("<p>Nothing is published here yet.</p>\n");
        }
        body.push_str("<h2>Files</h2>\n");
        list(&mut body, root, false);
        Self::new("Package repository", &body)
    }

    /// What is in the directory at `path`, which starts and ends with a slash.
    pub(super) fn listing(path: &str, entries: &Entries) -> Self {
        let mut body = format!("<h1>{}</h1>\n", Escaped(path));
        list(&mut body, entries, true);
        Self::new(path, &body)
    }

    fn new(title: &str, body: &str) -> Self {
        Self(format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{}</title>\
             <style>{STYLE}</style></head>\n<body>\n{body}</body>\n</html>\n",
            Escaped(title)
        ))
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

fn list(body: &mut String, entries: &Entries, has_parent: bool) {
    body.push_str("<ul>\n");
    if has_parent {
        body.push_str("<li><a href=\"../\">../</a></li>\n");
    }
    for name in &entries.folders {
        let _ = writeln!(body, "<li><a href=\"./{}/\">{}/</a></li>", Address(name), Escaped(name));
    }
    for (name, length) in &entries.files {
        let _ = writeln!(
            body,
            "<li><a href=\"./{}\">{}</a> {length}</li>",
            Address(name),
            Escaped(name)
        );
    }
    body.push_str("</ul>\n");
}

/// Text as HTML has it, in elements and in attributes.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' => f.write_char('\n')?,
                control if control.is_control() => f.write_char('\u{fffd}')?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_and_never_markup() {
        let folder = tempfile::tempdir().unwrap();
        let odd = "a\"'<script>&b c";
        std::fs::create_dir(folder.path().join("pool")).unwrap();
        std::fs::write(folder.path().join(odd), "xyz").unwrap();
        std::fs::write(folder.path().join(".hidden"), "x").unwrap();
        let entries = Entries::read(folder.path()).unwrap();
        let page = Page::listing("/a<b>/", &entries).0;
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("a&quot;&#39;&lt;script&gt;&amp;b c</a> 3"), "{page}");
        assert!(page.contains("href=\"./a%22%27%3Cscript%3E%26b%20c\""), "{page}");
        assert!(page.contains("<a href=\"./pool/\">pool/</a>"), "{page}");
        assert!(page.contains("<h1>/a&lt;b&gt;/</h1>") && !page.contains(".hidden"), "{page}");
    }
}
