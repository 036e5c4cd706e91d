"""What holds of every command: help and words in both languages, JSON, its place in the guide."""

import ast
import re
from collections.abc import Iterator

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from inforex.commands import COMMANDS, parse
from inforex.help_page import Page
from inforex.language import Language, _, language_of, speak
from tests.deployment.files import PROJECT
from tests.inforex.click_words import COMPILED, words_of_click
from tests.inforex.test_program import inforex
from tests.inforex.texts import japanese_in

JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
READS = {"list", "search", "show", "verify", "doctor", "replay", "reconcile", "laws"}
RECORDED = {"コマンドラインから追加", "コマンドラインからの取込"}
"""Reasons, which the audit log has in Japanese whoever reads it."""


def every(command: click.Command, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command that does something, with how it is typed after `inforex`."""
    if not isinstance(command, click.Group):
        yield names, command
        return
    for name, below in command.commands.items():
        yield from every(below, *names, name)


EVERY = dict(every(COMMANDS))


def help_of(names: tuple[str, ...], language: Language, capsys: pytest.CaptureFixture[str]) -> str:
    speak(language)
    with pytest.raises(SystemExit) as exited:
        parse([*names, "--help"])
    assert exited.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
def test_its_help_is_there_in_both_languages(
    names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command = EVERY[names]
    japanese = help_of(names, "ja", capsys)
    english = help_of(names, "en", capsys)
    assert japanese.startswith(f"使い方: inforex {' '.join(names)}")
    assert english.startswith(f"Usage: inforex {' '.join(names)}")
    assert command.short_help
    assert "".join(command.short_help.split()) in "".join(japanese.split())
    assert not JAPANESE.search(english), english
    undocumented = [each.name for each in command.params if not getattr(each, "help", None)]
    assert undocumented == []


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
def test_it_has_json_if_it_shows_something(names: tuple[str, ...]) -> None:
    has_json = any("--json" in each.opts for each in EVERY[names].params)
    assert has_json == (names[-1] in READS)


def test_everything_that_a_list_cuts_can_be_had() -> None:
    lists = [names for names in EVERY if names[-1] in {"list", "search"}]
    capped = {names for names in lists if any("--limit" in p.opts for p in EVERY[names].params)}
    whole = {("administrators", "list"), ("keys", "list")}
    assert set(lists) - capped == whole, "these have all there is"


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
def test_the_guide_has_it(names: tuple[str, ...]) -> None:
    guide = (PROJECT / "docs/operations.md").read_text()
    assert f"`inforex {' '.join(names)}" in guide


def test_every_command_is_made_in_the_one_way() -> None:
    assert [names for names, each in EVERY.items() if not isinstance(each, Page)] == []


def test_whatever_it_says_has_english() -> None:
    speak("en")
    said = {text for file in (PROJECT / "inforex").rglob("*.py") for text in japanese_in(file)}
    assert [text for text in sorted(said - RECORDED) if JAPANESE.search(_(text))] == []


def test_no_text_is_put_together_where_nobody_could_translate_it() -> None:
    files = sorted((PROJECT / "inforex").rglob("*.py"))
    found = [
        f"{file.name}:{each.lineno}"
        for file in files
        for each in ast.walk(ast.parse(file.read_text()))
        if isinstance(each, ast.JoinedStr)
        and any(isinstance(p, ast.Constant) and JAPANESE.search(str(p.value)) for p in each.values)
    ]
    assert found == []


WORDS = (
    *("texts/applications.py", "texts/evidence.py", "texts/needs.py", "texts/mails.py"),
    *("texts/processes.py", "db/console/refusals.py", "domain/audit_tags.py"),
    *("domain/enrolment/form.py", "domain/mail_kinds.py"),
)
"""Where the words stand that lists and the page of an application show."""


def test_the_words_of_the_console_have_english() -> None:
    speak("en")
    lacking = {
        text for name in WORDS for text in japanese_in(PROJECT / name) if JAPANESE.search(_(text))
    }
    assert sorted(lacking) == []


def test_what_click_says_is_as_gettext_reads_it() -> None:
    with COMPILED.open("rb") as file:
        assert pairs(read_mo(file)) == pairs(words_of_click()), "`make lists`"


def pairs(catalogue: Catalog) -> set[tuple[str, ...]]:
    """Each text with what it is in Japanese."""
    return {(*each.id, *(each.string or ())) for each in catalogue if each.id}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        ({"LANG": "ja", "LC_ALL": ""}, "ja"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ja:en"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LANGUAGE": "en:ja"}, "en"),
    ],
)
def test_the_locale_decides_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize(
    ("typed", "japanese", "english"),
    [
        (("audit",), "監査ログの封印を", "Look at all seals"),
        (("audit", "verify", "x"), "余分な引数があります（x）。", "extra argument (x)"),
        (("audit", "verify", "--head"), "値が必要です。", "requires an argument."),
        (("audit", "verify", "--head", "x"), "16進数", "64 hexadecimal digits"),
        (("audit", "verify", "--hea", "x"), "もしかして: ", "id you mean"),
        (("nothing",), "というコマンドはありません。", "No such command 'nothing'."),
        (("applications", "show"), "引数がありません: 'NUMBER'", "Missing argument 'NUMBER'."),
        (("applications", "show", "1"), "受付番号は「", "The application number has 13 digits"),
        (("create-admin", "a@b.example", "A", "--role", "x"), "選べません。", "is not one of"),
        (("replay", "--limit", "0"), "範囲にありません。", "is not in the range x>=1."),
    ],
)
def test_what_was_mistyped_is_said_in_the_language(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], japanese: str, english: str
) -> None:
    languages: tuple[tuple[Language, str], ...] = (("ja", japanese), ("en", english))
    for language, told in languages:
        speak(language)
        with pytest.raises(SystemExit) as exited:
            parse(typed)
        assert exited.value.code == 2
        said = capsys.readouterr()
        assert told in said.err
        assert said.out == ""
        assert language == "ja" or not JAPANESE.search(said.err)


async def test_the_program_speaks_english_where_the_locale_is_not_japanese() -> None:
    away = await inforex(
        "applications", "list", DATABASE_URL="postgresql://127.0.0.1:1/x", LANG="C"
    )
    assert (away.code, away.out) == (1, "")
    assert away.err.startswith("The database cannot be reached (")
