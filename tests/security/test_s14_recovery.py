"""S14: whoever asks for a forgotten ID or password learns nothing about who has one."""

import re

import pytest

from tests.applications import APPLICANT, Applications
from tests.web.site import Site


@pytest.mark.parametrize("about", ["", "?mail_address=" + APPLICANT, "?company_id=00000018"])
async def test_s14_the_recovery_page_says_the_same_to_all(
    site: Site, applications: Applications, about: str
) -> None:
    before = await site.get("/forgotten")
    await applications.enrolled()
    after = await site.get(f"/forgotten{about}")
    assert _without_token(after.html) == _without_token(before.html)


def _without_token(html: str) -> str:
    return re.sub(r'(name="csrf_token" value=|lang=|href="/forgotten)[^>]*', r"\1", html)
