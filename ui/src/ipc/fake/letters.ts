// Invented letters from invented people. Marked words stand between braces: {theme|words}.
import type { ConsentLevel } from "../generated/ConsentLevel";

export interface Invented {
  name: string;
  postcode: string;
  authority: string;
  subject: string;
  text: string;
  consent?: ConsentLevel;
  positive?: boolean;
}

const HERTS = "E10000015";
const BEDS = "E06000056";
const NORTH = "E06000061";
const WEST = "E06000062";
const CAMBS = "E10000003";

/** Written out in full. */
export const WRITTEN: Invented[] = [
  {
    name: "Nadia Rahman",
    postcode: "SG1 3HT",
    authority: HERTS,
    subject: "He says he doesn’t want to be here any more",
    text: `Dear Mr Hale,

I am writing about my son Idris, who is eleven. We live in {authority|Stevenage, SG1 3HT}.

He has {out_of_school|not been in school since February}. Last week he told his grandmother that {urgent|he doesn’t want to be here any more}. We have been to the GP and we are {health_waits|on the waiting list for CAMHS}, which they say is fourteen months.

I don’t know who else to ask.

Nadia Rahman`,
  },
  {
    name: "Marianne Oakes",
    postcode: "SG4 9TP",
    authority: HERTS,
    subject: "Still no plan for our son after 43 weeks",
    text: `Dear Mr Hale,

We live in {authority|Hitchin, SG4 9TP}. {date_request|In {ehcp_delay|November we asked the council to assess}} Euan. {date_decision_to_assess|They agreed to assess him in January}. {suggested|It is now {ehcp_delay|43 weeks and there is still no plan}. Nobody rings back; the last officer left and no one told us.}

He {says_4|is in Year 4} and {says_asd|autistic}, and has been {out_of_school|{says_none|at home since March}}. {placement_shortage|Every special school within an hour says it is full} and his old school says it cannot keep him safe. I have cut my hours to mornings.

I would be glad if you could {consent|use any of this in the debate, without his name}.

Yours sincerely,
Marianne Oakes
[[quoted]]On 21 August 2024, SEND Casework wrote:
> Dear Ms Oakes,
>
> Thank you for your email. We are sorry for the delay in
> finalising the assessment, which is due to a national
> shortage of educational psychologists.
>
> A member of the team will be in touch in due course.
>
> Kind regards,
> SEND Casework
[[signature]]--
Marianne Oakes
Sent from my phone`,
    consent: "anonymous",
  },
  {
    name: "Tom Pryce",
    postcode: "MK45 1QT",
    authority: BEDS,
    subject: "Thank you, and what finally worked",
    positive: true,
    text: `Dear Mr Hale,

I wrote to you in spring about my daughter Ffion. I want to say thank you, because {suggested|when somebody finally came and sat with us for an hour, she was back in class in three weeks. That is all it took.}

We are in {authority|Flitwick, in Central Bedfordshire}. The new {mainstream_support|SENCO at her school} deserves the credit. You are welcome to {consent|use my name} if it helps somebody else.

Tom Pryce`,
    consent: "named",
  },
  {
    name: "Glenys Ŵyn",
    postcode: "NN14 6BD",
    authority: NORTH,
    subject: "They’ve named mainstream again",
    text: `Dear sir,

{wrong_placement|They have named mainstream again}, against the reports of two psychologists. The school itself wrote that {wrong_placement|it cannot meet his needs}.

{tribunal|The hearing is in eleven months}. By then he will be nine, and will have spent a third of his schooling waiting. We are in {authority|Thrapston, under North Northamptonshire}.

{family_impact|I gave up my job in January.}

Glenys Ŵyn`,
  },
  {
    name: "Aniela Kowalczyk-Hart",
    postcode: "SG18 8NB",
    authority: BEDS,
    subject: "Two buses and a taxi that does not come",
    text: `Dear Mr Hale

My daughter is fourteen and blind. {transport|The taxi has not come on eleven mornings this term}, and each time I am told to “make alternative arrangements”. {suggested|I cannot drive, and she cannot cross the A1 on foot.}

{communication|I have rung the council nineteen times} and spoken to eight people. We live in {authority|Biggleswade}.

Aniela Kowalczyk-Hart`,
  },
  {
    name: "Desmond Achterberg",
    postcode: "NN1 5PQ",
    authority: WEST,
    subject: "A plan on paper only",
    text: `Dear Mr Hale,

Jonah’s plan says {provision_not_delivered|weekly speech therapy. He has had none since October}. When I asked, I was told {provision_not_delivered|the therapist’s post is vacant}.

{ehcp_content|The plan still has another child’s name on page four.}

We are in {authority|Northampton} and I am happy for you to {consent|count us in your figures}.

Desmond Achterberg`,
    consent: "counted",
  },
];

