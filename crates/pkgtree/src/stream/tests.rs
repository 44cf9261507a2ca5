//! Streams of real trees.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use pkgio::{Algorithms, Digests, Hasher};

use super::{BATCH, CHUNK, RUN, StreamError, StreamEvent, StreamOptions};
use crate::scratch::Scratch;
use crate::{Content, ContentError, InstallPath, Kind, Mode, Tree};

const MD5: Algorithms = Algorithms { md5: true, ..Algorithms::NONE };

fn options(readers: usize) -> StreamOptions {
    StreamOptions { digests: MD5, readers: NonZeroUsize::new(readers).unwrap() }
}

/// What a stream said of one entry.
#[derive(Debug, PartialEq)]
struct Streamed {
    index: usize,
    bytes: Vec<u8>,
    digests: Option<Digests>,
}

/// Streams `tree` whole, checking that events come in their order.
fn streamed(tree: &Tree, readers: usize) -> Result<Vec<Streamed>, StreamError<()>> {
    let mut all: Vec<Streamed> = Vec::new();
    tree.stream(options(readers), |event| {
        match event {
            StreamEvent::Begin { index } => {
                assert_eq!(index, all.len());
                all.push(Streamed { index, bytes: Vec::new(), digests: None });
            }
            StreamEvent::Data(bytes) => {
                let last = all.last_mut().unwrap();
                assert!(!bytes.is_empty() && last.digests.is_none());
                let Kind::File(content) = &tree.entries()[last.index].kind else { panic!() };
                let whole = content.length() == bytes.len() as u64;
                assert!(!last.bytes.is_empty() || whole || bytes.len() >= 4096);
                last.bytes.extend_from_slice(bytes);
            }
            StreamEvent::End { index, digests } => {
                let last = all.last_mut().unwrap();
                assert_eq!(index, last.index);
                assert_eq!(last.digests.replace(digests), None);
            }
        }
        Ok(())
    })?;
    Ok(all)
}

/// Checks a stream against the files themselves.
fn check(tree: &Tree, all: &[Streamed]) {
    assert_eq!(all.len(), tree.entries().len());
    for (entry, streamed) in tree.entries().iter().zip(all) {
        let Kind::File(content) = &entry.kind else {
            assert_eq!((streamed.bytes.len(), streamed.digests), (0, None));
            continue;
        };
        let expected = std::fs::read(content.path().unwrap()).unwrap();
        assert!(streamed.bytes == expected, "{:?}", entry.path);
        let mut hasher = Hasher::new(MD5);
        hasher.update(&expected);
        assert_eq!(streamed.digests, Some(hasher.finish()), "{:?}", entry.path);
    }
}

/// Bytes that differ from file to file and from place to place.
fn bytes(seed: usize, length: usize) -> Vec<u8> {
    let mut state = seed as u64 + 1;
    let step = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    (0..length).map(step).collect()
}

fn mixed_tree() -> Scratch {
    let scratch = Scratch::new();
    let lengths = [
        0,
        1,
        4096,
        CHUNK - 1,
        CHUNK,
        RUN - 1,
        RUN,
        RUN + 1,
        BATCH - 1,
        BATCH,
        BATCH + 1,
        BATCH + CHUNK,
        BATCH + 9 * CHUNK + 17,
        0,
        100,
    ];
    for (index, length) in lengths.into_iter().enumerate() {
        scratch.file(format!("d{}/f{index:02}", index % 3), &bytes(index, length));
    }
    for index in 0..1500 {
        scratch.file(format!("many/{index:04}"), &bytes(index, index % 700));
    }
    scratch.link("f01", "d0/link");
    scratch.hard_link("d0/f00", "d2/again");
    scratch
}

#[test]
fn whatever_the_readers_the_events_are_the_same() {
    let scratch = mixed_tree();
    let tree = scratch.scan().unwrap();
    let one = streamed(&tree, 1).unwrap();
    check(&tree, &one);
    for readers in [2, 3, 8, 100] {
        assert!(streamed(&tree, readers).unwrap() == one, "{readers} readers");
    }
}

