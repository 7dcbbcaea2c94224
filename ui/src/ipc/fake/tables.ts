// The tables of themes, authorities and facets, as the core would answer them: a few real councils only.
import type { AuthorityRow } from "../generated/AuthorityRow";
import type { FacetChoice } from "../generated/FacetChoice";
import type { FacetKind } from "../generated/FacetKind";
import type { ThemeRow } from "../generated/ThemeRow";

export const THEMES: ThemeRow[] = [
  { id: "refusal_to_assess", label: "Refused assessment or plan", definition: "Council refuses an EHC needs assessment, or assesses and refuses a plan." },
  { id: "ehcp_delay", label: "Plan late", definition: "Assessment or plan runs past a statutory time limit, incl. educational-psychologist backlog." },
  { id: "ehcp_content", label: "Plan wrong, vague or out of date", definition: "EHCP text inaccurate, unspecific, wrong child/need, drafted from old reports." },
  { id: "provision_not_delivered", label: "Plan not delivered", definition: "Section F/G provision (therapy, 1:1, equipment) is in the plan but not happening." },
  { id: "annual_review", label: "Annual review / phase transfer", definition: "Review late, skipped, council absent, amended plan overdue, phase-transfer date missed." },
  { id: "placement_shortage", label: "No suitable school place", definition: "No place found, special schools full, consultation refusals, place withdrawn." },
  { id: "wrong_placement", label: "Wrong placement named", definition: "School named/kept cannot meet need; mainstream named against evidence; placement breaking down." },
  { id: "out_of_school", label: "Out of school / no alternative provision", definition: "Child missing education: no tuition, too few hours, EOTAS refused, forced home education." },
  { id: "attendance_ebsa", label: "School anxiety, attendance and fines", definition: "Emotionally based avoidance, unauthorised absence coding, fines or prosecution threats." },
  { id: "exclusion_reduced", label: "Exclusion and part-time timetables", definition: "Suspension, exclusion, off-rolling, sent home early, long reduced timetable." },
  { id: "mainstream_support", label: "Support in mainstream / SEN support", definition: "School not identifying or meeting need without a plan: SENCO, TA, adjustments, training." },
  { id: "tribunal", label: "Tribunal, mediation and legal cost", definition: "Appeals, hearing waits, late concession, orders not followed, cost of lawyers/reports." },
  { id: "communication", label: "Council communication and complaints", definition: "No reply, changing case officers, contradictory answers, not being listened to, complaint mishandled." },
  { id: "transport", label: "Home-to-school and post-16 transport", definition: "Refused, withdrawn, unsuitable or failed transport; contributions and personal budgets." },
  { id: "health_waits", label: "NHS waits: diagnosis, CAMHS, therapy", definition: "Waiting for autism/ADHD diagnosis, CAMHS, SALT or OT before any plan." },
  { id: "social_care", label: "Social care and short breaks", definition: "Short breaks, direct payments, Section H provision, respite cut or refused." },
  { id: "post16", label: "Post-16 and transition to adulthood", definition: "College place, plan ceased, course funding, adult care hand-over." },
  { id: "child_wellbeing", label: "Child's mental health and safety", definition: "Self-harm, suicidal talk, breakdown, trauma, restraint or bullying." },
  { id: "family_impact", label: "Impact on family", definition: "Parent left work, money, own mental health, siblings." },
  { id: "accountability_funding", label: "Accountability, leadership and money", definition: "System-level: inspection failings, leaders, deficits, national formula, law not enforced." },
];

