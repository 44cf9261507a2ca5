//! File capabilities (capabilities(7)): from text, and as text.

mod parse;
mod text;

pub use parse::ParseCapabilitiesError;
pub use text::CapabilitiesTextError;

/// The names of capabilities(7) by number, without `cap_`.
const NAMES: [&str; 41] = [
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
];

/// `VFS_CAP_REVISION_1` of `linux/capability.h`: 32 capabilities.
const REVISION_1: u32 = 0x0100_0000;
/// `VFS_CAP_REVISION_2` of `linux/capability.h`: 64 capabilities.
const REVISION_2: u32 = 0x0200_0000;
/// `VFS_CAP_REVISION_3` of `linux/capability.h`: a user namespace's root user follows.
const REVISION_3: u32 = 0x0300_0000;
/// `VFS_CAP_FLAGS_EFFECTIVE` of `linux/capability.h`.
const EFFECTIVE: u32 = 1;

/// The three sets of capabilities, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sets {
    effective: u64,
    permitted: u64,
    inheritable: u64,
}
