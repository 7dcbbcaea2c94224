//! Pack to document: which sections, in which order, in which words.
//!
//! Invariant: only [`Quotation`](crate::quotation::Quotation)s print family's words; a section that
//! has nothing to say is left out, and what is missing is said in a sentence instead.

mod case;
mod findings;
mod method;
mod words;

use super::counts::shown;
use super::document::{Block, Cover, Document, Inline, LOW};
use super::flow::Start;
use super::page::Anchor;
use super::wording::{counted, date, long_date, sentence, span, time, who_speaks};
use super::{Pack, ThemeFinding};

/// What the composer knows while it writes.
struct Composer<'p> {
    pack: &'p Pack,
    blocks: Vec<Block>,
    anchors: usize,
    /// The first quotation: its number and where it will stand.
    first_quote: Option<Anchor>,
    /// Where "Do not say" will stand.
    do_not_say: Option<Anchor>,
}

/// Writes the pack.
pub(crate) fn compose(pack: &Pack) -> Document {
    let mut composer = Composer { pack, blocks: Vec::new(), anchors: 0, first_quote: None, do_not_say: None };
    composer.first_quote = composer.quotations().next().is_some().then(|| composer.anchor());
    composer.do_not_say = (!composer.pack.do_not_say.is_empty()).then(|| composer.anchor());
    composer.cover();
    let contents = composer.anchor();
    composer.blocks.push(Block::Contents(contents));
    composer.case();
    composer.themes();
    composer.statistics();
    composer.words();
    composer.not_to_say();
    composer.grid();
    composer.authorities();
    composer.method();
    let use_line = if composer.first_quote.is_some() {
        "Office use — contains constituents’ words"
    } else {
        "Office use"
    };
    Document {
        title: format!("{}: debate pack", pack.subject),
        author: pack.member.clone(),
        made_on: pack.made_on,
        footer: (pack.subject.clone(), use_line.to_owned()),
        blocks: composer.blocks,
        anchors: composer.anchors,
    }
}

impl<'p> Composer<'p> {
    fn anchor(&mut self) -> Anchor {
        self.anchors += 1;
        self.anchors - 1
    }

    fn section(&mut self, title: impl Into<String>, start: Start) {
        let anchor = self.anchor();
        self.blocks.push(Block::Section { title: title.into(), anchor, start });
    }

    fn heading(&mut self, title: impl Into<String>, listed: bool) {
        let anchor = listed.then(|| self.anchor());
        self.blocks.push(Block::Heading { title: title.into(), anchor });
    }

    fn say(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(vec![Inline::Text(text.into())]));
    }

    /// A paragraph that leads into what follows.
    fn lead(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Lead(text.into()));
    }

    /// Themes somebody writes about, the most frequent first.
    fn live_themes(&self) -> impl Iterator<Item = &'p ThemeFinding> + use<'p> {
        self.by_stories().into_iter().filter(|theme| theme.stories > 0)
    }

    /// All themes, the most frequent first; equals in the order given.
    fn by_stories(&self) -> Vec<&'p ThemeFinding> {
        let mut themes: Vec<_> = self.pack.themes.iter().collect();
        themes.sort_by_key(|theme| std::cmp::Reverse(theme.stories));
        themes
    }

    /// The longest wait in a theme, unless so few write about it that it would point at one family.
    fn wait(&self, theme: &ThemeFinding) -> Option<u32> {
        shown(theme.stories, self.pack.suppress_below).exact().and(theme.longest_wait_weeks)
    }

    /// Every quotation, theme by theme.
    fn quotations(&self) -> impl Iterator<Item = &'p crate::quotation::Quotation> + use<'p> {
        self.by_stories().into_iter().flat_map(|theme| theme.quotations.iter())
    }

    /// The theme most families write about; the first of equals.
    fn top_theme(&self) -> Option<&'p ThemeFinding> {
        self.live_themes().next()
    }

    /// Where the figures from letters come from.
    fn letters_source(&self) -> String {
        let when = match (self.pack.first_letter, self.pack.last_letter) {
            (Some(first), Some(last)) => format!(", {}", span(first, last)),
            _ => String::new(),
        };
        let families = counted(self.pack.counted, "family that", "families that");
        format!("Letters to the office{when}: {families} agreed to be counted.")
    }

    fn cover(&mut self) {
        let pack = self.pack;
        let mut when = long_date(pack.date);
        if let Some(at) = pack.time {
            when = format!("{when}, {}", time(at));
        }
        let member = [pack.member.trim(), pack.constituency.trim()];
        let member = member.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let facts = [
            ("When", when, true),
            ("Member", member, true),
            ("Who speaks", who_speaks(pack.length).to_owned(), false),
            ("Drawn from", self.drawn_from(), false),
            (
                "Edition",
                format!(
                    "{} of {}. Not for handing out.",
                    pack.edition.trim_end_matches('.'),
                    date(pack.made_on)
                ),
                false,
            ),
        ];
        self.blocks.push(Block::Cover(Cover {
            above: LOW,
            kind: format!("Westminster Hall debate · {} minutes", pack.length.minutes()),
            title: format!("That this House has considered {}", pack.subject),
            facts: facts
                .into_iter()
                .filter(|(_, words, _)| !words.trim().is_empty())
                .map(|(name, words, strong)| (name.to_owned(), words, strong))
                .collect(),
        }));
    }

    fn drawn_from(&self) -> String {
        let pack = self.pack;
        if pack.letters == 0 {
            return "No letters yet.".to_owned();
        }
        let letters = counted(pack.letters, "letter", "letters");
        let families = counted(pack.families, "family", "families");
        match (pack.first_letter, pack.last_letter) {
            (Some(first), Some(last)) => format!("{letters} from {families}, {}", span(first, last)),
            _ => format!("{letters} from {families}"),
        }
    }

    fn not_to_say(&mut self) {
        let Some(anchor) = self.do_not_say else { return };
        self.blocks.push(Block::Section { title: "Do not say".to_owned(), anchor, start: Start::Section });
        self.lead("The office asks that these stay out of the debate, whoever raises them.");
        let items = self.pack.do_not_say.iter().map(|line| sentence(line)).collect();
        self.blocks.push(Block::List { numbered: false, items });
    }
}
