#!/usr/bin/env python3
"""Makes a labelled set: a tree of transcripts in which secrets and decoys stand at known places among real lines.

    make.py OUT --real DIR --seed N [--scale F]

OUT/tree is what a scanner gets; OUT/labels.jsonl says for every planted thing: file, line (0: the whole file), kind
(secret, decoy), type, position and the exact decoded value. The same arguments make the same bytes. Scale 1 is about 5,000
secrets, 3,300 decoys and 5,000 untouched lines."""

import argparse
import collections
import json
import pathlib
import random
import sys

sys.dont_write_bytecode = True
import carriers
import decoys
import decoys_context
import draw
import kinds
import places

SECRETS, DECOYS, UNTOUCHED = 5000, 3300, 5000
ITEMS_A_FILE = 60
WEIGHT = {"own-syntax": 3}
ALL_DECOYS = decoys.DECOYS | decoys_context.CONTEXT
KEEPING = ["cat-n-arrow", "grep-n", "diff", "json-escaped-twice", "crlf"]


def dump(line):
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


class Label:
    def __init__(self, kind, what, position, value):
        self.kind, self.what, self.position, self.value = kind, what, position, value


class Item:
    """Lines that belong together and what is planted in each."""

    def __init__(self):
        self.lines = []

    def add(self, line, *labels):
        self.lines.append((line if isinstance(line, str) else dump(line), labels))
        return self


