"""What every act takes on the command line: which application, why, and by whom."""

from argparse import ArgumentParser, Namespace
from functools import partial

from db.console_acts import Why
from domain.identifiers import accept_application_number
from domain.mail_addresses import accept_mail_address
from domain.text import accept_text
from inforex.command import checked

LONGEST_REASON = 1000


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
    parser.add_argument(
        "--reason",
        type=checked(partial(accept_text, most=LONGEST_REASON)),
        required=True,
        metavar="TEXT",
        help=f"{reason}（{LONGEST_REASON}文字以内）",
    )
    parser.add_argument(
        "--by",
        type=checked(accept_mail_address),
        required=True,
        metavar="ADDRESS",
        help="判断した人のメールアドレス。記録に残ります",
    )


def why_of(typed: Namespace) -> Why:
    """Who acts and why, as it was typed."""
    return Why(typed.by, typed.reason)
