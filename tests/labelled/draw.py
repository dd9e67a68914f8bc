"""Random text: alphabets, templates, checksums. Nothing here is a literal secret; all of it is drawn when it runs."""

import base64
import hashlib
import hmac
import json
import re
import string
import zlib

LOW, UP, DIG = string.ascii_lowercase, string.ascii_uppercase, string.digits
B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
ALPHABETS = {
    "hex": "0123456789abcdef", "HEX": "0123456789ABCDEF", "dig": DIG, "low": LOW, "up": UP, "alpha": LOW + UP,
    "b62": DIG + UP + LOW, "b36": DIG + LOW, "B36": DIG + UP, "b64": DIG + UP + LOW + "+/", "b64u": DIG + UP + LOW + "-_",
    "b32": UP + "234567", "b32l": LOW + "234567", "b58": B58, "bech": BECH, "crock": "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "nz": "123456789",
    "dj": LOW + DIG + "!@#$%^&*(-_=+)", "wp": DIG + LOW + UP + "!@#%^&*()-_ []{}~+=,.;:?|",
}
WORDS = """amber anchor apple arrow autumn badge bamboo banner barrel basket beacon bishop blanket blossom border bottle bramble
breeze bridge bronze bucket butter cabin camera candle canyon carbon castle cedar cherry cinder circle clover cobalt coffee comet
copper coral cotton cradle crystal dagger dancer desert dragon ember engine falcon feather fennel forest fossil fountain galaxy
garden ginger glacier granite hammer harbor hazel helmet hollow honey island ivory jacket jasmine jungle kettle kitten ladder
lantern lemon lilac magnet maple marble meadow mirror monkey nectar needle nickel ocean olive onion orchard oyster paddle pebble
pepper pillow planet pocket prairie puzzle quartz rabbit raven ribbon river rocket saddle saffron salmon shadow silver socket
spider spruce stable summer sunset tango temple thunder timber tomato trumpet tunnel turtle valley velvet violin walnut willow
window winter yellow zephyr""".split()


def pick(rng, alphabet, count):
    """`count` characters of a named alphabet."""
    chars = ALPHABETS[alphabet]
    return "".join(rng.choice(chars) for _ in range(count))


def uuid(rng):
    """A version 4 UUID."""
    text = pick(rng, "hex", 30)
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-{rng.choice('89ab')}{text[15:18]}-{text[18:30]}"


def fill(rng, template):
    """Fills `{class:n}`, `{class:n-m}`, `{uuid}` and `{word}`; other characters stand for themselves."""

    def one(match):
        if match[1] == "uuid":
            return uuid(rng)
        if match[1] == "word":
            return rng.choice(WORDS)
        if match[1] not in ALPHABETS or not match[2]:
            return match[0]
        least, most = int(match[2]), int(match[3] or match[2])
        return pick(rng, match[1], rng.randint(least, most))

    return re.sub(r"\{(\w+)(?::(\d+)(?:-(\d+))?)?\}", one, template)


def raw(rng, count):
    return bytes(rng.getrandbits(8) for _ in range(count))


def b64(data):
    return base64.b64encode(data).decode()


def b64u(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base62_crc(prefix, body):
    """GitHub's and npm's form: the body, then its CRC-32 in six base62 digits."""
    number, digits = zlib.crc32(body.encode()), ""
    alphabet = DIG + UP + LOW
    while number:
        number, rest = divmod(number, 62)
        digits = alphabet[rest] + digits
    return prefix + body + digits.rjust(6, "0")


def base58check(payload):
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = B58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def bech32(prefix, data):
    """BIP 173: human-readable part, `1`, five-bit groups, six check characters."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in expanded + values + [0] * 6:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    check ^= 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(BECH[v] for v in values)


def jwt(rng, claims=None, header=None):
    """A signed web token; the key is drawn and forgotten."""
    header = header or {"alg": rng.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    claims = claims or {"sub": uuid(rng), "iat": rng.randint(1600000000, 1790000000), "role": rng.choice(["admin", "user"])}
    signed = ".".join(b64u(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    size = {"HS256": 32, "ES256": 64}.get(header["alg"], 256)
    tag = hmac.new(raw(rng, 32), signed.encode(), hashlib.sha256).digest() if size == 32 else raw(rng, size)
    return signed + "." + b64u(tag)


def wrapped(text, width):
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def der_like(rng, size):
    """Bytes that begin like a DER sequence of `size` bytes."""
    return b"\x30\x82" + size.to_bytes(2, "big") + b"\x02\x01\x00" + raw(rng, size - 3)


def words(rng, count):
    return [rng.choice(WORDS) for _ in range(count)]


def luhn(rng, prefix, length):
    """A card number with a right check digit."""
    digits = [int(c) for c in prefix] + [rng.randrange(10) for _ in range(length - len(prefix) - 1)]
    total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits)))
    return "".join(map(str, digits)) + str(-total % 10)
