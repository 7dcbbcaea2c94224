"""The report of scripts/compare-mail.sh: what agrees, what differs, and why."""

import argparse
import collections
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

import others

HERE = pathlib.Path(__file__).parent
EXPLAINED = HERE / "explained.tsv"
GOLDEN = HERE / "golden.tsv"
KINDS = ("letters", "subject", "sender", "moment", "words", "attachments")
# Words of one reading that the other may lack before it counts: an address, a heading.
SLACK = 0.02


def ours(folder, program):
    """Our lines, by file."""
    done = subprocess.run([program, "--json", str(folder)], capture_output=True, check=True)
    files = collections.OrderedDict()
    for line in done.stdout.decode().splitlines():
        line = json.loads(line)
        files.setdefault(str(pathlib.Path(line["path"]).relative_to(folder)), []).append(line)
    return files


def flat(text):
    text = unicodedata.normalize("NFKC", text or "")
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith(("C", "Z")))


def tokens(text):
    # What we write out of a link stands in pointed brackets; the others keep no links.
    text = re.sub(r"<(?:https?:|mailto:|www\.)?[^<>\s]+>", " ", text or "")
    return collections.Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def differing_words(mine, theirs):
    """How many words each has that the other has not, of how many."""
    mine, theirs = tokens(mine), tokens("\n".join(theirs))
    return sum((theirs - mine).values()), sum((mine - theirs).values()), sum(theirs.values())


def named(attachments):
    return sorted((flat(name) or "-").replace("_", "") for name, _, _ in attachments)


def differences(mine, theirs):
    """The kinds in which two readings of one letter differ, each with a remark."""
    if "subject" in theirs and flat(mine["subject"]) != flat(theirs["subject"]):
        yield "subject", "not the same"
    if mine["from"] != theirs.get("from", mine["from"]):
        yield "sender", which(mine["from"], theirs["from"], "not the same")
    if mine["sent"] != theirs.get("sent", mine["sent"]):
        apart = (mine["sent"] or 0) - (theirs["sent"] or 0)
        yield "moment", which(mine["sent"], theirs["sent"], f"{apart:+} s")
    if "words" in theirs:
        lacking, more, of = differing_words(mine["text"], theirs["words"])
        if lacking > 1 + SLACK * of or more > 8 + SLACK * of:
            yield "words", f"{lacking} of {of} words are not in ours, ours has {more} more"
    a, b = mine["attachments"], theirs["attachments"]
    apart = [abs(x - y) for x, y in zip(sizes(a), sizes(b))]
    if len(a) != len(b):
        yield "attachments", f"{len(a)} in ours, {len(b)} in theirs"
    elif named(a) != named(b):
        yield "attachments", "other names"
    elif any(one > 2 for one in apart):  # a line end, or none
        yield "attachments", f"{sizes(a)} bytes in ours, {sizes(b)} in theirs"


def which(mine, theirs, otherwise):
    if mine is None or theirs is None:
        return "only theirs has one" if mine is None else "only ours has one"
    return otherwise


def sizes(attachments):
    return sorted(size for _, _, size in attachments)


def paired(mine, theirs):
    """The same letters: in their order, or by moment and subject where the order is another."""

    def key(letter):
        return (letter["sent"] or 0, flat(letter["subject"]))

    if len(mine) == 1 or [key(one) for one in mine] == [key(one) for one in theirs]:
        return zip(mine, theirs)
    return zip(sorted(mine, key=key), sorted(theirs, key=key))


def figures(files):
    """Our reading in figures, without a word of anybody's: a subject is its hash."""
    for file, lines in files.items():
        for line in lines:
            subject = hashlib.sha256(flat(line.get("subject")).encode()).hexdigest()[:12]
            sizes = " ".join(str(size) for _, _, size in line.get("attachments", []))
            if "why" in line:
                yield [file, line.get("inside", ""), "no letter", "", "", ""]
            else:
                yield [file, line["inside"], line["format"], subject, str(len(line["text"])), sizes]


def kept(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row and not row[0].startswith("#")]


def known(file, table):
    """The row of a table for this file, by the end of its path: the folder may begin higher or lower."""
    for key in table:
        if key == file or file.endswith("/" + key) or key.endswith("/" + file):
            return key
    return None


