"""What can be typed, and what is said of what cannot."""

import pytest

from domain.enrolment.stages import Part, ReviewChoice
from inforex.application_arguments import Command, Decide, ListQueue, Show
from inforex.arguments import parse

NUMBER = "261122-000001-5"
BY = ("--by", "admin@inforex.example")
REASON = ("--reason", "確認しました。")


def understood(*arguments: str) -> Command:
    typed = parse(["applications", *arguments])
    command: Command = typed.understand(typed)
    return command


def decided(*arguments: str) -> Decide:
    command = understood(*arguments)
    assert isinstance(command, Decide)
    return command


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a command line that cannot be understood; the exit code is 2."""
    with pytest.raises(SystemExit) as exited:
        parse(arguments)
    assert exited.value.code == 2
    return capsys.readouterr().err


def test_the_queue_is_listed() -> None:
    assert understood("list") == ListQueue()


@pytest.mark.parametrize("number", [NUMBER, "2611220000015", "２６１１２２－０００００１－５"])
def test_a_number_is_understood_however_it_is_typed(number: str) -> None:
    assert understood("show", number) == Show(NUMBER)


@pytest.mark.parametrize("choice", [ReviewChoice.CLEAR, ReviewChoice.DECLINE])
def test_a_decision_says_what_why_and_by_whom(choice: ReviewChoice) -> None:
    command = decided(choice.value, NUMBER, *REASON, *BY)
    assert command.application_number == NUMBER
    assert command.verdict.choice is choice
    assert command.verdict.why.reason == "確認しました。"
    assert command.verdict.why.done_by == "admin@inforex.example"


def test_parts_are_taken_once_and_in_the_order_of_the_form() -> None:
    command = decided("return", NUMBER, "--parts", "manager, company,manager", *REASON, *BY)
    assert command.verdict.parts == (Part.COMPANY, Part.MANAGER)


@pytest.mark.parametrize("parts", ["password", "company,password", "", ","])
def test_an_unknown_part_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str], parts: str
) -> None:
    typed = ("applications", "return", NUMBER, "--parts", parts, *REASON, *BY)
    assert "company, jan, wholesaler, manager" in complaint(capsys, *typed)


def test_a_reason_of_several_lines_is_kept() -> None:
    assert decided("clear", NUMBER, "--reason", "一行目\n二行目", *BY).verdict.why.reason == (
        "一行目\n二行目"
    )


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
    assert len(decided("clear", NUMBER, "--reason", "長" * 1000, *BY).verdict.why.reason) == 1000


@pytest.mark.parametrize(
    ("missing", "typed"),
    [
        ("--reason", ("clear", NUMBER, *BY)),
        ("--by", ("decline", NUMBER, *REASON)),
        ("--parts", ("return", NUMBER, *REASON, *BY)),
        ("NUMBER", ("show",)),
        ("ACTION", ()),
    ],
)
def test_what_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], missing: str, typed: tuple[str, ...]
) -> None:
    assert f"required: {missing}" in complaint(capsys, "applications", *typed)


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("受付番号は「261122-000001-5」", ("show", "261122-000001-6")),
        ("argument --by", ("clear", NUMBER, *REASON, "--by", "nobody")),
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
    assert f"\n    {command}" in capsys.readouterr().out
    with pytest.raises(SystemExit) as exited:
        parse([command, "--help"])
    assert exited.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: inforex {command}")


@pytest.mark.parametrize("action", ["list", "show", "clear", "return", "decline"])
def test_the_help_tells_of_every_action(capsys: pytest.CaptureFixture[str], action: str) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(["applications", "--help"])
    assert exited.value.code == 0
    assert f"\n    {action} " in capsys.readouterr().out
    with pytest.raises(SystemExit) as exited:
        parse(["applications", action, "--help"])
    assert exited.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: inforex applications {action}")
