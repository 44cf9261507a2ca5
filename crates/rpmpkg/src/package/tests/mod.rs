//! Whole descriptions, right and wrong.
