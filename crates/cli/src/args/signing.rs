//! Options for signing a package.

use std::path::PathBuf;

use pkgsign::Secret;

/// Options for signing a package.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Signature")]
pub(crate) struct SigningArgs {
    /// The OpenPGP secret key that signs: a file, or env:NAME for an environment variable
    #[arg(long, value_name = "FILE|env:NAME", conflicts_with = "sign_command")]
    pub(crate) sign_key: Option<Secret>,

    /// The password of the key: env:NAME for an environment variable, or a file with the password
    /// on one line
    #[arg(long, value_name = "env:NAME|FILE", requires = "sign_key")]
    pub(crate) sign_password: Option<Secret>,

    /// The fingerprint or 64-bit key ID of the primary key or subkey that signs [default: the
    /// newest signing subkey, else the primary key]
    #[arg(long, value_name = "FINGERPRINT|KEY-ID", requires = "sign_key")]
    pub(crate) sign_key_id: Option<String>,

    /// Accept a key file that other users can read
    #[arg(long, requires = "sign_key")]
    pub(crate) allow_readable_key: bool,

    /// A shell command that signs: it reads the message on standard input and writes an OpenPGP
    /// signature to standard output. The environment variables SIGN_TYPE (binary or text),
    /// SIGN_HASH and SIGN_TIME give the type, the digest and the time of the signature
    #[arg(long, value_name = "COMMAND")]
    pub(crate) sign_command: Option<String>,
}

/// Options for verifying the signature of a package.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct VerifyingArgs {
    /// A file of OpenPGP public keys; a signature by any of them is accepted; repeatable
    #[arg(long = "key", value_name = "FILE", required = true)]
    pub(crate) keys: Vec<PathBuf>,
}