/// What looks at the first piece sees as much of a file whatever stands around it.
#[test]
fn files_up_to_a_batch_come_in_one_piece() {
    let scratch = Scratch::new();
    for (index, length) in [7, RUN - 1, 5, RUN, RUN + 1, 0, BATCH, 9].into_iter().enumerate() {
        scratch.file(format!("{index}"), &bytes(index, length));
    }
    let tree = scratch.scan().unwrap();
    for readers in [1, 2] {
        let mut pieces = Vec::new();
        let count = |event: StreamEvent<'_>| -> Result<(), ()> {
            if let StreamEvent::Data(bytes) = event {
                pieces.push(bytes.len());
            }
            Ok(())
        };
        tree.stream(options(readers), count).unwrap();
        assert_eq!(pieces, [7, RUN - 1, 5, RUN, RUN + 1, BATCH, 9]);
    }
}

#[test]
fn small_trees_need_no_threads() {
    let scratch = Scratch::with_files(&["a", "b/c"]);
    let tree = scratch.scan().unwrap();
    check(&tree, &streamed(&tree, 4).unwrap());
    assert_eq!(streamed(&Tree::empty(), 1).unwrap().len(), 1);
}

#[test]
fn bytes_in_memory_are_files_too() {
    let mut tree = Tree::empty();
    let files = [("a", vec![]), ("b", bytes(1, 10)), ("c", bytes(2, BATCH + 5))];
    for (path, bytes) in &files {
        let path = InstallPath::parse(path.as_bytes()).unwrap();
        tree.insert_file(path, Content::from_bytes(bytes.clone()), Mode::from_bits(0o644)).unwrap();
    }
    let all = streamed(&tree, 2).unwrap();
    for (streamed, (_, bytes)) in all[1..].iter().zip(&files) {
        assert!(streamed.bytes == *bytes && streamed.digests.is_some());
    }
}

#[test]
fn what_the_consumer_says_stops_it() {
    let scratch = mixed_tree();
    let tree = scratch.scan().unwrap();
    for readers in [1, 4] {
        for limit in [0, 1, 7, 40, 1000] {
            let mut events = 0;
            let result = tree.stream(options(readers), |_| {
                events += 1;
                if events > limit { Err(limit) } else { Ok(()) }
            });
            assert!(matches!(result, Err(StreamError::Consumer(given)) if given == limit));
            assert_eq!(events, limit + 1);
        }
    }
}

#[test]
fn a_panic_of_the_consumer_passes_through() {
    let scratch = mixed_tree();
    let tree = scratch.scan().unwrap();
    let stream = || tree.stream::<()>(options(4), |_| panic!("by the consumer"));
    let panicked = std::panic::catch_unwind(stream).unwrap_err();
    assert_eq!(panicked.downcast_ref::<&str>(), Some(&"by the consumer"));
}

#[test]
fn a_file_that_changed_is_an_error_that_names_it() {
    type Change = fn(&Scratch, &str);
    let changes: [(&str, Change); 9] = [
        ("grown", |scratch, path| append(scratch, path)),
        ("truncated", |scratch, path| scratch.file(path, b"")),
        ("rewritten", |scratch, path| {
            let length = std::fs::metadata(scratch.at(path)).unwrap().len();
            scratch.file(path, &vec![b'x'; length as usize]);
        }),
        ("replaced", |scratch, path| {
            std::fs::copy(scratch.at(path), scratch.at("new")).unwrap();
            std::fs::rename(scratch.at("new"), scratch.at(path)).unwrap();
        }),
        ("removed", |scratch, path| std::fs::remove_file(scratch.at(path)).unwrap()),
        ("given other permissions", |scratch, path| scratch.mode(path, 0o600)),
        ("made a link", |scratch, path| {
            std::fs::rename(scratch.at(path), scratch.at("moved")).unwrap();
            scratch.link("moved", path);
        }),
        ("made a FIFO", |scratch, path| {
            std::fs::remove_file(scratch.at(path)).unwrap();
            scratch.fifo(path);
        }),
        ("made a folder", |scratch, path| {
            std::fs::remove_file(scratch.at(path)).unwrap();
            scratch.folder(path);
        }),
    ];
    for (what, change) in changes {
        for length in [10, BATCH + CHUNK] {
            let scratch = Scratch::with_files(&["a", "z"]);
            scratch.file("m", &bytes(0, length));
            let tree = scratch.scan().unwrap();
            change(&scratch, "m");
            for readers in [1, 3] {
                let mut before = Vec::new();
                let result: Result<(), StreamError<()>> = tree.stream(options(readers), |event| {
                    before.extend(match event {
                        StreamEvent::End { index, .. } => Some(index),
                        _ => None,
                    });
                    Ok(())
                });
                let Err(StreamError::Content(ContentError::Changed { path })) = result else {
                    panic!("{what}, {length}: {result:?}");
                };
                assert_eq!(path, scratch.at("m"), "{what}, {length}");
                assert_eq!(before, [1], "{what}, {length}");
            }
        }
    }
}

