//! Which licence a file is, by words that only it has.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use pkgio::open_regular;

/// How much of a file is looked at, in bytes.
const LIMIT: u64 = 64 << 10;

/// The length of a licence's title, in characters.
const TITLE: usize = 200;

/// Words in lower case, all of which a text has, and the licence's SPDX identifier. The first row wins.
#[rustfmt::skip]
const KNOWN: &[(&[&str], &str)] = &[
    (&["gnu affero general public license", "version 3, 19 november 2007"], "AGPL-3.0-only"),
    (&["gnu lesser general public license", "version 3, 29 june 2007"], "LGPL-3.0-only"),
    (&["gnu lesser general public license", "version 2.1, february 1999"], "LGPL-2.1-only"),
    (&["gnu general public license", "version 3, 29 june 2007"], "GPL-3.0-only"),
    (&["gnu general public license", "version 2, june 1991"], "GPL-2.0-only"),
    (&["apache license", "version 2.0"], "Apache-2.0"),
    (&["mozilla public license", "version 2.0"], "MPL-2.0"),
    (&["boost software license - version 1.0"], "BSL-1.0"),
    (&["eclipse public license - v 2.0"], "EPL-2.0"),
    (&["european union public licence", "v. 1.2"], "EUPL-1.2"),
    (&["this is free and unencumbered software released into the public domain"], "Unlicense"),
    (&["cc0 1.0 universal"], "CC0-1.0"),
    (&["permission to use, copy, modify, and/or distribute this software", "provided that the above"], "ISC"),
    (&["permission to use, copy, modify, and distribute this software", "provided that the above"], "ISC"),
    (&["permission to use, copy, modify, and/or distribute this software"], "0BSD"),
    (&["permission is hereby granted, free of charge, to any person obtaining a copy of this software", "the above copyright notice and this permission notice"], "MIT"),
    (&["permission is hereby granted, free of charge, to any person obtaining a copy of this software"], "MIT-0"),
    (&["redistribution and use in source and binary forms", "neither the name"], "BSD-3-Clause"),
    (&["redistribution and use in source and binary forms"], "BSD-2-Clause"),
    (&["this software is provided 'as-is', without any express or implied warranty", "altered source versions"], "Zlib"),
];

/// The SPDX expression of the licence files in `directory`; of several, a choice between them.
pub(super) fn find(directory: &Path) -> Option<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(directory).ok()?.flatten() {
        let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
        let is_license = ["LICENSE", "LICENCE", "COPYING", "UNLICENSE"]
            .iter()
            .any(|start| name.starts_with(start));
        let text = is_license.then(|| beginning(&entry.path())).flatten();
        found.extend(text.and_then(|text| identify(&text)));
    }
    // GPL with its lesser form is how the lesser one is published.
    if found.iter().any(|name| name.starts_with("LGPL")) {
        found.retain(|name| !name.starts_with("GPL"));
    }
    let all: Vec<_> = found.into_iter().collect();
    (!all.is_empty()).then(|| all.join(" OR "))
}

/// What stands at the beginning of a file that can be read.
fn beginning(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    open_regular(path).and_then(|file| file.take(LIMIT).read_to_end(&mut bytes)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The SPDX identifier of a licence's text.
fn identify(text: &str) -> Option<String> {
    let tag = text.lines().find_map(|line| line.split_once("SPDX-License-Identifier:"));
    if let Some((_, name)) = tag {
        return Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").to_lowercase();
    // The GNU licences name each other further down.
    let title: String = text.chars().take(TITLE).collect();
    let is_it = |words: &[&str]| {
        let place = if words[0].starts_with("gnu ") { &title } else { &text };
        words.iter().all(|part| place.contains(part))
    };
    KNOWN.iter().find(|(words, _)| is_it(words)).map(|(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_of_this_system_are_told_apart() {
        for (file, name) in [
            ("Apache-2.0", "Apache-2.0"),
            ("GPL-2", "GPL-2.0-only"),
            ("GPL-3", "GPL-3.0-only"),
            ("LGPL-2.1", "LGPL-2.1-only"),
            ("LGPL-3", "LGPL-3.0-only"),
            ("MPL-2.0", "MPL-2.0"),
            ("CC0-1.0", "CC0-1.0"),
        ] {
            let path = Path::new("/usr/share/common-licenses").join(file);
            let text = fs::read_to_string(path).expect("apt-get install base-files");
            assert_eq!(identify(&text).as_deref(), Some(name), "{file}");
        }
        let bsd = fs::read_to_string("/usr/share/common-licenses/BSD").unwrap();
        assert_eq!(identify(&bsd).as_deref(), Some("BSD-3-Clause"));
        assert_eq!(identify("SPDX-License-Identifier: MIT OR X-1"), Some("MIT OR X-1".into()));
        assert_eq!(identify("All rights reserved."), None);
    }
}
