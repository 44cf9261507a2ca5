//! What bad input gets: an exit code, a message that names the place and the mend, and nothing left
//! behind.

mod case;
mod deb;
mod fields;
mod manifest;
mod output;
mod scripts;
mod tree;
