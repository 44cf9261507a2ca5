//! What a spec file calls them.

use super::{ScriptletKind, TriggerKind, TriggerWhen};

impl ScriptletKind {
    /// Its section of a spec file, without the percent sign.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pretrans => "pretrans",
            Self::Pre => "pre",
            Self::Post => "post",
            Self::Preun => "preun",
            Self::Postun => "postun",
            Self::Posttrans => "posttrans",
            Self::Preuntrans => "preuntrans",
            Self::Postuntrans => "postuntrans",
            Self::Verify => "verifyscript",
        }
    }
}

impl TriggerKind {
    /// Its section of a spec file, without the percent sign.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let (when, names) = match self {
            Self::Package { when, .. } => {
                (when, ["triggerprein", "triggerin", "triggerun", "triggerpostun"])
            }
            // rpm has none before an installation.
            Self::File { when, transaction: false, .. } => {
                (when, ["filetriggerprein", "filetriggerin", "filetriggerun", "filetriggerpostun"])
            }
            Self::File { when, transaction: true, .. } => (when, TRANSACTION),
        };
        names[match when {
            TriggerWhen::Prein => 0,
            TriggerWhen::In => 1,
            TriggerWhen::Un => 2,
            TriggerWhen::Postun => 3,
        }]
    }
}

const TRANSACTION: [&str; 4] =
    ["transfiletriggerprein", "transfiletriggerin", "transfiletriggerun", "transfiletriggerpostun"];
