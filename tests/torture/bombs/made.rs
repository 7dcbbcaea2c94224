//! The bombs themselves, one for each way in which a file can cost more than it weighs.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What it is, and how it is made.
pub(super) type Bomb = (&'static str, fn() -> Vec<u8>);

pub(super) fn bombs() -> Vec<Bomb> {
    [MAILS, PAGES, TABLES, PACKED, DOCUMENTS, OUTLOOK].concat()
}

const MANY: usize = 100_000;
const MB: usize = 1_000_000;

const MAILS: &[Bomb] = &[
    ("100,000 parts", || {
        let head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n";
        format!("{head}{}", "--b\nContent-Type: text/plain\n\nx\n".repeat(MANY)).into()
    }),
    ("100,000 parts within parts", || {
        let mut mail = "From: a@example.org\n".to_owned();
        for depth in 0..MANY {
            let _ = write!(mail, "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
        }
        mail.into()
    }),
    ("100,000 letters within letters", || {
        format!("From: a@example.org\n{}\nx", "Content-Type: message/rfc822\n\n".repeat(MANY)).into()
    }),
    ("100,000 headers", || {
        let mut mail = "From: a@example.org\nSubject: x\n".to_owned();
        for number in 0..MANY {
            let _ = writeln!(mail, "X-Header-{number}: {number}");
        }
        (mail + "\nHelp.").into()
    }),
    ("48 MB of base64", || {
        let line = format!("{}\n", "QUJD".repeat(19));
        let body = line.repeat(48 * MB / line.len());
        format!(
            "From: a@example.org\nSubject: x\nContent-Type: application/pdf\n\
             Content-Transfer-Encoding: base64\n\n{body}"
        )
        .into()
    }),
    ("48 MB of words", || format!("From: a@example.org\nSubject: x\n\n{}", "words ".repeat(8 * MB)).into()),
    ("a line of 1 MB", || format!("From: a@example.org\nSubject: x\n\n{}\n", "x".repeat(MB)).into()),
    ("a line of 1 MB in quotes", || {
        format!("From: a@example.org\nSubject: x\n\nWe wait.\n{} x\n", ">".repeat(MB)).into()
    }),
    ("a subject of 1 MB", || {
        format!("From: a@example.org\nSubject: {}\n\nx\n", "word ".repeat(MB / 5)).into()
    }),
    ("100,000 encoded words", || {
        format!(
            "From: a@example.org\nSubject:{}\n\nx\n",
            " =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=\n".repeat(MANY)
        )
        .into()
    }),
    ("a million addresses", || {
        format!("From: a@example.org\nTo: {}\nSubject: x\n\nHelp.", "a@b.example, ".repeat(MB)).into()
    }),
    ("a million letters it answers", || {
        format!("From: a@example.org\nReferences: {}\nSubject: x\n\nHelp.", "<a@b.example> ".repeat(MB))
            .into()
    }),
    ("a mailbox of 48 MB of From lines", || {
        format!("From a Mon Jun  2 10:00:00 2025\nSubject: x\n\n{}", "From a\n\n".repeat(6 * MB)).into()
    }),
];

const PAGES: &[Bomb] = &[
    ("100,000 nested tags", || html(&"<div>x".repeat(MANY))),
    ("100,000 tables within tables", || html(&"<table><tr><td>".repeat(MANY))),
    ("100,000 attributes", || {
        let mut tag = "<p ".to_owned();
        for name in 0..MANY {
            let _ = write!(tag, "a{name}=1 ");
        }
        html(&(tag + ">Help"))
    }),
    ("5 MB of <", || html(&"<".repeat(5 * MB))),
    ("a million entities", || html(&"&NotEqualTilde;".repeat(MB))),
];

const TABLES: &[Bomb] = &[
    ("a table with a cell of 1 MB", || format!("Name,Your story\nAnn,{}\n", "x ".repeat(MB / 2)).into()),
    ("a table of a million columns", || {
        format!("Name,Your story{}\nAnn,We wait{}\n", ",".repeat(MB), ",x".repeat(MB)).into()
    }),
    ("a table of one quotation mark and 20 MB", || {
        format!("Name,Your story\nAnn,\"{}", "x,\n".repeat(20 * MB / 3)).into()
    }),
    ("a workbook of a thousand to one", || workbook(&row("x".repeat(60 * MB).as_str()))),
    ("a workbook of 300,000 rows", || workbook(&row("We wait.").repeat(300_000))),
    ("a sheet that repeats its cells", || {
        let cell =
            "<table:table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>";
        let row = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
        let page = format!(
            "<office:document-content><table:table>{}</table:table></office:document-content>",
            row.repeat(20_000)
        );
        opendocument("spreadsheet", &page)
    }),
    ("a sheet of a thousand to one", || {
        opendocument("spreadsheet", &format!("<table:table><table:table-row>{}", " ".repeat(60 * MB)))
    }),
];

const PACKED: &[Bomb] = &[
    ("an archive of a thousand to one", || {
        let zeros = vec![b'\n'; 48 * MB];
        zip(&[("1", &zeros), ("2", &zeros), ("3", &zeros), ("4.eml", b"Subject: x\n\nx\n")])
    }),
    ("archives within archives", || {
        let mut bytes = zip(&[("1", &vec![b'\n'; 40 * MB])]);
        for _ in 0..5 {
            let names: Vec<String> = (0..16).map(|number| format!("{number}.zip")).collect();
            let files: Vec<_> = names.iter().map(|name| (name.as_str(), bytes.as_slice())).collect();
            bytes = zip(&files);
        }
        bytes
    }),
    ("an archive whose files are one another's bytes", || {
        // Every file of the list points at the same packed bytes.
        let whole = zip(&[("a", &vec![b'x'; 40 * MB]), ("b", &[])]);
        overlapping(whole, 2_000)
    }),
];

const DOCUMENTS: &[Bomb] = &[
    ("a document of a thousand to one", || document(&"x".repeat(60 * MB))),
    ("a document of spaces", || document(&format!("</w:t>{}<w:t>", " ".repeat(60 * MB)))),
    ("a document of a million tags within tags", || document(&"<w:t>".repeat(MB))),
    ("a document of a million entities", || document(&"&amp;".repeat(MB))),
    ("a PDF of 20,000 pages", || {
        let kids: String = (0..20_000).map(|number| format!("{} 0 R ", number + 4)).collect();
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Count 20000/Kids[{kids}]>>").into_bytes(),
            stream("", b"BT /F1 12 Tf (We wait.) Tj ET"),
        ];
        objects.resize(20_003, b"<</Type/Page/Parent 2 0 R/Contents 3 0 R>>".to_vec());
        pdf(&objects)
    }),
    ("a PDF whose pages are within pages", || {
        let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
        for number in 2..50_000 {
            objects.push(format!("<</Type/Pages/Count 1/Kids[{} 0 R]>>", number + 1).into_bytes());
        }
        objects.push(b"<</Type/Page>>".to_vec());
        pdf(&objects)
    }),
    ("a PDF whose page has 190,000 parents", || {
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            b"<</Type/Page/Parent 5 0 R/Contents 4 0 R>>".to_vec(),
            stream("", b"BT /F1 12 Tf (We wait.) Tj ET"),
        ];
        objects.extend((5..190_005).map(|number| format!("<</Parent {} 0 R>>", number + 1).into_bytes()));
        pdf(&objects)
    }),
    ("a PDF of 500 pages with the same 30 MB of nothing", || {
        let nothing = "q Q ".repeat(30 * MB / 4);
        pages(500, "", &[deflated(nothing.as_bytes())])
    }),
    ("a PDF of 500 pages, each in a thousand fonts", || {
        let fonts: String = (0..1_000).map(|number| format!("/F{number} 6 0 R")).collect();
        let list = sign_list(&"<0001> <0002> <0041>\n".repeat(MB));
        pages(
            500,
            &format!("/Resources<</Font<<{fonts}>>>>"),
            &[stream("", b"BT ET"), deflated(&list), font()],
        )
    }),
    ("a PDF whose font names four thousand million signs", || {
        let list = sign_list("<00000000> <FFFFFFFF> <0041>\n");
        let content = stream("", b"BT /F 12 Tf (We wait.) Tj ET");
        pages(1, "/Resources<</Font<</F 6 0 R>>>>", &[content, deflated(&list), font()])
    }),
    ("a PDF of a thousand to one", || {
        let words = "BT (We wait.) Tj ET\n".repeat(3 * MB);
        one_page(&deflated(words.as_bytes()))
    }),
    ("a PDF packed twice", || {
        let twice = packed(&packed(&vec![b' '; 200 * MB]));
        one_page(&stream("/Filter[/FlateDecode/FlateDecode]", &twice))
    }),
    ("a PDF that says a number is a hundred thousand million bytes wide", || {
        listed("/W[1 99999999999 2]/Index[0 5]")
    }),
    ("a PDF that says it has a hundred thousand million pieces", || listed("/W[0 0 0]/Index[0 99999999999]")),
    ("a PDF of arrays within arrays", || one_page(&stream("", "[".repeat(5 * MB).as_bytes()))),
    ("a PDF whose dictionary is arrays within arrays", || {
        pdf(&[format!("<</Type/Catalog/Pages {}>>", "[".repeat(MB)).into_bytes()])
    }),
];

