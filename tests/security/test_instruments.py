"""What `make security` looks with finds what it looks for."""

import json
from random import Random

import pytest

from rig.security.__main__ import parts, status_of, told
from rig.security.advisories import CLEAN, NOT_ASKED, WEAK, verdict_of
from rig.security.secrets import added_by, found_in, seen_in, tracked
from rig.security.timing import Times, nearly, rank_test

STRANGE = "zQ8v" + "Xk3mT7bLw2Rj9NfYc5HdG4sA"
"""Put together here, or it would be found in this file."""

PLANTED = {
    "-----BEGIN RSA " + f"PRIVATE KEY----- MIIEow{STRANGE}": "a private key",
    "aws = AKIA" + "Q3J7XK2M9PLW4TZB": "a key of AWS",
    "token: ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8": "a token of GitHub",
    f"postgresql://inforex:{STRANGE}" + "@db.internal/inforex": "a password in an address",
    f"LINK_KEYS={STRANGE}": "a secret that is set",
    f'  "api_key": "{STRANGE}",': "a secret that is set",
}


@pytest.mark.parametrize(("line", "kind"), PLANTED.items())
def test_s44_a_secret_that_somebody_left_is_seen(line: str, kind: str) -> None:
    assert (1, kind) in set(found_in(line))


def test_s44_a_key_of_several_lines_is_seen_in_the_history() -> None:
    key = f"+-----BEGIN {'PRIVATE'} KEY-----\n+{STRANGE}\n"
    log = f"@abc\ndiff --git a/x b/x\n--- a/x\n+++ b/key.pem\n@@ -0,0 +1,2 @@\n{key}@def\n"
    assert seen_in(added_by(log)) == ["abc:key.pem:1: a private key"]


def test_s44_no_secret_is_in_what_is_tracked() -> None:
    assert seen_in(tracked()) == []


def test_s13_times_that_differ_are_told_apart_and_others_are_not() -> None:
    chance = Random(7)  # noqa: S311 -- the same every time
    usual = [chance.lognormvariate(0, 0.3) for _ in range(500)]
    again = [chance.lognormvariate(0, 0.3) for _ in range(500)]
    slower = [1.1 * chance.lognormvariate(0, 0.3) for _ in range(500)]
    assert not Times("alike", tuple(usual), tuple(again)).told_apart
    assert Times("a tenth slower", tuple(usual), tuple(slower)).told_apart


def test_s13_the_rank_test_is_mann_and_whitneys() -> None:
    """Worked out by counting pairs: U is 105.5 of 400, 126 is taken off for ties, so z is 2.545."""
    one = [float(n) for n in (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)]
    other = [value + 5 for value in one]
    assert rank_test(one, other) == pytest.approx(0.01092, abs=0.00001)
    assert rank_test(one, one) == pytest.approx(1.0)
    assert rank_test([1.0] * 20, [1.0] * 20) == 1.0


def test_s13_a_token_that_is_nearly_right_never_is() -> None:
    token = "a" * 43
    made = [nearly(token)() for _ in range(50_000)]  # of 4,096 ends
    assert token not in made
    assert {each[:-2] for each in made} == {token[:-2]}


ASKED, PASSED_OVER = {"name": "a", "vulns": []}, {"name": "b", "skip_reason": "not found on PyPI"}
FOUND = {"name": "c", "vulns": [{"id": "PYSEC-1"}]}


@pytest.mark.parametrize(
    ("packages", "verdict"),
    [
        ([ASKED], CLEAN),
        ([ASKED, FOUND], WEAK),
        ([FOUND, PASSED_OVER], WEAK),
        ([ASKED, PASSED_OVER], NOT_ASKED),
        ([PASSED_OVER], NOT_ASKED),
        ([], NOT_ASKED),
    ],
)
def test_what_could_not_be_asked_is_no_pass(packages: list[object], verdict: int) -> None:
    assert verdict_of(json.dumps({"dependencies": packages}))[0] == verdict


def test_an_answer_that_is_none_is_no_pass() -> None:
    assert verdict_of("ERROR: no route to host")[0] == NOT_ASKED


@pytest.mark.parametrize(
    ("statuses", "status", "last"),
    [
        ({}, 0, "All was looked at, and nothing was found."),
        ({"known weaknesses of packages": 3}, 3, "NOT LOOKED AT: known weaknesses of packages"),
        ({"known weaknesses of packages": 1}, 1, "SOMETHING WAS FOUND"),
        ({"times of answers": 1, "known weaknesses of packages": 3}, 1, "SOMETHING WAS FOUND"),
        ({"every control, by its tests": 3}, 1, "SOMETHING WAS FOUND"),
    ],
)
def test_the_end_says_what_was_looked_at_and_what_was_not(
    statuses: dict[str, int], status: int, last: str
) -> None:
    every = parts(10, "chromium")
    ended = {part: statuses.get(part.what, 0) for part in every}
    assert set(statuses) <= {part.what for part in every}
    assert status_of(ended) == status
    *lines, end = told(ended)
    assert last in end
    assert [line.partition(":")[0] for line in lines] == [part.what for part in every]
    for line, code in zip(lines, ended.values(), strict=True):
        assert ("nothing found" in line) == (code == 0)
