"""What every act takes on the command line: which application, why, and by whom."""

from functools import partial

from domain.console_roles import accept_reason
from domain.identifiers import accept_application_number
from domain.lengths import LONGEST_EVIDENCE
from domain.mail_addresses import accept_mail_address
from domain.text import accept_text
from inforex.command import Checked, argument, option

COMMAND_LINE = "command line"
"""Who acts where nobody else is named."""

KEPT = "理由。記録に残ります"
HEARD = "いつ、どの番号へかけて、どなたに、何を確認したか"

number = argument(
    "number",
    type=Checked(accept_application_number),
    metavar="NUMBER",
    help="受付番号（ハイフンは省略できます）",
)

by = option(
    "--by",
    type=Checked(accept_mail_address),
    required=True,
    metavar="ADDRESS",
    help="判断した人のメールアドレス。記録に残ります",
)

reason = partial(option, "--reason", type=Checked(accept_reason), metavar="TEXT")
"""Ask why; `help` says who reads it."""

evidence = partial(
    option,
    "--evidence",
    type=Checked(partial(accept_text, most=LONGEST_EVIDENCE)),
    metavar="TEXT",
)
