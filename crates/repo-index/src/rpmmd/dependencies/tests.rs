use super::*;

#[test]
fn one_version_of_the_c_library_is_the_highest() {
    let rising = [
        "libc.so.6",
        "libc.so.6(",
        "libc.so.6()(64bit)",
        "libc.so.6(GLIBC_PRIVATE)(64bit)",
        "libc.so.6(GLIBC_2.2.5)(64bit)",
        "libc.so.6(GLIBC_2.34)(64bit)",
    ];
    for (at, one) in rising.iter().enumerate() {
        for (other_at, other) in rising.iter().enumerate() {
            assert_eq!(is_newer(one, other), at > other_at, "{one} {other}");
        }
    }
}

#[test]
fn a_dependency_whose_epoch_is_no_number_is_left_out() {
    let entry = |evr: &str| {
        let name = "a".to_owned();
        entry(Dependency { name, evr: evr.to_owned(), sense: Sense::EQUAL })
    };
    for evr in ["", "1", "1:2", ":2", "-1:2", " 1:2"] {
        assert!(entry(evr).is_some(), "{evr}");
    }
    for evr in ["x:1", "1x:2", "-:1"] {
        assert!(entry(evr).is_none(), "{evr}");
    }
}

#[test]
fn comparisons_have_their_names() {
    let known = [(2, "LT"), (4, "GT"), (8, "EQ"), (10, "LE"), (12, "GE")];
    for bits in 0..16 {
        let name = known.iter().find(|(known, _)| *known == bits).map(|(_, name)| *name);
        assert_eq!(flags(Sense(bits | 1 << 8)), name, "{bits}");
    }
}
