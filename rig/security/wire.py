"""Requests that no client sends, byte by byte to a web process of its own (security.md S32, S50).

`python -m rig.security.wire`: heads of any length, lines that are none, bodies that are not as they
say, and every hostile text in every header. What answers in this process cannot show what the
server makes of them.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path

from rig.databases import copy_template, make_template
from rig.output import end_with, say
from rig.raw_http import answer_to
from rig.security.attack import HEADERS
from rig.security.hostile import COOKIE, FRAGMENT, TEXTS
from rig.security.house import strange_lines
from rig.servers import start_postgres
from rig.web_process import Web, served

PATIENCE = 60.0
"""Seconds: the server itself waits 20 for the rest of a request."""

LONGEST_HEAD = 64 * 1024
"""Who sends more may be hung up on before all was read, and then reads no answer."""

START, END = b"GET /console/login HTTP/1.1\r\n", b"Connection: close\r\n\r\n"
NOWHERE = b"GET /nothing HTTP/1.1\r\n"
"""Where there is no page; what says so reads more of a request than a page does."""

HOST = b"Host: inforex.test\r\n"
POST = b"POST /login HTTP/1.1\r\n" + HOST
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9]) ")

Requests = Mapping[str, bytes]


def long_heads(lengths: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Each header that the site reads, and each part of the first line, of these lengths."""
    for length in lengths:
        text = b"x" * length
        for name in (*HEADERS, b"cookie", b"x-anything"):
            yield f"{name.decode()} of {length}", START + HOST + name + b": " + text + b"\r\n" + END
        yield (
            f"cookie of {length} parts",
            (START + HOST + b"cookie: " + b"; ".join([b"a=1"] * (length // 5)) + b"\r\n" + END),
        )
        yield f"{length // 8} headers", START + HOST + b"a: b\r\n" * (length // 8) + END
        yield f"Host of {length}", START + b"Host: " + text + b"\r\n" + END
        yield f"name of {length}", START + HOST + text + b": a\r\n" + END
        yield f"path of {length}", b"GET /" + text + b" HTTP/1.1\r\n" + HOST + END
        yield f"link of {length}", b"GET /apply/" + text + b" HTTP/1.1\r\n" + HOST + END
        yield f"query of {length}", b"GET /search?name=" + text + b" HTTP/1.1\r\n" + HOST + END
        yield f"method of {length}", text.upper() + b" / HTTP/1.1\r\n" + HOST + END


ODD: Requests = {
    "no host": START + END,
    "two hosts": START + HOST + b"Host: evil.example\r\n" + END,
    "host of another": START + b"Host: evil.example\r\n" + END,
    "host with a port that is none": START + b"Host: inforex.test:zz\r\n" + END,
    "host with a port of no machine": START + b"Host: inforex.test:99999\r\n" + END,
    "host with a port that is none, and no page": NOWHERE + b"Host: inforex.test:zz\r\n" + END,
    "host with a port of no machine, and no page": (
        NOWHERE + b"Host: inforex.test:99999\r\n" + END
    ),
    "half a host": START + b"Host: [::1\r\n" + END,
    "host of bytes": START + b"Host: \xff\xfe\r\n" + END,
    "absolute address": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + END,
    "path of two slashes": b"GET //evil.example/%2f.. HTTP/1.1\r\n" + HOST + END,
    "path with a fragment": b"GET /#a HTTP/1.1\r\n" + HOST + END,
    "no path": b"GET  HTTP/1.1\r\n" + HOST + END,
    "star": b"OPTIONS * HTTP/1.1\r\n" + HOST + END,
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + END,
    "bytes in the path": b"GET /\xff\xfe\x80 HTTP/1.1\r\n" + HOST + END,
    "NUL in the path": b"GET /a\0b HTTP/1.1\r\n" + HOST + END,
    "half a percent": b"GET /search?name=%e3%81% HTTP/1.1\r\n" + HOST + END,
    "old version": b"GET / HTTP/1.0\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "version of tomorrow": b"GET / HTTP/9.9\r\n" + HOST + END,
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "upgrade to HTTP/2": START + HOST + b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n" + END,
    "upgrade to a socket": (
        START + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n" + START + HOST + END
    ),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n",
    "lines of LF": b"GET / HTTP/1.1\nHost: inforex.test\nConnection: close\n\n",
    "a folded header": START + HOST + b"x-a: b\r\n  c\r\n" + END,
    "no colon": START + HOST + b"nothing\r\n" + END,
    "space before the colon": START + HOST + b"Content-Length : 4\r\n" + END,
    "no name": START + HOST + b": a\r\n" + END,
    "NUL in a header": START + HOST + b"x-a: b\0c\r\n" + END,
    "two lengths": POST + FORM + b"Content-Length: 3\r\nContent-Length: 4\r\n" + END + b"a=bc",
    "negative length": POST + FORM + b"Content-Length: -1\r\n" + END,
    "huge length": POST + FORM + b"Content-Length: " + b"9" * 40 + b"\r\n" + END,
    "length in hexadecimal": POST + FORM + b"Content-Length: 0x3\r\n" + END + b"a=b",
    "length and chunks": (
        POST + FORM + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n"
    ),
    "chunks of no size": POST + FORM + b"Transfer-Encoding: chunked\r\n" + END + b"zz\r\na\r\n",
    "a chunk too big": POST + FORM + b"Transfer-Encoding: chunked\r\n" + END + b"f" * 30 + b"\r\n",
    "chunks otherwise": POST + FORM + b"Transfer-Encoding: xchunked\r\n" + END + b"0\r\n\r\n",
    "chunks twice": POST + FORM + b"Transfer-Encoding: chunked, identity\r\n" + END,
    "a request behind a body": POST + FORM + b"Content-Length: 0\r\n\r\n" + START + HOST + END,
    "will you take it": POST
    + FORM
    + b"Expect: 100-continue\r\nContent-Length: 3\r\n"
    + END
    + b"a=b",
    "expects what is not": START + HOST + b"Expect: zz9\r\n" + END,
    "many ranges": START + HOST + b"Range: bytes=" + b",".join([b"0-1"] * 2000) + b"\r\n" + END,
    "a body of another packing": (
        POST + FORM + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n" + END + b"\x1f\x8b\x08"
    ),
    "a hundred at once": (START + HOST + b"\r\n") * 100 + START + HOST + END,
}
"""By what is wrong with them."""


def texts_in_headers() -> Iterator[tuple[str, bytes]]:
    """Each hostile text in each header, whatever it makes of the lines behind it."""
    for about, text in TEXTS.items():
        for name in (*HEADERS, b"cookie", b"host"):
            begin = NOWHERE if name == b"host" else START + HOST
            yield f"{about} as {name.decode()}", begin + name + b": " + text + b"\r\n" + END


async def wrong_answers(web: Web, requests: Iterable[tuple[str, bytes]]) -> list[str]:
    """What is wrong with the answers, and whether the process answers others afterwards."""
    wrong = []
    for about, sent in requests:
        wrong += [f"{about}: {fault}" async for fault in _faults(web.port, sent)]
    if (await web.get("/healthz")).status_code != 200:
        wrong.append("after all that the process answers nobody")
    return wrong


async def _faults(port: int, sent: bytes) -> AsyncIterator[str]:
    try:
        answer = await asyncio.wait_for(answer_to(port, sent), PATIENCE)
    except TimeoutError:
        yield "neither answered nor hung up on"
        return
    statuses = [int(status) for status in STATUS.findall(answer)]
    if not statuses and len(sent) < LONGEST_HEAD:
        yield "hung up on without a word"
    if any(status >= 500 for status in statuses):
        yield f"status {max(statuses)}"
    if FRAGMENT.encode() in answer or COOKIE.encode() in answer.partition(b"\r\n\r\n")[0]:
        yield "what was sent came back as it was"


async def _all(postgres: str) -> list[str]:
    await make_template(postgres)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "web.log")
        async with served(await copy_template(postgres, "inforex_wire"), log) as web:
            requests = [
                *long_heads((1_000, 9_000, 60_000, 70_000, 1_000_000)),
                *ODD.items(),
                *texts_in_headers(),
            ]
            wrong = await wrong_answers(web, requests)
        wrong += strange_lines((await asyncio.to_thread(log.read_text)).splitlines())
    say(f"{len(requests)} requests to a process, {len(wrong)} complaints")
    return wrong


def main() -> None:
    """Ends with status 1 and all that was wrong, each once."""
    with start_postgres(short_lived=True) as postgres:
        wrong = asyncio.run(_all(postgres))
    end_with(wrong)


if __name__ == "__main__":
    main()
