"""No cell of a file that we write is run as a formula (security.md S34)."""

import pytest

from domain.csv_files import Encoding, write_table
from rig.applications import Applications
from rig.site import Site
from tests.web.account_files import log_in_manager

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−", "﹦", "﹢", "﹣", "﹫"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("encoding", Encoding)
def test_s34_cells_that_would_be_formulas_begin_with_an_apostrophe(
    encoding: Encoding, start: str
) -> None:
    text = write_table([[f"{start}1+1", "1"]], encoding).decode(encoding).removeprefix("\ufeff")
    assert text.removeprefix('"').startswith("'")


@pytest.mark.parametrize("cell", ["a=1", "001", "山田-太郎", "ー", "", "'", "1-2"])
def test_s34_other_cells_stay_as_they_are(cell: str) -> None:
    assert write_table([["x", cell]], Encoding.UTF_8).decode("utf-8-sig") == f"x,{cell}\r\n"


async def test_s34_names_that_members_chose_are_text_in_the_export(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    await manager.change(person_name='=HYPERLINK("https://evil.example")', department="＠SUM(1)")
    text = (await site.client.get("/accounts/export.csv")).text
    assert '''"'=HYPERLINK(""https://evil.example"")"''' in text
    assert ",'＠SUM(1)," in text