const OUTLOOK: &[Bomb] = &[
    ("rich text of 5 MB of groups", || format!("{{\\rtf1 {}x", "{".repeat(5 * MB)).into()),
    ("rich text of 100,000 fonts and as many changes", || {
        let mut text = "{\\rtf1{\\fonttbl".to_owned();
        (0..MANY).for_each(|font| text.push_str(&format!("{{\\f{font}\\fcharset204 A;}}")));
        (text + "}" + &"\\f0 x".repeat(MB)).into()
    }),
    ("rich text of 48 MB of letters by number", || format!("{{\\rtf1 {}", "\\'41".repeat(12 * MB)).into()),
    ("a wrapping of a million attachments", || {
        let mut bytes = b"\x78\x9f\x3e\x22\x01\x00".to_vec();
        bytes.extend(attribute(0x0001_8004, b"x\0"));
        bytes.extend(attribute(0x0006_9002, &[0; 14]).repeat(MB));
        bytes
    }),
    ("a wrapping of wrappings", || {
        let mut inner = attribute(0x0001_8004, b"x\0");
        for _ in 0..1_000 {
            let object = [&[7; 16][..], b"\x78\x9f\x3e\x22\x01\x00", &inner].concat();
            inner = [attribute(0x0006_9002, &[0; 14]), attribute(0x0006_800f, &object)].concat();
        }
        [b"\x78\x9f\x3e\x22\x01\x00", inner.as_slice()].concat()
    }),
    ("a wrapping of four thousand million properties", || {
        let mut properties = u32::MAX.to_le_bytes().to_vec();
        properties.extend([0x03, 0, 0x37, 0, 0, 0, 0, 0].repeat(4 * MB));
        [b"\x78\x9f\x3e\x22\x01\x00".to_vec(), attribute(0x0006_9003, &properties)].concat()
    }),
    ("an Outlook message of 900 people at the end of 3,000 folders", || {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
        // The shorter name comes first, and in order they are a list and no tree.
        for number in 0..3_000 {
            let name = if number < 2_100 { "__other" } else { "__recip_version1.0_" };
            file.create_storage(format!("/{name}#{number:08X}")).expect("a folder");
        }
        file.create_stream("/__properties_version1.0").expect("a stream");
        file.into_inner().into_inner()
    }),
    ("an Outlook message of 20,000 streams", || {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
        for number in 0..20_000 {
            let path = format!("/__substg1.0_{number:04X}001F");
            file.create_stream(path).and_then(|mut stream| stream.write_all(b"x\0")).expect("a stream");
        }
        file.into_inner().into_inner()
    }),
];

