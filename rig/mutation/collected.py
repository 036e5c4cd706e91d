"""A pytest that has read its tests once, and runs some of them in one fork after another."""

from collections.abc import Callable, Sequence

import pytest

from rig.mutation.forks import Chosen, run_pytest


class Collected:
    """The tests of a pytest that runs none itself: a fork of it has nothing to read."""

    def __init__(self, work: Callable[["Collected"], object]) -> None:
        self._work = work

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self._work(self)
        return True

    def run(self, chosen: Chosen) -> None:
        """Run these in their order until the first fails, in this process, which is to end then."""
        items = [self._items[test] for test in chosen.tests if test in self._items]
        self._session.config.pluginmanager.register(chosen)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if chosen.failed:
                self._session._setupstate.teardown_exact(None)  # noqa: SLF001 -- as pytest at its end
                return


def with_collected(files: Sequence[str], work: Callable[[Collected], object]) -> None:
    """Read these files of tests, and do the work with what they have."""
    run_pytest([*files, "--capture=no"], Collected(work))
