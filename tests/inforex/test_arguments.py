"""What can be typed, and what is said of what cannot."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.enrolment.stages import Part, ReviewChoice
from inforex.commands import parse

NUMBER = "261122-000001-5"
BY = ("--by", "admin@inforex.example")
REASON = ("--reason", "確認しました。")


def understood(*arguments: str) -> Mapping[str, Any]:
    """What the command is given of what was typed."""
    return parse(["applications", *arguments]).typed


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a command line that cannot be understood; the exit code is 2."""
    with pytest.raises(SystemExit) as exited:
        parse(arguments)
    assert exited.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("number", [NUMBER, "2611220000015", "２６１１２２－０００００１－５"])
def test_a_number_is_understood_however_it_is_typed(number: str) -> None:
    assert understood("show", number) == {"number": NUMBER}


@pytest.mark.parametrize("choice", [ReviewChoice.CLEAR, ReviewChoice.DECLINE])
def test_a_decision_says_what_why_and_by_whom(choice: ReviewChoice) -> None:
    typed = understood(choice.value, NUMBER, *REASON, *BY)
    assert typed == {"number": NUMBER, "reason": "確認しました。", "by": "admin@inforex.example"}


def test_parts_are_taken_once_and_in_the_order_of_the_form() -> None:
    typed = understood("return", NUMBER, "--parts", "manager, company,manager", *REASON, *BY)
    assert typed["parts"] == (Part.COMPANY, Part.MANAGER)


@pytest.mark.parametrize("parts", ["password", "company,password", "", ","])
def test_an_unknown_part_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str], parts: str
) -> None:
    typed = ("applications", "return", NUMBER, "--parts", parts, *REASON, *BY)
    assert "company, jan, wholesaler, manager" in complaint(capsys, *typed)


def test_a_reason_of_several_lines_is_kept() -> None:
    typed = understood("clear", NUMBER, "--reason", "一行目\n二行目", *BY)
    assert typed["reason"] == "一行目\n二行目"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (" 　 ", "入力してください。"),
        ("長" * 1001, "1000文字以内で入力してください。"),
        ("見えない\u200b文字", "U+200B"),
    ],
)
def test_a_reason_that_says_nothing_or_too_much_is_refused(
    capsys: pytest.CaptureFixture[str], reason: str, told: str
) -> None:
    for action in ("clear", "decline"):
        typed = ("applications", action, NUMBER, "--reason", reason, *BY)
        assert told in complaint(capsys, *typed)


def test_a_reason_of_a_thousand_characters_is_taken() -> None:
    assert len(understood("clear", NUMBER, "--reason", "長" * 1000, *BY)["reason"]) == 1000


@pytest.mark.parametrize(
    ("missing", "typed"),
    [
        ("'--reason'", ("clear", NUMBER, *BY)),
        ("'--by'", ("decline", NUMBER, *REASON)),
        ("'--parts'", ("return", NUMBER, *REASON, *BY)),
        ("'NUMBER'", ("show",)),
        ("COMMAND", ()),
    ],
)
def test_what_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], missing: str, typed: tuple[str, ...]
) -> None:
    assert missing in complaint(capsys, "applications", *typed)


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("受付番号は「261122-000001-5」", ("show", "261122-000001-6")),
        ("'--by'", ("clear", NUMBER, *REASON, "--by", "nobody")),
    ],
)
def test_a_mistyped_value_is_explained(
    capsys: pytest.CaptureFixture[str], told: str, typed: tuple[str, ...]
) -> None:
    assert told in complaint(capsys, "applications", *typed)


@pytest.mark.parametrize(
    "command", ["run", "migrate", "create-admin", "applications", "import-companies"]
)
def test_the_help_tells_of_every_command(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(["--help"])
    assert exited.value.code == 0
    assert f"\n  {command} " in capsys.readouterr().out
    with pytest.raises(SystemExit) as exited:
        parse([command, "--help"])
    assert exited.value.code == 0
    assert capsys.readouterr().out.startswith(f"使い方: inforex {command}")


@pytest.mark.parametrize("action", ["list", "show", "clear", "return", "decline"])
def test_the_help_tells_of_every_action(capsys: pytest.CaptureFixture[str], action: str) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(["applications", "--help"])
    assert exited.value.code == 0
    assert f"\n  {action} " in capsys.readouterr().out
    with pytest.raises(SystemExit) as exited:
        parse(["applications", action, "--help"])
    assert exited.value.code == 0
    assert capsys.readouterr().out.startswith(f"使い方: inforex applications {action}")
