use std::io::Write;
use std::process::Stdio;

use pkgio::Encoding;
use proptest::prelude::*;

use super::*;

const ONE: NonZeroUsize = NonZeroUsize::MIN;

fn compressions() -> [Compression; 3] {
    ["gzip:9", "xz:1", "zstd:3"].map(|text| text.parse().unwrap())
}

/// A paragraph as in an index, of some 800 bytes that do not compress to nothing.
fn paragraph(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut words = String::new();
    for _ in 0..40 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        words.push_str(&format!(" word-{}", state % 1000));
    }
    format!(
        "Package: tool-{number:08}\nVersion: 1.{}\nDepends:{words}\nSHA256: {state:064x}\n\n",
        number % 7
    )
}

fn index(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    numbers.into_iter().flat_map(|number| paragraph(number).into_bytes()).collect()
}

fn cold(text: &[u8], compression: Compression) -> Vec<u8> {
    compress(&Chunks::of(text, Unit::Paragraph), compression, None, ONE).unwrap()
}

fn warm(old: &[u8], new: &[u8], compression: Compression) -> Vec<u8> {
    let compressed = cold(old, compression).into();
    let pieces: Vec<&[u8]> = old.chunks(1000).collect();
    let published = Published { text: &pieces, compressed: &compressed };
    compress(&Chunks::of(new, Unit::Paragraph), compression, Some(published), ONE).unwrap()
}

fn filter(command: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = real_tools::command(command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "{command:?}");
    output.stdout
}

#[test]
fn the_tools_read_every_form() {
    let python = "import sys,gzip,lzma; data=sys.stdin.buffer.read(); \
                  sys.stdout.buffer.write((gzip if data[0]==0x1f else lzma).decompress(data))";
    for text in [Vec::new(), index(0..1), index(0..4_000)] {
        for compression in compressions() {
            let compressed = cold(&text, compression);
            let encoding = Encoding::from(compression.codec());
            let name = compression.codec().name();
            filter(&[name, "-qt"], &compressed);
            assert!(filter(&[name, "-dc"], &compressed) == text, "{compression}");
            if compression.codec() != Codec::Zstd {
                assert!(filter(&["python3", "-c", python], &compressed) == text);
            }
            assert!(decompress(&compressed, encoding, text.len() as u64).unwrap() == text);
            let few = (text.len() as u64).checked_sub(1);
            assert!(few.is_none_or(|few| decompress(&compressed, encoding, few).is_err()));
        }
    }
}

#[test]
fn apt_reads_every_form() {
    let helper = "/usr/lib/apt/apt-helper";
    assert!(std::path::Path::new(helper).exists(), "{helper} is missing: apt-get install apt");
    let (folder, text) = (tempfile::tempdir().unwrap(), index(0..3_000));
    for compression in compressions() {
        let path = folder.path().join(format!("Packages.{}", compression.codec().suffix()));
        std::fs::write(&path, cold(&text, compression)).unwrap();
        assert!(filter(&[helper, "cat-file", path.to_str().unwrap()], b"") == text);
    }
}

#[test]
fn one_record_more_changes_one_chunk() {
    let (old, new) = (index(0..6_000), index((0..6_000).chain([9_000_000])));
    let middle = index((0..3_000).chain([9_000_000]).chain(3_000..6_000));
    for new in [new, middle] {
        let [before, after] = [&old, &new].map(|text| Chunks::of(text, Unit::Paragraph));
        assert!(before.count() > 6);
        let known: Vec<_> = before.iter().map(|chunk| chunk.bytes()).collect();
        let changed = after.iter().filter(|chunk| !known.contains(&chunk.bytes())).count();
        assert_eq!(changed, 1);
    }
}

#[test]
fn chunks_are_the_text_and_keep_to_their_lengths() {
    let lines = (0..200_000).map(|number| format!("usr/bin/tool-{number}  admin/tool\n"));
    let lines: String = lines.collect();
    let long = format!("Package: long\nDescription: {}\n\n", "x".repeat(5 << 20));
    let long = [long.as_bytes(), &index(0..500), b"Package: unended\n"].concat();
    for (text, unit) in [
        (index(0..9_000), Unit::Paragraph),
        (index([1; 9_000]), Unit::Paragraph),
        (lines.into_bytes(), Unit::Line),
        (long, Unit::Paragraph),
        (vec![b'x'; 5 << 20], Unit::Paragraph),
        (Vec::new(), Unit::Paragraph),
    ] {
        let chunks = Chunks::of(&text, unit);
        assert!(chunks.pieces().concat() == text);
        let inner = &chunks.iter().collect::<Vec<_>>()[..chunks.count() - 1];
        for chunk in inner {
            assert!(chunk.bytes().ends_with(unit.separator()));
            assert!(chunk.length() >= LEAST_OF_ANY);
        }
        if text.starts_with(b"Package: tool") {
            assert!(inner.iter().all(|chunk| chunk.length() <= 2 << 20));
        }
    }
}

