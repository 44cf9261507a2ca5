//! The machine that a command runs on.

/// Debian's name of the architecture that this command was compiled for, and so of a machine that it
/// runs on. A 32-bit command on a 64-bit machine says the former, as `dpkg --print-architecture` of
/// a 32-bit system does.
pub(crate) fn native() -> &'static str {
    let is_little = cfg!(target_endian = "little");
    match std::env::consts::ARCH {
        "x86_64" if cfg!(target_pointer_width = "32") => "x32",
        "x86_64" => "amd64",
        "x86" => "i386",
        "aarch64" => "arm64",
        "arm" if cfg!(target_abi = "eabihf") => "armhf",
        "arm" => "armel",
        "powerpc64" if is_little => "ppc64el",
        "powerpc64" => "ppc64",
        "mips64" if is_little => "mips64el",
        "mips" if is_little => "mipsel",
        "loongarch64" => "loong64",
        "sparc64" => "sparc64",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use pkgterms::Architecture;

    use super::native;

    #[test]
    fn this_machine_is_the_one_that_this_test_was_compiled_for() {
        let found: Architecture = native().parse().unwrap();
        assert_eq!(found.debian(), native());
        let own = std::fs::read("/proc/self/exe").unwrap();
        assert_eq!(Architecture::of_elf(&own), Some(Some(found)));
    }
}
