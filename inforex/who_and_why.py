"""What every act takes on the command line: which application, why, and by whom."""

from argparse import ArgumentParser, Namespace

from db.audit import ActReason
from domain.console_roles import accept_reason
from domain.identifiers import accept_application_number
from domain.lengths import LONGEST_REASON
from domain.mail_addresses import accept_mail_address
from inforex.command import checked

COMMAND_LINE = "command line"
"""Who acts where nobody else is named."""


def add_number(parser: ArgumentParser) -> None:
    """Ask for the application number."""
    parser.add_argument(
        "number",
        type=checked(accept_application_number),
        metavar="NUMBER",
        help="受付番号（ハイフンは省略できます）",
    )


def add_why(parser: ArgumentParser, reason: str = "理由。記録に残ります") -> None:
    """Ask for the reason and for who acts."""
    add_reason(parser, reason)
    parser.add_argument(
        "--by",
        type=checked(accept_mail_address),
        required=True,
        metavar="ADDRESS",
        help="判断した人のメールアドレス。記録に残ります",
    )


def add_reason(
    parser: ArgumentParser, reason: str = "理由。記録に残ります", *, default: str | None = None
) -> None:
    """Ask for the reason alone, where nobody else than the operator acts."""
    parser.add_argument(
        "--reason",
        type=checked(accept_reason),
        required=default is None,
        default=default,
        metavar="TEXT",
        help=f"{reason}（{LONGEST_REASON}文字以内）",
    )


def why_of(typed: Namespace) -> ActReason:
    """Who acts and why, as it was typed."""
    return ActReason(typed.by, typed.reason)