const LEAST_OF_ANY: usize = 8 << 10;

#[test]
fn threads_change_nothing() {
    let text = index(0..4_000);
    let chunks = Chunks::of(&text, Unit::Paragraph);
    for compression in compressions() {
        let many = compress(&chunks, compression, None, NonZeroUsize::new(4).unwrap()).unwrap();
        assert!(many == cold(&text, compression));
    }
}

#[test]
fn what_is_not_ours_is_not_copied() {
    let (old, new) = (index(0..2_000), index(0..2_001));
    for compression in compressions() {
        let other = Compression::with_level(compression.codec(), 2).unwrap();
        let foreign = filter(&[compression.codec().name(), "-c"], &old);
        let ours = cold(&old, compression);
        for compressed in [
            cold(&old, other),
            cold(&new, compression),
            foreign,
            Vec::new(),
            ours[..ours.len() - 1].to_vec(),
            ours[..10].to_vec(),
        ] {
            let published = Published { text: &[&old], compressed: &compressed.into() };
            let text = Chunks::of(&new, Unit::Paragraph);
            let made = compress(&text, compression, Some(published), ONE).unwrap();
            assert!(made == cold(&new, compression), "{compression}");
        }
    }
}

#[test]
fn foreign_forms_are_read() {
    let text = index(0..500);
    for (command, encoding) in [
        (["gzip", "-c"], Encoding::Gzip),
        (["xz", "-cT2"], Encoding::Xz),
        (["zstd", "-c"], Encoding::Zstd),
        (["bzip2", "-c"], Encoding::Bzip2),
    ] {
        let compressed = filter(&command, &text);
        assert!(decompress(&compressed, encoding, 1 << 20).unwrap() == text);
        assert!(decompress(&compressed[..compressed.len() - 9], encoding, 1 << 20).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn incremental_equals_cold(
        count in 0_u64..2_000,
        removed in 0_u64..2_000,
        length in 0_u64..3,
        added in prop::collection::vec(0_u64..2_000, 0..3),
    ) {
        let old: Vec<u64> = (0..count).map(|number| number * 10).collect();
        let mut new: Vec<u64> = old
            .iter()
            .copied()
            .filter(|number| !(removed * 10..(removed + length) * 10).contains(number))
            .chain(added.iter().map(|number| number * 10 + 5))
            .collect();
        new.sort_unstable();
        let (old, new) = (index(old), index(new));
        for compression in compressions() {
            prop_assert!(warm(&old, &new, compression) == cold(&new, compression));
        }
    }

    #[test]
    fn any_bytes_are_taken_apart_or_not(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        at in 0_usize..400,
        to in any::<u8>(),
    ) {
        let text = index(0..2);
        for compression in compressions() {
            let codec = compression.codec();
            let mut damaged = cold(&text, compression);
            let at = at % damaged.len();
            damaged[at] = to;
            for bytes in [&bytes, &damaged] {
                let _ = split(codec, bytes);
                let _ = decompress(bytes, Encoding::from(codec), 1 << 20);
            }
        }
    }
}

#[test]
fn the_number_of_packages_is_a_chunk_of_its_own() {
    let element = |number: u64| {
        let text = paragraph(number);
        format!("<package>\n{}</package>\n", text.trim_end())
    };
    let list = |count: usize, numbers: &mut dyn Iterator<Item = u64>| {
        let elements: String = numbers.map(element).collect();
        format!("<?xml?>\n<list packages=\"{count}\">\n{elements}</list>").into_bytes()
    };
    let old = list(4000, &mut (0..4000));
    let new = list(4001, &mut (0..2000).chain([9000]).chain(2000..4000));
    let (old, new) = (Chunks::of(&old, Unit::Package), Chunks::of(&new, Unit::Package));
    assert_eq!(*old.chunk(0).bytes(), *b"<?xml?>\n<list packages=\"4000\">\n");
    let known: Vec<_> = old.iter().map(|chunk| chunk.bytes()).collect();
    let others = new.iter().filter(|chunk| !known.contains(&chunk.bytes())).count();
    assert!(known.len() > 10 && others <= 3, "{others} of {}", known.len());
    // A list of none has no chunk of its own, nor has a text of other units.
    assert_eq!(Chunks::of(&list(0, &mut (0..0)), Unit::Package).iter().count(), 1);
}

#[test]
fn a_short_chunk_does_not_tell_how_others_were_compressed() {
    let list = |last: u64| {
        let packages = (0..4000).chain([last]).map(|number| {
            let text = paragraph(number);
            format!("<package>\n{}</package>\n", text.trim_end())
        });
        format!("<list packages=\"4001\">\n{}</list>", packages.collect::<String>()).into_bytes()
    };
    let (old, new) = (list(8000), list(9000));
    let chunks = Chunks::of(&new, Unit::Package);
    for (level, other) in [(7, 9), (7, 8), (7, 6), (5, 12)] {
        let [ours, other] =
            [level, other].map(|level| Compression::with_level(Codec::Zstd, level).unwrap());
        let before = compress(&Chunks::of(&old, Unit::Package), other, None, ONE).unwrap();
        let published = Published { text: &[&old], compressed: &before.into() };
        let warm = compress(&chunks, ours, Some(published), ONE).unwrap();
        assert!(warm == compress(&chunks, ours, None, ONE).unwrap(), "{ours} {other}");
    }
}

#[test]
fn what_is_copied_stays_where_it_is() {
    let (old, new) = (index(0..4_000), index((0..2_000).chain([9_000]).chain(2_000..4_000)));
    for compression in compressions() {
        let compressed = cold(&old, compression).into();
        let published = Published { text: &[&old], compressed: &compressed };
        let chunks = Chunks::of(&new, Unit::Paragraph);
        let pieces = compress_in_pieces(&chunks, compression, Some(published), ONE).unwrap();
        match compression.codec() {
            // Its end tells of all blocks.
            Codec::Xz => assert_eq!(pieces.len(), 1),
            _ => {
                // What is before the new chunk, that chunk, and what is behind it.
                let [before, _, behind] = &*pieces else { panic!("{} pieces", pieces.len()) };
                assert_eq!(before.as_ptr(), compressed.as_ptr());
                assert_eq!(behind.as_ptr_range().end, compressed.as_ptr_range().end);
            }
        }
    }
}

#[test]
fn paragraphs_are_cut_as_their_text() {
    for count in [0, 1, 200, 9_000] {
        let paragraphs: Vec<_> = (0..count).map(paragraph).collect();
        let text = paragraphs.concat();
        let units = paragraphs.iter().map(|paragraph| [paragraph.as_bytes()]);
        let pieces = Chunks::of_units(b"", units, b"", Unit::Paragraph);
        let whole = Chunks::of(text.as_bytes(), Unit::Paragraph);
        let [pieces, whole] = [pieces, whole]
            .map(|chunks| chunks.iter().map(|chunk| chunk.bytes()).collect::<Vec<_>>());
        assert!(pieces == whole, "{count}");
    }
}

#[test]
fn a_text_in_pieces_is_cut_as_the_whole() {
    let packages = |count: u64| -> Vec<String> {
        (0..count).map(|number| format!("<package>\n{}</package>\n", paragraph(number))).collect()
    };
    let long = format!("<package>{}</package>\n", "x".repeat(5 << 20));
    for mut elements in [packages(0), packages(1), packages(200), packages(9_000)] {
        for tail in ["</list>", "", &" ".repeat(3 << 20)] {
            let head = format!("<?xml?>\n<list packages=\"{}\">\n", elements.len());
            let text = [head.as_str(), &elements.concat(), tail].concat();
            let units = elements.iter().map(|element| {
                let (start, rest) = element.as_bytes().split_at(element.len() / 2);
                [start, b"".as_slice(), rest]
            });
            let pieces = Chunks::of_units(head.as_bytes(), units, tail.as_bytes(), Unit::Package);
            let whole = Chunks::of(text.as_bytes(), Unit::Package);
            assert_eq!(pieces.length(), text.len());
            assert_eq!(pieces.count(), whole.count());
            for (piece, whole) in pieces.iter().zip(whole.iter()) {
                assert!(piece == whole && piece.bytes() == whole.bytes());
                let [first, behind] =
                    [0..1, 1..whole.length()].map(|range| whole.bytes()[range].to_vec());
                assert!(piece == Chunk::of(&[&first, b"", &behind, b""]));
                let others: [&[&[u8]]; 3] = [&[&first], &[&behind], &[&first, &behind, b"x"]];
                for other in others.map(Chunk::of) {
                    assert!(piece != other);
                    assert!(other != piece);
                }
            }
            elements.insert(elements.len() / 2, long.clone());
        }
    }
}