const NAMES = [
  "Priya Venkataraman", "Owen Llewellyn-Shaw", "Kirsty Mackinder", "Folasade Adebanjo", "Ruth Penhaligon", "Zofia Brzezińska",
  "Siobhán Tierney", "Leila Farrokhzad", "Colin Throssell", "Bethan Marchbank", "Yusuf Demirel", "Harriet Quillfeather",
  "Ines Carvalhais", "Graham Ottershaw", "Mei-Ling Fairweather", "Patrick Nwosu", "Marek Dvořák", "Elspeth Garrowby",
  "Callum Rostron", "Tamsin Yelverton", "Hassan Qureshi-Webb", "Dorothy Swaffham", "Noor Alsharif", "Victor Pemberley",
  "Agnieszka Lis", "Rosalind Thackery", "Joseph Ekwueme", "Wendy Braithwell", "Stefan Ionescu", "Caitlin Morrow",
  "Abigail Stanhill", "Farid Haddadin", "Lucy Wetherden", "Oluwaseun Martins",
];

const PLACES: [string, string, string][] = [
  ["Letchworth, SG6 3AA", HERTS, "SG6 3AA"],
  ["Watford, WD17 2LH", HERTS, "WD17 2LH"],
  ["Dunstable", BEDS, "LU6 1RX"],
  ["Corby", NORTH, "NN17 1QA"],
  ["Daventry", WEST, "NN11 4BH"],
  ["Royston, SG8 5HX", HERTS, "SG8 5HX"],
  ["Huntingdon", CAMBS, "PE29 3RW"],
  ["Leighton Buzzard", BEDS, "LU7 1DJ"],
];

const TROUBLES: [string, string, string][] = [
  ["Refused without being seen", "refusal_to_assess", "the council refused to assess without anybody meeting her"],
  ["Thirty-one weeks and counting", "ehcp_delay", "we are at thirty-one weeks and have not seen a draft"],
  ["Sent home at eleven every day", "exclusion_reduced", "he is sent home at eleven every day on a reduced timetable"],
  ["No school will take her", "placement_shortage", "nine schools have been consulted and nine have said no"],
  ["Fined for being unwell", "attendance_ebsa", "we were fined because she is too anxious to go in"],
  ["Respite stopped in April", "social_care", "our short breaks were stopped in April without a letter"],
  ["What happens at sixteen", "post16", "the college place fell through two weeks before term"],
  ["The review that never was", "annual_review", "the annual review was due in January and has not been held"],
  ["Who is in charge of this", "accountability_funding", "nobody is ever held to account when the law is broken"],
];

const EFFECTS: [string, string][] = [
  ["family_impact", "I have used my savings and given up my job"],
  ["communication", "we are on our fifth case officer this year"],
  ["out_of_school", "he has had no education of any kind for seven months"],
  ["mainstream_support", "there is one teaching assistant for the whole year"],
];

const PERMISSIONS: [string, ConsentLevel | undefined][] = [
  ["", undefined],
  ["Please {consent|do not share this with anybody}.", "casework"],
  ["You may {consent|quote me if you leave out our names}.", "anonymous"],
  ["", undefined],
  ["If it helps, {consent|read it out and call him Ben}.", "read_out"],
];

/** Who writes some words in another language. */
const OWN_WORDS: Record<string, string> = {
  "Zofia Brzezińska": "{not_read|Moja mama mieszka z nami i też jest chora, a ja nie mogę pracować, bo nikt nam nie pomaga.}\n\n",
};

/** Put together from parts, so that lists are long enough to look like an office’s. */
export const ASSEMBLED: Invented[] = NAMES.map((name, n) => {
  const [place, authority, postcode] = PLACES[n % PLACES.length] as (typeof PLACES)[number];
  const [subject, theme, trouble] = TROUBLES[n % TROUBLES.length] as (typeof TROUBLES)[number];
  const [effect, impact] = EFFECTS[n % EFFECTS.length] as (typeof EFFECTS)[number];
  const [permission, consent] = PERMISSIONS[n % PERMISSIONS.length] as (typeof PERMISSIONS)[number];
  return {
    name,
    postcode,
    authority,
    subject,
    ...(consent ? { consent } : {}),
    text: `Dear Mr Hale,

We live in {authority|${place}} and I am writing about our child. {suggested|For months now, {${theme}|${trouble}}, and nobody will say when that changes.}

At home it shows: {${effect}|${impact}}. We do not want favours, only what the law says.

${OWN_WORDS[name] ?? ""}${permission}

${name}`.replace("\n\n\n\n", "\n\n"),
  };
});