class Maker:
    def __init__(self, seed, real):
        self.rng = random.Random(seed)
        self.real = real
        self.small = [line for line in real if len(line) < 12000]
        self.kinds = kinds.everything()
        self.queues = {}

    def next_kind(self, position, fits):
        """Goes round the kinds that fit, so that every kind comes into every position in its turn."""
        queue = self.queues.setdefault(position, collections.deque())
        for _ in range(3 * len(self.kinds)):
            if not queue:
                names = sorted(self.kinds)
                self.rng.shuffle(names)
                queue.extend(names)
            secret = self.kinds[queue.popleft()](self.rng)
            made = fits(secret)
            if made:
                return secret, made
        raise SystemExit(f"no kind fits into {position}")

    def session(self):
        for _ in range(50):
            line = json.loads(self.rng.choice(self.small))
            if "cwd" in line:
                return carriers.Session(self.rng, line)
        return carriers.Session(self.rng, {})

    def carry(self, text, bare=False):
        """Lines that hold a text: half of the time real lines with the text set into them."""
        if self.rng.random() < 0.5:
            for _ in range(12):
                line = carriers.in_real_line(self.rng, json.loads(self.rng.choice(self.small)), text)
                if line:
                    return [line]
        carrier = self.rng.choice(carriers.BARE if bare else carriers.ANY)
        return carrier(self.session(), text)

    def item(self, lines, *labels):
        item = Item()
        for line in lines:
            item.add(line, *labels)
        return item

    # -- positions

    def syntax(self, position):
        place = places.SYNTAXES[position]

        def fits(secret):
            made = place(self.rng, secret)
            return made if made and made[1] else None

        secret, (text, value) = self.next_kind(position, fits)
        return self.item(self.carry(text), Label("secret", secret.kind, position, value))

    def wrapping(self, position):
        wrap = places.WRAPPINGS[position]

        def fits(secret):
            if secret.has("block") and position in places.NO_BLOCKS:
                return None
            told = places.telling(self.rng, secret)
            text = told and wrap(self.rng, *told)
            return (text, told[1]) if text else None

        secret, (text, value) = self.next_kind(position, fits)
        return self.item(self.carry(text, bare=True), Label("secret", secret.kind, position, value))

    def own_syntax(self, position):
        """Secrets with their own syntax and secrets of several lines, as they are."""
        trait = "framed" if position == "own-syntax" else "block"
        secret, text = self.next_kind(position, lambda s: s.has(trait) and s.frame)
        if position == "block-escaped":
            flat = text.replace("\n", "\\n")
            text = self.rng.choice([f'PRIVATE_KEY="{flat}"', json.dumps({"key": text, "id": 7}), f"const key = '{flat}';", f'value = "{flat}\\n"'])
        elif position == "block-indented":
            text = "  key: |\n" + "\n".join("    " + line for line in text.split("\n"))
        return self.item(self.carry(text), Label("secret", secret.kind, position, secret.value))

    def patch(self, position):
        secret, (text, value) = self.next_kind(position, lambda s: places.telling(self.rng, s))
        return self.item(carriers.patch_only(self.session(), text), Label("secret", secret.kind, position, value))

    def object_key(self, position):
        secret, _ = self.next_kind(position, lambda s: s.has("shape"))
        line = carriers.mcp_json(self.session(), "cache statistics")[0]
        line["toolUseResult"]["hits"] = {secret.value: self.rng.randint(1, 99), "other": 2}
        return self.item([line], Label("secret", secret.kind, position, secret.value))

    def leaf_by_key(self, position):
        """The whole leaf is the secret; its key gives the name."""
        secret, _ = self.next_kind(position, lambda s: s.has("token") or s.has("password"))
        key = self.rng.choice([places.snake, places.camel, places.kebab, str])(secret.name)
        session = self.session()
        if self.rng.random() < 0.5:
            line = carriers._assistant(session, {"type": "tool_use", "id": "toolu_01" + draw.pick(self.rng, "b62", 22), "name": "mcp__vault__put", "input": {"name": "service", key: secret.value}})
        else:
            line = carriers._result(session, "ok", {"status": 200, "config": {key: secret.value, "region": "eu"}})
        return self.item([line], Label("secret", secret.kind, position, secret.value))

    def torn(self, position):
        secret, (text, value) = self.next_kind(position, lambda s: places.telling(self.rng, s))
        line = dump(carriers.bash_result(self.session(), f"{text}\n§§{' '.join(draw.words(self.rng, 12))}\n")[0])
        end = line.index("§§")
        line = line[:end] + line[end + 2 : end + 2 + self.rng.randint(0, 60)]
        if position == "spliced-line":
            line += self.rng.choice(self.small)
        return self.item([line], Label("secret", secret.kind, position, value))

    def copies(self, position):
        """A secret that tells for what it is, and then again where nothing tells: plain, escaped, encoded."""
        secret, (text, value) = self.next_kind(position, lambda s: not s.has("block") and len(s.value) >= 12 and s.simple and places.telling(self.rng, s))
        how = self.rng.choice(["plain", "escaped", "base64", "percent", "ansi", "tail"])
        value = secret.value
        again = {"plain": f"connected with {value} in 20ms", "escaped": json.dumps({"args": ["run", value]}), "base64": draw.b64(f"user:{value}".encode()),
                 "percent": "%20" + "".join(f"%{byte:02x}" for byte in value.encode()), "ansi": f"\x1b[33m{value}\x1b[0m",
                 # The last lines of an output begin anywhere.
                 "tail": value[-max(12, len(value) * 2 // 3):]}[how]
        item = self.item(self.carry(text), Label("secret", secret.kind, "copy-first", value))
        before = "" if how == "tail" else " ".join(draw.words(self.rng, 5)) + "\n"
        for line in carriers.bash_result(self.session(), f"{before}{again}\n"):
            item.add(line, Label("secret", secret.kind, f"copy-{how}", value))
        return item

    def decoy(self, name):
        for _ in range(50):
            text, value = ALL_DECOYS[name](self.rng)
            if len(value) >= 4:
                break
        position = "plain"
        if "\n" not in text and self.rng.random() < 0.25:
            position = self.rng.choice(KEEPING)
            text = places.WRAPPINGS[position](self.rng, text, value)
        return self.item(self.carry(text), Label("decoy", name, position, value))

    # -- files that are no transcripts

    def text_file(self, index):
        """A spilled tool result or a plain file: real text with secrets and decoys in it."""
        position, name = self.rng.choice([
            ("tool-results", f"projects/-home-dev-app/{draw.uuid(self.rng)}/tool-results/toolu_01{draw.pick(self.rng, 'b62', 22)}.txt"),
            ("plain-file", f"files/{index}/{self.rng.choice(['.env', 'config.yaml', 'settings.py', 'notes.md', 'main.tf', 'app.properties', 'deploy.sh'])}")])
        blocks, labels = [], []
        for _ in range(6):
            secret, (text, value) = self.next_kind(position, lambda s: places.telling(self.rng, s))
            blocks.append(text)
            labels.append(Label("secret", secret.kind, position, value))
            text, value = ALL_DECOYS[self.rng.choice(sorted(ALL_DECOYS))](self.rng)
            blocks.append(text)
            labels.append(Label("decoy", "in-file", position, value))
            blocks.append("\n".join(" ".join(draw.words(self.rng, 7)) for _ in range(3)))
        return name, "\n\n".join(blocks) + "\n", labels


def positions(maker):
    """Position name to the function that makes an item in it."""
    out = {name: maker.syntax for name in places.SYNTAXES}
    out |= {name: maker.wrapping for name in places.WRAPPINGS}
    out |= {"own-syntax": maker.own_syntax, "block-plain": maker.own_syntax, "block-escaped": maker.own_syntax, "block-indented": maker.own_syntax}
    out |= {"structured-patch": maker.patch, "object-key": maker.object_key, "leaf-by-key": maker.leaf_by_key, "torn-line": maker.torn, "spliced-line": maker.torn, "copies": maker.copies}
    return out


def real_lines(folder):
    out = []
    for path in sorted(pathlib.Path(folder).rglob("*.jsonl")):
        for line in path.read_text("utf-8", "surrogateescape").split("\n"):
            if not 20 < len(line) < 100000 or "\udc80" <= max(line) <= "\udcff":
                continue
            try:
                json.loads(line)
            except ValueError:
                continue
            out.append(line)
    return out


def label_row(file, number, label):
    return json.dumps({"file": file, "line": number, "kind": label.kind, "type": label.what, "position": label.position, "value": label.value}) + "\n"


def write_sessions(maker, items, untouched, tree, labels):
    """Spreads items and untouched lines over sessions; the lines of an item stay in order in one session."""
    rng = maker.rng
    rng.shuffle(items)
    groups = [items[i : i + ITEMS_A_FILE] for i in range(0, len(items), ITEMS_A_FILE)]
    for number, group in enumerate(groups):
        share = untouched[number * len(untouched) // len(groups) : (number + 1) * len(untouched) // len(groups)]
        rows = [[(line, ())] for line in share] + [item.lines for item in group]
        rng.shuffle(rows)
        name = f"projects/-home-dev-app-{number % 7}/{draw.uuid(rng)}.jsonl"
        if number % 5 == 4:
            name = f"projects/-home-dev-app-{number % 7}/{draw.uuid(rng)}/subagents/agent-{draw.pick(rng, 'hex', 8)}.jsonl"
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        flat = [entry for row in rows for entry in row]
        path.write_bytes("".join(line + "\n" for line, _ in flat).encode("utf-8", "surrogatepass"))
        for at, (_, planted) in enumerate(flat, 1):
            for label in planted:
                labels.write(label_row(name, at, label))


def write_files(maker, count, tree, labels):
    for index in range(count):
        name, text, planted = maker.text_file(index)
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        for label in planted:
            labels.write(label_row(name, 0, label))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--real", required=True, type=pathlib.Path, help="folder of real transcripts (*.jsonl)")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    maker = Maker(args.seed, real_lines(args.real))
    makers = positions(maker)
    files = max(2, round(SECRETS * args.scale * 0.03 / 6))
    each = max(1, round((SECRETS * args.scale - 6 * files) / 1.25 / len(makers)))
    items = [make(name) for name, make in makers.items() for _ in range(each * WEIGHT.get(name, 1))]
    per_decoy = max(1, round(DECOYS * args.scale / 1.15 / len(ALL_DECOYS)))
    items += [maker.decoy(name) for name in ALL_DECOYS for _ in range(per_decoy)]
    untouched = maker.rng.sample(maker.real, min(len(maker.real), round(UNTOUCHED * args.scale)))
    tree = args.out / "tree"
    tree.mkdir(parents=True)
    with open(args.out / "labels.jsonl", "w", encoding="utf-8") as labels:
        write_sessions(maker, items, untouched, tree, labels)
        write_files(maker, files, tree, labels)


if __name__ == "__main__":
    main()
