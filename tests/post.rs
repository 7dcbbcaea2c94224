//! A post bag made up from a seed: campaigns as people really send them, and letters that only look
//! like one. Everybody in it is invented.
//!
//! Hard to tell apart on purpose: families write of the same event in their own words, paste the same
//! standard paragraph of a council into letters of their own, write twice, and use the phrases that
//! everybody uses; senders of a campaign drop lines, change the order, fill in blanks, put much of
//! their own before or after, and pass the text on as their mail program wraps it.

use fastrand::Rng;

/// A letter of the post bag.
pub struct Posted {
    /// Who sent it.
    pub sender: String,
    /// What it says.
    pub text: String,
    /// The campaign it belongs to.
    pub campaign: Option<usize>,
}

const PLACES: [&str; 30] = [
    "Aldercote",
    "Birchwick",
    "Carsley",
    "Dunmarsh",
    "Elmhollow",
    "Farrowby",
    "Gorsefield",
    "Hazelmere End",
    "Ivydale",
    "Kettlebrook",
    "Larkrise",
    "Millstone Green",
    "Nettlecombe",
    "Oxenford",
    "Pearmain",
    "Quillhurst",
    "Rushmere",
    "Saltburn Cross",
    "Thornley",
    "Underhill",
    "Vinters Cross",
    "Wrenbury",
    "Yarrowdale",
    "Ashpole",
    "Brackenhurst",
    "Cloverley",
    "Damson Hill",
    "Eastwell",
    "Foxcombe",
    "Greywater",
];
const NAMES: [&str; 32] = [
    "Ada", "Bram", "Cleo", "Dylan", "Esme", "Finn", "Greta", "Hugo", "Iris", "Jonah", "Kit", "Lena", "Milo",
    "Nora", "Otis", "Pippa", "Quinn", "Rafe", "Saskia", "Toby", "Una", "Vera", "Wilf", "Xanthe", "Yusuf",
    "Zoe", "Alfie", "Beth", "Caleb", "Daisy", "Ewan", "Flora",
];
const WHO: [&str; 30] = [
    "the council",
    "our caseworker",
    "the headteacher",
    "a new officer",
    "the psychologist",
    "the panel",
    "the school",
    "the therapist",
    "the transport team",
    "the tribunal",
    "my sister",
    "the college",
    "her teacher",
    "the nurse",
    "our doctor",
    "the department",
    "the escort",
    "the minister",
    "a mediator",
    "the governors",
    "his assistant",
    "the inspector",
    "the clinic",
    "the charity",
    "my employer",
    "the driver",
    "the landlord",
    "a solicitor",
    "the playgroup",
    "the neighbour",
];
const DID: [&str; 36] = [
    "cancelled",
    "promised",
    "postponed",
    "refused",
    "forgot",
    "rewrote",
    "lost",
    "questioned",
    "approved",
    "ignored",
    "shortened",
    "delayed",
    "withdrew",
    "confirmed",
    "denied",
    "described",
    "copied",
    "misread",
    "offered",
    "recorded",
    "sent back",
    "talked about",
    "argued over",
    "asked for",
    "complained about",
    "paid for",
    "measured",
    "praised",
    "misplaced",
    "moved",
    "renamed",
    "reviewed",
    "reopened",
    "closed",
    "printed",
    "stopped",
];
const WHAT: [&str; 40] = [
    "the assessment",
    "our taxi",
    "her speech therapy",
    "the annual review",
    "a quiet room",
    "his timetable",
    "the school place",
    "the hearing",
    "our complaint",
    "the draft plan",
    "the bus pass",
    "a blue folder",
    "the ramp",
    "her hearing aid",
    "the reading scheme",
    "the phone call",
    "our appeal",
    "a second opinion",
    "the waiting list",
    "the short breaks",
    "his lunch money",
    "the sensory garden",
    "a letter of apology",
    "the funding formula",
    "the home visit",
    "our telephone number",
    "his medication",
    "the new uniform",
    "the swimming lesson",
    "a replacement tutor",
    "the exam paper",
    "the risk assessment",
    "her wheelchair",
    "the parents' evening",
    "the report",
    "our deadline",
    "the trial week",
    "a laptop",
    "the reduced hours",
    "the placement",
];
const WHEN: [&str; 28] = [
    "last spring",
    "on a Tuesday",
    "before breakfast",
    "three times",
    "since Easter",
    "without warning",
    "in the rain",
    "after half term",
    "by email",
    "for eleven weeks",
    "twice this month",
    "at the gate",
    "in front of everyone",
    "during assembly",
    "on her birthday",
    "while we waited",
    "over the summer",
    "the week we moved",
    "again in June",
    "with no reason given",
    "on the telephone",
    "late at night",
    "in a corridor",
    "at short notice",
    "for two years",
    "before the meeting",
    "when snow fell",
    "the same day",
];
const SO: [&str; 36] = [
    "so he stopped eating",
    "and nobody rang us",
    "which broke her heart",
    "so I gave up my job",
    "and we paid ourselves",
    "though the law is plain",
    "so his brother stays home too",
    "and I cried in the car",
    "which cost us our savings",
    "so she hides under a table",
    "and the school agreed",
    "because there was no money",
    "and then it all began again",
    "so grandad drives her now",
    "which we only found out later",
    "and he blames himself",
    "so we sleep in shifts",
    "although she asked politely",
    "and the file went missing",
    "which I have in writing",
    "so the dog walks with him",
    "and that was that",
    "because of one signature",
    "so I learned the regulations",
    "and my wife is ill with it",
    "which no child should hear",
    "so we moved in with friends",
    "and the taxi never came",
    "because two teams fell out",
    "so he counts the tiles",
    "and still we are told to wait",
    "which made the paper",
    "so I sold the van",
    "and our phones stay silent",
    "though three doctors said otherwise",
    "so she draws instead of speaking",
];
const ASKS: [&str; 20] = [
    "Please vote for the amendment on",
    "Will you speak in the debate about",
    "I urge the government to protect",
    "We ask every member to sign the motion on",
    "Parliament must not weaken",
    "Please stand up in the House for",
    "I want you to question ministers over",
    "The reform must not take away",
    "Families everywhere rely on",
    "Do not let the Treasury cut",
    "A right on paper means nothing without",
    "Councils should publish their figures on",
    "Please write to the Secretary of State about",
    "Every child deserves",
    "It is time the law was kept on",
    "The select committee was right about",
    "Nobody should have to fight for",
    "I oppose any change to",
    "Inspectors have warned again and again about",
    "We will remember at the ballot box",
];
const FILL: [&str; 10] = [
    "I am writing to you as my Member of Parliament.",
    "I hope you are well.",
    "I am writing to ask for your help with my child's special educational needs.",
    "I look forward to hearing from you soon.",
    "Thank you for taking the time to read this email.",
    "Thank you in advance for your help and support.",
    "I am a constituent of yours.",
    "Please do not hesitate to contact me if you need any further information.",
    "I would be very grateful for any help you can give.",
    "Please could you let me know what you can do to help?",
];

