"""Letters as other programs read them: Python's email, mailparse, msgconvert, readpst, tnef.

Nothing here knows how the casebook reads. A letter is a dictionary with what both can be asked for:
subject, sender, moment, words, attachments.
"""

import email
import email.policy
import email.utils
import html.parser
import json
import mailbox
import pathlib
import re
import subprocess
import tempfile

PATIENCE = 60
OUTLOOK_MESSAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTLOOK_MAILBOX = b"!BDN"
OUTLOOK_WRAPPING = b"\x78\x9f\x3e\x22"


def readings(path, mailparse):
    """Each reader's name and the letters it finds; None where it finds none at all. What a letter lacks,
    its reader has no opinion on. `mailparse` is the program that reads with the library of that name."""
    start = path.open("rb").read(8192)
    if start.startswith(OUTLOOK_MESSAGE):
        return [("msgconvert", outlook_message(path))]
    if start.startswith(OUTLOOK_MAILBOX):
        return [("readpst", outlook_mailbox(path))]
    if start.startswith(OUTLOOK_WRAPPING):
        return [("tnef", outlook_wrapping(path))]
    if start.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf")):
        return [("nobody", None)]
    if start.lstrip().startswith(b"From "):
        mails = [message for message in mailbox.mbox(path, factory=lambda file: file.read(), create=False)]
    else:
        mails = [path.read_bytes()]
    # It refuses a mail where it doubts a header or a charset; then it has no opinion on the file.
    seconds = [with_mailparse(mailparse, mail) for mail in mails]
    return [
        ("email", [letter(parsed(mail)) for mail in mails]),
        ("mailparse", seconds if all(seconds) else None),
    ]


def with_mailparse(program, mail):
    try:
        done = subprocess.run([program], input=mail, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    found = json.loads(done.stdout)
    found["words"] = [plain(text) if is_page or is_a_page(text) else text for is_page, text in found["words"]]
    found["from"] = usual(found["from"] or "")
    return found


def usual(address):
    """Exchange's own addresses are of no use outside the office they were made in."""
    return address if re.fullmatch(r"[^\s\"/@]+@[^\s@]+", address) else None


def is_a_page(text):
    return text.lstrip()[:14].lower().startswith(("<!doctype html", "<html"))


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def said(*command):
    """What a program answers; nothing where it gives up, or takes longer than anybody would wait."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def outlook_message(path):
    mail = said("msgconvert", "--outfile", "-", str(path))
    return [letter(parsed(mail))] if mail else None


def outlook_mailbox(path):
    with tempfile.TemporaryDirectory() as folder:
        # -e: a file for each letter; -t e: letters only; -j 0: in their order, one process.
        if said("readpst", "-q", "-j", "0", "-e", "-t", "e", "-o", folder, str(path)) is None:
            return None
        files = sorted(pathlib.Path(folder).rglob("*.eml"))
        return [letter(parsed(file.read_bytes())) for file in files]


def outlook_wrapping(path):
    """What is attached; the program has no opinion on the words."""
    with tempfile.TemporaryDirectory() as folder:
        if said("tnef", "-C", folder, str(path)) is None:
            return None
        files = sorted(pathlib.Path(folder).iterdir())
        attachments = [(file.name, "", file.stat().st_size) for file in files]
    return [{"attachments": attachments}]


def asked(what, otherwise=None):
    """Python's own reader gives up on some headers; then it has no opinion."""
    try:
        return what()
    except Exception:  # noqa: BLE001
        return otherwise


def letter(message):
    found = {"subject": asked(lambda: str(message["subject"] or ""), ""), "from": None, "sent": None}
    header = asked(lambda: message["from"])
    addresses = asked(lambda: header.addresses, ()) or ()
    if addresses:
        address = asked(lambda: addresses[0].addr_spec.lower(), "")
        found["from"] = usual(address)
    # The day as it stands: the header object refuses what the older function can read.
    raw = asked(lambda: next((v for k, v in message.raw_items() if k.lower() == "date"), None))
    if raw:
        moment = asked(lambda: email.utils.parsedate_tz(str(raw)))
        found["sent"] = asked(lambda: email.utils.mktime_tz(moment)) if moment else None
    found["words"], found["attachments"] = [], []
    asked(lambda: walk(message, found, True, True))
    return found


def walk(part, found, top, first):
    """The words to read, and what came with them."""
    kind = part.get_content_type()
    if part.is_multipart() and kind.startswith("multipart/"):
        children = part.get_payload()
        if kind == "multipart/alternative":
            children = chosen(children)
        for index, child in enumerate(children):
            walk(child, found, False, index == 0)
    elif kind == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        found["words"].append(heading(inner))
        walk(inner, found, True, True)
    elif kind == "message/external-body" or kind == "message/partial":
        found["attachments"].append((asked(part.get_filename), kind, 0))
    elif part.is_multipart():
        for index, child in enumerate(part.get_payload()):
            walk(child, found, False, index == 0)
    elif kind.startswith("multipart/"):
        # No boundary was ever found: whatever is there is the letter.
        found["words"].append(part.get_payload() or "")
    elif is_body(part, top, first):
        text = asked(part.get_content, None)
        if not isinstance(text, str):
            text = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
        found["words"].append(plain(text) if kind == "text/html" or is_a_page(text) else text)
    else:
        data = asked(lambda: part.get_payload(decode=True), b"") or b""
        found["attachments"].append((asked(part.get_filename), kind, len(data)))


def is_body(part, top, first):
    if part.get_content_type() not in ("text/plain", "text/html", "text/enriched"):
        return False
    if top:
        return True
    if part.get_content_disposition() == "attachment":
        return False
    return first or part.get_content_disposition() == "inline" or not asked(part.get_filename)


def chosen(children):
    """Of the same words several times: plain if it says anything, else the last."""
    plain_ones = [child for child in children if child.get_content_type() == "text/plain"]
    for child in plain_ones:
        if (child.get_payload(decode=True) or b"").strip():
            return [child]
    return children[-1:]


def heading(message):
    lines = ["Forwarded message"]
    for name in ("from", "subject"):
        said = asked(lambda name=name: str(message[name] or ""), "")
        if said.strip():
            lines.append(f"{name}: {said}")
    return "\n".join(lines)


class Page(html.parser.HTMLParser):
    """The words of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "title")
        self.said.append(" ")

    def handle_endtag(self, tag):
        if tag in ("script", "style", "title"):
            self.silent = max(0, self.silent - 1)
        self.said.append(" ")

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def plain(text):
    page = Page()
    page.feed(text)
    page.close()
    return "".join(page.said)
