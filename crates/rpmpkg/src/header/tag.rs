//! Tags by name (rpm's `include/rpm/rpmtag.h`).

/// The number that a value is stored under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u32);

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub const $name: Tag = Tag($number);)*

        impl Tag {
            /// rpm's name of the tag, as `rpm --querytags` lists it; `None` when it is not known.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }
    };
}

tags! {
    /// The region of the signature header.
    HEADERSIGNATURES = 62;
    /// The region of the main header.
    HEADERIMMUTABLE = 63;
    /// The locales of translated texts.
    HEADERI18NTABLE = 100;
    /// The name.
    NAME = 1000;
}
