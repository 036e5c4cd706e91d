"""What comes off the wire and is no request is refused, and keeps nobody out (S32, S50)."""

import asyncio
from pathlib import Path

from rig.security.house import strange_lines
from rig.security.wire import ODD, long_heads, wrong_answers
from rig.web_process import served


async def test_s50_no_head_however_long_or_odd_makes_a_process_fail(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "web.log"
    async with served(database_url, log) as web:
        wrong = await wrong_answers(web, [*long_heads((9_000, 70_000)), *ODD.items()])
    assert wrong == []
    assert strange_lines((await asyncio.to_thread(log.read_text)).splitlines()) == []
