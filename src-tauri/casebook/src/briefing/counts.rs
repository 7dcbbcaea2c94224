//! Small numbers that could point at one family.
//!
//! Invariant: what is printed as "fewer than" cannot be worked out from the other figures of its row
//! and the row's total, unless small counts are all there is in the row.

/// A count as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    Exactly(u32),
    /// Somewhere between 1 and one less than this.
    FewerThan(u32),
    /// Between these two, both included: all that the other figures give away in any case.
    Between(u32, u32),
}

impl Shown {
    /// How it is printed.
    pub(crate) fn print(self) -> String {
        match self {
            Self::Exactly(n) => super::wording::number(n),
            Self::FewerThan(n) => format!("fewer than {n}"),
            Self::Between(low, high) => format!("{low} to {high}"),
        }
    }

    /// The most it can be, as far as the reader is told.
    pub(crate) const fn at_most(self) -> u32 {
        match self {
            Self::Exactly(n) | Self::Between(_, n) => n,
            Self::FewerThan(n) => n.saturating_sub(1),
        }
    }

    /// The number behind it, where it is printed.
    pub(crate) const fn exact(self) -> Option<u32> {
        match self {
            Self::Exactly(n) => Some(n),
            _ => None,
        }
    }
}

/// A count that stands alone.
pub(crate) fn shown(count: u32, below: Option<u32>) -> Shown {
    match below {
        Some(limit) if count > 0 && count < limit => Shown::FewerThan(limit),
        _ => Shown::Exactly(count),
    }
}

/// Counts whose sum is printed elsewhere. Where the small ones could be worked out from it, the
/// smallest of the others is printed as the range that the reader could work out, and no closer.
pub(crate) fn shown_in_sum(counts: &[u32], below: Option<u32>) -> Vec<Shown> {
    let mut row: Vec<Shown> = counts.iter().map(|count| shown(*count, below)).collect();
    let Some(limit) = below else { return row };
    let small: Vec<u32> = counts.iter().copied().filter(|count| *count > 0 && *count < limit).collect();
    let (number, sum) = (u32::try_from(small.len()).unwrap_or(u32::MAX), small.iter().sum::<u32>());
    let most = number.saturating_mul(limit.saturating_sub(1));
    // One unknown, or several that can only all be as small, or all as large, as they may be.
    let given_away = number == 1 || (number > 1 && (sum == number || sum == most));
    let others =
        row.iter().enumerate().filter_map(|(index, shown)| Some((shown.exact().filter(|n| *n > 0)?, index)));
    if let (true, Some((count, index))) = (given_away, others.min())
        && let Some(cell) = row.get_mut(index)
    {
        let both = count + sum;
        *cell = Shown::Between(both.saturating_sub(most), both.saturating_sub(number));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_small_count_cannot_be_worked_out_from_the_total() {
        let row = shown_in_sum(&[9, 3, 21, 0], Some(5));
        assert_eq!(
            row,
            [Shown::Between(8, 11), Shown::FewerThan(5), Shown::Exactly(21), Shown::Exactly(0)],
            "33 less 21 leaves 12 for both: 1 to 4, and 8 to 11"
        );
        assert_eq!(shown_in_sum(&[9, 3], None), [Shown::Exactly(9), Shown::Exactly(3)]);
        assert_eq!(shown_in_sum(&[0, 3], Some(5)), [Shown::Exactly(0), Shown::FewerThan(5)]);
    }

    #[test]
    fn several_small_counts_shield_each_other_unless_they_are_extreme() {
        assert_eq!(shown_in_sum(&[9, 3, 2], Some(5)).first(), Some(&Shown::Exactly(9)));
        assert_eq!(
            shown_in_sum(&[9, 1, 1], Some(5)).first(),
            Some(&Shown::Between(3, 9)),
            "2 can only be 1 and 1"
        );
        assert_eq!(
            shown_in_sum(&[9, 4, 4], Some(5)).first(),
            Some(&Shown::Between(9, 15)),
            "8 can only be 4 and 4"
        );
    }

    #[test]
    fn zero_is_no_small_count() {
        assert_eq!(shown(0, Some(5)), Shown::Exactly(0));
        assert_eq!(shown(4, Some(5)), Shown::FewerThan(5));
        assert_eq!(shown(5, Some(5)), Shown::Exactly(5));
    }
}
