use super::*;

/// A header block of GNU's dialect with the given name, type, size and link, its checksum right.
fn header(name: &[u8], kind: u8, size: u64, link: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[136..148].copy_from_slice(b"00000000017\0");
    block[156] = kind;
    block[157..157 + link.len()].copy_from_slice(link);
    block[257..265].copy_from_slice(b"ustar  \0");
    block[265..269].copy_from_slice(b"root");
    block[297..301].copy_from_slice(b"root");
    seal(&mut block);
    block
}

fn seal(block: &mut [u8; BLOCK]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn padded(data: &[u8]) -> Vec<u8> {
    let mut bytes = data.to_vec();
    bytes.resize(data.len().next_multiple_of(BLOCK), 0);
    bytes
}

fn archive(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = parts.concat();
    bytes.extend([0; 2 * BLOCK]);
    bytes
}

fn read(bytes: &[u8]) -> Result<Vec<(Entry, Vec<u8>)>, String> {
    let mut tar = Tar::new(bytes, Reader::Dpkg);
    let text = |error| match error {
        TarError::Io(error) => error.to_string(),
        TarError::Format { offset, problem } => format!("{offset}: {problem}"),
    };
    let mut all = Vec::new();
    while let Some(entry) = tar.next_entry().map_err(text)? {
        let mut data = Vec::new();
        tar.read_to_end(&mut data).map_err(|error| error.to_string())?;
        all.push((entry, data));
    }
    Ok(all)
}

fn refusal(parts: &[&[u8]]) -> String {
    read(&archive(parts)).unwrap_err()
}

#[test]
fn reads_entries_and_their_data() {
    let all = read(&archive(&[
        &header(b"./", b'5', 0, b""),
        &header(b"./a", b'0', 3, b""),
        &padded(b"abc"),
        &header(b"./b", b'1', 0, b"./a"),
        &header(b"./c", b'2', 0, b"a"),
    ]))
    .unwrap();
    let shown: Vec<_> = all
        .iter()
        .map(|(entry, data)| {
            (entry.path.as_slice(), entry.kind, entry.link.as_slice(), data.as_slice())
        })
        .collect();
    assert_eq!(
        shown,
        [
            (&b"./"[..], EntryKind::Directory, &b""[..], &b""[..]),
            (b"./a", EntryKind::File, b"", b"abc"),
            (b"./b", EntryKind::HardLink, b"./a", b""),
            (b"./c", EntryKind::Symlink, b"a", b""),
        ]
    );
    let (entry, _) = &all[1];
    assert_eq!((entry.mode, entry.uid, entry.mtime), (0o644, 0, 15));
    assert_eq!((entry.owner.as_slice(), entry.group.as_slice()), (&b"root"[..], &b"root"[..]));
}

#[test]
fn reads_long_names_of_either_kind_in_either_order() {
    let (path, link) = (vec![b'p'; 600], vec![b'l'; 4095]);
    let long = |kind, name: &[u8]| {
        let data = [name, b"\0"].concat();
        [&header(b"././@LongLink", kind, data.len() as u64, b"")[..], &padded(&data)].concat()
    };
    let entry = header(b"cut", b'2', 0, b"cut");
    for names in [[long(b'L', &path), long(b'K', &link)], [long(b'K', &link), long(b'L', &path)]] {
        let all = read(&archive(&[&names[0], &names[1], &entry])).unwrap();
        assert_eq!((&all[0].0.path, &all[0].0.link), (&path, &link));
    }
}

#[test]
fn reads_the_prefix_of_ustar() {
    let mut block = header(b"name", b'0', 0, b"");
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[345..351].copy_from_slice(b"prefix");
    seal(&mut block);
    assert_eq!(read(&archive(&[&block])).unwrap()[0].0.path, b"prefix/name");
}

#[test]
fn reads_the_oldest_dialect() {
    let old = |name: &[u8]| {
        let mut block = header(name, 0, 0, b"");
        block[257..].fill(0);
        seal(&mut block);
        block
    };
    let all = read(&archive(&[&old(b"./dir/"), &old(b"./dir/file")])).unwrap();
    // dpkg makes a file of it.
    assert_eq!(all[0].0.kind, EntryKind::File);
    assert_eq!(all[1].0.kind, EntryKind::File);
    assert!(all[1].0.owner.is_empty());
}

#[test]
fn reads_sizes_in_base_256() {
    let mut block = header(b"big", b'0', 0, b"");
    block[124..136].copy_from_slice(b"\x80\0\0\0\0\0\0\x02\x40\0\0\0");
    seal(&mut block);
    let mut tar = Tar::new(&block[..], Reader::Dpkg);
    assert_eq!(tar.next_entry().unwrap().unwrap().length, 9 << 30);
}

#[test]
fn refuses_dialects_that_packages_do_not_have() {
    for (kind, problem) in [
        (b'x', "a PAX header, which packages cannot have"),
        (b'g', "a PAX header, which packages cannot have"),
        (b'S', "a sparse file, which packages cannot have"),
        (b'D', "an entry of the unknown type 'D'"),
        (b'M', "an entry of the unknown type 'M'"),
        (b'7', "an entry of the unknown type '7'"),
        (0xff, "an entry of the unknown type '\\xff'"),
    ] {
        assert_eq!(refusal(&[&header(b"a", kind, 0, b"")]), format!("0: {problem}"));
    }
}

#[test]
fn refuses_a_wrong_checksum_wherever_the_change_is() {
    let block = header(b"./a", b'0', 0, b"");
    for at in (0..148).chain(156..BLOCK) {
        let mut changed = block;
        changed[at] ^= 0x10;
        assert!(read(&archive(&[&changed])).is_err(), "byte {at}");
    }
}

#[test]
fn refuses_sizes_without_data() {
    for kind in *b"23456" {
        let found = refusal(&[&header(b"a", kind, 1, b"b"), &padded(b"x")]);
        assert_eq!(found, "0: an entry that has a size, but no data");
    }
}

#[test]
fn refuses_numbers_that_are_none() {
    for (from, field, problem) in [
        (100, &b"0000648\0"[..], "0: a header with a wrong mode"),
        (108, b"\xff\xff\xff\xff\xff\xff\xff\xff", "0: a header with a wrong owner"),
        (116, b"       x", "0: a header with a wrong group"),
        (124, b"-0000000001\0", "0: a header with a wrong size"),
        (124, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "0: a header with a wrong size"),
        (136, b"0x000000000\0", "0: a header with a wrong time"),
    ] {
        let mut block = header(b"a", b'0', 0, b"");
        block[from..from + field.len()].copy_from_slice(field);
        seal(&mut block);
        assert_eq!(refusal(&[&block]), problem);
    }
}

#[test]
fn refuses_long_names_that_lead_nowhere() {
    let long = |name: &[u8]| {
        [&header(b"././@LongLink", b'L', name.len() as u64, b"")[..], &padded(name)].concat()
    };
    let file = header(b"a", b'0', 0, b"");
    for (parts, problem) in [
        (vec![long(b"\0"), file.to_vec()], "0: an empty long name"),
        (vec![long(&[b'a'; 70_000]), file.to_vec()], "0: a name of 70000 bytes"),
    ] {
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        assert_eq!(refusal(&parts), problem);
    }
}

#[test]
fn refuses_what_is_cut_short() {
    let bytes = archive(&[&header(b"./a", b'0', 3, b""), &padded(b"abc")]);
    for end in 0..=bytes.len() {
        // dpkg is content with an archive that ends where an entry may start, or after a first NUL
        // block.
        let is_whole = end == 0 || end == 1024 || end >= 1536;
        assert_eq!(read(&bytes[..end]).is_ok(), is_whole, "the first {end} bytes");
    }
}

/// The paths of an archive, and what is odd in it.
fn odd(bytes: &[u8], reader: Reader) -> (Vec<String>, Vec<(u64, &'static str)>) {
    let mut tar = Tar::new(bytes, reader);
    let mut paths = Vec::new();
    while let Some(entry) = tar.next_entry().map_err(|error| format!("{error:?}")).unwrap() {
        paths.push(String::from_utf8(entry.path).unwrap());
    }
    (paths, tar.odd().to_vec())
}

#[test]
fn notes_what_dpkg_takes_all_the_same() {
    let file = header(b"./a", b'0', 0, b"");
    let long = |kind: u8, name: &[u8]| {
        [&header(b"././@LongLink", kind, name.len() as u64, b"")[..], &padded(name)].concat()
    };
    let mut other = file;
    other[257..265].copy_from_slice(b"ustar  x");
    seal(&mut other);
    let link = header(b"./a", b'1', 7, b"./b");
    let nul = &[0; BLOCK][..];
    for (parts, path, expected) in [
        (vec![&file[..], nul, nul, &file], "./a", "bytes after its end, which dpkg ignores"),
        (vec![&file, nul, &file], "./a", "bytes after its end, which dpkg ignores"),
        (vec![&file, nul], "./a", "ends in one block of NULs instead of two"),
        (vec![&file], "./a", "ends without blocks of NULs"),
        (vec![&other, nul, nul], "./a", "an unknown dialect, which dpkg accepts"),
        (vec![&long(b'L', b"b\0"), &long(b'L', b"c\0"), &file, nul, nul], "c", "two long names"),
        (vec![&long(b'L', b"na\0me\0"), &file, nul, nul], "na", "a NUL, which ends the name"),
        (vec![&file, &long(b'L', b"b\0"), nul, nul], "./a", "in a long name without an entry"),
        (vec![&long(b'K', b"b\0"), &file, nul, nul], "./a", ""),
        (vec![&link, nul, nul], "./a", ""),
        (vec![&file, nul, nul, nul], "./a", ""),
    ] {
        let (paths, odd) = odd(&parts.concat(), Reader::Dpkg);
        assert_eq!(paths, [path], "{expected}");
        assert_eq!(odd.is_empty(), expected.is_empty(), "{odd:?}");
        assert!(odd.iter().all(|(_, odd)| odd.contains(expected)), "{odd:?} is not {expected}");
    }
}

#[test]
fn headers_that_only_tar_reads_rename_what_follows() {
    let pax = |kind: u8, records: &[u8]| {
        [&header(b"pax", kind, records.len() as u64, b"")[..], &padded(records)].concat()
    };
    let (file, label) = (header(b"./a", b'7', 0, b""), header(b"volume", b'V', 0, b""));
    let path = pax(b'x', b"10 path=b\n");
    let (paths, odd) = odd(&archive(&[&label, &path, &file]), Reader::Tar);
    assert_eq!(paths, ["b"]);
    assert_eq!(odd.len(), 3, "{odd:?}");
    for (part, problem) in [
        (pax(b'g', b"10 path=b\n"), "a PAX header that renames every entry"),
        (pax(b'x', b"path=b\n"), "an invalid PAX header"),
        (pax(b'x', &[b'9'; 70_000]), "a name of 70000 bytes"),
    ] {
        let bytes = archive(&[&part, &file]);
        let mut tar = Tar::new(&bytes[..], Reader::Tar);
        let Err(TarError::Format { problem: found, .. }) = tar.next_entry() else { panic!() };
        assert_eq!(found, problem);
    }
}
