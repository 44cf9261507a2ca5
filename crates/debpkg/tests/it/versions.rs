//! Versions against dpkg's own comparison.

use std::cmp::Ordering;

use debpkg::Version;
use proptest::prelude::*;

use crate::tools::run;

/// What sorts in unusual ways, and everyday versions.
const VERSION: &str = "([0-2]:)?[0-9][0-9a-b~+.]{0,5}(-[0a~+.]{1,3})?|[0-9]{1,40}(\\.[0-9]{1,40})?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn compare_as_dpkg_compares(left in VERSION, right in VERSION) {
        let order = Version::parse(&left).unwrap().cmp(&Version::parse(&right).unwrap());
        let operator = match order {
            Ordering::Less => "lt",
            Ordering::Equal => "eq",
            Ordering::Greater => "gt",
        };
        let arguments = ["--compare-versions", &left, operator, &right];
        let status = real_tools::command("dpkg").args(arguments).status().unwrap();
        prop_assert!(status.success(), "{left} is not {operator} {right} to dpkg");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_a_version_is_one_to_dpkg(text in "[0-9a:~+.^_ -]{0,8}") {
        if Version::parse(&text).is_ok() {
            run("dpkg", &["--validate-version", &text]);
        }
    }
}
