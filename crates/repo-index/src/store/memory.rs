//! Objects in memory, for tests and for trying a change out.

/// Objects in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {}
