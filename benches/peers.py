#!/usr/bin/env python3
"""Runs other secret scanners beside `han` on a labelled set and on real transcripts, and prints one Markdown table.

    peers.py OUT --labelled DIR --real DIR --han BIN [--gitleaks BIN] [--betterleaks BIN] [--kingfisher BIN]

DIR of --labelled is what tests/labelled/make.py made (tree/ and labels.jsonl). The peers only report, so what they report is cut
from a copy of the tree for them: each reported text in its lines, or, where it was decoded first and does not stand there, the
reported columns. All copies are scored by tests/labelled/score.py. Speed is megabytes per CPU second (user +
system) of the whole command; of a peer it is the scan alone. Nothing is validated over the network."""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "labelled"))
import score  # noqa: E402

MARKER = "[REDACTED]"


def cpu(command, home):
    """CPU seconds of a command and its children, with a home folder of its own; findings may make it exit with 1 or more."""
    env = {**os.environ, "HOME": str(home), "CLAUDE_CONFIG_DIR": str(home / ".claude"), "XDG_CACHE_HOME": str(home / ".cache")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(part) for part in command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done


def size(tree):
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())


# -- how each peer is called, and how its report is read: (file, first line, last line, first column, last column, text)

def gitleaks(binary, tree, report):
    return [binary, "dir", tree, "--report-format", "json", "--report-path", report, "--no-banner", "--exit-code", "0"]


def read_gitleaks(report):
    for found in json.loads(report.read_text()):
        yield found["File"], found["StartLine"], found["EndLine"], found["StartColumn"], found["EndColumn"], found["Secret"]


def betterleaks(binary, tree, report):
    return [binary, tree, "--output", report, "--no-banner", "--exit-code", "0"]


def read_betterleaks(report):
    for found in json.loads(report.read_text())["findings"]:
        at = found["location"]
        yield at["path"], at["start_line"], at["end_line"], at["start_column"], at.get("end_column", at["start_column"]), found["match"]["value"]


def kingfisher(binary, tree, report):
    return [binary, "scan", tree, "--no-validate", "--no-dedup", "--git-history", "none", "--no-update-check", "--format", "json", "--output", report]


def read_kingfisher(report):
    for found in json.loads(report.read_text())["findings"]:
        at = found["finding"]
        yield at["path"], at["line"], at["line"], at["column_start"], at["column_end"], at["snippet"]


PEERS = {"gitleaks": (gitleaks, read_gitleaks), "betterleaks": (betterleaks, read_betterleaks), "kingfisher": (kingfisher, read_kingfisher)}


def cut(findings, tree, copy):
    """Writes a copy of the tree in which everything found is replaced by a marker."""
    shutil.copytree(tree, copy)
    by_file = {}
    for file, *rest in findings:
        path = pathlib.Path(file)
        name = path.resolve().relative_to(tree.resolve()) if path.is_absolute() else pathlib.Path(os.path.relpath(path.resolve(), tree.resolve()))
        by_file.setdefault(name, []).append(rest)
    for name, found in by_file.items():
        target = copy / name
        lines = target.read_bytes().split(b"\n")
        for first, last, left, right, text in sorted(found, key=lambda item: (item[0], item[2]), reverse=True):
            first, last = max(1, first), min(last, len(lines))
            block, text = b"\n".join(lines[first - 1 : last]), text.encode()
            if text and text in block:
                block = block.replace(text, MARKER.encode())
            elif first == last and text not in target.read_bytes():
                block = block[: max(0, left - 1)] + MARKER.encode() + block[right:]
            lines[first - 1 : last] = [block] + [None] * (last - first)
        data = b"\n".join(line for line in lines if line is not None)
        target.write_bytes(data)


def row(name, summary, labelled_rate, real_rate):
    return (f"| {name} | {summary['recall']:.3f} | {summary['precision']:.3f} | {summary['f1']:.3f} | {100 * summary['decoys_hurt_rate']:.1f}% | "
            f"{summary['real_lines_changed']} | {summary['json_lines_broken']} | {labelled_rate:.1f} | {real_rate:.1f} |")


def run_peer(name, binary, args, out):
    call, read = PEERS[name]
    tree, home = args.labelled / "tree", out / "home"
    report, copy = out / f"{name}.json", out / f"{name}-tree"
    cpu(call(binary, tree, report), home)  # warms rule caches; not counted
    report.unlink(missing_ok=True)
    spent, done = cpu(call(binary, tree, report), home)
    if not report.is_file():
        raise SystemExit(f"{name} wrote no report: {done.stderr.decode('utf-8', 'replace')[-400:]}")
    cut(read(report), tree, copy)
    real, _ = cpu(call(binary, args.real, out / f"{name}-real.json"), home)
    summary = score.score_tree(args.labelled / "labels.jsonl", tree, copy).summary()
    return row(name, summary, size(tree) / spent / 1e6, size(args.real) / real / 1e6)


def run_han(binary, args, out):
    tree, home, copy = args.labelled / "tree", out / "home", out / "han-tree"
    spent, done = cpu([binary, "redact", tree, "-o", copy], home)
    if done.returncode:
        raise SystemExit(f"han failed: {done.stderr.decode('utf-8', 'replace')[-400:]}")
    real, _ = cpu([binary, "redact", args.real, "-o", out / "han-real"], home)
    summary = score.score_tree(args.labelled / "labels.jsonl", tree, copy).summary()
    # What the peers do: finding alone.
    scans = [cpu([binary, "scan", folder], home)[0] for folder in (tree, args.real)]
    yield row("**han** `redact`", summary, size(tree) / spent / 1e6, size(args.real) / real / 1e6)
    yield row("**han** `scan`", summary, size(tree) / scans[0] / 1e6, size(args.real) / scans[1] / 1e6)


def program(text):
    """A path that a command can be called by."""
    return pathlib.Path(text).absolute()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=pathlib.Path, help="a new folder for reports and copies")
    parser.add_argument("--labelled", type=pathlib.Path, required=True)
    parser.add_argument("--real", type=pathlib.Path, required=True)
    parser.add_argument("--han", type=program, required=True)
    for name in PEERS:
        parser.add_argument(f"--{name}", type=program)
    args = parser.parse_args()
    (args.out / "home").mkdir(parents=True)
    print("| tool | recall | precision | F1 | decoys hurt | real lines changed | broken JSON lines | MB/s labelled | MB/s real |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in PEERS:
        binary = getattr(args, name)
        if binary:
            print(run_peer(name, binary, args, args.out), flush=True)
    for line in run_han(args.han, args, args.out):
        print(line)


if __name__ == "__main__":
    main()
