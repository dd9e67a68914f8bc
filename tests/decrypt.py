#!/usr/bin/env python3
"""Opens an export of han with nothing but its secret. Written from docs/format.md alone.

    decrypt.py ARCHIVE --secret-file FILE [--account-key-file FILE] --out DIR

Writes the current branch of every file to DIR/<project>/<path> and prints a summary as JSON.
Exit codes: 0 done, 2 usage, 3 wrong secret, 6 corrupt or tampered data.
"""

import argparse
import base64
import hashlib
import hmac
import io
import json
import re
import sys
import unicodedata
from pathlib import Path

import blake3
import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SEGMENT, MANIFEST, CONTENT_KEY, KEY_WRAP, EXPORT_INDEX, META = 1, 2, 3, 4, 6, 7
DATA, INDEX, VAULT, AUDIT, IDENTITY_SIGN, IDENTITY_RECEIVE = 1, 2, 3, 4, 5, 6
OWNER, ADMIN, MEMBER, READER = 1, 2, 3, 4
ACTIVE, RETIRING = 1, 2
MIB = 1 << 20
NONE16, NONE32 = bytes(16), bytes(32)
# (least, most): memory in KiB, passes, lanes
COST = ((64 * 1024, 1024 * 1024), (3, 16), (4, 16))
TEST_COST = ((32, 1024 * 1024), (1, 16), (4, 16))


class Tampered(Exception):
    pass


