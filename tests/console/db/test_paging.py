"""Pages of a list lead on and back, wherever they were read from."""

import pytest

from db.console.paging import cut, in_portions


@pytest.mark.parametrize(
    ("rows", "after", "before", "shown", "back", "following"),
    [
        ([], None, None, (), None, None),
        ([], 4, None, (), None, None),
        ([], None, 1, (), None, None),
        ([1, 2], None, None, (1, 2), None, None),
        ([1, 2, 3], None, None, (1, 2), None, 2),
        ([3, 4, 5], 2, None, (3, 4), 3, 4),
        ([5], 4, None, (5,), 5, None),
        ([4, 3, 2], None, 5, (3, 4), 3, 4),
        ([2, 1], None, 3, (1, 2), None, 2),
    ],
)
def test_a_page_knows_where_others_go_on(  # noqa: PLR0913, PLR0917 -- a row of the table above
    rows: list[int],
    after: int | None,
    before: int | None,
    shown: tuple[int, ...],
    back: int | None,
    following: int | None,
) -> None:
    page = cut(rows, int, after=after, before=before, most=2)
    assert (page.shown, page.back, page.next) == (shown, back, following)


async def test_a_file_ends_with_the_list_or_at_the_most_it_may_hold() -> None:
    async def read(after: str, most: int) -> tuple[list[int], str | None]:
        start = int(after or 0)
        rows = list(range(start + 1, min(start + 2, start + most, 7) + 1))
        return rows, str(rows[-1]) if rows[-1] < 7 else None

    assert [n async for some in in_portions(read) for n in some] == [1, 2, 3, 4, 5, 6, 7]
    assert [n async for some in in_portions(read, most=3) for n in some] == [1, 2, 3]
