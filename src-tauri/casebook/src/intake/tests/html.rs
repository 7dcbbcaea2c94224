//! HTML reads like a letter.

use super::html;

#[test]
fn paragraphs_headings_and_breaks_keep_their_lines() {
    let page = "<html><head><title>T</title><style>p{}</style></head><body><h1>Our  son</h1><p>He is\nsix.<br>He waits.</p>\
        <div>One</div><div>Two</div><div><br></div><div>Three</div></body></html>";
    assert_eq!(html(page), "Our son\n\nHe is six.\nHe waits.\n\nOne\nTwo\n\nThree");
}

#[test]
fn outlook_paragraphs_stand_close_unless_one_is_empty() {
    let page = "<p class=MsoNormal>Dear MP,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>\
        <p class=MsoNormal>We wait.</p><p class=MsoNormal>Still.</p>";
    assert_eq!(html(page), "Dear MP,\n\nWe wait.\nStill.");
}

#[test]
fn lists_have_bullets_and_numbers() {
    let page = "Needs:<ul><li>speech<li><p>transport</p><ul><li>taxi</li></ul></li></ul><ol><li>a</li><li>b</li></ol>after";
    assert_eq!(html(page), "Needs:\n\n- speech\n- transport\n  - taxi\n\n1. a\n2. b\n\nafter");
}

#[test]
fn a_link_shows_where_it_leads_when_its_words_do_not() {
    let page = "<a href='https://example.org/plan'>the plan</a> <a href=https://example.org/>example.org</a> \
        <a href='mailto:ann@example.org?subject=x'>ann@example.org</a> <a href='javascript:alert(1)'>no</a> <a href='#x'>up</a>";
    assert_eq!(html(page), "the plan <https://example.org/plan> example.org ann@example.org no up");
}

#[test]
fn tables_read_row_by_row() {
    let page = "<table><tr><th>Date<th>What</tr><tr><td><p>2 June</p></td><td>Asked</td></tr><tr><td></td></tr></table>";
    assert_eq!(html(page), "Date | What\n2 June | Asked");
}

#[test]
fn a_table_that_lays_out_a_page_reads_as_blocks() {
    let page = "<table><tr><td><table><tr><td><p>Dear MP,</p><p>We wait.</p></td></tr></table></td>\
        <td><p>Ann</p></td></tr></table>end";
    assert_eq!(html(page), "Dear MP,\n\nWe wait.\n\nAnn\n\nend");
}

#[test]
fn quotes_are_marked_so_that_replies_can_be_told_apart() {
    let page = "<div>Thanks.</div><div class=gmail_quote><div class=gmail_attr>On Monday, Jo wrote:<br></div>\
        <blockquote class=gmail_quote><div>Hello</div><div><br></div><blockquote>Older</blockquote></blockquote></div><p>Bye";
    assert_eq!(html(page), "Thanks.\nOn Monday, Jo wrote:\n> Hello\n>\n> > Older\n\nBye");
}

#[test]
fn what_cannot_be_seen_is_not_read() {
    let page = "<!-- c --><script>alert('x')</script><style>y</style><div style='DISPLAY : none'>no<div>nor this</div></div>\
        <span hidden>no</span><!--[if mso]><p>no</p><![endif]--><img src='https://example.org/pixel.gif' alt='logo'>\
        <p style='mso-hide:all'>no</p>yes<svg><text>no</text></svg><img alt='😀'>";
    assert_eq!(html(page), "yes😀");
}

#[test]
fn entities_and_no_break_spaces_become_characters() {
    assert_eq!(
        html("<p>A&amp;B&nbsp;&pound;5 &#8217;&#146;&hellip; &nope; &lt;b&gt;"),
        "A&B £5 ’’… &nope; <b>"
    );
}

#[test]
fn preformatted_text_keeps_its_lines() {
    assert_eq!(html("<pre>a\n  b</pre><div style='white-space: pre-wrap'>c\nd</div>"), "a\n  b\n\nc\nd");
}

#[test]
fn tag_soup_still_reads() {
    assert_eq!(
        html("<p>a<p>b</div></td></table>c<b><i>d</b></i><td>e</td><li>f</p></ul>"),
        "a\n\nbcd\ne\n- f"
    );
    assert_eq!(html("<table><td>a<td>b</table><tr><td>c"), "a | b\n\nc");
    assert_eq!(html("plain < text & more"), "plain < text & more");
}
