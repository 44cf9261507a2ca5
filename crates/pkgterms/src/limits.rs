//! What a package may have at most.

/// The most entries of a package, unless more are asked for: as many files as rpm takes in one
/// package (`MAX_HEADER_FILES`, rpm 4.18). What this project writes it also reads.
pub const MAX_ENTRIES: u64 = 1_048_575;
