"""What the environment decides, read once at start into one frozen object."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from domain.companies.cancellation import CancellationDates
from domain.companies.deputies import ID_MANAGERS
from domain.durations import Duration, parse_durations
from domain.enrolment.policy import Policy, PurgePolicy
from domain.mail_addresses import accept_mail_address
from domain.mail_shares import PER_CONTACT
from domain.text import InvalidInput

LOOPBACK = "127.0.0.1"
WEB_PORT = 8000
WEB_METRICS_PORT = 9465
MOST_WEB_PROCESSES = 32
DEFAULT_DATABASE = "postgresql://inforex@127.0.0.1/inforex"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class WrongSettingError(Exception):
    """A variable has a value to mend before a start; the text names it and shows a right one."""


@dataclass(frozen=True)
class SmtpServer:
    host: str
    port: int
    username: str | None
    password: str | None
    starttls: bool


@dataclass(frozen=True)
class Helpdesk:
    telephone: str
    mail_address: str


@dataclass(frozen=True)
class WebAddresses:
    """Where the web listens: people's pages, and apart from them what watches over it.

    `processes`: how many share both ports. `leaving`: how long one that was told to end still takes
    requests.
    """

    host: str
    port: int
    metrics_host: str
    metrics_port: int
    processes: int
    leaving: Duration


@dataclass(frozen=True)
class WorkerIdentity:
    """What Temporal and Prometheus know a worker by.

    `build_id`: of this release, for worker versioning; None where one worker serves all.
    `metrics_address`: where its metrics are offered, such as 0.0.0.0:9464; None for nowhere.
    `health_address`: likewise, where it says whether it takes tasks.
    """

    build_id: str | None
    metrics_address: str | None
    health_address: str | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations.

    `link_keys`: newest first; the first makes new links and seals, with all of them old ones stay
    valid (S44).
    `alert_mail_address`: where mails to the administrators go.
    `cancellation_wait`: how long a 解約 can be undone before the accounts end.
    `access_change_wait`: how long a company can stop what the operator changes about who gets in.
    `id_managers`: how many ID managers a company may have, its deputies included.
    `deputy_consent`: how long somebody who is asked to be a deputy may think about it.
    `dkim_selector`: the key by which the mail server signs, as the DNS has it; None: not known.
    `bounce_maildir`: where the mail server puts what comes back to `MAIL_FROM`; None: nowhere.
    `mails_per_contact`: mails a day to one mailbox of a wholesaler's registered domain (S12).
    `import_max_bytes`: how large a file may be that the console takes in.
    `temporal_ui`: the address in Temporal's UI below which each workflow has its page; None: no
    page links to it. `traces`: whether OpenTelemetry's own settings name a collector.
    `trusted_proxies`: only from these does `X-Forwarded-For` count (S08).
    """

    base_url: str
    database_url: str
    smtp: SmtpServer
    mail_from: str
    link_keys: tuple[bytes, ...]
    csrf_secret: str
    policy: Policy
    cancellation_wait: Duration
    access_change_wait: Duration
    id_managers: int
    deputy_consent: Duration
    purge: PurgePolicy
    helpdesk: Helpdesk
    alert_mail_address: str
    dkim_selector: str | None
    bounce_maildir: Path | None
    mails_per_contact: int
    import_max_bytes: int
    trusted_proxies: tuple[Network, ...]
    web: WebAddresses
    worker: WorkerIdentity
    temporal_ui: str | None = None
    traces: bool = False

    def cancellation_dates(self, now: datetime) -> CancellationDates:
        """What a company is told that asks now to leave."""
        return CancellationDates.of(now, self.cancellation_wait, self.purge.ended_companies_after)

    @property
    def https(self) -> bool:
        """Whether people reach the site by HTTPS, so that cookies may be `__Host-` and Secure."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check every variable; raises `WrongSettingError` for the first that is wrong."""
        reader = _Reader(environment)
        return cls(
            base_url=reader.base_url(),
            database_url=database_url(environment),
            smtp=SmtpServer(
                host=reader.text("SMTP_HOST", "127.0.0.1"),
                port=reader.port("SMTP_PORT", 1025),
                username=reader.optional("SMTP_USERNAME"),
                password=reader.secret_or_none("SMTP_PASSWORD"),
                starttls=reader.flag("SMTP_STARTTLS", default=False),
            ),
            mail_from=reader.mail_address("MAIL_FROM", "no-reply@inforex.example"),
            link_keys=reader.link_keys(),
            csrf_secret=reader.secret("CSRF_SECRET"),
            policy=reader.policy(),
            cancellation_wait=reader.duration("CANCELLATION_WAIT", "30d"),
            access_change_wait=reader.duration("ACCESS_CHANGE_WAIT", "24h"),
            id_managers=reader.number("ID_MANAGERS", ID_MANAGERS, most=999),
            deputy_consent=reader.duration("DEPUTY_CONSENT_LIFETIME", "7d"),
            purge=reader.purge(),
            helpdesk=Helpdesk(
                telephone=reader.text("HELPDESK_TELEPHONE", "03-3548-3854"),
                mail_address=reader.text("HELPDESK_MAIL_ADDRESS", "support@jii-inforex.jp"),
            ),
            alert_mail_address=reader.mail_address(
                "ALERT_MAIL_ADDRESS", "administrators@inforex.example"
            ),
            dkim_selector=reader.optional("DKIM_SELECTOR"),
            bounce_maildir=reader.path("BOUNCE_MAILDIR"),
            mails_per_contact=reader.number("MAILS_PER_CONTACT", PER_CONTACT, most=100_000),
            import_max_bytes=reader.number("IMPORT_MAX_BYTES", 64 * 1024 * 1024, most=999_999_999),
            trusted_proxies=reader.networks("TRUSTED_PROXIES"),
            web=WebAddresses(
                host=reader.text("WEB_HOST", LOOPBACK),
                port=reader.port("WEB_PORT", WEB_PORT),
                metrics_host=reader.text("WEB_METRICS_HOST", LOOPBACK),
                metrics_port=reader.port("WEB_METRICS_PORT", WEB_METRICS_PORT),
                processes=reader.number("WEB_PROCESSES", 1, most=MOST_WEB_PROCESSES),
                leaving=reader.duration("WEB_LEAVING", "0s"),
            ),
            worker=WorkerIdentity(
                build_id=reader.optional("WORKER_BUILD_ID"),
                metrics_address=reader.address("WORKER_METRICS_ADDRESS"),
                health_address=reader.address("WORKER_HEALTH_ADDRESS"),
            ),
            temporal_ui=reader.temporal_ui(),
            traces=reader.traces(),
        )


