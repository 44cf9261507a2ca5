//! ELF files.

use super::Class;

/// The class of an ELF file; `None` for other files.
pub(super) fn classify(head: &[u8]) -> Option<Class> {
    let [0x7f, b'E', b'L', b'F', class, data, version, abi, ..] = head else { return None };
    let color = match class {
        1 => 1,
        2 => 2,
        _ => 0,
    };
    let _ = (data, version, abi);
    let bits = if *class == 2 { "64" } else { "32" };
    let order = if *data == 2 { "MSB" } else { "LSB" };
    Some(Class { description: format!("ELF {bits}-bit {order}").into(), color })
}
