//! The numbers of this crate's defects, E800 to E899.
