//! ELF files (elf(5)), in libmagic's words.

use pkgio::Hex;

use super::Class;

/// The class of an ELF file; `None` for other files. What stands beyond `head` is not said: in a file
/// longer than that, whether it is stripped.
pub(super) fn classify(head: &[u8], length: u64) -> Option<Class> {
    let elf = Elf::new(head)?;
    let (kind, mime) = elf.kind();
    let mut description = format!(
        "ELF {}-bit {} {kind}, {}, version {}{}",
        if elf.is_64 { 64 } else { 32 },
        if elf.is_big { "MSB" } else { "LSB" },
        machine(elf.half(18)?),
        elf.word(20)?,
        system(head[7]),
    );
    description.push_str(&elf.linking().unwrap_or_default());
    description.push_str(&elf.notes());
    if head.len() as u64 == length {
        description.push_str(&elf.symbols().unwrap_or_default());
    }
    let color = if elf.half(18) == Some(BPF) { 0 } else { 1 + u32::from(elf.is_64) };
    Some(Class { description: description.into(), mime, color })
}

/// `EM_BPF`: programs for the kernel, which rpm gives no colour.
const BPF: u16 = 247;

/// The start of a file, with the numbers in its own byte order.
struct Elf<'a> {
    bytes: &'a [u8],
    is_64: bool,
    is_big: bool,
}

/// A program or section header.
struct Part {
    kind: u32,
    offset: usize,
    length: usize,
    name: u32,
}

