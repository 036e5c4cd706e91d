"""Static files are kept for a year, but never as a version that they are not."""

import pytest

from rig.site import Site
from web.pages import static_url

STYLES = static_url("inforex.css")


async def test_the_version_of_a_page_is_kept(site: Site) -> None:
    answer = await site.client.get(STYLES)
    assert answer.headers["cache-control"] == "max-age=31536000, public, immutable"


@pytest.mark.parametrize("version", ["0badc0de", "%00", "a&v=b"])
async def test_one_that_a_page_of_another_release_asks_for_is_shown_and_not_kept(
    site: Site, version: str
) -> None:
    answer = await site.client.get(f"{STYLES.partition('=')[0]}={version}")
    assert answer.status_code == 200
    assert answer.headers.get_list("cache-control") == ["no-store"]
