//! The case on one page: what to know when there is time for nothing else.

use super::super::AuthorityFinding;
use super::super::counts::shown;
use super::super::document::{Block, Inline, KeyFigure};
use super::super::flow::Start;
use super::super::wording::{after_colon, counted, number, number_word, percent, sentence};
use super::Composer;

impl Composer<'_> {
    pub(super) fn case(&mut self) {
        let pack = self.pack;
        self.section("The case on one page", Start::Page);
        let summary = self.summary();
        self.say(summary);
        let figures = self.key_figures();
        if !figures.is_empty() {
            let source = self.case_source();
            self.blocks.push(Block::KeyFigures { figures, source });
        }
        if let Some(opening) = pack.opening.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            self.heading("To open", false);
            self.say(opening);
        }
        if !pack.asks.is_empty() {
            let count = pack.asks.len();
            let asks = if count == 1 { "ask" } else { "asks" };
            self.heading(format!("{} {asks} of the minister", number_word(count)), false);
            let items = pack.asks.iter().map(|ask| sentence(ask)).collect();
            self.blocks.push(Block::List { numbered: true, items });
        }
        self.two_minutes();
        if let Some(anchor) = self.do_not_say {
            self.heading("Before you stand up", false);
            let count = pack.do_not_say.len();
            let things = if count == 1 {
                "one thing".to_owned()
            } else {
                format!("{} things", number_word(count).to_lowercase())
            };
            self.blocks.push(Block::Paragraph(vec![
                Inline::Text(format!(
                    "There {} not to say: page ",
                    if count == 1 { format!("is {things}") } else { format!("are {things}") }
                )),
                Inline::PageOf(anchor),
                Inline::Text(".".to_owned()),
            ]));
        }
    }

    /// Two or three sentences, made of what there is.
    fn summary(&self) -> String {
        let pack = self.pack;
        let mut said = Vec::new();
        if pack.letters == 0 {
            said.push(
                "The office has no letters on this subject yet, so this pack gives no family’s story."
                    .to_owned(),
            );
        } else if pack.counted == 0 {
            said.push(format!(
                "The office has {} on this subject. No family has agreed to be counted yet, so this pack gives no figures from them.",
                counted(pack.letters, "letter", "letters"),
            ));
        } else if let Some(top) = self.top_theme() {
            let of = if pack.counted == 1 {
                "The one family that agreed to be counted writes".to_owned()
            } else {
                match shown(top.stories, pack.suppress_below).exact() {
                    Some(n) if n == pack.counted => {
                        format!("All {} families that agreed to be counted write", number(n))
                    }
                    Some(n) => {
                        let verb = if n == 1 { "writes" } else { "write" };
                        format!(
                            "Of the {} families that agreed to be counted, {} {verb}",
                            number(pack.counted),
                            number(n)
                        )
                    }
                    None => format!(
                        "{} families agreed to be counted. Most often they write",
                        number(pack.counted)
                    ),
                }
            };
            said.push(format!("{of} about {}.", after_colon(&top.label)));
            let others: Vec<_> =
                self.live_themes().filter(|theme| theme.label != top.label).take(2).collect();
            if let ([second, third], None) = (
                others.as_slice(),
                pack.suppress_below.filter(|_| {
                    others.iter().any(|t| shown(t.stories, pack.suppress_below).exact().is_none())
                }),
            ) {
                said.push(format!(
                    "Next come {} ({}) and {} ({}).",
                    after_colon(&second.label),
                    number(second.stories),
                    after_colon(&third.label),
                    number(third.stories)
                ));
            }
        } else {
            said.push(format!(
                "{} agreed to be counted; their letters are not filed under a theme yet.",
                counted(pack.counted, "family", "families"),
            ));
        }
        if let Some(line) = self.statistics_line() {
            said.push(line);
        }
        if pack.letters > 0 && self.first_quote.is_none() {
            said.push("No family has agreed to be quoted yet, so none is.".to_owned());
        }
        said.join(" ")
    }

    /// "In Hertfordshire 55.2% of new plans came within 20 weeks in 2024, against 45.9% in England."
    fn statistics_line(&self) -> Option<String> {
        let statistics = self.pack.statistics.as_ref()?;
        let here = self.chief_authority()?;
        let england = statistics
            .england_within_20_weeks
            .map_or_else(String::new, |value| format!(", against {} in England", percent(value)));
        Some(format!(
            "In {} {} of new plans came within 20 weeks in {}{england}.",
            here.name,
            percent(here.within_20_weeks?),
            statistics.period
        ))
    }

    /// The authority most families live in, of those with an official figure.
    fn chief_authority(&self) -> Option<&AuthorityFinding> {
        let with = self.pack.authorities.iter().filter(|authority| authority.within_20_weeks.is_some());
        with.reduce(|chief, next| if next.stories > chief.stories { next } else { chief })
    }

    fn longest_wait(&self) -> Option<u32> {
        self.live_themes().filter_map(|theme| self.wait(theme)).max()
    }

    /// The three figures that say most, of those there are.
    fn key_figures(&self) -> Vec<KeyFigure> {
        let pack = self.pack;
        let figure = |value: String, label: String| KeyFigure { value, label };
        let top = self.top_theme().filter(|_| pack.counted > 1).and_then(|top| {
            let n = shown(top.stories, pack.suppress_below).exact()?;
            let verb = if n == 1 { "family writes" } else { "families write" };
            Some(figure(
                format!("{} of {}", number(n), number(pack.counted)),
                format!("{verb} about {}", after_colon(&top.label)),
            ))
        });
        let on_time = self.pack.statistics.as_ref().and_then(|statistics| {
            let here = self.chief_authority()?;
            let england = statistics
                .england_within_20_weeks
                .map_or_else(String::new, |value| format!("; England {}", percent(value)));
            Some(figure(
                percent(here.within_20_weeks?),
                format!("of new plans on time in {} in {}{england}", here.name, statistics.period),
            ))
        });
        let wait = self.longest_wait().map(|weeks| {
            figure(counted(weeks, "week", "weeks"), "is the longest wait that a family tells of".to_owned())
        });
        let families = (pack.counted > 0).then(|| {
            let verb = if pack.counted == 1 { "family agreed" } else { "families agreed" };
            figure(number(pack.counted), format!("{verb} to be counted"))
        });
        let letters = (pack.letters > 0).then(|| {
            let from = counted(pack.families, "family", "families");
            let letters = if pack.letters == 1 { "letter" } else { "letters" };
            figure(number(pack.letters), format!("{letters} came in, from {from}"))
        });
        [top, on_time, wait, families, letters].into_iter().flatten().take(3).collect()
    }

    fn case_source(&self) -> String {
        let letters = (self.pack.letters > 0).then(|| self.letters_source());
        let statistics = self
            .pack
            .statistics
            .as_ref()
            .filter(|_| self.chief_authority().is_some())
            .map(|statistics| sentence(&statistics.source));
        [letters, statistics].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn two_minutes(&mut self) {
        let pack = self.pack;
        let mut parts = Vec::new();
        if let Some(anchor) = self.first_quote {
            parts.push(vec![Inline::Text("quotation 1 on page ".to_owned()), Inline::PageOf(anchor)]);
        }
        if let Some(figure) = self.key_figures().first() {
            parts.push(vec![Inline::Text(format!("the figure {}", figure.value))]);
        }
        match pack.asks.len() {
            0 => {}
            1 => parts.push(vec![Inline::Text("the ask".to_owned())]),
            _ => parts.push(vec![Inline::Text("the first ask".to_owned())]),
        }
        if parts.len() < 2 {
            return;
        }
        self.heading("If you have two minutes only", false);
        let mut inlines = vec![Inline::Text("Give ".to_owned())];
        let count = parts.len();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                inlines.push(Inline::Text(if index + 1 == count { " and " } else { ", " }.to_owned()));
            }
            inlines.extend(part);
        }
        inlines.push(Inline::Text(".".to_owned()));
        self.blocks.push(Block::Paragraph(inlines));
    }
}
