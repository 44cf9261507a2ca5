//! The types of tags (`hdrchkTagType` in rpm's `lib/header.c`).

use super::Verdict;
use crate::header::{Header, Tag, Value};

const REBUILD: &str = "build the package again with mkrpm or rpmbuild";

/// Tags of 32-bit numbers, of those that packages have.
const INT32: &[u32] = &[
    1003, 1006, 1008, 1009, 1028, 1031, 1032, 1034, 1037, 1038, 1041, 1042, 1045, 1046, 1048, 1051,
    1052, 1053, 1068, 1069, 1080, 1095, 1096, 1106, 1112, 1114, 1116, 1119, 1127, 1128, 1129, 1134,
    1136, 1138, 1139, 1140, 1141, 1143, 1144, 1145, 5011, 5020, 5021, 5022, 5023, 5024, 5025, 5026,
    5027, 5033, 5037, 5048, 5051, 5054, 5057, 5068, 5070, 5072, 5075, 5078, 5084, 5085, 5091, 5093,
];
/// Tags of 16-bit numbers.
const INT16: &[u32] = &[1030, 1033];
/// Tags of 64-bit numbers.
const INT64: &[u32] = &[5004, 5008, 5009];
/// Tags of arrays of texts, which rpm before 4.20 takes as a single text too.
const NAMES: &[u32] = &[1047, 1049, 1054, 1090, 1117, 1118];

/// Texts stand for each other; numbers do not.
pub(super) fn check(header: &Header, verdict: &mut Verdict) {
    for (tag, value) in header.entries() {
        let expected = [(INT32, "32-bit"), (INT16, "16-bit"), (INT64, "64-bit")];
        for (tags, width) in expected {
            let is_one = match width {
                "32-bit" => matches!(value, Value::Int32(_)),
                "16-bit" => matches!(value, Value::Int16(_)),
                _ => matches!(value, Value::Int64(_)),
            };
            if tags.contains(&tag.0) && !is_one {
                verdict.refuse(tag, format!("does not hold {width} numbers"), REBUILD);
            }
        }
        if NAMES.contains(&tag.0) && matches!(value, Value::String(_)) {
            let problem = "is a single text, not an array: rpm 4.20 and later refuse the package";
            verdict.warn(tag, problem, REBUILD);
        }
    }
    let is_array = |tag: Tag| matches!(header.value(tag), Some(Value::StringArray(_)) | None);
    for tag in [crate::header::tag::PAYLOADSHA256] {
        if !is_array(tag) {
            verdict.refuse(tag, "is not an array of texts", REBUILD);
        }
    }
}