fn append(scratch: &Scratch, path: &str) {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().append(true).open(scratch.at(path)).unwrap();
    file.write_all(b"x").unwrap();
}

#[test]
fn a_tree_that_is_written_to_meanwhile_is_never_torn() {
    const ROUNDS: usize = 100;
    let scratch = Scratch::new();
    let length = BATCH + 1;
    let versions: Vec<_> = (b'a'..=b'd').map(|byte| vec![byte; length]).collect();
    let write = |version: usize| {
        // In place, in two halves, and with the times put back: nothing but the status change time
        // tells.
        use std::os::unix::fs::FileExt;
        let file = std::fs::OpenOptions::new().write(true).open(scratch.at("f")).unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        let bytes = &versions[version % versions.len()];
        file.write_all_at(&bytes[length / 2..], (length / 2) as u64).unwrap();
        file.write_all_at(&bytes[..length / 2], 0).unwrap();
        file.set_modified(time).unwrap();
    };
    scratch.file("f", &versions[0]);
    // Held while the file is written and while it is scanned, not while it is read.
    let staged = std::sync::Mutex::new(());
    let done = AtomicBool::new(false);
    let (mut whole, mut changed) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for version in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let held = staged.lock().unwrap();
                write(version);
                drop(held);
                std::thread::sleep(std::time::Duration::from_millis(12 * (1 + version as u64 % 7)));
            }
        });
        for _ in 0..ROUNDS {
            let held = staged.lock().unwrap();
            let tree = scratch.scan().unwrap();
            drop(held);
            match streamed(&tree, 2) {
                Ok(all) => {
                    assert!(versions.contains(&all[1].bytes), "torn");
                    whole += 1;
                }
                Err(StreamError::Content(ContentError::Changed { .. })) => changed += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(whole > 0 && changed > 0, "{whole} whole, {changed} changed: the race was not run");
}

#[test]
fn few_descriptors_are_enough() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let scratch = Scratch::new();
    for index in 0..2000 {
        scratch.file(format!("{}/{index}", index % 100), b"x");
    }
    let before = getrlimit(Resource::Nofile);
    // Other tests of this process need some, too.
    setrlimit(Resource::Nofile, Rlimit { current: Some(200), ..before }).unwrap();
    let streamed = scratch.scan().map(|tree| streamed(&tree, 8).map(|all| all.len()));
    setrlimit(Resource::Nofile, before).unwrap();
    assert_eq!(streamed.unwrap().unwrap(), 2101);
}

#[test]
fn an_order_picks_and_moves_entries() {
    let mut tree = Tree::empty();
    for (name, length) in [("a", 3), ("b", BATCH + 5), ("c", 0), ("d", 7)] {
        let path = InstallPath::parse(name.as_bytes()).unwrap();
        let content = Content::from_bytes(vec![name.as_bytes()[0]; length]);
        tree.insert_file(path, content, Mode::from_bits(0o644)).unwrap();
    }
    let order = [4, 2, 1, 0];
    for readers in [1, 2] {
        let mut seen = Vec::new();
        let consume = |event: StreamEvent<'_>| -> Result<(), ()> {
            match event {
                StreamEvent::Begin { index } => seen.push((index, Vec::new(), false)),
                StreamEvent::Data(bytes) => seen.last_mut().unwrap().1.extend_from_slice(bytes),
                StreamEvent::End { index, .. } => {
                    let last = seen.last_mut().unwrap();
                    assert_eq!(last.0, index);
                    last.2 = true;
                }
            }
            Ok(())
        };
        tree.stream_in(&order, options(readers), consume).unwrap();
        let expected = [
            (4, vec![b'd'; 7], true),
            (2, vec![b'b'; BATCH + 5], true),
            (1, vec![b'a'; 3], true),
            (0, Vec::new(), false),
        ];
        assert!(seen == expected);
    }
}