export const AUTHORITIES: AuthorityRow[] = [
  { gss: "E06000032", name: "Luton", aliases: ["Luton Borough Council"], region: "East of England", send_duties: true },
  { gss: "E06000042", name: "Milton Keynes", aliases: ["Milton Keynes Council", "MKCC"], region: "South East", send_duties: true },
  { gss: "E06000052", name: "Cornwall", aliases: ["Cornwall Council"], region: "South West", send_duties: true },
  { gss: "E06000055", name: "Bedford", aliases: ["Bedford Borough Council", "BBC", "Bedford Borough"], region: "East of England", send_duties: true },
  { gss: "E06000056", name: "Central Bedfordshire", aliases: ["Central Bedfordshire Council", "CBC", "Central Beds"], region: "East of England", send_duties: true },
  { gss: "E06000060", name: "Buckinghamshire", aliases: ["Buckinghamshire Council", "Bucks"], region: "South East", send_duties: true },
  { gss: "E06000061", name: "North Northamptonshire", aliases: ["North Northamptonshire Council", "NNC", "North Northants", "N Northants", "Kettering", "Corby", "Wellingborough", "East Northants"], region: "East Midlands", send_duties: true },
  { gss: "E06000062", name: "West Northamptonshire", aliases: ["West Northamptonshire Council", "WNC", "West Northants", "W Northants", "Northampton", "Daventry", "South Northants"], region: "East Midlands", send_duties: true },
  { gss: "E08000003", name: "Manchester", aliases: ["Manchester City Council", "MCC"], region: "North West", send_duties: true },
  { gss: "E08000025", name: "Birmingham", aliases: ["Birmingham City Council", "Brum"], region: "West Midlands", send_duties: true },
  { gss: "E08000035", name: "Leeds", aliases: ["Leeds City Council"], region: "Yorkshire and The Humber", send_duties: true },
  { gss: "E10000003", name: "Cambridgeshire", aliases: ["Cambridgeshire County Council", "Cambs"], region: "East of England", send_duties: true },
  { gss: "E10000008", name: "Devon", aliases: ["Devon County Council"], region: "South West", send_duties: true },
  { gss: "E10000012", name: "Essex", aliases: ["Essex County Council", "ECC"], region: "East of England", send_duties: true },
  { gss: "E10000015", name: "Hertfordshire", aliases: ["Hertfordshire County Council", "Herts"], region: "East of England", send_duties: true },
  { gss: "E10000016", name: "Kent", aliases: ["Kent County Council", "KCC"], region: "South East", send_duties: true },
  { gss: "E10000020", name: "Norfolk", aliases: ["Norfolk County Council"], region: "East of England", send_duties: true },
  { gss: "E10000029", name: "Suffolk", aliases: ["Suffolk County Council"], region: "East of England", send_duties: true },
  { gss: "E10000030", name: "Surrey", aliases: ["Surrey County Council"], region: "South East", send_duties: true },
  { gss: "W06000015", name: "Cardiff", aliases: ["Caerdydd"], region: "Wales", send_duties: false },
];

const named = (kind: FacetKind, labels: Record<string, string>): FacetChoice[] =>
  Object.entries(labels).map(([value, label]) => ({ kind, value, label }));
const counted = (kind: FacetKind, to: number, label: (number: number) => string): FacetChoice[] =>
  Array.from({ length: to + 1 }, (_, number) => ({ kind, value: String(number), label: label(number) }));

export const FACETS: FacetChoice[] = [
  ...named("phase", { early_years: "Early years", primary: "Primary", secondary: "Secondary", post_16: "Post-16" }),
  ...counted("year_group", 13, (year) => (year === 0 ? "Reception" : `Year ${year}`)),
  ...counted("age", 25, (age) => `Aged ${age}`),
  ...named("need", { asd: "Autistic spectrum disorder", semh: "Social, emotional and mental health", slcn: "Speech, language and communication needs", spld: "Specific learning difficulty", mld: "Moderate learning difficulty", sld: "Severe learning difficulty", pmld: "Profound and multiple learning difficulty", hi: "Hearing impairment", vi: "Vision impairment", msi: "Multi-sensory impairment", pd: "Physical disability", ds: "Down syndrome" }),
  ...named("setting", { mainstream: "Mainstream school", special: "Special school", unit: "Unit or resourced provision", eotas: "Educated otherwise than at school", none: "Not in any school" }),
  ...named("stage", { appeal: "Appeal", review: "Plan under review", plan: "Has a plan", draft: "Draft plan", assessing: "Being assessed", refused: "Refused", requested: "Assessment requested", none: "No plan" }),
  ...named("ask", { contact_council: "Asks to contact the council", meet: "Asks to meet or talk", parliament: "Asks to raise it in Parliament", school_place: "Asks for a school place", finish_plan: "Asks for the plan to be finished", provision: "Asks for provision to be delivered", transport: "Asks for transport" }),
  ...named("praise", { praise: "Thanks or praise" }),
];
