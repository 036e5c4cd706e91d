"""What keeps a Temporal from serving us, and what to do about it, in words for operators."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import groupby

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from logs import trouble_of
from workflows.namespace import OLDEST_SERVER, RETENTION, SEARCH_ATTRIBUTES


class ObstacleKind(StrEnum):
    """The names under which docs/operations.md says what each means."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    REFUSED = "refused"
    FAILING = "failing"
    TOO_OLD = "too_old"
    NAMESPACE_MISSING = "namespace_missing"
    ATTRIBUTES_MISSING = "search_attributes_missing"
    ATTRIBUTES_WRONG = "search_attributes_wrong"
    RETENTION_SHORT = "retention_short"
    OTHER_TEMPORAL = "other_temporal"


@dataclass(frozen=True)
class Obstacle:
    """One thing that is wrong; `trouble` is the error behind it, as the log has errors.

    `names`: the search attributes that are missing.
    """

    kind: ObstacleKind
    what: str
    remedy: str
    trouble: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def hinders(self) -> bool:
        """Whether nothing can go on; what was closed being forgotten early stops nobody."""
        return self.kind is not ObstacleKind.RETENTION_SHORT

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


def not_connected(error: RuntimeError) -> Obstacle:
    """No connection came about."""
    trouble = trouble_of(error)
    message = trouble["message"]
    if trouble.get("code") in {"UNAUTHENTICATED", "PERMISSION_DENIED"}:
        return Obstacle(
            ObstacleKind.REFUSED, f"Temporal refuses us: {message}.", _CREDENTIALS, trouble
        )
    if any(word in message for word in _WORDS_OF_TLS):
        return Obstacle(
            ObstacleKind.TLS, f"TLS with Temporal does not fit: {message}.", _TLS, trouble
        )
    return Obstacle(
        ObstacleKind.UNREACHABLE, f"Temporal cannot be reached: {message}.", _ADDRESS, trouble
    )


def not_answered(error: RPCError | RuntimeError, client: Client, tried: str) -> Obstacle:
    """A connected client was refused, or got no answer; `tried` continues "when asked …"."""
    if isinstance(error, RuntimeError):
        return not_connected(error)
    kind, remedy = _KINDS.get(error.status, (ObstacleKind.FAILING, _FAILING))
    what = (
        f"Temporal at {address_of(client)}, when asked {tried}, answered "
        f"{error.status.name}: {error.message}."
    )
    return Obstacle(kind, what, remedy, trouble_of(error))


def too_old(client: Client, version: str) -> Obstacle:
    """The server lacks what we use."""
    oldest = ".".join(map(str, OLDEST_SERVER))
    return Obstacle(
        ObstacleKind.TOO_OLD,
        f"Temporal at {address_of(client)} is version {version}, older than {oldest}.",
        "Upgrade it, one minor version after the other.",
    )


def namespace_missing(client: Client, error: RPCError) -> Obstacle:
    """Nobody made the namespace, or its name is wrong."""
    command = (
        "in Temporal Cloud's console"
        if _is_cloud(client)
        else f"`{_operator(client)} namespace create --retention {RETENTION.days}d`"
    )
    return Obstacle(
        ObstacleKind.NAMESPACE_MISSING,
        f"The namespace {client.namespace} is not there at {address_of(client)}.",
        f"If TEMPORAL_NAMESPACE is right, make it: {command}.",
        trouble_of(error),
    )


def attributes_missing(client: Client, names: Iterable[str]) -> Obstacle:
    """Workflows with these attributes could not be started, or their tasks fail for ever."""
    names = tuple(names)
    return Obstacle(
        ObstacleKind.ATTRIBUTES_MISSING,
        f"{len(names)} of {len(SEARCH_ATTRIBUTES)} search attributes are missing in the "
        f"namespace {client.namespace} at {address_of(client)}: {', '.join(names)}.",
        f"Make them: `{_create_command(client, names)}`.",
        names=names,
    )


