//! Values that are made from a seed: it decides every part of them.

use super::{Edge, Fill, MANY, Nulls, Wish};

impl Wish {
    /// Returns the wish for a part of a value.
    pub(super) fn part(self, index: usize) -> Self {
        match self.seed {
            0 => self,
            seed => Self { seed: mixed(seed ^ (index as u64 + 1)), ..self },
        }
    }

    /// Returns the wish for a place, as the seed decides.
    pub(super) fn here(self) -> Self {
        if self.seed == 0 {
            return self;
        }
        let bits = mixed(self.seed);
        Self {
            fill: Fill::All,
            edge: [Edge::Plain, Edge::Plain, Edge::Low, Edge::High][(bits % 4) as usize],
            nulls: if (bits >> 2).is_multiple_of(4) { Nulls::Always } else { Nulls::Never },
            choice: (bits >> 8) as usize % MANY,
            ..self
        }
    }

    /// Returns whether an object has an optional property.
    pub(super) fn has(self, index: usize) -> bool {
        self.fill != Fill::Required && (self.seed == 0 || mixed(self.seed ^ !(index as u64)).is_multiple_of(2))
    }
}

/// Mixes the bits of a number (splitmix64). The result is never 0.
pub(super) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (number ^ (number >> 31)).max(1)
}
