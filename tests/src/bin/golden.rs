//! Writes `fixtures/golden` and `docs/diagnostics.md` anew: `cargo run -p conformance --bin golden`, as root.

fn main() {
    conformance::diagnostics::regenerate();
    conformance::golden::regenerate();
}
