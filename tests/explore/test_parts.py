"""What a search is made of: choices that are all made, and situations that are alike or not."""

from datetime import UTC, datetime, timedelta

from rig.explore.choices import Choices, Script
from rig.explore.situation import Situation
from rig.explore.worlds import Act

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def at(hours: float) -> str:
    return f"{NOW + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}+00"


def test_every_way_to_choose_is_gone_once() -> None:
    chance = Choices()
    script: Script | None = ()
    ways = []
    while script is not None:
        chance.begin(script)
        number = chance.choice("ab")
        ways.append((number, chance.choice("xyz") if number == "b" else "-", chance.randrange(9)))
        script = chance.next_script()
    assert ways == [
        *(("a", "-", end) for end in (0, 8)),
        *(("b", letter, end) for letter in "xyz" for end in (0, 8)),
    ]


def test_an_act_reads_as_it_is_told() -> None:
    for act in (Act("submit", (0, 2)), Act("mails_go")):
        assert Act.read(str(act)) == act


def test_situations_are_alike_but_for_numbers_and_times() -> None:
    one = Situation(f"260501-000007-1|invited|{at(-1)}|{at(5)}", NOW)
    other = Situation(f"260501-000093-4|invited|{at(-20)}|{at(70)}", NOW)
    assert one.digest == other.digest
    assert one.next_moment == NOW + timedelta(hours=5)


def test_situations_differ_by_what_is_over_and_by_what_comes_first() -> None:
    texts = [
        f"{at(5)}|{at(6)}",
        f"{at(6)}|{at(5)}",
        f"{at(5)}|{at(5)}",
        f"{at(-5)}|{at(5)}",
        f"{at(-50)}|{at(5)}",
        f"12345678|{at(5)}",
    ]
    assert len({Situation(text, NOW).digest for text in texts}) == len(texts)


def test_of_two_applications_each_is_itself() -> None:
    numbers = "260501-000007-1", "260501-000008-2"
    same = Situation(f"{numbers[0]}|{numbers[0]}", NOW)
    two = Situation("|".join(numbers), NOW)
    assert same.digest != two.digest
