"""Teaches schemathesis to write CBOR: whatever it makes up, as canonical CBOR, or as the bytes that it is."""
import struct

import schemathesis


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for size, form in ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q")):
        if number < 1 << 8 * struct.calcsize(form):
            return bytes([major << 5 | size]) + struct.pack(form, number)
    return b"\xff"  # a number that CBOR has no room for: malformed, which is an input too


def encode(value):
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8", "surrogatepass")
        return head(3, len(text)) + text
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())
    return str(value).encode()


@schemathesis.serializer("application/cbor")
def cbor(ctx, value):
    return value if isinstance(value, bytes) else encode(value)
