"""The two kinds of person who log in, side by side: everything in which their logins may differ.

One machinery serves both (`db/identity`, `web/login`). What it says to them stands in the
`Entrance` of each area of the web, since the console speaks Japanese only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from domain.identifiers import accept_account_id, accept_company_id
from domain.limits import LimitKind
from domain.mail_addresses import accept_mail_address, mailbox_key

Rule = Callable[[str], str]


@dataclass(frozen=True)
class Allowance:
    """How often one thing may be tried in a window of time."""

    kind: LimitKind
    most: int
    window: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Allowances:
    """What may be tried, and by whom (S15); `domain.login_limits` makes limits of it.

    Refused when passed: `browser` (it logged in before), `here` (one network at one person),
    `network`, `code_browser`, `code` (of one person, from strange browsers) and `present`.
    Slow when passed: `person`, `company` and `everybody`; None where there is no such thing.
    `guard`: strangers' tries, after which a strange browser has to come by way of the mailbox.
    """

    browser: Allowance
    here: Allowance
    network: Allowance
    person: Allowance
    company: Allowance | None
    everybody: Allowance
    guard: Allowance | None
    code_browser: Allowance
    code: Allowance
    present: Allowance


@dataclass(frozen=True, eq=False)
class LoginKind:
    """One kind of person; there are the two below.

    `name`: of the table of these people, of the column that names them in the table of their
    sessions, and before the key in an owner of a second factor. `actor`: of their audit tags.
    `fields`: what is typed beside the password, each with its rule. `login_is_personal`: a mail
    address, which is neither shown beside a limit nor corrected in the form.
    """

    name: str
    actor: str
    fields: tuple[tuple[str, Rule], ...]
    login_is_personal: bool
    idle_limit: timedelta
    """How long without a request a session lasts (S17, ASVS 7.3.1)."""
    absolute_limit: timedelta
    """How long after the login a session lasts, whatever happens (S17, ASVS 7.3.2)."""
    second_factor_needed: bool
    """Whether nothing else opens before a second factor is set up (S21)."""
    least_password: int
    """The fewest characters of a new password (S18)."""
    password_must_differ: bool
    """Whether a new password may not be the former one."""
    keeps_history: bool
    """Whether logins are kept and shown to the person; a network of an earlier one never waits."""
    allowances: Allowances
    session_cookie: str
    code_cookie: str
    browser_cookie: str
    home: str
    within: str
    """Where a login may lead: addresses under this one; empty for any of the site."""
    login: str
    logged_out: str
    after_recovery: str
    """Whoever needed a recovery code sees first how many are left."""
    pages: str
    """The folder of the templates of the login and of the code."""

    def owner(self, key: int) -> str:
        """Name a person as the owner of a second factor; `key` is that of the person's row."""
        return f"{self.name}:{key}"

    def key_of(self, owner: str) -> int | None:
        """Give the key of the person's row; None for an owner of another kind."""
        name, _, key = owner.partition(":")
        return int(key) if name == self.name else None


@dataclass(frozen=True)
class Principal:
    """A person: the key of the row, and the login as it is stored, like 企業ID and アカウントID."""

    kind: LoginKind
    key: int
    login: tuple[str, ...]

    @property
    def owner(self) -> str:
        """Whose the person's second factor, recovery codes and waiting logins are."""
        return self.kind.owner(self.key)

    @property
    def written(self) -> str:
        """The login in one word, as an authenticator app shows it."""
        return "-".join(self.login)


def _accept_mailbox(text: str) -> str:
    return mailbox_key(accept_mail_address(text))


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

MEMBERS = LoginKind(
    name="account",
    actor="member",
    fields=(("company_id", accept_company_id), ("account_id", accept_account_id)),
    login_is_personal=False,
    idle_limit=timedelta(minutes=30),
    absolute_limit=timedelta(hours=12),
    second_factor_needed=False,
    least_password=12,
    password_must_differ=False,
    keeps_history=True,
    allowances=Allowances(
        browser=Allowance(LimitKind.LOGIN_BROWSER, 10),
        here=Allowance(LimitKind.LOGIN_HERE, 10),
        network=Allowance(LimitKind.LOGIN_NETWORK, 100),
        person=Allowance(LimitKind.LOGIN_ACCOUNT, 50),
        company=Allowance(LimitKind.LOGIN_COMPANY, 300),
        everybody=Allowance(LimitKind.LOGINS, 1000),
        guard=Allowance(LimitKind.LOGIN_ACCOUNT_DAY, 1000, _DAY),
        code_browser=Allowance(LimitKind.CODE_BROWSER, 10, _HOUR),
        code=Allowance(LimitKind.CODE_ACCOUNT, 10, _HOUR),
        present=Allowance(LimitKind.PRESENT_PASSWORD, 10),
    ),
    session_cookie="session",
    code_cookie="login-code",
    browser_cookie="known-browser",
    home="/home",
    within="",
    login="/login",
    logged_out="/logged-out",
    after_recovery="/profile/second-factor",
    pages="portal",
)

ADMINISTRATORS = LoginKind(
    name="administrator",
    actor="administrator",
    fields=(("mail_address", _accept_mailbox),),
    login_is_personal=True,
    idle_limit=timedelta(minutes=30),
    absolute_limit=timedelta(hours=12),
    second_factor_needed=True,
    least_password=15,
    password_must_differ=True,
    keeps_history=False,
    # Counts of the console's own: nothing that members do is in them. What many networks do
    # refuses nobody, for a password alone opens nothing here.
    allowances=Allowances(
        browser=Allowance(LimitKind.CONSOLE_BROWSER, 10),
        here=Allowance(LimitKind.CONSOLE_HERE, 10),
        network=Allowance(LimitKind.CONSOLE_NETWORK, 100),
        person=Allowance(LimitKind.CONSOLE_PERSON, 50),
        company=None,
        everybody=Allowance(LimitKind.CONSOLE_LOGINS, 100),
        guard=None,
        code_browser=Allowance(LimitKind.CONSOLE_CODE_BROWSER, 10, _HOUR),
        code=Allowance(LimitKind.CONSOLE_CODE, 10, _HOUR),
        present=Allowance(LimitKind.CONSOLE_PRESENT, 10),
    ),
    session_cookie="console",
    code_cookie="console-code",
    browser_cookie="console-browser",
    home="/console",
    within="/console",
    login="/console/login",
    logged_out="/console/login",
    after_recovery="/console/profile",
    pages="console",
)