def database_url(environment: Mapping[str, str]) -> str:
    """Where the database is, for programs that need nothing else."""
    return _Reader(environment).text("DATABASE_URL", DEFAULT_DATABASE)


def migration_database_url(environment: Mapping[str, str]) -> str:
    """Where the database is for the role that owns its tables."""
    return _Reader(environment).text("MIGRATION_DATABASE_URL", database_url(environment))


def link_keys(environment: Mapping[str, str]) -> tuple[bytes, ...]:
    """The keys of links and seals, newest first, for programs that need nothing else."""
    return _Reader(environment).link_keys()


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def optional(self, name: str) -> str | None:
        return self._environment.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def port(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
            raise WrongSettingError(f"{name} is {value!r}; give a port number such as {default}")
        return int(value)

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch("[0-9]{1,9}", value) or not 0 < int(value) <= most:
            raise WrongSettingError(
                f"{name} is {value!r}; give a number from 1 to {most} such as {default}"
            )
        return int(value)

    def address(self, name: str) -> str | None:
        value = self.optional(name)
        if value is not None and not re.fullmatch(r"[^\s:]+:[0-9]{1,5}", value):
            raise WrongSettingError(
                f"{name} is {value!r}; give an address and a port such as 127.0.0.1:9464"
            )
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in {"true", "false"}:
            raise WrongSettingError(f"{name} is {value!r}; give true or false")
        return value == "true"

    def secret_or_none(self, name: str) -> str | None:
        """The secret itself, or the content of the file that `<name>_FILE` names."""
        file = self.optional(f"{name}_FILE")
        if file is None:
            return self.optional(name)
        try:
            return Path(file).read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise WrongSettingError(
                f"{name}_FILE is {file!r}, which cannot be read ({error.strerror}); "
                "give the path of a file that holds the secret"
            ) from error

    def secret(self, name: str) -> str:
        value = self.secret_or_none(name)
        if value is None or len(value) < 32:
            raise WrongSettingError(
                f"{name} needs at least 32 characters that nobody can guess; "
                f"set {name}, or {name}_FILE to a file that holds it (openssl rand -hex 32)"
            )
        return value

    def link_keys(self) -> tuple[bytes, ...]:
        keys = tuple(key.encode() for key in self.secret("LINK_KEYS").split())
        if any(len(key) < 32 for key in keys):
            raise WrongSettingError(
                "LINK_KEYS: each key needs at least 32 characters; separate keys by spaces, "
                "the newest first (openssl rand -hex 32)"
            )
        return keys

    def base_url(self) -> str:
        value = self.text("BASE_URL", f"http://localhost:{self.port('WEB_PORT', WEB_PORT)}").rstrip(
            "/"
        )
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            raise WrongSettingError(
                f"BASE_URL is {value!r}; give the address people use, such as https://inforex.example"
            )
        return value

    def temporal_ui(self) -> str | None:
        """The pages of workflows in Temporal's UI, which has them by namespace."""
        value = self.optional("TEMPORAL_UI_URL")
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise WrongSettingError(
                f"TEMPORAL_UI_URL is {value!r}; give the address of Temporal's UI, "
                "such as https://temporal.example"
            )
        namespace = self.text("TEMPORAL_NAMESPACE", "default")
        return f"{value.rstrip('/')}/namespaces/{namespace}/workflows"

    def traces(self) -> bool:
        """Whether there is a collector; all else about it OpenTelemetry reads itself."""
        of_all = self._collector("OTEL_EXPORTER_OTLP_ENDPOINT")
        of_traces = self._collector("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        for name in ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"):
            protocol = self.text(name, "http/protobuf")
            if (of_all or of_traces) and protocol != "http/protobuf":
                raise WrongSettingError(f"{name} is {protocol!r}; give http/protobuf")
        exporter = self.text("OTEL_TRACES_EXPORTER", "otlp")
        disabled = self.text("OTEL_SDK_DISABLED", "false").lower() == "true"
        return (of_all or of_traces) and exporter == "otlp" and not disabled

    def _collector(self, name: str) -> bool:
        value = self.optional(name)
        parts = urlsplit(value or "")
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise WrongSettingError(
                f"{name} is {value!r}; give the address of a collector that takes OTLP over "
                "HTTP, such as http://127.0.0.1:4318"
            )
        return value is not None

    def mail_address(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            return accept_mail_address(value)
        except InvalidInput as error:
            raise WrongSettingError(
                f"{name} is {value!r}; give a bare address such as {default}"
            ) from error

    def path(self, name: str) -> Path | None:
        value = self.optional(name)
        return None if value is None else Path(value)

    def duration(self, name: str, default: str) -> Duration:
        try:
            return Duration.parse(self.text(name, default))
        except ValueError as error:
            raise WrongSettingError(f"{name}: {error}; the default is {default}") from error

    def policy(self) -> Policy:
        try:
            reminders = parse_durations(self.text("APPROVAL_REMINDERS", "3bd,7bd,14bd"))
        except ValueError as error:
            raise WrongSettingError(f"APPROVAL_REMINDERS: {error}") from error
        return Policy(
            link_lifetime=self.duration("LINK_LIFETIME", "10d"),
            link_reminder_before=self.duration("LINK_REMINDER_BEFORE", "3d"),
            approval_reminders=reminders,
            approval_alert=self.duration("APPROVAL_ALERT", "10bd"),
            approval_lifetime=self.duration("APPROVAL_LIFETIME", "60d"),
            mails_per_minute=self.number("MAILS_PER_MINUTE", 300, most=60_000),
        )

    def purge(self) -> PurgePolicy:
        return PurgePolicy(
            unfinished_after=self.duration("PURGE_UNFINISHED_AFTER", "30d"),
            closed_after=self.duration("PURGE_CLOSED_AFTER", "365d"),
            ended_companies_after=self.duration("PURGE_ENDED_COMPANIES_AFTER", "365d"),
        )

    def networks(self, name: str) -> tuple[Network, ...]:
        try:
            return tuple(
                ipaddress.ip_network(part) for part in self.text(name, "").replace(",", " ").split()
            )
        except ValueError as error:
            raise WrongSettingError(f"{name}: {error}; give networks such as 10.0.0.0/8") from error
