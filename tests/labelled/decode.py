"""Every decoded form of a line of a transcript: what a patient reader could still find there."""

import base64
import binascii
import html
import json
import re
import urllib.parse

ANSI = re.compile(r"\x1b(?:\[[0-9;:?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9])")
ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(["\\/bfnrt\']))')
PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos|#39);")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}")
PREFIX = re.compile(
    r"(?m)^(?:[ \t]*\d+[→\t|│]|[\w./~-]+[:-]\d+[:-]|[ \t]*\d+[:-]|[+\-> ](?![+\-]))"
)
NEWLINE = re.compile(r"\r?\n")
SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
DEPTH = 7
LIMIT = 120


def leaves(value):
    """Strings and keys of a JSON value; arrays of strings also joined, as patch lines are."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from leaves(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "\n".join(value)
        for item in value:
            yield from leaves(item)


def unescape(text):
    def one(match):
        if match[1] or match[2]:
            return chr(int(match[1] or match[2], 16))
        return SIMPLE.get(match[3], match[3])

    out = ESCAPE.sub(one, text)
    return out.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in text else out


def _runs(text):
    """A run as it is, without lines before it that only look alike, and its lines one by one."""
    lines = text.split("\n")
    starts = {"\n".join(lines[i:]) for i in range(min(4, len(lines)))}
    return starts | {"\n".join(lines[: -i]) for i in range(1, min(3, len(lines)))} | set(lines[:3] + lines[-3:])


def unbase64(text):
    """The text in each base64 run that decodes to mostly printable text."""
    for match in BASE64.finditer(text):
        for run in _runs(match[0]):
            run = re.sub(r"\s", "", run).rstrip("=").replace("-", "+").replace("_", "/")
            run = run[: len(run) - (len(run) % 4 == 1)]
            try:
                data = base64.b64decode(run + "=" * (-len(run) % 4))
            except (ValueError, binascii.Error):
                continue
            plain = data.decode("utf-8", "replace")
            good = sum(c.isprintable() or c in "\r\n\t" for c in plain) - 2 * plain.count("\ufffd")
            if plain and good >= 0.8 * len(plain):
                yield plain


def joined(text):
    """Lines run together, as they are and without the prefixes of listings and patches, trimmed and not."""
    if "\n" in text:
        yield NEWLINE.sub("", text)
        bare = PREFIX.sub("", text)
        yield bare
        yield NEWLINE.sub("", bare)
        yield re.sub(r"[ \t│|]*\r?\n[ \t│|]*", "", bare)


def steps(text):
    if "\x1b" in text:
        yield ANSI.sub("", text)
    if "\\" in text:
        yield unescape(text)
    if "%" in text and PERCENT.search(text):
        yield urllib.parse.unquote(text, errors="replace")
    if "&" in text and ENTITY.search(text):
        yield html.unescape(text)
    if INVISIBLE.search(text):
        yield INVISIBLE.sub("", text)
    yield from joined(text)
    yield from unbase64(text)


def closure(text):
    """The text and what any chain of decodings makes of it, up to `DEPTH` steps and `LIMIT` forms."""
    seen, edge = {text}, [text]
    for _ in range(DEPTH):
        following = []
        for form in edge:
            for out in steps(form):
                if out and out not in seen and len(seen) < LIMIT:
                    seen.add(out)
                    following.append(out)
        if not following:
            break
        edge = following
    return seen


def forms(line):
    """All forms of one line: of its leaves where it is JSON, and of the bare text."""
    try:
        parts = set(leaves(json.loads(line)))
    except (ValueError, RecursionError):
        parts = set()
    if not parts:
        parts = {line}
    out = {line}
    for part in parts:
        out |= closure(part)
    return out