/// Somebody at work on a post bag.
struct Clerk(Rng);

impl Clerk {
    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of.get(self.0.usize(..of.len())).copied().unwrap_or_default()
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.0.u32(..100) < percent
    }

    /// A sentence as somebody writes it for themselves.
    fn sentence(&mut self) -> String {
        let (who, did, what) = (self.one(&WHO), self.one(&DID), self.one(&WHAT));
        let (when, so, name) = (self.one(&WHEN), self.one(&SO), self.one(&NAMES));
        match self.0.u32(..6) {
            0 => format!("{name} waited {when} because {who} {did} {what}, {so}."),
            1 => format!("Then {who} {did} {what} {when}."),
            2 => format!("{when}, {who} {did} {what} {so}.", when = upper(when)),
            3 => format!("We live in {} where {who} {did} {what}, {so}.", self.one(&PLACES)),
            4 => format!("My {} year old {name} says that {who} {did} {what} {when}.", self.0.u32(4..25)),
            _ => format!(
                "{who} {did} {what} and {} {} {}, {so}.",
                self.one(&WHO),
                self.one(&DID),
                self.one(&WHAT),
                who = upper(who)
            ),
        }
    }

    fn sentences(&mut self, many: usize) -> Vec<String> {
        (0..many).map(|_| self.sentence()).collect()
    }

    /// The text of a campaign, in paragraphs of sentences.
    fn template(&mut self) -> Vec<String> {
        let many = self.0.usize(4..14);
        (0..many)
            .map(|_| {
                let (asks, what, so) = (self.one(&ASKS), self.one(&WHAT), self.one(&SO));
                let then = self.sentence();
                if self.chance(60) { format!("{asks} {what}, {so}. {then}") } else { then }
            })
            .collect()
    }

    /// A campaign's text as one sender sends it.
    fn personalised(&mut self, template: &[String]) -> String {
        let mut lines = template.to_vec();
        if self.chance(30) {
            // No more than a third: what is left is still that text.
            for _ in 0..self.0.usize(1..=(lines.len() / 3).max(1)) {
                lines.remove(self.0.usize(..lines.len()));
            }
        }
        if self.chance(20) {
            self.0.shuffle(&mut lines);
        }
        if self.chance(25) {
            let at = self.0.usize(..lines.len());
            if let Some(line) = lines.get_mut(at) {
                let name = self.one(&NAMES);
                *line = line.replacen(" the ", &format!(" {name}'s "), 1);
            }
        }
        let own = match self.0.u32(..100) {
            0..=54 => 0,
            55..=84 => self.0.usize(1..5),
            85..=95 => self.0.usize(5..14),
            _ => self.0.usize(14..40),
        };
        if own > 0 {
            let own = self.sentences(own).join(" ");
            let at = if self.chance(70) { 0 } else { self.0.usize(..=lines.len()) };
            lines.insert(at, own);
        }
        if self.chance(30) {
            lines.insert(0, self.one(&FILL).to_owned());
        }
        if self.chance(30) {
            lines.push(self.one(&FILL).to_owned());
        }
        lines.join(if self.chance(80) { "\n\n" } else { "\n" })
    }

    /// A letter with its greeting and its end, wrapped as somebody's mail program wraps.
    fn posted(&mut self, sender: &str, words: &str, campaign: Option<usize>) -> Posted {
        let name = self.one(&NAMES);
        let greeting = self.one(&[
            "Dear Mr Hale,",
            "Dear Alex Hale MP",
            "Hello,",
            "Dear Sir or Madam,",
            "Hi Alex",
            "To my MP,",
        ]);
        let end = self.one(&["Yours sincerely,", "Kind regards,", "Best wishes", "Many thanks,", "Regards"]);
        let place = self.one(&PLACES);
        let mut text = format!("{greeting}\n\n{words}\n\n{end}\n{name}\n{place}\n");
        if self.chance(40) {
            text = wrapped(&text, self.0.usize(50..90));
        }
        if self.chance(8) {
            text = format!(
                "---------- Forwarded message ---------\nFrom: {name} <{sender}>\nDate: Tue, 3 Sep 2024\nSubject: Fwd: please read\nTo: <mp@example.org>\n\n{text}"
            );
        }
        if self.chance(15) {
            text.push_str(
                "\nThis email and any attachments are confidential and intended for the addressee only.\n",
            );
        }
        Posted { sender: sender.to_owned(), text, campaign }
    }
}

