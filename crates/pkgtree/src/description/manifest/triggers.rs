//! `[[rpm.trigger]]`: rows that become triggers.

use toml::de::DeTable;

use super::keys::TRIGGER;
use super::reader::Reader;
use super::rows::{missing, rows};
use super::tables::NO_SCRIPT;
use crate::description::{ScriptBody, Text, TriggerRule};

/// A `[[rpm.trigger]]`.
#[derive(Debug, Default)]
pub(super) struct TriggerRow {
    pub(super) event: Option<Text>,
    pub(super) on: Vec<Text>,
    pub(super) priority: Option<Text>,
    pub(super) body: ScriptBody,
}

/// Reads the triggers of the section `[rpm]`.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &DeTable<'_>,
    triggers: &mut Vec<TriggerRule>,
) {
    for (prefix, span, row) in rows(section, "rpm.", "trigger") {
        let mut trigger = TriggerRow::default();
        reader.table("rpm.trigger", &prefix, TRIGGER, row, &mut trigger);
        for (key, line) in [("event", "event = \"...\""), ("on", "on = [\"...\"]")] {
            if !row.contains_key(key) {
                missing(reader, &prefix, &span, line);
            }
        }
        if !row.contains_key("file") && !row.contains_key("interpreter") {
            missing(reader, &prefix, &span, NO_SCRIPT);
        }
        let TriggerRow { event, on, priority, body } = trigger;
        triggers.extend(event.map(|event| TriggerRule { event, on, priority, body }));
    }
}
