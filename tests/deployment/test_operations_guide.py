"""What the operations guide says of Temporal, against what the code asks for."""

import re

from relay.obstacles import ObstacleKind
from tests.deployment.files import PROJECT, SERVICES
from workflows.namespace import OLDEST_SERVER, RETENTION, SEARCH_ATTRIBUTES

GUIDE = (PROJECT / "docs/operations.md").read_text()


def rows(after: str) -> dict[str, str]:
    """The first two columns of the table with this heading."""
    table = GUIDE.partition(f"| {after} |")[2].split("\n\n")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| `")]
    return {row[0].strip().strip("`"): row[1].strip() for row in cells}


def test_it_names_every_search_attribute_with_its_type() -> None:
    assert rows("search attribute") == SEARCH_ATTRIBUTES


def test_it_explains_every_obstacle() -> None:
    assert rows("`temporal`, `obstacle`").keys() == set(ObstacleKind)


def test_it_names_the_retention_and_the_oldest_server() -> None:
    assert f"retention of {RETENTION.days} days" in GUIDE
    assert re.search(rf"Temporal {'.'.join(map(str, OLDEST_SERVER))} or newer", GUIDE)


def test_compose_runs_a_server_that_is_new_enough() -> None:
    version = SERVICES["temporal"]["image"].partition(":")[2]
    assert tuple(map(int, version.split(".")[:2])) >= OLDEST_SERVER


def test_only_the_making_of_roles_is_done_by_sql() -> None:
    """Whatever is done to an installation that runs, a command does: checked, and audited."""
    parts = re.split(r"^## (.*)$", GUIDE, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert "```sql" in sections.pop("The database's two roles")
    for section, text in sections.items():
        assert "psql" not in text, section
        for code in re.findall(r"```\w*\n.*?```|`[^`]+`", text, re.DOTALL):
            assert not STATEMENT.search(code), (section, code)


STATEMENT = re.compile(
    r"\b(SELECT\b.*\bFROM|UPDATE\s.*\bSET|DELETE\s+FROM|INSERT\s+INTO|ALTER|CREATE|DROP|TRUNCATE)\b",
    re.DOTALL,
)
