//! README: its blocks, one after the other in one directory.

use std::fs;

use super::{blocks, prepared, run};

#[test]
fn blocks_of_readme_do_what_they_say() {
    let workshop = prepared();
    let mut commands = 0;
    for block in blocks::to_run("README.md", &["sh", "toml", "ini", "rust"]) {
        let (place, text) = (&block.place, &block.text);
        match block.language.as_str() {
            "toml" => fs::write(workshop.path("package.toml"), text).unwrap(),
            "sh" => {
                let run = run(&workshop, text);
                assert_eq!(run.code, Some(0), "{place}: {}{}", run.stdout, run.stderr);
                commands += 1;
            }
            "ini" => {
                let published = workshop.path("public/rpm/example-ltd-rpm.repo");
                let published = fs::read_to_string(published).unwrap();
                for line in text.lines() {
                    assert!(published.lines().any(|it| it == line), "{place}: {line}: {published}");
                }
            }
            _ => {}
        }
    }
    assert!(commands >= 6, "{commands}");
    // What it says that the packages are called, and what the other system needs of them.
    for name in ["hello_1.2.0-1_amd64.deb", "hello-1.2.0-1.x86_64.rpm", "hello_1.3.0_amd64.deb"] {
        assert!(workshop.path("dist").join(name).is_file(), "{name}");
    }
    let rpm = workshop.path("dist/hello-1.2.0-1.x86_64.rpm");
    let requires = real_tools::text("rpm", &["-qp", "--requires", rpm.to_str().unwrap()]);
    assert!(requires.contains("glibc >= 2.31") && !requires.contains("libc6"), "{requires}");
}