fn html(body: &str) -> Vec<u8> {
    format!("From: a@example.org\nSubject: x\nContent-Type: text/html\n\n{body}").into()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // OpenDocument says what it is in the first file, unpacked.
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("a file");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// The same archive with its first entry many times in its list.
fn overlapping(whole: Vec<u8>, times: u16) -> Vec<u8> {
    let list = whole.windows(4).position(|four| four == b"PK\x01\x02").expect("a list");
    let second = list + 4 + whole[list + 4..].windows(4).position(|four| four == b"PK\x01\x02").expect("two");
    let entry = &whole[list..second];
    let mut bytes = whole[..list].to_vec();
    (0..times).for_each(|_| bytes.extend(entry));
    let size = u32::try_from(entry.len() * usize::from(times)).expect("small");
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([times.to_le_bytes(), times.to_le_bytes()].concat());
    bytes.extend(size.to_le_bytes());
    bytes.extend(u32::try_from(list).expect("small").to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn document(words: &str) -> Vec<u8> {
    let page = format!("<w:document><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>");
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", page.as_bytes())])
}

fn opendocument(kind: &str, page: &str) -> Vec<u8> {
    let kind = format!("application/vnd.oasis.opendocument.{kind}");
    zip(&[("mimetype", kind.as_bytes()), ("content.xml", page.as_bytes())])
}

fn row(story: &str) -> String {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("<row>{}{}</row>", cell("Ann"), cell(story))
}

fn workbook(rows: &str) -> Vec<u8> {
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let head = "<row><c t=\"inlineStr\"><is><t>Name</t></is></c><c t=\"inlineStr\"><is><t>Your story</t></is></c></row>";
    let sheet = format!("<worksheet><sheetData>{head}{rows}</sheetData></worksheet>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    stream("/Filter/FlateDecode", &packed(bytes))
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>stream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn one_page(content: &[u8]) -> Vec<u8> {
    pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
        content.to_vec(),
    ])
}

/// So many pages, all of them the same, whose content is the first of these objects, number 4.
fn pages(count: u32, entries: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let kids = "3 0 R ".repeat(count as usize);
    let head = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]>>").into_bytes(),
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{entries}>>").into_bytes(),
    ];
    // The reader goes through no more pages than there are objects.
    let filling = vec![b"null".to_vec(); count as usize];
    pdf(&[&head, objects, &filling].concat())
}

/// A font, number 6, whose list of signs is number 5.
fn font() -> Vec<u8> {
    b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R>>".to_vec()
}

fn sign_list(lines: &str) -> Vec<u8> {
    format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n\
         1 beginbfrange\n{lines}endbfrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    .into_bytes()
}

/// A PDF of these objects, the first of them its catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").as_bytes()));
    let size = objects.len() + 1;
    bytes.extend(format!("trailer <</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    bytes
}

/// A PDF whose list of pieces says this of itself.
fn listed(says: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    let list = bytes.len();
    let says = format!("/Type/XRef/Size 5/Root 1 0 R{says}");
    bytes.extend([b"3 0 obj\n".to_vec(), stream(&says, &[1; 64]), b"\nendobj\n".to_vec()].concat());
    bytes.extend(format!("startxref\n{list}\n%%EOF\n").as_bytes());
    bytes
}

/// One attribute of Outlook's wrapping.
fn attribute(id: u32, data: &[u8]) -> Vec<u8> {
    let long = u32::try_from(data.len()).expect("not that long");
    [&[1][..], &id.to_le_bytes(), &long.to_le_bytes(), data, &[0, 0]].concat()
}
