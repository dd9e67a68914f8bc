#!/usr/bin/env python3
"""Tests of the generator and of the scorer: check.py REAL"""

import base64
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
import decode
import draw
import kinds
import score

HERE = pathlib.Path(__file__).parent


def seen(value, line):
    return score.left(value, "\0".join(decode.forms(line))) is not None


def forms_are_found(rng):
    value = draw.pick(rng, "b62", 40)
    text = f"KEY={value}\n"
    b64 = base64.b64encode(text.encode()).decode()
    for name, shown in {
        "plain": text, "escaped": json.dumps({"a": text}), "thrice": json.dumps({"a": json.dumps({"b": json.dumps({"c": text})})}),
        "coloured": f"{value[:9]}\x1b[01;31m\x1b[K{value[9:20]}\x1b[m\x1b[K{value[20:]}", "wrapped": f"{value[:7]}\n{value[7:]}", "numbered": f"     7→{value[:7]}\n     8→{value[7:]}",
        "percent": "".join(f"%{b:02x}" for b in text.encode()), "base64": b64, "base64 twice": base64.b64encode(b64.encode()).decode(), "base64 wrapped": draw.wrapped(b64, 32),
        "base64 after a word": f"{draw.pick(rng, 'hex', 40)}\n{b64}", "zero width": f"{value[:6]}\u200b{value[6:]}", "entities": f"&quot;{value}&quot;",
    }.items():
        assert seen(value, json.dumps({"content": shown})), name
    assert seen(value, '{"torn": "' + json.dumps(text)[1:-1]), "torn"
    assert seen(value, json.dumps({value: 1})), "key"
    assert seen(value, json.dumps({"lines": ["+" + value[:20], "+" + value[20:]]})), "patch"


def windows_are_strict(rng):
    value = draw.pick(rng, "b62", 40)
    assert seen(value, json.dumps({"a": "x" + value[5:17] + "x"})), "twelve characters are a leak"
    assert not seen(value, json.dumps({"a": "§" + value[5:16] + "§"})), "eleven are none"
    assert not seen(value, json.dumps({"a": "[REDACTED:key]"}))
    assert seen("short9", json.dumps({"a": "short9"})) and not seen("short9", json.dumps({"a": "short"})), "short values count whole"


def checksums_are_right(rng):
    made = kinds.everything()
    token = made["github-pat"](rng).value
    number, digits = zlib.crc32(token[4:34].encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = (draw.DIG + draw.UP + draw.LOW)[rest] + digits
    assert token[34:] == digits.rjust(6, "0")
    wif, number = made["bitcoin-wif"](rng).value, 0
    for char in wif:
        number = number * 58 + draw.B58.index(char)
    data = number.to_bytes(38, "big")
    assert hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]
    header = made["jwt"](rng).value.split(".")[0]
    assert "alg" in json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    assert len(made) >= 180


def whole_sets(real, folder):
    """Nothing cut: nothing hidden or hurt. Every planted line emptied: everything hidden, all the rest untouched."""
    for name in ("one", "two"):
        subprocess.run([sys.executable, HERE / "make.py", folder / name, "--real", real, "--seed", "7", "--scale", "0.05"], check=True)
    one = {p.relative_to(folder / "one"): p.read_bytes() for p in (folder / "one").rglob("*") if p.is_file()}
    two = {p.relative_to(folder / "two"): p.read_bytes() for p in (folder / "two").rglob("*") if p.is_file()}
    assert one == two, "the same seed makes the same set"
    labels, tree = folder / "one/labels.jsonl", folder / "one/tree"
    same = score.score_tree(labels, tree, tree).summary()
    assert (same["hidden"], same["decoys_hurt"], same["real_lines_changed"], same["json_lines_broken"]) == (0, 0, 0, 0), same
    cut = folder / "cut"
    secrets = {(label["file"], label["line"]) for label in map(json.loads, labels.read_text().splitlines()) if label["kind"] == "secret"}
    for path in (p for p in tree.rglob("*") if p.is_file()):
        name = path.relative_to(tree).as_posix()
        lines = path.read_bytes().split(b"\n")
        lines = [b"" if (name, 0) in secrets else b'{"a":1}' if (name, n) in secrets else line for n, line in enumerate(lines, 1)]
        (cut / name).parent.mkdir(parents=True, exist_ok=True)
        (cut / name).write_bytes(b"\n".join(lines))
    best = score.score_tree(labels, tree, cut).summary()
    assert best["recall"] == 1.0 and best["real_lines_changed"] == 0 and best["json_lines_broken"] == 0, best
    changed = next(p for p in cut.rglob("*.jsonl"))
    changed.write_bytes(changed.read_bytes().replace(b'"type"', b'"typo"'))
    assert score.score_tree(labels, tree, cut).summary()["real_lines_changed"] > 0


def main():
    rng = random.Random(1)
    forms_are_found(rng)
    windows_are_strict(rng)
    checksums_are_right(rng)
    with tempfile.TemporaryDirectory() as folder:
        whole_sets(sys.argv[1], pathlib.Path(folder))
    print("ok")


if __name__ == "__main__":
    main()
