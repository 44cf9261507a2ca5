//! Names that very many things have: each is stored once.

use std::collections::HashSet;
use std::sync::Arc;

/// Names that very many things have, such as the owners of files: each is stored once.
#[derive(Clone, Debug, Default)]
pub struct SharedNames(HashSet<Arc<[u8]>>);

impl SharedNames {
    /// The name, shared with everything that has it already.
    pub fn name(&mut self, name: &[u8]) -> Arc<[u8]> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<[u8]> = name.into();
        self.0.insert(Arc::clone(&name));
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_one() {
        let mut names = SharedNames::default();
        let [one, other, same] = [b"root", b"mail", b"root"].map(|name| names.name(name));
        assert!(Arc::ptr_eq(&one, &same) && *one != *other);
    }
}
