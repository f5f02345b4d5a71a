"""Mutations of a file: bytes, tokens of a text, and members of a zip file."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

TOKENS = (
    b"null", b"true", b"NaN", b"nan", b"inf", b"-inf", b"-1", b"0", b"1e999", b"1e-42", b"9" * 30, b"9" * 5000,
    b"1e39", b"2147483648", b"1000000000000", b'""', b'"x"', b"[]", b"{}", b"[[]]", b'{"constant": 1}', b"0.5",
    b"-0", b"\\ud800", b"\xff", b"\0", b'"relu:1"', b'"leaky_relu:nan"', b"\r\n", b"\xef\xbb\xbf", b"../x", b"%",
    b"symmetric", b"pattern", b"complex", b"<!ENTITY a 'b'>", b"&a;", b"digraph", b"BF16",
)  # fmt: skip
TOKEN = re.compile(rb'"[^"]*"|-?[0-9][0-9.e+-]*|[\[\]{},:<>=]|[A-Za-z_]+')


def mutated(content, rng):
    """Change a file somewhere: its bytes, its tokens, or what is packed in it."""
    if rng.random() < 0.5:
        return mutated_bytes(content, rng)
    if content[:2] == b"PK":
        return mutated_zip(content, rng)
    if content[:2] == b"\x1f\x8b":
        return gzip.compress(mutated(gzip.decompress(content), rng), 1)
    return mutated_tokens(content, rng)


def mutated_bytes(content, rng):
    """Bytes flipped, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 30))):
        kind, at = rng.randrange(6), rng.randrange(len(data) + 1)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = rng.choice((0, 255, 127, 128, rng.randrange(256)))
        elif kind == 2:
            del data[at : at + rng.choice((1, 2, 8, 100))]
        elif kind == 3:
            data[at:at] = data[at : at + rng.choice((1, 4, 40))]
        elif kind == 4:
            data[at:at] = rng.randbytes(rng.choice((1, 2, 8)))
        elif kind == 5 and rng.random() < 0.2:
            del data[at:]
        if not data:
            break
    return bytes(data)


def mutated_tokens(content, rng):
    """One token replaced, removed or doubled: it mostly stays of its kind."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        spans = [match.span() for match in TOKEN.finditer(content)] or [(0, len(content))]
        start, end = spans[rng.randrange(len(spans))]
        piece = rng.choice((rng.choice(TOKENS), b"", content[slice(*spans[rng.randrange(len(spans))])]))
        content = content[:start] + piece + content[end:]
    return content


def mutated_zip(content, rng):
    """One member changed inside, the zip file around it whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return mutated_bytes(content, rng)
    if not members:
        return content
    name = rng.choice(list(members))
    if name == "header.npy" and rng.random() < 0.8:
        text = mutated_tokens(members[name][128:], rng)
        members[name] = members[name][:128].replace(b"(%d,)" % (len(members[name]) - 128), b"(%d,)" % len(text)) + text
    elif rng.random() < 0.1:
        del members[name]
    else:
        members[name] = mutated_bytes(members[name], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for key, data in members.items():
            archive.writestr(key, data)
    return buffer.getvalue()
