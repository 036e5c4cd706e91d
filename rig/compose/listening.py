"""Where `docker` reaches the engine of a test."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from pathlib import Path

from rig.compose.engine import Engine, Refused
from rig.compose.lines import Answer, carry_out

LONGEST_LINE = 2**20


@asynccontextmanager
async def listening(engine: Engine, path: Path) -> AsyncIterator[None]:
    """Do the lines that come by this socket while the block lasts, then end all containers."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            asked = json.loads(await reader.readline())
            answer, error = Answer(), ""
            try:
                answer = await carry_out(engine, asked["line"], asked["environment"])
            except (Refused, AssertionError) as refused:
                error = f"{refused}\n"
            writer.write(json.dumps({**asdict(answer), "error": error}).encode() + b"\n")
            await writer.drain()

    server = await asyncio.start_unix_server(serve, path, limit=LONGEST_LINE)
    try:
        async with server:
            yield
    finally:
        await asyncio.gather(*(engine.stop(each) for each in list(engine.containers)))
