"""Conditions of a list, put together from what was asked for."""


class Conditions:
    """SQL conditions with their values; the SQL is always a constant of the code."""

    def __init__(self) -> None:
        self._sql: list[str] = []
        self.values: list[object] = []

    def add(self, sql: str, *values: object) -> None:
        """Add a condition with a `{}` for each value."""
        self._sql.append(f"({sql})")
        self.values += values

    @property
    def sql(self) -> str:
        """All conditions together, for WHERE."""
        return " AND ".join(self._sql) or "true"