class WrongSecret(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Tampered(what)


def sha256(data):
    return hashlib.sha256(data).digest()


def number(data):
    return int.from_bytes(data, "big")


def expand(key, info, length=32):
    return HKDFExpand(hashes.SHA512(), length, info).derive(key + bytes(64 - len(key)))


def key_id(key):
    return expand(key, b"han/v1/key-id", 16)


# ------------------------------------------------------------------------------------------------------- CBOR


def encode(value):
    """Maps in the order in which they stand: readers keep it, and it was checked to be the rising one."""
    return cbor2.dumps(value)


def decode(data, required, optional=()):
    value = load(data)
    return fields(value, required, optional)


def load(data):
    stream = io.BytesIO(data)
    try:
        value = cbor2.CBORDecoder(stream).decode()
    except Exception as error:  # whatever cbor2 makes of hostile bytes
        raise Tampered(f"CBOR: {error}") from None
    need(stream.tell() == len(data) and encode(value) == data, "not deterministic CBOR")
    return value


def fields(value, required, optional=()):
    need(isinstance(value, dict), "not a map")
    keys = list(value)
    need(keys == sorted(keys) and set(required) <= set(keys) <= set(required) | set(optional), "fields of a map")
    need(all(v is not None for v in value.values()), "null in a map")
    return value


def without(value, key):
    return encode({k: v for k, v in value.items() if k != key})


def binary(value, length=None):
    need(isinstance(value, bytes) and (length is None or len(value) == length), "length of bytes")
    return value


# ------------------------------------------------------------------------------------------------- signatures


def verify(key, label, owner, body, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, b"han/v1/" + label + b"\0" + owner + body)
    except (InvalidSignature, ValueError):
        raise Tampered(f"signature of a {label.decode()}") from None


# ------------------------------------------------------------------------------------------------------ objects


class Object:
    def __init__(self, data):
        need(len(data) >= 160, "short object")
        need(data[:4] == b"HAN1" and data[6:8] == b"\0\0", "object header")
        self.data, self.context = data, data[:104]
        self.kind, self.suite = data[4], data[5]
        self.owner, self.session, self.key = data[8:24], data[24:40], data[40:56]
        self.generation, self.version = number(data[56:60]), number(data[60:64])
        self.seq, self.prev = number(data[64:72]), data[72:104]

    def open(self, key, kind, owner, session):
        need((self.kind, self.owner, self.session) == (kind, owner, session), "object of another place")
        need(self.key == key_id(key), "object under another key")
        if self.suite == 1:
            name, cipher = b"AEAD_AES_256_GCM", AESGCM
        elif self.suite == 2:
            name, cipher = b"AEAD_CHACHA20_POLY1305", ChaCha20Poly1305
        else:
            raise Tampered("suite")
        salt, commitment, rest = self.data[104:128], self.data[128:160], self.data[160:]
        okm = expand(key, b"c2sp.org/chunked-encryption@v1+" + name + b"\0" + salt + self.context, 76)
        need(hmac.compare_digest(okm[44:], commitment), "key commitment")
        need(len(rest) % (16384 + 16) >= 16, "length of a seal")
        aead, base, plain = cipher(okm[:32]), number(okm[32:44]), []
        for at in range(0, len(rest), 16384 + 16):
            nonce = (base ^ (at // (16384 + 16))).to_bytes(12, "big")
            try:
                plain.append(aead.decrypt(nonce, rest[at : at + 16384 + 16], None))
            except InvalidTag:
                raise Tampered("seal") from None
        return b"".join(plain)


def unframe(frame, limit):
    """(start, raw bytes)"""
    need(len(frame) >= 58 and frame[0] == 1, "frame")
    start, raw_len, body_len = number(frame[2:10]), number(frame[10:18]), number(frame[18:26])
    need(raw_len <= limit, "raw length")
    need(58 + body_len <= len(frame), "body length")
    body, padding = frame[58 : 58 + body_len], frame[58 + body_len :]
    need(not any(padding), "padding")
    if frame[1] == 0:
        raw = body
    elif frame[1] == 1:
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(body)
            raw = reader.read(raw_len + 1)
        except zstandard.ZstdError:
            raise Tampered("compressed body") from None
    else:
        raise Tampered("codec")
    need(len(raw) == raw_len and blake3.blake3(raw).digest() == frame[26:58], "raw bytes")
    return start, raw


# ------------------------------------------------------------------------------------------------------ archive


def entry_limit(name):
    if name in ("keyfile", "roster"):
        return MIB
    if name.startswith("refs/"):
        return MIB + 256
    return {"format": 64, "log/checkpoint": 4096, "log/log.pub": 32, "log/leaves": 1 << 62, "index": 80 * MIB}.get(name, 80 * MIB)


class Archive:
    NAME = re.compile(r"format|keyfile|roster|log/checkpoint|log/log\.pub|log/leaves|index|refs/s/[0-9a-f]{32}|objects/[0-9a-f]{64}")

    def __init__(self, path):
        self.file = open(path, "rb")
        self.size = self.file.seek(0, io.SEEK_END)
        self.places = {}
        at = 0
        while True:
            header = self.read(at, 512)
            if header == bytes(512):
                break
            name, length = self.entry(header)
            need(name not in self.places and "index" not in self.places, "order of entries")
            need((name == "format") == (not self.places), "first entry")
            padding = -length % 512
            need(at + 512 + length + padding <= self.size, "archive was cut")
            need(not any(self.read(at + 512 + length, padding)), "padding of an entry")
            self.places[name] = (at + 512, length)
            at += 512 + length + padding
        need(self.size == at + 1024 and not any(self.read(at, 1024)), "end of the archive")
        need(self.get("format") == b"han export 1\n", "format of the archive")

    def entry(self, header):
        try:
            name = header[:100].rstrip(b"\0").decode("ascii")
            length = number(header[125:136]) if header[124] == 0x80 else int(header[124:135], 8)
        except ValueError:
            raise Tampered("tar header") from None
        need(self.NAME.fullmatch(name) and length <= entry_limit(name), "name or length of an entry")
        need(header == self.header(name, length), "tar header")
        return name, length

    @staticmethod
    def header(name, length):
        size = b"%011o\0" % length if length < 1 << 33 else b"\x80" + length.to_bytes(11, "big")
        zero = b"0000000\0"
        head = name.encode().ljust(100, b"\0") + b"0000600\0" + zero + zero + size + b"00000000000\0"
        tail = (b"0" + bytes(100) + b"ustar\x0000").ljust(356, b"\0")
        total = sum(head) + sum(tail) + 8 * 32
        return head + b"%07o\0" % total + tail

    def read(self, at, length):
        self.file.seek(at)
        data = self.file.read(length)
        need(len(data) == length, "archive was cut")
        return data

    def get(self, name):
        need(name in self.places, f"{name} is missing")
        return self.read(*self.places[name])

    def object(self, object_id):
        data = self.get("objects/" + object_id.hex())
        need(sha256(data) == object_id, "hash of an object")
        return data


# ---------------------------------------------------------------------------------------------------------- log


class Log:
    """Follows all leaves; afterwards `refs` knows of each ref: version, hashes, body kind, leaf, and
    the manifest field hash before."""

    def __init__(self, archive):
        self.key = archive.get("log/log.pub")
        self.owner, self.size, self.root = self.head(archive.get("log/checkpoint"))
        self.refs, self.keyfiles, self.rosters = {}, {}, {}
        # The root at every size.
        self.roots = [sha256(b"")]
        edge, seq = [], 0
        for kind, payload in self.leaves(archive.get("log/leaves")):
            digest = sha256(payload) if kind == 1 else binary(payload, 32)
            if kind == 1:
                self.move(payload, seq)
            node, size = sha256(b"\0" + bytes([kind]) + digest), seq
            while size & 1:
                node, size = sha256(b"\1" + edge.pop() + node), size >> 1
            edge.append(node)
            seq += 1
            root = edge[-1]
            for left in reversed(edge[:-1]):
                root = sha256(b"\1" + left + root)
            self.roots.append(root)
        need((seq, self.roots[-1]) == (self.size, self.root), "log differs from its head")

    def head(self, note):
        try:
            text, signatures = note.decode().split("\n\n", 1)
            name, size, root = text.split("\n")
            need(re.fullmatch(r"[^ +\n]+/[0-9a-f]{32}", name) and re.fullmatch(r"0|[1-9][0-9]*", size), "log head")
            text = (text + "\n").encode()
            hint, verified = sha256(name.encode() + b"\n\x01" + self.key)[:4], False
            need(signatures.endswith("\n"), "log head")
            for line in signatures[:-1].split("\n"):
                dash, signer, value = line.split(" ")
                value = base64.b64decode(value, validate=True)
                need(dash == "\u2014" and len(value) >= 5, "log head")
                if signer == name and value[:4] == hint:
                    Ed25519PublicKey.from_public_bytes(self.key).verify(value[4:], text)
                    verified = True
            need(verified, "log head is not signed by the log key")
            return bytes.fromhex(name[-32:]), int(size), base64.b64decode(root, validate=True)
        except (ValueError, InvalidSignature):
            raise Tampered("log head") from None

    @staticmethod
    def leaves(data):
        at = 0
        while at < len(data):
            length = number(data[at : at + 2])
            need(length >= 2 and at + 2 + length <= len(data), "log leaves")
            yield data[at + 2], data[at + 3 : at + 2 + length]
            at += 2 + length

    def move(self, leaf, seq):
        need(len(leaf) >= 209 and leaf[0] == 1 and len(leaf) == 209 + leaf[208], "log leaf")
        need(leaf[1:17] == self.owner and number(leaf[17:25]) == seq, "place of a log leaf")
        kind, version = leaf[67], number(leaf[68:76])
        name = leaf[209:].decode("ascii", "replace")
        need(kind in (1, 2, 3) and re.fullmatch(r"keyfile|roster|s/[0-9a-f]{32}", name), "ref move")
        hashes_ = (leaf[80:112], leaf[112:144], leaf[144:176])
        old = self.refs.get(name)
        need(version == (old["version"] if old else 0) + 1, "version of a ref")
        need(not old or old["kind"] != 3, "a move after a tombstone")
        same = old if old and kind == 2 and old["hashes"][1] == hashes_[1] else None
        same_meta = old if old and kind == 2 and old["hashes"][2] == hashes_[2] else None
        self.refs[name] = {
            "version": version,
            "kind": kind,
            "hashes": hashes_,
            "seq": seq,
            "manifest_seq": same["manifest_seq"] if same else seq,
            "meta_seq": same_meta["meta_seq"] if same_meta else seq,
            "prev": same["prev"] if same else old["hashes"][1] if old else NONE32,
        }
        if name == "keyfile":
            self.keyfiles[version] = seq
        if name == "roster":
            self.rosters[version] = (seq, hashes_[0])

    def check(self, name, version, kind, parts):
        said = self.refs.get(name)
        need(said, f"{name} is not in the log")
        found = tuple(sha256(part) for part in parts) + (NONE32,) * (3 - len(parts))
        need((version, kind, found) == (said["version"], said["kind"], said["hashes"]), f"{name} differs from the log")
        return said


# --------------------------------------------------------------------------------------------------------- keys


class Keys:
    def __init__(self, archive, log, secret, account, cost):
        data = archive.get("keyfile")
        keyfile = decode(data, range(8), (8, 9, 10))
        need(keyfile[0] == 1 and keyfile[1] <= 1, "keyfile needs a newer reader")
        need(len(keyfile[6]) <= 16 and len(keyfile[7]) <= 4096, "bounds of the keyfile")
        self.owner, self.version = binary(keyfile[2], 16), keyfile[4]
        need(self.owner == log.owner, "keyfile of another vault")
        log.check("keyfile", self.version, 1, [data])
        self.slots = [fields(slot, range(6), (6,)) for slot in keyfile[6]]
        self.keys = [fields(key, (0, 1, 2, 3, 4, 8, 10), (5, 6, 7, 9)) for key in keyfile[7]]
        self.check_signature(keyfile)
        self.check_identities()
        need((8 in keyfile) == (10 in keyfile) == ("roster" in log.refs), "keyfile and roster")
        self.roster = None
        if 8 in keyfile:
            need(keyfile[3] == 2, "a roster in the vault of a person")
            self.roster = Roster(archive.get("roster"), self.owner, keyfile[8], log)
            author = fields(keyfile[10], (0, 1))
            unsigned = encode({k: v for k, v in keyfile.items() if k not in (9, 10)})
            roles = (OWNER, ADMIN)
            self.roster.check((b"keyfile", author[0]), unsigned, author[1], log.keyfiles[self.version], roles)
        self.cost = cost
        self.unlock(secret, account)

    def of(self, purpose):
        return sorted((key for key in self.keys if key[1] == purpose), key=lambda key: key[2])

    def check_signature(self, keyfile):
        active = [key for key in self.of(VAULT) if key[3] == ACTIVE]
        need(len(active) == 1, "one active vault key")
        self.active_vault = active[0][7]
        verify(self.active_vault, b"keyfile", self.owner, without(keyfile, 9), keyfile.get(9, b""))
        chain = self.of(VAULT)
        for old, new in zip(chain, chain[1:]):
            need(new[2] == old[2] + 1, "versions of vault keys")
            verify(old[7], b"vault-key", self.owner, new[7], new.get(9, b""))
        # (public part, keyfile version that replaced it)
        self.vault_keys = [(key[7], after[10] if after else None) for key, after in zip(chain, chain[1:] + [None])]

    def check_identities(self):
        signing, receiving = self.of(IDENTITY_SIGN), self.of(IDENTITY_RECEIVE)
        need([key[2] for key in signing] == [key[2] for key in receiving], "identity keys")
        cards = [card(self.owner, sign[2], sign[7], receive[7]) for sign, receive in zip(signing, receiving)]
        need(not signing or 9 not in signing[0], "countersignature of the first identity")
        for old, new, core in zip(signing, signing[1:], cards[1:]):
            need(new[2] == old[2] + 1, "versions of identities")
            verify(old[7], b"identity", self.owner, core, new.get(9, b""))

    def kek(self, slot, secret, account):
        need(slot[3] == 1 and len(slot[5]) == 16, "key derivation")
        memory, passes, lanes = (fields(slot[4], range(3))[at] for at in range(3))
        for value, (least, most) in zip((memory, passes, lanes), self.cost):
            need(least <= value <= most, "cost of key derivation")
        argon2 = Argon2id(
            salt=slot[5], length=32, iterations=passes, lanes=lanes, memory_cost=memory, ad=b"han/v1" + self.owner
        )
        prk = hmac.digest(account if slot[1] == 2 else bytes(64), argon2.derive(secret), "sha512")
        info = b"han/v1/kek" + slot[2].to_bytes(4, "big") + b"\1"
        info += b"".join(n.to_bytes(4, "big") for n in (memory, passes, lanes)) + slot[5]
        return HKDFExpand(hashes.SHA512(), 32, info).derive(prk)

    def unlock(self, secret, account):
        for slot in sorted(self.slots, key=lambda slot: -slot[2])[:2]:
            if slot[1] == 2 and account is None:
                continue
            kek = self.kek(slot, secret, account)
            wraps = [(key, fields(wrap, (0, 1))[1]) for key in self.keys for wrap in key[8] if wrap[0] == slot[0]]
            if wraps and all(Object(wrap).key == key_id(kek) for _, wrap in wraps):
                return self.open(slot, kek, wraps)
        raise WrongSecret("the secret does not open this archive")

    def open(self, slot, kek, wraps):
        self.deks, newest = {}, {}
        for key, data in wraps:
            wrap = Object(data)
            plain = wrap.open(kek, KEY_WRAP, self.owner, NONE16)
            place = (key[1] << 24 | key[2], slot[2])
            need(len(plain) == 32 and (wrap.generation, wrap.version) == place, "wrap of another key")
            need(wrap.seq <= self.version, "wrap of a later keyfile")
            if key[1] in (DATA, INDEX):
                need(key_id(plain) == key[0], "listed key differs")
            elif key[1] == VAULT:
                public = Ed25519PrivateKey.from_private_bytes(plain).public_key().public_bytes_raw()
                need(public == key[7], "listed key differs")
            elif key[1] == AUDIT:
                public = X25519PrivateKey.from_private_bytes(plain).public_key().public_bytes_raw()
                need(public == key[7], "listed key differs")
            elif key[1] == IDENTITY_SIGN:
                public = Ed25519PrivateKey.from_private_bytes(plain).public_key().public_bytes_raw()
                need(public == key[7], "listed key differs")
            elif key[1] == IDENTITY_RECEIVE:
                # X-Wing: no part of an export is sealed to it, and this reader has no ML-KEM to derive it by.
                need(sha256(binary(key[7], 1216))[:16] == key[0], "listed key differs")
            if key[1] == DATA and key[3] in (ACTIVE, RETIRING):
                self.deks[key[2]] = plain
            if key[2] >= newest.get(key[1], (0,))[0]:
                newest[key[1]] = (key[2], plain)
        need({INDEX, VAULT, AUDIT} <= set(newest) and self.deks, "keys of the slot")
        if 6 not in slot:
            active = [key[2] for key in self.of(DATA) if key[3] == ACTIVE]
            need(active == [max(self.deks)] and newest[VAULT][0] == self.of(VAULT)[-1][2], "active keys of the slot")
        self.index = newest[INDEX][1]

    def tag(self, uuid):
        return hmac.digest(self.index, b"han/v1/session\0" + uuid.encode(), "sha256")[:16]

    def verify(self, label, body, signature, log, seq, member=None):
        """A signature by a vault key, whose successor came after leaf `seq` at the earliest; in a team by a member."""
        need((member is None) == (self.roster is None), "a signature by nobody")
        if member is not None:
            return self.roster.check((label, member), body, signature, seq, (OWNER, ADMIN, MEMBER))
        for public, replaced in self.vault_keys:
            try:
                verify(public, label, self.owner, body, signature)
            except Tampered:
                continue
            need(replaced is None or log.keyfiles.get(replaced, seq) >= seq, f"{label.decode()} signed by a replaced key")
            return
        raise Tampered(f"signature of a {label.decode()}")


def card(owner, version, sign, receive):
    """What is signed of a card."""
    return encode({0: 1, 1: binary(owner, 16), 2: version, 3: binary(sign, 32), 4: binary(receive, 1216)})


class Roster:
    """A team's members: a chain of signed entries, each of which the log brought by one leaf."""

    def __init__(self, data, owner, root, log):
        self.owner, self.now, self.past = owner, {}, []
        log.check("roster", log.refs["roster"]["version"], 1, [data])
        entries = decode(data, (0,))[0]
        need(entries and sha256(encode(entries[0])) == root, "root of the roster")
        need(sorted(log.rosters) == list(range(1, len(entries) + 1)), "entries of the roster")
        prev = NONE32
        for version, entry in enumerate(entries, 1):
            seq, hash_ = log.rosters[version]
            need(sha256(encode({0: entries[:version]})) == hash_, "roster differs from the log")
            body = fields(fields(entry, (0, 1))[0], range(7))
            need((body[0], body[1], body[2], body[3]) == (1, owner, version, prev), "chain of the roster")
            kind, values = body[4]
            change = values if kind == 2 else values[0]
            if version == 1:
                need(kind == 1 and change[2] == OWNER and change[0][1] == body[5], "founder of the roster")
                key = change[0][3]
            else:
                need(self.now.get(body[5], (READER,))[0] in (OWNER, ADMIN), "signer of the roster")
                key = self.now[body[5]][1]
                if kind == 4 and change[1] == body[5] and self.now[body[5]][0] == OWNER:
                    key = change[3]  # an owner's next identity puts itself there
            verify(key, b"roster", owner, encode(body), entry[1])
            self.apply(version, self.now.get(body[5]), kind, change)
            need(any(role == OWNER for role, _ in self.now.values()), "a team without an owner")
            self.past.append((seq, dict(self.now)))
            prev = sha256(encode(entry))

    def apply(self, version, signer, kind, change):
        if kind in (1, 4):
            shown = fields(change, range(3), (3,))[0] if kind == 1 else change
            fields(shown, (0, 1, 2, 3, 4), (5, 6))
            core = card(shown[1], shown[2], shown[3], shown[4])
            verify(shown[3], b"identity", shown[1], core, shown.get(6, b""))
        person = {1: lambda: change[0][1], 2: lambda: change[0], 3: lambda: change, 4: lambda: change[1]}[kind]()
        old = self.now.get(person)
        need((kind == 1) == (old is None), "a change of the roster")
        if kind == 4:
            verify(old[1], b"identity", person, core, change.get(5, b""))
        new = {1: lambda: (change[2], change[0][3]), 2: lambda: (change[1], old[1]), 3: lambda: None}
        new = (old[0], change[3]) if kind == 4 else new[kind]()
        below = all(one is None or one[0] in (MEMBER, READER) for one in (old, new))
        need(version == 1 or signer[0] == OWNER or (signer[0] == ADMIN and below), "role of the signer")
        if new is None:
            del self.now[person]
        else:
            self.now[person] = new

    def check(self, by, body, signature, seq, roles):
        label, member = by
        then = [members for at, members in self.past if at < seq]
        role, key = (then[-1] if then else {}).get(member, (None, None))
        need(role in roles, f"{label.decode()} signed by nobody who may")
        verify(key, label, self.owner, body, signature)


# ----------------------------------------------------------------------------------------------------- sessions


def check_index(archive, keys, log):
    """True where the archive is partial."""
    names = {"keyfile" if n == "keyfile" else n.removeprefix("refs/") for n in archive.places if n.startswith(("keyfile", "roster", "refs/"))}
    if "index" in archive.places:
        sealed = Object(archive.get("index"))
        for dek in keys.deks.values():
            key = expand(dek, b"han/v1/export-index")
            if key_id(key) == sealed.key:
                break
        else:
            raise Tampered("index under another key")
        index = decode(unframe(sealed.open(key, EXPORT_INDEX, keys.owner, NONE16), 64 * MIB)[1], range(6), (6,))
        verify(keys.active_vault, b"export-index", keys.owner, sealed.context + without(index, 6), index.get(6, b""))
        need(index[0] == 1 and sealed.seq == keys.version, "index")
        need((fields(index[3], (0, 1)), index[4]) == ({0: log.size, 1: log.root}, log.key), "index of another log")
        listed = {fields(entry, (0, 1))[0]: entry[1] for entry in index[5]}
        need(set(listed) == names, "refs differ from the index")
        for name, digest in listed.items():
            need(sha256(archive.get("refs/" + name if name.startswith("s/") else name)) == digest, f"{name} differs from the index")
        if index[2]:
            return True
    need(names == set(log.refs), "refs are missing")
    return False


def find_key(content_keys, info, wanted):
    for key in content_keys:
        derived = expand(key, info)
        if key_id(derived) == wanted:
            return derived
    raise Tampered("no content key fits")


def open_wraps(keys, tag, wraps):
    need(wraps and len(wraps) % 208 == 0, "length of wraps")
    found = []
    for at in range(0, len(wraps), 208):
        wrap = Object(wraps[at : at + 208])
        need(wrap.version in keys.deks, "wrap under a retired key")
        found.append(binary(wrap.open(keys.deks[wrap.version], CONTENT_KEY, keys.owner, tag), 32))
    return found


def open_manifest(archive, keys, log, tag, content_keys, field, said):
    data = field
    if len(field) == 40:
        data = archive.object(field[:32])
        need(len(data) == number(field[32:]), "length of a manifest")
    sealed = Object(data)
    key = find_key(content_keys, b"han/v1/manifest", sealed.key)
    manifest = decode(unframe(sealed.open(key, MANIFEST, keys.owner, tag), 64 * MIB)[1], range(5), (5, 6))
    need(manifest[0] == 1 and manifest[1] == sealed.seq and sealed.prev == said["prev"], "place of a manifest")
    head = fields(manifest[4], (0, 1))
    need(head[0] <= said["manifest_seq"] and log.roots[head[0]] == head[1], "the writer saw another history")
    keys.verify(b"manifest", sealed.context + without(manifest, 5), manifest.get(5, b""), log, said["manifest_seq"], manifest.get(6))
    return manifest


def open_meta(keys, log, tag, content_keys, field, said):
    sealed = Object(field)
    key = find_key(content_keys, b"han/v1/meta", sealed.key)
    raw = unframe(sealed.open(key, META, keys.owner, tag), 256 * 1024)[1]
    meta = decode(raw, (0, 1, 2, 7, 10, 11, 12, 13, 14, 15), (3, 4, 5, 6, 8, 9, 16, 17))
    need(meta[0] == 1 and meta[13] == sealed.seq and keys.tag(meta[1]) == tag, "metadata of another session")
    seq = 0 if keys.roster is None else said["meta_seq"]
    keys.verify(b"meta", sealed.context + without(meta, 16), meta.get(16, b""), log, seq, meta.get(17))
    return meta


def segments(archive, keys, tag, content_keys, branch):
    at = 0
    for segment in branch[5]:
        fields(segment, range(5))
        data = archive.object(binary(segment[0], 32))
        need(len(data) == segment[1] and segment[2] == at, "place of a segment")
        sealed = Object(data)
        need(sealed.key == segment[4], "key of a segment")
        key = find_key(content_keys, b"han/v1/segment", segment[4])
        start, raw = unframe(sealed.open(key, SEGMENT, keys.owner, tag), min(segment[3], 64 * MIB))
        need((start, len(raw)) == (segment[2], segment[3]), "place of a segment")
        at += len(raw)
        yield raw


RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\..*)?")


def safe(path):
    parts = path.split("/")
    for part in parts:
        need(part not in ("", ".", "..") and not RESERVED.fullmatch(part) and part[-1] not in ". ", "unsafe path")
        need(len(part.encode()) <= 255 and not re.search(r'[\\:*?"<>|]', part), "unsafe path")
        need(all(unicodedata.category(c) not in ("Cc", "Cf") for c in part), "unsafe path")
    return parts


def open_session(archive, keys, log, name, out):
    ref = decode(archive.get("refs/" + name), range(3))
    need(ref[0] == name and isinstance(ref[2], list) and len(ref[2]) == 2, "ref")
    kind, parts = ref[2]
    need(kind in (1, 2) and len(parts) == (3 if kind == 1 else 1), "body of a ref")
    said = log.check(name, ref[1], kind + 1, parts)
    tag = bytes.fromhex(name[2:])
    if kind == 2:
        stone = decode(parts[0], (0, 1), (2,))
        body = fields(stone[0], range(7))
        keys.verify(b"tombstone", encode(body), stone[1], log, said["seq"], stone.get(2))
        need((body[0], body[1], body[2], body[3]) == (1, keys.owner, name, tag), "tombstone of another ref")
        return None
    content_keys = open_wraps(keys, tag, parts[0])
    manifest = open_manifest(archive, keys, log, tag, content_keys, parts[1], said)
    meta = open_meta(keys, log, tag, content_keys, parts[2], said)
    need(meta[13] <= manifest[1], "metadata of a later manifest")
    total, paths = 0, set()
    for file in manifest[2]:
        fields(file, range(3))
        path = "/".join(safe(file[0]))
        need(path not in paths, "a path twice")
        paths.add(path)
        current = [branch for branch in file[2] if fields(branch, range(6))[2] is True]
        need(len(current) == 1, "one current branch")
        target = out.joinpath(*safe(meta[2]), *path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        # Nothing of a file stays if one of its segments is bad.
        part = target.with_name(target.name + ".part")
        try:
            with open(part, "wb") as to:
                for raw in segments(archive, keys, tag, content_keys, current[0]):
                    total += to.write(raw)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    return {"session": meta[1], "project": meta[2], "files": len(paths), "bytes": total}


def sheet_decode(text):
    """Lines of a recovery sheet: Crockford's base32, each line with its check."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    lines = [re.sub(r"[\s\u2010-\u2015-]", "", line).upper() for line in text.splitlines()]
    lines = [line.translate(str.maketrans("OIL", "011")) for line in lines if line]
    if len(lines) == 1:
        lines = [lines[0][at : at + 32] for at in range(0, len(lines[0]), 32)]
    data = b""
    for number_, line in enumerate(lines, 1):
        bits = "".join(f"{alphabet.index(c):05b}" for c in line)
        whole = len(bits) // 8 * 8
        raw = int(bits[:whole], 2).to_bytes(whole // 8, "big")
        check = sha256(b"han/v1/sheet\0" + bytes([number_, len(lines)]) + raw[:-4])[:4]
        if raw[-4:] != check or int(bits[whole:] or "0", 2):
            raise ValueError(f"line {number_} is mistyped")
        data += raw[:-4]
    return data


def account_key(path):
    try:
        key = sheet_decode(path.read_text())
    except (ValueError, IndexError) as error:
        sys.exit(f"decrypt.py: account key: {error}")
    if len(key) != 32:
        sys.exit("decrypt.py: not an account key")
    return key


def run(args):
    secret = args.secret_file.read_bytes()
    if secret.endswith(b"\n"):
        secret = secret[:-1].removesuffix(b"\r")
    account = account_key(args.account_key_file) if args.account_key_file else None
    archive = Archive(args.archive)
    log = Log(archive)
    keys = Keys(archive, log, secret, account, TEST_COST if args.test_cost else COST)
    partial = check_index(archive, keys, log)
    names = sorted(name.removeprefix("refs/") for name in archive.places if name.startswith("refs/"))
    opened = [open_session(archive, keys, log, name, args.out) for name in names]
    sessions = [session for session in opened if session]
    return {
        "owner": keys.owner.hex(),
        "keyfile_version": keys.version,
        "log_size": log.size,
        "partial": partial,
        "tombstones": len(opened) - len(sessions),
        "sessions": sessions,
    }


def main():
    parser = argparse.ArgumentParser(description="opens an export of han")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--account-key-file", type=Path, help="its lines on the recovery sheet")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--test-cost", action="store_true", help="accept the key derivation cost of test builds")
    args = parser.parse_args()
    try:
        print(json.dumps(run(args)))
    except WrongSecret as error:
        print(f"decrypt.py: {error}", file=sys.stderr)
        return 3
    except Tampered as error:
        print(f"decrypt.py: tampered: {error}", file=sys.stderr)
        return 6
    except (TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        # A structure with values of other types than the format has.
        print(f"decrypt.py: tampered: {type(error).__name__}: {error}", file=sys.stderr)
        return 6
    return 0


if __name__ == "__main__":
    sys.exit(main())
