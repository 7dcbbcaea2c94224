//! What was counted: themes, official figures, the grid, the authorities one by one.

use super::super::counts::{Shown, shown, shown_in_sum};
use super::super::document::{Bar, Block, Chart, Table};
use super::super::flow::Start;
use super::super::wording::{after_colon, counted, list, number, percent, sentence};
use super::super::{AuthorityFinding, Statistics};
use super::Composer;

/// How many authorities one table of the grid can hold.
const GRID_COLUMNS: usize = 4;

impl Composer<'_> {
    pub(super) fn themes(&mut self) {
        let pack = self.pack;
        let Some(top) = self.top_theme().filter(|_| pack.counted > 0) else { return };
        self.section(format!("What families write about most: {}", after_colon(&top.label)), Start::Section);
        self.lead(format!(
            "{} agreed to be counted. A family that writes about several things is counted once under each.",
            capital(&counted(pack.counted, "family", "families")),
        ));
        let rows: Vec<_> =
            self.live_themes().map(|theme| (theme, shown(theme.stories, pack.suppress_below))).collect();
        let bars: Vec<Bar> = rows
            .iter()
            .map(|(theme, shown)| Bar {
                label: theme.label.clone(),
                value: shown.exact().map(as_length),
                figure: shown.print(),
                comparison: false,
            })
            .collect();
        let full = bars.iter().filter_map(|bar| bar.value).fold(1.0, f32::max);
        let source = self.letters_source();
        let alt = describe("Bar chart: families by theme.", &bars);
        self.blocks.push(Block::Chart(Chart { alt, bars, full, source: source.clone() }));
        let waits = rows.iter().any(|(theme, _)| self.wait(theme).is_some());
        let mut columns = vec!["Theme".to_owned(), "Families".to_owned(), "Share of families".to_owned()];
        if waits {
            columns.push("Longest wait, weeks".to_owned());
        }
        columns.push("Quoted in this pack".to_owned());
        let rows = rows
            .iter()
            .map(|(theme, shown)| {
                let share = shown.exact().map(|n| 100.0 * as_length(n) / as_length(pack.counted.max(1)));
                let mut row = vec![theme.label.clone(), shown.print()];
                row.push(share.map_or_else(|| "not shown".to_owned(), |share| format!("{share:.0}%")));
                if waits {
                    row.push(self.wait(theme).map_or_else(|| "–".to_owned(), number));
                }
                row.push(theme.quotations.len().to_string());
                row
            })
            .collect();
        self.blocks.push(Block::Table(Table { columns, rows, source }));
    }

    pub(super) fn statistics(&mut self) {
        let pack = self.pack;
        let Some(statistics) = &pack.statistics else { return };
        let known: Vec<(&AuthorityFinding, f32)> = pack
            .authorities
            .iter()
            .filter_map(|here| here.within_20_weeks.map(|value| (here, value)))
            .collect();
        if known.is_empty() {
            return;
        }
        self.section(on_time_title(&known, statistics), Start::Section);
        self.lead(format!(
            "The law gives a council 20 weeks from the request to the final plan, with few exceptions. \
             The bars show the share of new plans issued within that time in {}.",
            statistics.period
        ));
        let bar = |name: &str, value: f32, comparison| Bar {
            label: name.to_owned(),
            value: Some(value),
            figure: percent(value),
            comparison,
        };
        let mut bars: Vec<Bar> = known.iter().map(|(here, value)| bar(&here.name, *value, false)).collect();
        bars.extend(statistics.england_within_20_weeks.map(|value| bar("England", value, true)));
        bars.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
        let source = sentence(&statistics.source);
        let alt = describe(
            &format!("Bar chart: share of new plans issued within 20 weeks in {}.", statistics.period),
            &bars,
        );
        self.blocks.push(Block::Chart(Chart { alt, bars, full: 100.0, source: source.clone() }));
        let stories = self.authority_counts();
        let unpublished = || "not published".to_owned();
        let mut rows: Vec<Vec<String>> = pack
            .authorities
            .iter()
            .zip(&stories)
            .map(|(here, stories)| {
                vec![
                    here.name.clone(),
                    here.within_20_weeks.map_or_else(unpublished, percent),
                    here.plans_issued.map_or_else(unpublished, number),
                    stories.print(),
                ]
            })
            .collect();
        if let Some(value) = statistics.england_within_20_weeks {
            let issued = statistics.england_plans_issued.map_or_else(unpublished, number);
            rows.push(vec!["England".to_owned(), percent(value), issued, "–".to_owned()]);
        }
        let columns = ["Local authority", "Within 20 weeks", "Plans issued", "Families in our letters"];
        let columns = columns.map(str::to_owned).to_vec();
        self.blocks.push(Block::Table(Table { columns, rows, source }));
    }

    /// Families by authority: their sum is printed, so small ones are shielded.
    fn authority_counts(&self) -> Vec<Shown> {
        let counts: Vec<u32> = self.pack.authorities.iter().map(|authority| authority.stories).collect();
        shown_in_sum(&counts, self.pack.suppress_below)
    }

    /// The grid, each row shielded, without rows and columns in which nothing is counted.
    fn grid_rows(&self) -> Vec<(&str, Vec<Shown>)> {
        let grid = &self.pack.grid;
        let width = grid.authorities.len();
        let rows = grid.themes.iter().zip(&grid.counts);
        rows.filter(|(_, counts)| counts.len() == width && counts.iter().any(|count| *count > 0))
            .map(|(theme, counts)| (theme.as_str(), shown_in_sum(counts, self.pack.suppress_below)))
            .collect()
    }

    pub(super) fn grid(&mut self) {
        let pack = self.pack;
        if pack.grid.authorities.len() < 2 {
            return;
        }
        let rows: Vec<(String, Vec<Shown>)> =
            self.grid_rows().into_iter().map(|(theme, row)| (theme.to_owned(), row)).collect();
        if rows.is_empty() {
            return;
        }
        self.section("Who writes about what, and where", Start::Section);
        self.lead("Families by theme and by the local authority of the child’s home.");
        let source = self.letters_source();
        let parts = pack.grid.authorities.len().div_ceil(GRID_COLUMNS);
        let size = pack.grid.authorities.len().div_ceil(parts);
        for (part, names) in pack.grid.authorities.chunks(size).enumerate() {
            let columns = ["Theme".to_owned()].into_iter().chain(names.iter().cloned()).collect();
            let rows = rows
                .iter()
                .map(|(theme, row)| {
                    let cells = row.iter().skip(part * size).take(names.len()).map(|shown| shown.print());
                    [theme.clone()].into_iter().chain(cells).collect()
                })
                .collect();
            let source = if part + 1 == parts { source.clone() } else { String::new() };
            self.blocks.push(Block::Table(Table { columns, rows, source }));
        }
    }

    pub(super) fn authorities(&mut self) {
        let pack = self.pack;
        if pack.authorities.is_empty() {
            return;
        }
        self.section("Each local authority in turn", Start::Section);
        let counts = self.authority_counts();
        for (index, here) in pack.authorities.iter().enumerate() {
            self.heading(here.name.clone(), true);
            let mut said = Vec::new();
            match counts.get(index) {
                Some(Shown::Exactly(0)) => said.push("No family from here agreed to be counted.".to_owned()),
                Some(Shown::Exactly(1)) => said.push("1 family from here agreed to be counted.".to_owned()),
                None => {}
                Some(shown) => {
                    said.push(format!("{} families from here agreed to be counted.", capital(&shown.print())))
                }
            }
            said.extend(self.common_themes(&here.name));
            if let (Some(value), Some(statistics)) = (here.within_20_weeks, &pack.statistics) {
                said.push(on_time_sentence(here, value, statistics));
            } else if pack.statistics.is_some() {
                said.push(
                    "No official figure on the 20-week limit is at hand for this authority.".to_owned(),
                );
            }
            self.say(said.join(" "));
        }
    }

    /// "They write most about late plans (31), transport (12) and refusals (9)."
    fn common_themes(&self, authority: &str) -> Option<String> {
        let column = self.pack.grid.authorities.iter().position(|name| name == authority)?;
        let rows = self.grid_rows();
        let mut counts: Vec<(&str, Shown)> = rows
            .iter()
            .filter_map(|(theme, row)| Some((*theme, *row.get(column)?)))
            .filter(|(_, shown)| shown.at_most() > 0 && !matches!(shown, Shown::FewerThan(_)))
            .collect();
        counts.sort_by_key(|(_, shown)| std::cmp::Reverse(shown.at_most()));
        counts.truncate(3);
        if counts.is_empty() {
            return None;
        }
        let words: Vec<String> = counts
            .iter()
            .map(|(theme, shown)| format!("{} ({})", after_colon(theme), shown.print()))
            .collect();
        Some(format!("What they write about most: {}.", list(&words)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "families in one office's letters")]
const fn as_length(n: u32) -> f32 {
    n as f32
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn describe(what: &str, bars: &[Bar]) -> String {
    let bars = bars.iter().map(|bar| format!(" {}: {}.", bar.label, bar.figure));
    std::iter::once(what.to_owned()).chain(bars).collect()
}

/// The finding, in a title.
fn on_time_title(known: &[(&AuthorityFinding, f32)], statistics: &Statistics) -> String {
    let Some(england) = statistics.england_within_20_weeks else {
        return format!("Plans issued within 20 weeks in {}", statistics.period);
    };
    let less: Vec<&str> =
        known.iter().filter(|(_, value)| *value < england).map(|(here, _)| here.name.as_str()).collect();
    let more: Vec<&str> =
        known.iter().filter(|(_, value)| *value > england).map(|(here, _)| here.name.as_str()).collect();
    match (less.as_slice(), more.as_slice()) {
        ([less], []) if known.len() == 1 => format!("{less} issues plans on time less often than England"),
        ([], [more]) if known.len() == 1 => format!("{more} issues plans on time more often than England"),
        ([less], [more]) => {
            format!("{less} meets the 20-week limit less often than England, {more} more often")
        }
        (less, _) if less.len() == known.len() => {
            "Every council here meets the 20-week limit less often than England".to_owned()
        }
        ([], more) if more.len() == known.len() => {
            "Every council here meets the 20-week limit more often than England".to_owned()
        }
        (less, _) => format!(
            "{} of {} councils here meet the 20-week limit less often than England",
            less.len(),
            known.len()
        ),
    }
}

fn on_time_sentence(here: &AuthorityFinding, value: f32, statistics: &Statistics) -> String {
    let issued = here.plans_issued.map_or_else(String::new, |n| format!(" of the {} new plans", number(n)));
    let of = if issued.is_empty() { " of new plans".to_owned() } else { issued };
    let against = statistics.england_within_20_weeks.map_or_else(String::new, |england| {
        let word = if (value - england).abs() < 0.05 {
            "the same as"
        } else if value < england {
            "less often than"
        } else {
            "more often than"
        };
        format!(", {word} England ({})", percent(england))
    });
    format!("In {} the council issued {}{of} within 20 weeks{against}.", statistics.period, percent(value))
}
