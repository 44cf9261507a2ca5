//! The description of a repository: `mkrepo.toml`.
