"""What can be typed after `inforex`, understood into one typed command."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from db.reviews import Verdict
from domain.identifiers import accept_application_number
from domain.mail_addresses import accept_mail_address
from domain.stages import Part, ReviewChoice
from domain.text import InvalidInput, accept_text

LONGEST_REASON = 1000
PROGRAM = "python -m inforex"

T = TypeVar("T")


@dataclass(frozen=True)
class ListQueue:
    """Show what waits for an administrator."""


@dataclass(frozen=True)
class Show:
    """Show everything about one application."""

    application_number: str


@dataclass(frozen=True)
class Decide:
    """Decide about one application under review."""

    application_number: str
    verdict: Verdict


Command = ListQueue | Show | Decide


def parse(arguments: Sequence[str]) -> Command:
    """Understand the command line.

    Raises `SystemExit`: 0 after the help that was asked for, 2 after a message on stderr that
    says what to mend.
    """
    typed = _parser().parse_args(arguments)
    command: Command = typed.understand(typed)
    return command


def _parser() -> ArgumentParser:
    parser = ArgumentParser(PROGRAM, description="Runs Inforex enrolment from the command line.")
    groups = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    applications = groups.add_parser(
        "applications",
        help="see and decide what waits for an administrator",
        description="See and decide what waits for an administrator.",
    )
    actions = applications.add_subparsers(title="actions", required=True, metavar="ACTION")
    add = partial(actions.add_parser, formatter_class=RawDescriptionHelpFormatter)
    _add_reading(add)
    _add_deciding(add)
    return parser


def _add_reading(add: Callable[..., ArgumentParser]) -> None:
    queue = add(
        "list",
        help="show the queue, the longest waiting first",
        description="Shows what waits for an administrator, since when, and why;\n"
        "the longest waiting first.",
    )
    queue.set_defaults(understand=lambda _: ListQueue())
    show = add(
        "show",
        help="show everything about one application",
        description="Shows everything about one application: where it stands, its data and what\n"
        "changed, what screening found, who decided what, mails, and what falls due.",
    )
    _add_number(show)
    show.set_defaults(understand=lambda typed: Show(typed.number))


def _add_deciding(add: Callable[..., ArgumentParser]) -> None:
    clear = add(
        "clear",
        help="let it go on: the wholesaler is asked",
        description="Lets an application go on: the wholesaler's contact is asked to approve it.\n"
        "After 「取引がない」 or 「心当たりがない」 the contact is asked anew.",
    )
    _add_decision(clear, ReviewChoice.CLEAR, reason="why; kept as evidence, not mailed")
    back = add(
        "return",
        help="have the applicant correct parts of it",
        description="Sends an application back to its applicant, who corrects the parts you name;\n"
        "then it is screened again.",
    )
    back.add_argument(
        "--parts",
        type=_parts,
        required=True,
        metavar="PART[,PART…]",
        help=f"what to correct: {', '.join(Part)}",
    )
    _add_decision(back, ReviewChoice.RETURN, reason="why; the applicant reads it")
    decline = add(
        "decline",
        help="close it for good",
        description="Closes an application for good; the applicant is told why by mail.",
    )
    _add_decision(decline, ReviewChoice.DECLINE, reason="why; the applicant reads it")


def _add_decision(parser: ArgumentParser, choice: ReviewChoice, *, reason: str) -> None:
    _add_number(parser)
    parser.add_argument(
        "--reason",
        type=_checked(partial(accept_text, most=LONGEST_REASON)),
        required=True,
        metavar="TEXT",
        help=f"{reason} (at most {LONGEST_REASON} characters)",
    )
    parser.add_argument(
        "--by",
        type=_checked(accept_mail_address),
        required=True,
        metavar="ADDRESS",
        help="your mail address, kept with the decision",
    )

    def understand(typed: Namespace) -> Decide:
        parts = getattr(typed, "parts", ())
        return Decide(typed.number, Verdict(choice, typed.reason, parts, typed.by))

    parser.set_defaults(understand=understand)


def _add_number(parser: ArgumentParser) -> None:
    parser.add_argument(
        "number",
        type=_checked(accept_application_number),
        metavar="NUMBER",
        help="the application number (受付番号), hyphens or not",
    )


def _checked(accept: Callable[[str], T]) -> Callable[[str], T]:
    """Let argparse say in our own words why a value cannot be taken."""

    def understand(text: str) -> T:
        try:
            return accept(text)
        except InvalidInput as error:
            raise ArgumentTypeError(str(error)) from error

    return understand


def _parts(text: str) -> tuple[Part, ...]:
    named = {name.strip() for name in text.split(",")}
    unknown = sorted(named - set(Part))
    if unknown:
        raise ArgumentTypeError(
            f"there is no part {unknown[0]!r}; name one or more of {', '.join(Part)}"
        )
    return tuple(part for part in Part if part in named)