def golden(files, write):
    """Differences from the figures that are kept; only of files that are in the folder."""
    rows = list(figures(files))
    if write:
        with GOLDEN.open("w", encoding="utf-8") as out:
            out.write("# file, place in it, format, hash of the subject, letters of text, attachments' bytes\n")
            out.writelines("\t".join(row) + "\n" for row in rows)
        print(f"{len(rows)} lines of figures written to {GOLDEN.name}")
        return 0
    was = collections.defaultdict(list)
    for row in kept(GOLDEN):
        was[row[0]].append((row + [""] * 6)[1:6])
    wrong = compared = 0
    for file in files:
        key = known(file, was)
        if key is None:
            continue
        compared += 1
        now = [row[1:] for row in rows if row[0] == file]
        if now != was[key]:
            wrong += 1
            changed = [(a, b) for a, b in zip(was[key], now) if a != b] or [(len(was[key]), len(now))]
            print(f"GOLDEN  {file}: was {changed[0][0]}, is {changed[0][1]}")
    print(f"golden figures: {compared} of {len(files)} files have them, {wrong} differ")
    return wrong


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("program")
    arguments.add_argument("mailparse", help="the program that reads with mailparse")
    arguments.add_argument("--golden", action="store_true", help="write the figures of our reading anew")
    arguments = arguments.parse_args()
    files = ours(arguments.folder, arguments.program)
    explained = collections.defaultdict(dict)
    for key, kind, why in kept(EXPLAINED):
        explained[key][kind] = why
    agree, differ = collections.Counter(), collections.Counter()
    readers, silent, used, lines = collections.Counter(), collections.Counter(), set(), []

    def told(file, reader, kind, remark):
        differ[reader, kind] += 1
        # What two readers see alike is explained once.
        key = known(file, explained)
        kinds = [name for name in (f"{kind} {reader}", kind) if key and name in explained[key]]
        used.update((key, name) for name in kinds[:1])
        why = explained[key][kinds[0]] if kinds else None
        lines.append((why is None, f"{file}: {kind}, {reader}: {remark}", why or "NOT EXPLAINED"))

    for file, read in files.items():
        mine = [line for line in read if "why" not in line]
        for reader, theirs in others.readings(arguments.folder / file, arguments.mailparse):
            if theirs is None:
                silent[reader] += 1
                continue
            readers[reader] += 1
            if len(mine) != len(theirs):
                why = f" ({read[0]['why']})" if not mine else ""
                told(file, reader, "letters", f"{len(mine)} in ours, {len(theirs)} in theirs{why}")
                continue
            agree[reader, "letters"] += 1
            found = collections.defaultdict(list)
            for one, other in paired(mine, theirs):
                for kind, remark in differences(one, other):
                    found[kind].append(remark)
            for kind in KINDS[1:]:
                if found[kind]:
                    many = f" (and {len(found[kind]) - 1} more)" if len(found[kind]) > 1 else ""
                    told(file, reader, kind, found[kind][0] + many)
                else:
                    agree[reader, kind] += 1
    for _, what, why in sorted(lines, key=lambda line: (not line[0], line[1])):
        print(f"{what}\n    {why}")
    print(f"\n{len(files)} files of {sum(len(read) for read in files.values())} letters")
    print(f"{'reader':<12} {'files':>5} {'silent':>6}  " + "  ".join(f"{kind:>16}" for kind in KINDS))
    for reader in sorted(readers.keys() | silent.keys()):
        shown = (f"{agree[reader, kind]} like, {differ[reader, kind]} not" for kind in KINDS)
        print(f"{reader:<12} {readers[reader]:>5} {silent[reader]:>6}  " + "  ".join(f"{one:>16}" for one in shown))
    new = sum(1 for unexplained, _, _ in lines if unexplained)
    for key, kinds in explained.items():
        for kind in kinds:
            if (key, kind) not in used and any(known(file, [key]) for file in files):
                print(f"no longer differs: {key}: {kind}; its explanation can go")
    print(f"{len(lines)} differences, {len(lines) - new} explained, {new} not")
    wrong = golden(files, arguments.golden)
    sys.exit(1 if new or wrong else 0)


if __name__ == "__main__":
    main()
