//! With which key a package is signed.

use std::path::PathBuf;

use pkgsign::Secret;

/// With which key a package is signed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Signature")]
pub(crate) struct SigningArgs {
    /// Sign with this OpenPGP secret key: a file, or env:NAME for a variable that holds it
    #[arg(long, value_name = "FILE|env:NAME", conflicts_with = "sign_command")]
    pub(crate) sign_key: Option<Secret>,

    /// The key's password: env:NAME for a variable that holds it, or a file with it on one line
    #[arg(long, value_name = "env:NAME|FILE", requires = "sign_key")]
    pub(crate) sign_password: Option<Secret>,

    /// The key that signs, by its fingerprint or 64-bit key ID: that very key, be it a primary key or
    /// a subkey [default: the newest subkey for signing, else the primary key]
    #[arg(long, value_name = "FINGERPRINT|KEY-ID", requires = "sign_key")]
    pub(crate) sign_key_id: Option<String>,

    /// Accept a key file that other users can read
    #[arg(long, requires = "sign_key")]
    pub(crate) allow_readable_key: bool,

    /// Sign with this shell command, which reads the message on standard input and writes an OpenPGP
    /// signature on standard output; SIGN_TYPE (binary or text), SIGN_HASH and SIGN_TIME in its
    /// environment say of what, with which digest and for which time
    #[arg(long, value_name = "COMMAND")]
    pub(crate) sign_command: Option<String>,
}

/// With which keys packages are verified.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct VerifyingArgs {
    /// A file of OpenPGP public keys, any of which may have signed; repeatable
    #[arg(long = "key", value_name = "FILE", required = true)]
    pub(crate) keys: Vec<PathBuf>,
}
