"""Verifies what `han audit export` wrote: python3 verify_log.py DIR [LOG-KEY-IN-HEX]. Needs Python 3.11 and openssl."""
import base64, hashlib, json, pathlib, struct, subprocess, sys, tempfile

folder = pathlib.Path(sys.argv[1])
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()

def fail(why):
    sys.exit(f"NOT VERIFIED: {why}")

# The head: three lines, an empty one, and a signature by the log key (C2SP checkpoint, signed note).
key, note = (folder / "log.pub").read_bytes(), (folder / "checkpoint").read_bytes()
if len(sys.argv) > 2 and key.hex() != sys.argv[2].replace(" ", ""):
    fail("this is not the log key that you know")
text, _, signatures = note.partition(b"\n\n")
text += b"\n"
origin, size, root = text.decode().splitlines()
dash, name, value = signatures.decode().splitlines()[0].split(" ")
key_hash, signature = base64.b64decode(value)[:4], base64.b64decode(value)[4:]
if (dash, name) != ("\u2014", origin) or key_hash != sha(name.encode(), b"\n\x01", key)[:4]:
    fail("the head is signed by somebody else")
with tempfile.TemporaryDirectory() as tmp:
    put = lambda file, data: (pathlib.Path(tmp, file).write_bytes(data), f"{tmp}/{file}")[1]
    der = put("key", bytes.fromhex("302a300506032b6570032100") + key)
    openssl = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", der]
    if subprocess.run([*openssl, "-in", put("text", text), "-sigfile", put("sig", signature)], capture_output=True).returncode:
        fail("the signature of the head does not hold")

# The leaves: each where it says it is, and under its hash in the tiles (C2SP tlog-tiles).
path = lambda n: "/".join([f"x{g:03}" for g in reversed([n // 1000 ** i % 1000 for i in range(1, 9) if n >= 1000 ** i])] + [f"{n % 1000:03}"])
def tile(kind, n, count):
    width = min(256, count - n * 256)
    return (folder / "tile" / str(kind) / (path(n) + (f".p/{width}" if width < 256 else ""))).read_bytes()
level, owner = [], bytes.fromhex(origin.rsplit("/", 1)[1])
for seq, line in enumerate((folder / "leaves.ndjson").open()):
    leaf = json.loads(line)
    body, sealed = bytes.fromhex(leaf["body"]), leaf["sealed_origin"]
    says = (body[1:17], *struct.unpack(">QQ", body[17:33]), body[33:49].hex(), body[49:65].hex(), body[66], struct.unpack(">I", body[76:80])[0])
    if says != (owner, seq, leaf["time_us"], leaf["actor"], leaf["token"], 1 + (leaf["outcome"] == "denied"), leaf["count"]) or leaf["seq"] != seq:
        fail(f"leaf {seq} is not what its line says")
    if sealed and sha(bytes.fromhex(sealed)) != body[176:208]:
        fail(f"leaf {seq} has another origin")
    level.append(sha(b"\0", bytes([leaf["class"]]), sha(body)))

# The tree (RFC 6962): the tiles of every level, and the root that is signed.
def top(hashes):
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1", top(hashes[:half]), top(hashes[half:]))
if len(level) != int(size) or base64.b64encode(top(level) if level else sha()).decode() != root:
    fail("the leaves do not make the root that is signed")
number = 0
while level:
    for n in range((len(level) + 255) // 256):
        if tile(number, n, len(level)) != b"".join(level[n * 256 : n * 256 + 256]):
            fail(f"tile {number}/{n} is not that of the leaves")
    level, number = [top(level[i : i + 256]) for i in range(0, len(level) // 256 * 256, 256)], number + 1
print(f"verified: {origin}, {size} leaves, root {root}, log key {key.hex()}")
