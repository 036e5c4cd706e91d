"""What nobody types who means well: texts, bodies and addresses that look for a gap."""

import io
import zipfile
from functools import cache

FRAGMENT = "<zz9"
"""Of what is to be marked up: it stands on no page but where something was not escaped."""
PRODUCT = str(7777 * 7777)
"""Of what a template would work out."""
COOKIE = "zz9=1"
"""Of what would be a header of its own."""

FEW: dict[str, bytes] = {
    "NUL": b"a\0b",
    "surrogates": b"a\xed\xa0\x80b\xed\xbf\xbf",
    "markup": b"zz9\"'><zz9 a=1>{{7777*7777}}${7777*7777}",
    "lines": "a\r\nSet-Cookie: zz9=1\r\n\u202e\u200b\ufeff".encode(),
    "huge": b"9" * 40,
}
"""Tried on every form in the tests."""

TEXTS: dict[str, bytes] = FEW | {
    "empty": b"",
    "space": "\u3000 \t".encode(),
    "quotes": b"' OR '1'='1' -- \"; DROP TABLE account; /*",
    "wildcards": b"%_%\\_*?[a-z]",
    "path": b"../../../../etc/passwd",
    "windows path": b"..\\..\\boot.ini\0.csv",
    "script": b"</textarea></title></script><script>zz9()</script><zz9>",
    "address of a script": b"javascript:zz9()//<zz9",
    "other site": b"//evil.example/\\@evil.example",
    "template": b"{% for x in ().__class__.__mro__ %}{{x}}{% endfor %}{{7777*7777}}",
    "format": b"%s%n%d{0.__class__}{app}$(id)`id`|id",
    "formula": '=HYPERLINK("http://evil.example")＝1+1@SUM(1)\t+1-1'.encode(),
    "mail header": b"a@maker.example\r\nBcc: b@evil.example",
    "mailbox": b'"a b"@[127.0.0.1], <x@y>',
    "punycode": b"a@xn--mhon-oroshi-gcb.example",
    "minus": b"-1",
    "nothing": b"0",
    "too many": b"2147483648",
    "far too many": b"9223372036854775808",
    "exponent": b"1e999",
    "no number": b"NaN",
    "hexadecimal": b"0x7fffffff",
    "full width": "－１２３４５６７８９０".encode(),
    "other digits": "١٢٣٤٥٦٧٨ ⅧⅨ²".encode(),
    "first day": b"0001-01-01",
    "last day": b"9999-12-31",
    "no day": b"2026-02-30T25:61:61Z",
    "day of no year": b"10000-00-00",
    "marks": ("e" + "\u0301\u0316" * 3000).encode(),
    "emoji": "👩\u200d👩\u200d👧🇯🇵\U000e0001\U000f0000\ufffe\uffff".encode(),
    "private": "\ue000\U0010ffff".encode(),
    "right to left": "\u2066\u202eexe.fdp\u2069".encode(),
    "bad UTF-8": b"\xff\xfe\xc0\xaf\xf8\x88",
    "half": b"\xe3\x81",
    "Windows-31J": "髙橋①".encode("cp932"),
    "long": b"x" * 40_000,
    "long of Japan": ("漢" * 5_000).encode(),
    "nested": b"[" * 9_000,
    "JSON": b'{"$ne": null, "__proto__": {"admin": true}}',
    "yes": b"true",
    "null": b"null",
}
"""Tried on every field by `make security`."""

PERCENT = (
    "%",
    "%zz",
    "%c0%af",
    "%2e%2e%2f",
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "%0d%0aSet-Cookie:zz9=1",
)
"""Parts of addresses, as they stand in the first line."""

BOUNDARY = b"multipart/form-data; boundary=x"
URLENCODED = b"application/x-www-form-urlencoded"


def bodies(token: str) -> dict[str, tuple[bytes, bytes]]:
    """Bodies for any address that takes a form, by what is wrong: content type, and content.

    All that can carry the token does, so that more is looked at than the token.
    """
    proof = f"csrf_token={token}".encode()
    nested = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    return {
        "JSON": (b"application/json", b'{"csrf_token":"' + token.encode() + b'","reason":["a"]}'),
        "deep JSON": (b"application/json", nested),
        "XML": (
            b"application/xml",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        ),
        "no type": (b"", proof),
        "odd type": (b"text/plain; charset=utf-7", proof),
        "odd charset": (URLENCODED + b"; charset=nonesuch", proof),
        "doubled": (URLENCODED, proof + b"&reason=a&reason=b&reason[]=c&reason[x]=d&=&&=e&reason"),
        "bad percent": (URLENCODED, proof + b"&reason=%zz%&%=%00&%ff=%fe%ff"),
        "bad UTF-8": (URLENCODED, proof + b"&reason=\xff\xfe\xed\xa0\x80"),
        "UTF-16": (URLENCODED, f"csrf_token={token}&reason=a".encode("utf-16")),
        "many fields": (URLENCODED, proof + b"".join(b"&f%d=" % n for n in range(5_000))),
        "long name": (URLENCODED, proof + b"&" + b"n" * 50_000 + b"=1"),
        "a megabyte": (URLENCODED, proof + b"&reason=" + b"x" * 1024 * 1024),
        "no boundary": (b"multipart/form-data", b"--x\r\n\r\n--x--"),
        "broken parts": (
            BOUNDARY,
            b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x\r\nb: c",
        ),
        "cut": (BOUNDARY, _part(b'name="csrf_token"', token.encode()) + b"--x\r\nContent-Dispos"),
        "odd names": (
            BOUNDARY,
            _form(token, b'name="file"; filename="../../etc/\0passwd\r\n.csv"', b"a"),
        ),
        "many parts": (BOUNDARY, _form(token, b'name="a"', b"b") * 1_500),
        "zip bomb": (BOUNDARY, _form(token, b'name="file"; filename="a.csv"', bomb("a.csv"))),
        "xlsx bomb": (
            BOUNDARY,
            _form(token, b'name="file"; filename="a.xlsx"', bomb("xl/worksheets/sheet1.xml")),
        ),
        "file of NUL": (BOUNDARY, _form(token, b'name="file"; filename="a.csv"', b"\0" * 5_000)),
        "file of one cell": (
            BOUNDARY,
            _form(token, b'name="file"; filename="a.csv"', b'"' + b"\xe6\xbc\xa2," * 50_000),
        ),
        "text as a file": (BOUNDARY, _form(token, b'name="reason"; filename="a"', b"\xff")),
    }


FEW_BODIES = ("JSON", "doubled", "bad percent", "broken parts", "odd names")
"""Tried on every address that takes a form in the tests."""


@cache
def bomb(name: str) -> bytes:
    """Twenty megabytes of nothing in twenty kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * 20 * 1024 * 1024)
    return packed.getvalue()


def _part(disposition: bytes, content: bytes) -> bytes:
    return (
        b"--x\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + content + b"\r\n"
    )


def _form(token: str, disposition: bytes, content: bytes) -> bytes:
    return _part(b'name="csrf_token"', token.encode()) + _part(disposition, content) + b"--x--\r\n"
