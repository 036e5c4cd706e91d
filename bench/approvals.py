"""From the click on 「承認する」 to the mail, beside one hop from a signal to an activity.

`python -m bench.approvals`: a browser's POST to the web server on the stack of `TEST_SERVERS`, and
the bare workflow (`bench.bare_workflow`) on the same Temporal, by turns.
"""

import asyncio
import time
from statistics import median, quantiles

import httpx

from bench.finished import Bare, Ours, Scene, scene
from bench.rows import Row, show
from domain.tokens import Purpose
from rig.visitor import Page

ROUNDS = 60


def rows() -> list[Row]:
    """Measure on servers of their own."""
    return scene(_measure)


async def _measure(at: Scene) -> list[Row]:
    ours, bare = Ours(at), Bare(at)
    clicks, hops = [], []
    async with httpx.AsyncClient() as browser:
        for nth in range(ROUNDS):
            hops.append(await _hop(bare, at, nth))
            clicks.append(await _click(ours, at, browser, nth))
    return [
        _row("p50", median(clicks), median(hops), "≤ 1.5"),
        _row("p99", quantiles(clicks, n=100)[-1], quantiles(hops, n=100)[-1], ""),
    ]


def _row(which: str, click: float, hop: float, aim: str) -> Row:
    what = f"「承認する」 to the mail handed over, ms, {which} (bare: a signal to an activity)"
    return Row(what, f"{click:.0f}", f"{hop:.0f}", click / hop, aim)


async def _hop(bare: Bare, at: Scene, nth: int) -> float:
    handle = await bare.asked(nth)
    began = time.perf_counter()
    await bare.decide(handle)
    await at.post.wait_for(f"{handle.id}/issue")
    return _milliseconds(began)


async def _click(ours: Ours, at: Scene, browser: httpx.AsyncClient, nth: int) -> float:
    number, applicant = await ours.asked(nth)
    token = await ours.applications.token(Purpose.APPROVAL, number)
    url = f"{at.product.base_url}/approval/{token}/approve"
    form, _ = Page(await browser.get(url)).form_of("承認する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    began = time.perf_counter()
    clicked = asyncio.create_task(browser.post(url, data=fields))
    await at.post.wait_for(applicant)
    milliseconds = _milliseconds(began)
    await clicked
    return milliseconds


def _milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    show(rows())
