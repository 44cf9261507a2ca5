//! What help and errors look like, word for word. `TRYCMD=overwrite cargo test` writes them again;
//! read the difference.

#[test]
fn help_and_errors() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/pages/*.trycmd");
}