def attributes_wrong(client: Client, found: Mapping[str, str]) -> Obstacle:
    """Search attributes of our names that somebody made with another type."""
    differences = ", ".join(
        f"{name} is {kind}, not {SEARCH_ATTRIBUTES[name]}" for name, kind in found.items()
    )
    remove = " ".join(f"--name {name}" for name in found)
    remedy = (
        "Its support can remove them."
        if _is_cloud(client)
        else f"Make them anew: `{_operator(client)} search-attribute remove --yes {remove} && "
        f"{_create_command(client, found)}`."
    )
    return Obstacle(
        ObstacleKind.ATTRIBUTES_WRONG,
        f"Search attributes of the namespace {client.namespace} at {address_of(client)} "
        f"have the wrong type: {differences}.",
        remedy,
    )


def retention_short(client: Client, retention: timedelta) -> Obstacle:
    """Closed workflows are forgotten before anybody looks for them."""
    command = (
        f"tcld namespace retention set --namespace {shlex.quote(client.namespace)} "
        f"--retention-days {RETENTION.days}"
        if _is_cloud(client)
        else f"{_operator(client)} namespace update --retention {RETENTION.days}d"
    )
    return Obstacle(
        ObstacleKind.RETENTION_SHORT,
        f"The namespace {client.namespace} at {address_of(client)} forgets closed workflows "
        f"after {retention / timedelta(days=1):g} days, not {RETENTION.days}.",
        f"Nothing waits for this; to see them longer: `{command}`.",
    )


def other_temporal(client: Client, home: str, here: str) -> Obstacle:
    """Our Temporal is not the one in which the workers started the applications."""
    return Obstacle(
        ObstacleKind.OTHER_TEMPORAL,
        f"The workers are in another Temporal: in the namespace with the id {home}, while "
        f"{client.namespace} at {address_of(client)} has the id {here}.",
        "Give web and workers the same TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.",
    )


def address_of(client: Client) -> str:
    """Where the client connects to."""
    return client.service_client.config.target_host


_ADDRESS = "Check TEMPORAL_ADDRESS, and whether Temporal runs there and speaks TLS as we do."
_TLS = "Check TEMPORAL_TLS and TEMPORAL_TLS_…_PATH; an API key turns TLS on."
_CREDENTIALS = (
    "Check TEMPORAL_API_KEY or the client's certificate, and that it may use TEMPORAL_NAMESPACE."
)
_FAILING = "Look into the log of Temporal's server."

_KINDS = {
    RPCStatusCode.UNAUTHENTICATED: (ObstacleKind.REFUSED, _CREDENTIALS),
    RPCStatusCode.PERMISSION_DENIED: (ObstacleKind.REFUSED, _CREDENTIALS),
    RPCStatusCode.UNAVAILABLE: (ObstacleKind.UNREACHABLE, _ADDRESS),
    RPCStatusCode.DEADLINE_EXCEEDED: (ObstacleKind.UNREACHABLE, _ADDRESS),
    RPCStatusCode.CANCELLED: (ObstacleKind.UNREACHABLE, _ADDRESS),
}

# How the client words a certificate it does not trust, a server without TLS, and one that wants
# a certificate of the client, or a key that is none.
_WORDS_OF_TLS = ("InvalidCertificate", "InvalidMessage", "AlertReceived", "PrivateKeyParseError")


def _is_cloud(client: Client) -> bool:
    host = address_of(client).rpartition(":")[0]
    return host.endswith((".tmprl.cloud", ".api.temporal.io"))


def _operator(client: Client) -> str:
    where = shlex.join(["--address", address_of(client), "--namespace", client.namespace])
    return f"temporal operator {where}"


def _create_command(client: Client, names: Iterable[str]) -> str:
    if _is_cloud(client):
        pairs = " ".join(f"--sa {name}={SEARCH_ATTRIBUTES[name]}" for name in names)
        return f"tcld namespace search-attributes add -n {shlex.quote(client.namespace)} {pairs}"
    return " && ".join(
        f"{_operator(client)} search-attribute create --type {kind} "
        + " ".join(f"--name {name}" for name in of_kind)
        for kind, of_kind in groupby(sorted(names, key=_kind), key=_kind)
    )


def _kind(name: str) -> str:
    return SEARCH_ATTRIBUTES[name]
