"""Writes han-v1.json: known answers for the key schedule, seals, signatures and sheets of docs/format.md.

Written against the specifications with other people's code only (PyPI `cryptography` >= 44), so that it
checks han instead of repeating it. Run by hand when the format grows: python3 make.py > han-v1.json
"""
import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CHUNK = 16384
SUITES = {1: (b"AEAD_AES_256_GCM", AESGCM), 2: (b"AEAD_CHACHA20_POLY1305", ChaCha20Poly1305)}


def u32(number):
    return number.to_bytes(4, "big")


def expand(key, info, length=32):
    return HKDFExpand(algorithm=SHA512(), length=length, info=info).derive(key)


def seal(key, suite, salt, context, plaintext):
    name, aead = SUITES[suite]
    okm = expand(key, b"c2sp.org/chunked-encryption@v1+" + name + b"\0" + salt + context, 76)
    cipher, base, commitment = aead(okm[:32]), int.from_bytes(okm[32:44], "big"), okm[44:]
    out = salt + commitment
    for number in range(len(plaintext) // CHUNK + 1):
        nonce = (base ^ number).to_bytes(12, "big")
        out += cipher.encrypt(nonce, plaintext[number * CHUNK:(number + 1) * CHUNK], None)
    return out


def kek(passphrase, account, owner, epoch, cost, salt):
    memory, passes, lanes = cost
    stretched = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory,
                         ad=b"han/v1" + owner).derive(passphrase)
    info = b"han/v1/kek" + u32(epoch) + b"\1" + u32(memory) + u32(passes) + u32(lanes) + salt
    return HKDF(algorithm=SHA512(), length=32, salt=account, info=info).derive(stretched)


def sheet(data):
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    parts = [data[at:at + 16] for at in range(0, len(data), 16)]
    lines = []
    for number, part in enumerate(parts, 1):
        part += hashlib.sha256(b"han/v1/sheet\0" + bytes([number, len(parts)]) + part).digest()[:4]
        bits = "".join(f"{byte:08b}" for byte in part)
        bits += "0" * (-len(bits) % 5)
        text = "".join(alphabet[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))
        lines.append("-".join(text[at:at + 4] for at in range(0, len(text), 4)))
    return "\n".join(lines)


def raw_public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def pattern(length):
    """The plaintexts: byte i is i * 7 mod 251."""
    return bytes(i * 7 % 251 for i in range(length))


def main():
    key, owner, device = bytes(range(32)), bytes(range(100, 116)), bytes(range(200, 216))
    salt, account = bytes(range(50, 66)), bytes(range(150, 182))
    uuid = "0b7d3f0a-6a0e-4f43-9f5c-3f1de8c3a111"
    seals = []
    for suite, lengths in {1: (0, 1, 208, CHUNK + 1), 2: (0, 1, 208, CHUNK, 2 * CHUNK + 1)}.items():
        for length in lengths:
            sealed = seal(key, suite, bytes([suite, length % 256] * 12), bytes(range(104)), pattern(length))
            seals.append({"suite": suite, "plain_len": length, "sealed": base64.b64encode(sealed).decode()})
    cost = (64 * 1024, 3, 4)
    passphrase = "sixfold-tassel-ajar-unwound-kerosene-plank-dime-verse-oxidant-harbor"
    signer, body = Ed25519PrivateKey.from_private_bytes(key), b"body"
    print(json.dumps({
        "key": key.hex(), "owner": owner.hex(), "device": device.hex(), "context": bytes(range(104)).hex(),
        "seals": seals,
        "passphrase": passphrase, "account_key": account.hex(), "kdf_salt": salt.hex(), "epoch": 7,
        "cost": cost,
        "kek": kek(passphrase.encode(), None, owner, 7, cost, salt).hex(),
        "kek_with_account_key": kek(passphrase.encode(), account, owner, 7, cost, salt).hex(),
        "key_id": expand(key, b"han/v1/key-id", 16).hex(),
        "segment_key": expand(key, b"han/v1/segment").hex(),
        "manifest_key": expand(key, b"han/v1/manifest").hex(),
        "meta_key": expand(key, b"han/v1/meta").hex(),
        "local_key": expand(key, b"han/v1/local" + device).hex(),
        "export_index_key": expand(key, b"han/v1/export-index").hex(),
        "session_uuid": uuid,
        "session_tag": hmac.digest(key, b"han/v1/session\0" + uuid.encode(), "sha256")[:16].hex(),
        "ed25519_public": raw_public(signer),
        "manifest_signature": signer.sign(b"han/v1/manifest\0" + owner + body).hex(),
        "x25519_public": raw_public(X25519PrivateKey.from_private_bytes(key)),
        "sheet": sheet(account), "sheet_of_5": sheet(account[:5]),
    }, indent=1))


if __name__ == "__main__":
    main()
