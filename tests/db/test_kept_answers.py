"""Answers are kept as many as may be, for an hour, and each is found by its own token alone."""

import pytest

from db import kept_answers
from db.kept_answers import KEPT_FOR, find, keep
from rig.applications import now

AT = now()
pytestmark = pytest.mark.usefixtures("pool")


@pytest.mark.parametrize("limit", ["MOST", "MOST_OF_A_NETWORK"])
async def test_what_is_over_makes_room(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, limit, 1)
    assert await keep("a", "page", "192.0.2.1", AT, once=False)
    assert not await keep("b", "page", "192.0.2.1", AT, once=False)
    assert await keep("b", "page", "192.0.2.1", AT + KEPT_FOR, once=False)


async def test_what_is_shown_once_is_gone_alone() -> None:
    for token in ("a", "b"):
        await keep(token, f"page {token}", "192.0.2.1", AT, once=True)
    assert [await find("a", AT), await find("a", AT)] == ["page a", None]
    assert await find("b", AT) == "page b"


@pytest.mark.parametrize("once", [False, True])
async def test_what_is_over_is_not_shown(once: bool) -> None:  # noqa: FBT001 -- a parameter
    await keep("a", "page", "192.0.2.1", AT, once=once)
    assert await find("a", AT + KEPT_FOR) is None