fn upper(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn wrapped(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut now = String::new();
        for word in line.split(' ') {
            if !now.is_empty() && now.len() + word.len() >= width {
                lines.push(std::mem::take(&mut now));
            }
            if !now.is_empty() {
                now.push(' ');
            }
            now.push_str(word);
        }
        lines.push(now);
    }
    lines.join("\n")
}

/// A post bag of so many letters, the same for the same seed.
#[must_use]
pub fn bag(wanted: usize, seed: u64) -> Vec<Posted> {
    let mut clerk = Clerk(Rng::with_seed(seed));
    let mut bag = Vec::with_capacity(wanted + 64);
    let mut sender = 0;
    let mut next = || {
        sender += 1;
        format!("family{sender}@example.org")
    };
    let mut campaigns = 0;
    // Three letters of five are campaigns', most of them small.
    while bag.len() * 5 < wanted * 3 {
        let template = clerk.template();
        let most = (wanted / 20).max(4);
        let size = match clerk.0.u32(..10) {
            0..=4 => clerk.0.usize(3..8),
            5..=8 => clerk.0.usize(8..(most / 4).max(9)),
            _ => clerk.0.usize(most / 4..=most),
        };
        for number in 0..size {
            // Three at least send it much as it is; else nobody could say what the campaign's text was.
            let words = if number < 3 { template.join("\n\n") } else { clerk.personalised(&template) };
            let posted = clerk.posted(&next(), &words, Some(campaigns));
            bag.push(posted);
        }
        campaigns += 1;
    }
    while bag.len() < wanted {
        match clerk.0.u32(..10) {
            // The same event, each family in its own words, with the same names and the same places.
            0..=2 => {
                let (firm, place) = (clerk.one(&NAMES), clerk.one(&PLACES));
                let (day, children) = (clerk.0.u32(1..31), clerk.0.u32(4..30));
                for _ in 0..clerk.0.usize(3..15) {
                    let event = match clerk.0.u32(..5) {
                        0 => format!(
                            "On {day} September {firm} Taxis gave up the run to {place} school and {children} children stood at the stop."
                        ),
                        1 => format!(
                            "{children} pupils of {place} school had no way in on {day} September, as {firm} Taxis handed back its contract."
                        ),
                        2 => format!(
                            "You will have read that {firm} Taxis no longer drives to {place}. Ours was one of {children} families who were not told before {day} September."
                        ),
                        3 => format!(
                            "Since {day} September there is no taxi to the school in {place}: {firm} Taxis stopped, and with it {children} places."
                        ),
                        _ => format!(
                            "{firm} Taxis let us down on {day} September. {place} school rang {children} of us at nine."
                        ),
                    };
                    let many = clerk.0.usize(3..8);
                    let mut own = clerk.sentences(many);
                    own.insert(clerk.0.usize(..=own.len()), event);
                    let posted = clerk.posted(&next(), &own.join(" "), None);
                    bag.push(posted);
                }
            }
            // A council's standard paragraph, pasted without a mark into letters of their own.
            3..=4 => {
                let standard = clerk.sentences(4).join(" ");
                for _ in 0..clerk.0.usize(3..15) {
                    let many = clerk.0.usize(4..14);
                    let mut own = clerk.sentences(many);
                    own.insert(clerk.0.usize(..=own.len()), standard.clone());
                    let posted = clerk.posted(&next(), &own.join(" "), None);
                    bag.push(posted);
                }
            }
            // One family that writes the same again and again.
            5 => {
                let (own, from) = (clerk.sentences(8), next());
                for _ in 0..clerk.0.usize(2..5) {
                    let more = clerk.sentence();
                    let posted = clerk.posted(&from, &format!("{} {more}", own.join(" ")), None);
                    bag.push(posted);
                }
            }
            // Hardly more than what everybody writes.
            6 => {
                let mut words: Vec<_> = (0..4).map(|_| clerk.one(&FILL)).collect();
                let own = clerk.sentence();
                words.insert(2, &own);
                let words = words.join(" ");
                let posted = clerk.posted(&next(), &words, None);
                bag.push(posted);
            }
            _ => {
                let many = clerk.0.usize(3..20);
                let words = clerk.sentences(many).join(" ");
                let posted = clerk.posted(&next(), &words, None);
                bag.push(posted);
            }
        }
    }
    bag.truncate(wanted);
    clerk.0.shuffle(&mut bag);
    bag
}

/// How good a grouping is, pair by pair: of the pairs that belong together, how many were put together;
/// and of those put together, how many belong.
#[must_use]
pub fn recall_and_precision(bag: &[Posted], campaigns: &[Option<usize>]) -> (f64, f64) {
    let pairs = |counts: std::collections::HashMap<(usize, usize), f64>| {
        counts.values().map(|count| count * (count - 1.0) / 2.0).sum::<f64>()
    };
    let (mut both, mut truth, mut said) = (
        std::collections::HashMap::new(),
        std::collections::HashMap::new(),
        std::collections::HashMap::new(),
    );
    for (letter, campaign) in bag.iter().zip(campaigns) {
        if let Some(true_one) = letter.campaign {
            *truth.entry((true_one, 0)).or_insert(0.0) += 1.0;
        }
        if let Some(said_one) = campaign {
            *said.entry((*said_one, 0)).or_insert(0.0) += 1.0;
        }
        if let (Some(true_one), Some(said_one)) = (letter.campaign, campaign) {
            *both.entry((true_one, *said_one)).or_insert(0.0) += 1.0;
        }
    }
    let both = pairs(both);
    (both / pairs(truth), both / pairs(said))
}
