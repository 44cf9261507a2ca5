//! Signatures in place, and checking them.