impl<'a> Elf<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let [0x7f, b'E', b'L', b'F', class @ (1 | 2), data @ (1 | 2), ..] = bytes else {
            return None;
        };
        let elf = Self { bytes, is_64: *class == 2, is_big: *data == 2 };
        (bytes.len() >= if elf.is_64 { 64 } else { 52 }).then_some(elf)
    }

    fn half(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn word(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// A number as wide as an address.
    fn address(&self, at: usize) -> Option<usize> {
        if !self.is_64 {
            return usize::try_from(self.word(at)?).ok();
        }
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        let number =
            if self.is_big { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) };
        usize::try_from(number).ok()
    }

    /// Words and media type of `e_type`. A position-independent program is told from a library by
    /// `DF_1_PIE`.
    fn kind(&self) -> (&'static str, &'static str) {
        match self.half(16) {
            Some(1) => ("relocatable", "application/x-object"),
            Some(2) => ("executable", "application/x-executable"),
            Some(3) if self.is_pie() => ("pie executable", "application/x-pie-executable"),
            Some(3) => ("shared object", "application/x-sharedlib"),
            Some(4) => ("core file", "application/x-coredump"),
            _ => ("unknown type", "application/octet-stream"),
        }
    }

    fn is_pie(&self) -> bool {
        const FLAGS_1: usize = 0x6fff_fffb;
        const PIE: usize = 0x0800_0000;
        let width = if self.is_64 { 8 } else { 4 };
        let Some(dynamic) = self.segments().find(|part| part.kind == DYNAMIC) else { return false };
        (0..dynamic.length / (2 * width))
            .map(|index| dynamic.offset.saturating_add(index * 2 * width))
            .map_while(|at| Some((self.address(at)?, self.address(at.saturating_add(width))?)))
            .any(|(tag, value)| tag == FLAGS_1 && value & PIE != 0)
    }

    fn segments(&self) -> impl Iterator<Item = Part> {
        let [table, size, count] = if self.is_64 { [32, 54, 56] } else { [28, 42, 44] };
        let [offset, length] = if self.is_64 { [8, 32] } else { [4, 16] };
        self.table(table, size, count).map_while(move |at| {
            Some(Part {
                kind: self.word(at)?,
                offset: self.address(at.saturating_add(offset))?,
                length: self.address(at.saturating_add(length))?,
                name: 0,
            })
        })
    }

    fn sections(&self) -> impl Iterator<Item = Part> {
        let [table, size, count] = if self.is_64 { [40, 58, 60] } else { [32, 46, 48] };
        let [offset, length] = if self.is_64 { [24, 32] } else { [16, 20] };
        self.table(table, size, count).map_while(move |at| {
            Some(Part {
                kind: self.word(at.saturating_add(4))?,
                offset: self.address(at.saturating_add(offset))?,
                length: self.address(at.saturating_add(length))?,
                name: self.word(at)?,
            })
        })
    }

    /// The places of a table's entries, by where the header says its place, its entries' size and
    /// their count.
    fn table(&self, place: usize, size: usize, count: usize) -> impl Iterator<Item = usize> {
        let place = self.address(place).unwrap_or(0);
        let size = usize::from(self.half(size).unwrap_or(0));
        let count = usize::from(self.half(count).unwrap_or(0));
        (0..count).map(move |index| place.saturating_add(index.saturating_mul(size)))
    }

    fn part(&self, part: &Part) -> Option<&'a [u8]> {
        self.bytes.get(part.offset..part.offset.checked_add(part.length)?)
    }

    /// How a program or library is linked; nothing for object files.
    fn linking(&self) -> Option<String> {
        if !matches!(self.half(16), Some(2 | 3)) {
            return None;
        }
        let is_dynamic = self.segments().any(|part| part.kind == DYNAMIC);
        let interpreter = self.segments().find(|part| part.kind == INTERPRETER);
        Some(match interpreter.and_then(|part| self.part(&part)) {
            Some(path) => {
                let path = path.split(|byte| *byte == 0).next().unwrap_or_default();
                format!(", dynamically linked, interpreter {}", String::from_utf8_lossy(path))
            }
            None if is_dynamic && self.is_pie() => ", static-pie linked".to_owned(),
            None if is_dynamic => ", dynamically linked".to_owned(),
            None => ", statically linked".to_owned(),
        })
    }

    /// What GNU's notes say: the build's identity and the oldest kernel.
    fn notes(&self) -> String {
        let mut said = String::new();
        for segment in self.segments().filter(|part| part.kind == NOTE) {
            let end = segment.offset.saturating_add(segment.length);
            let mut at = segment.offset;
            while let Some((kind, name, content)) = self.note(&mut at).filter(|_| at <= end) {
                match (name, kind) {
                    (b"GNU\0", 3) => {
                        let algorithm = if content.len() == 20 { "sha1" } else { "md5/uuid" };
                        said.push_str(&format!(", BuildID[{algorithm}]={}", Hex(content)));
                    }
                    (b"GNU\0", 1) if content.len() == 16 => {
                        let place = at - content.len();
                        let number = |index: usize| self.word(place + 4 * index).unwrap_or(0);
                        let [a, b, c] = [number(1), number(2), number(3)];
                        said.push_str(&format!(", for GNU/Linux {a}.{b}.{c}"));
                    }
                    _ => {}
                }
            }
        }
        said
    }

    /// Type, name and content of the note at `at`, which is moved after it.
    fn note(&self, at: &mut usize) -> Option<(u32, &'a [u8], &'a [u8])> {
        let name = usize::try_from(self.word(*at)?).ok()?;
        let content = usize::try_from(self.word(at.checked_add(4)?)?).ok()?;
        let kind = self.word(at.checked_add(8)?)?;
        let name_at = at.checked_add(12)?;
        let content_at = name_at.checked_add(name.checked_next_multiple_of(4)?)?;
        let end = content_at.checked_add(content.checked_next_multiple_of(4)?)?;
        let name = self.bytes.get(name_at..name_at.checked_add(name)?)?;
        let content = self.bytes.get(content_at..content_at.checked_add(content)?)?;
        *at = end;
        Some((kind, name, content))
    }

    /// Whether debugging information and a symbol table are there.
    fn symbols(&self) -> Option<String> {
        let names_index = self.half(if self.is_64 { 62 } else { 50 })?;
        let names = self.sections().nth(names_index.into())?;
        let names = self.part(&names)?;
        let is_debug_info = |part: &Part| {
            let name = usize::try_from(part.name).ok().and_then(|at| names.get(at..));
            name.is_some_and(|name| name.starts_with(b".debug_info\0"))
        };
        let debug =
            if self.sections().any(|part| is_debug_info(&part)) { ", with debug_info" } else { "" };
        let is_stripped = !self.sections().any(|part| part.kind == SYMBOLS);
        let stripped = if is_stripped { ", stripped" } else { ", not stripped" };
        Some(format!("{debug}{stripped}"))
    }
}

/// `PT_DYNAMIC`.
const DYNAMIC: u32 = 2;
/// `PT_INTERP`.
const INTERPRETER: u32 = 3;
/// `PT_NOTE`.
const NOTE: u32 = 4;
/// `SHT_SYMTAB`.
const SYMBOLS: u32 = 2;

/// `e_machine` for the architectures of packages.
fn machine(number: u16) -> &'static str {
    match number {
        2 => "SPARC",
        3 => "Intel 80386",
        4 => "Motorola m68k",
        8 => "MIPS",
        15 => "PA-RISC",
        20 => "PowerPC or cisco 4500",
        21 => "64-bit PowerPC or cisco 7500",
        22 => "IBM S/390",
        40 => "ARM",
        42 => "Renesas SH",
        43 => "SPARC V9",
        50 => "IA-64",
        62 => "x86-64",
        183 => "ARM aarch64",
        243 => "UCB RISC-V",
        BPF => "eBPF",
        258 => "LoongArch",
        _ => "*unknown arch*",
    }
}

/// `EI_OSABI`.
fn system(number: u8) -> &'static str {
    match number {
        0 => " (SYSV)",
        2 => " (NetBSD)",
        3 => " (GNU/Linux)",
        9 => " (FreeBSD)",
        97 => " (ARM)",
        _ => "",
    }
}
