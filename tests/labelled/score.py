#!/usr/bin/env python3
"""Scores a redacted copy of a labelled tree.

    score.py LABELS ORIGINAL_TREE REDACTED_TREE [--json] [--failures FILE]

A secret counts as hidden only when no window of 12 characters of it is left in any decoded form of its line (decode.py); a
decoy must stay whole in one of them. Lines without a label must stay byte-equal, and a line that was JSON must still be.
Precision is hidden / (hidden + decoys hurt + real lines changed)."""

import argparse
import collections
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import decode

WINDOW = 12


def windows(value):
    """What must not be left: each 12 characters of each line of the value, and of the value without its line ends."""
    out = set()
    for part in {re.sub(r"\s*\n\s*", "", value), *value.split("\n")} if "\n" in value else {value}:
        if len(part) <= WINDOW:
            out.add(part) if len(part) == len(value) else None
        else:
            out.update(part[i : i + WINDOW] for i in range(len(part) - WINDOW + 1))
    return out


def left(value, text):
    """The first window of the value that the text still holds."""
    return next((window for window in sorted(windows(value)) if window in text), None)


def whole(value, text):
    return value in text or ("\n" in value and value.replace("\n", "\r\n") in text)


def parses(line):
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


class Score:
    def __init__(self):
        self.secrets = collections.Counter()
        self.hidden = collections.Counter()
        self.types = collections.defaultdict(lambda: [0, 0])
        self.decoys = collections.Counter()
        self.hurt = collections.Counter()
        self.real = self.changed = self.json = self.broken = self.missing = 0
        self.failures = []

    def fail(self, what, place, label=None, note=""):
        label = label or {}
        self.failures.append({"what": what, "place": place, "type": label.get("type"), "position": label.get("position"), "value": label.get("value"), "note": note})

    def judge(self, label, text, place):
        if label["kind"] == "decoy":
            self.decoys[label["type"]] += 1
            if not whole(label["value"], text):
                self.hurt[label["type"]] += 1
                self.fail("decoy hurt", place, label)
            return
        self.secrets[label["position"]] += 1
        self.types[label["type"]][1] += 1
        window = left(label["value"], text)
        if window is None:
            self.hidden[label["position"]] += 1
            self.types[label["type"]][0] += 1
        else:
            self.fail("secret left", place, label, window)

    def summary(self):
        hidden, secrets = sum(self.hidden.values()), sum(self.secrets.values())
        hurt, decoys = sum(self.hurt.values()), sum(self.decoys.values())
        recall = hidden / secrets if secrets else 1.0
        wrong = hurt + self.changed
        precision = hidden / (hidden + wrong) if hidden + wrong else 1.0
        return {
            "secrets": secrets, "hidden": hidden, "recall": recall, "decoys": decoys, "decoys_hurt": hurt, "decoys_hurt_rate": hurt / decoys if decoys else 0.0,
            "real_lines": self.real, "real_lines_changed": self.changed, "json_lines": self.json, "json_lines_broken": self.broken, "files_missing": self.missing,
            "precision": precision, "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
            "positions": {name: [self.hidden[name], self.secrets[name]] for name in sorted(self.secrets)},
            "types": {name: pair for name, pair in sorted(self.types.items())},
            "decoy_kinds_hurt": {name: [count, self.decoys[name]] for name, count in sorted(self.hurt.items())},
        }


def lines_of(path):
    return path.read_bytes().decode("utf-8", "replace").split("\n")


def score_transcript(score, name, labels, before, after):
    by_line = collections.defaultdict(list)
    for label in labels:
        by_line[label["line"]].append(label)
    if len(before) != len(after):
        score.fail("lines lost", name, note=f"{len(before)} lines became {len(after)}")
        after = (after + [""] * len(before))[: len(before)]
    for number, (old, new) in enumerate(zip(before, after), 1):
        place = f"{name}:{number}"
        if parses(old):
            score.json += 1
            if old != new and not parses(new):
                score.broken += 1
                score.fail("JSON broken", place)
        if number in by_line:
            text = "\0".join(decode.forms(new))
            for label in by_line[number]:
                score.judge(label, text, place)
        elif old:
            score.real += 1
            if old != new:
                score.changed += 1
                score.fail("real line changed", place, note=difference(old, new))


def difference(old, new):
    start = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    return f"{old[max(0, start - 60) : start + 100]!r} -> {new[max(0, start - 20) : start + 60]!r}"


def score_text(score, name, labels, before, after):
    """Whole files; their lines are planted things and random words, so only what is labelled is judged."""
    text = "\0".join(decode.forms("\n".join(after)))
    for label in labels:
        score.judge(label, text, name)


def score_tree(labels, original, redacted):
    by_file = collections.defaultdict(list)
    for line in pathlib.Path(labels).read_text("utf-8").splitlines():
        label = json.loads(line)
        by_file[label["file"]].append(label)
    score = Score()
    for path in sorted(p for p in pathlib.Path(original).rglob("*") if p.is_file()):
        name = path.relative_to(original).as_posix()
        copy = pathlib.Path(redacted) / name
        if not copy.is_file():
            score.missing += 1
            score.fail("file missing", name)
        before = lines_of(path)
        after = lines_of(copy) if copy.is_file() else [""] * len(before)
        kind = score_transcript if name.endswith(".jsonl") else score_text
        kind(score, name, by_file[name], before, after)
    return score


def report(summary):
    out = []
    for name, (hidden, count) in sorted(summary["positions"].items(), key=lambda item: item[1][0] / item[1][1]):
        out.append(f"  {hidden / count:6.3f}  {hidden:5} of {count:5}  {name}")
    worst = sorted(((pair[0] / pair[1], -pair[1], name) for name, pair in summary["types"].items() if pair[0] < pair[1]))[:40]
    out.append("worst types:")
    out += [f"  {rate:6.3f}  of {-count:4}  {name}" for rate, count, name in worst]
    out.append("decoys hurt:")
    out += [f"  {count:4} of {all_:4}  {name}" for name, (count, all_) in sorted(summary["decoy_kinds_hurt"].items(), key=lambda item: -item[1][0])]
    out.append(f"recall {summary['recall']:.4f} ({summary['hidden']} of {summary['secrets']})  precision {summary['precision']:.4f}  F1 {summary['f1']:.4f}")
    out.append(f"decoys hurt {summary['decoys_hurt']} of {summary['decoys']} ({100 * summary['decoys_hurt_rate']:.2f}%)  real lines changed {summary['real_lines_changed']} of {summary['real_lines']}"
               f"  JSON lines broken {summary['json_lines_broken']} of {summary['json_lines']}  files missing {summary['files_missing']}")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labels")
    parser.add_argument("original")
    parser.add_argument("redacted")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--failures", help="write each failure as a JSON line into this file")
    args = parser.parse_args()
    score = score_tree(args.labels, args.original, args.redacted)
    summary = score.summary()
    print(json.dumps(summary) if args.json else report(summary))
    if args.failures:
        with open(args.failures, "w", encoding="utf-8") as out:
            for failure in score.failures:
                out.write(json.dumps(failure, ensure_ascii=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
