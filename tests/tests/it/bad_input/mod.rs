//! What bad input gets: an exit code, a message that names the place and the mend, and nothing left
//! behind.

mod case;
mod deb;
mod deb_fields;
mod manifest;
mod output;
mod rpm;
mod rpm_fields;
mod scripts;
mod tree;
