//! The folders that a distribution's `filesystem` package owns.
