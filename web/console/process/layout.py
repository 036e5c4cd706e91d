"""Where the stages and arrows of the map stand in a drawing: rows of stages, and lanes between.

The rows and columns of the stages are stated here once; the arrows find their own way. Each goes
along a column that is its own in every gap between rows that it passes, so that its figures have
a place of their own and no arrow lies upon another; they may cross.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from domain.enrolment.process_map import Arrow
from domain.enrolment.stages import Stage

Point = tuple[int, int]
Node = Stage | None
"""A stage, or None for where the life begins."""

PLACES: Mapping[Node, tuple[int, int]] = {
    None: (0, 5),
    Stage.INVITED: (1, 5),
    Stage.SUBMITTED: (2, 5),
    Stage.UNDER_REVIEW: (3, 7),
    Stage.CLEARED: (4, 5),
    Stage.DISOWNED: (4, 7),
    Stage.DISPUTED: (4, 3),
    Stage.SENT_BACK: (4, 9),
    Stage.TURNED_DOWN: (4, 11),
    Stage.AWAITING_APPROVAL: (5, 5),
    Stage.APPROVED: (6, 3),
    Stage.REFUSED: (6, 5),
    Stage.UNDELIVERABLE: (6, 7),
    Stage.RETURNED: (7, 7),
    Stage.ENROLLED: (8, 3),
    Stage.WITHDRAWING: (8, 5),
    Stage.REVOKED: (9, 3),
    Stage.WITHDRAWN: (9, 5),
    Stage.LAPSED: (9, 7),
    Stage.EXPIRED: (9, 9),
    Stage.DECLINED: (9, 11),
}
"""Row and column; two stages of one row are at least two columns apart."""


@dataclass(frozen=True)
class Measures:
    """How big all is, in pixels: a column, a stage, what an arrow says, and a lane between."""

    column: int
    node: Point
    label: int
    lane: int
    port: int = 22


@dataclass(frozen=True)
class Route:
    """The way of an arrow, corner by corner, and the middle of the place for its figures."""

    arrow: Arrow
    corners: tuple[Point, ...]
    label: Point


@dataclass(frozen=True)
class Layout:
    """A whole drawing; `nodes` by their middles."""

    width: int
    height: int
    nodes: Mapping[Node, Point]
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class _Track:
    """An arrow on its column; `gaps` from above to below, each under the row of its number."""

    arrow: Arrow
    column: int
    gaps: range

    @property
    def down(self) -> bool:
        return PLACES[self.arrow.before][0] < PLACES[self.arrow.after][0]

    @property
    def upper(self) -> Node:
        return self.arrow.before if self.down else self.arrow.after

    @property
    def lower(self) -> Node:
        return self.arrow.after if self.down else self.arrow.before


def lay_out(arrows: Sequence[Arrow], measures: Measures) -> Layout:
    """Place everything; raises `KeyError` for a stage that has no place."""
    tracks = _tracks(arrows)
    return _Drawing(tracks, measures).layout()


def _tracks(arrows: Sequence[Arrow]) -> list[_Track]:
    """Give each arrow the free column that is the shortest way, short ones first."""
    taken = {(row, column) for row, column in PLACES.values()}
    between: set[tuple[int, int]] = set()
    tracks = []
    for arrow in sorted(arrows, key=_span):
        rows = sorted((PLACES[arrow.before][0], PLACES[arrow.after][0]))
        gaps, passed = range(rows[0], rows[1]), range(rows[0] + 1, rows[1])
        column = next(
            column
            for column in _nearest(PLACES[arrow.before][1], PLACES[arrow.after][1])
            if not any((gap, column) in between for gap in gaps)
            and not any((row, column) in taken for row in passed)
        )
        between |= {(gap, column) for gap in gaps}
        tracks.append(_Track(arrow, column, gaps))
    return tracks


def _span(arrow: Arrow) -> int:
    return abs(PLACES[arrow.before][0] - PLACES[arrow.after][0])


def _nearest(one: int, other: int) -> Iterator[int]:
    """Columns from those between two to those farther and farther away.

    None is left of all stages, so that a phone shows the beginning without being moved aside.
    """
    low, high = sorted((one, other))
    leftmost = min(column for _, column in PLACES.values())
    yield from sorted(range(low, high + 1), key=lambda column: abs(column - other))
    for away in count(1):
        yield from (column for column in (high + away, low - away) if column >= leftmost)


class _Drawing:
    """The lanes of the gaps, and the points that follow from them."""

    def __init__(self, tracks: Sequence[_Track], measures: Measures) -> None:
        self.tracks = tracks
        self.measures = measures
        self.first = min(track.column for track in tracks)
        self.ports = self._ports()
        # The lanes above and below the figures of each gap.
        self.lanes: dict[tuple[int, bool], dict[Arrow, int]] = {}
        for gap in range(max(row for row, _ in PLACES.values())):
            for is_upper in (True, False):
                self.lanes[gap, is_upper] = self._lanes(gap, is_upper=is_upper)
        self.tops = self._tops()

    def layout(self) -> Layout:
        wide, tall = self.measures.node
        nodes = {
            node: (self._x(column), self.tops[row] + tall // 2)
            for node, (row, column) in PLACES.items()
        }
        rights = (
            *(x + wide // 2 for x, _ in nodes.values()),
            *(self._x(track.column) + self.measures.column // 2 for track in self.tracks),
        )
        routes = tuple(self._route(track) for track in self.tracks)
        return Layout(max(rights) + 4, self.tops[-1] + tall + 4, nodes, routes)

    def _x(self, column: int) -> int:
        left = self.measures.node[0] // 2 + 4
        return left + (column - self.first) * self.measures.column

    def _ports(self) -> dict[tuple[Arrow, bool], int]:
        """Where each arrow meets its upper stage (True), and its lower one (False)."""
        sides: dict[tuple[Node, bool], list[_Track]] = defaultdict(list)
        for track in self.tracks:
            sides[track.upper, True].append(track)
            sides[track.lower, False].append(track)
        found = {}
        for (node, is_upper), tracks in sides.items():
            middle = self._x(PLACES[node][1])
            tracks.sort(key=lambda track: track.column)
            for nth, track in enumerate(tracks):
                away = (2 * nth - len(tracks) + 1) * self.measures.port // 2
                found[track.arrow, is_upper] = middle + away
        return found

    def _lanes(self, gap: int, *, is_upper: bool) -> dict[Arrow, int]:
        """The lane of each arrow that turns there, counted from above.

        Those that lead away outermost turn first, so that few cross.
        """
        turns = []
        for track in self.tracks:
            if gap == (track.gaps[0] if is_upper else track.gaps[-1]):
                ends = (self.ports[track.arrow, is_upper], self._x(track.column))
                above, below = ends if is_upper else reversed(ends)
                if above != below:
                    turns.append((above, below, track.arrow))
        turns.sort(key=lambda turn: -turn[0] if turn[1] > turn[0] else turn[0])
        lanes: dict[Arrow, int] = {}
        placed: list[tuple[int, int, int]] = []
        for above, below, arrow in turns:
            left, right = sorted((above, below))
            lane = 1 + max(
                (each for low, high, each in placed if low <= right and left <= high), default=-1
            )
            placed.append((left, right, lane))
            lanes[arrow] = lane
        return lanes

    def _tops(self) -> list[int]:
        """Where each row of stages begins."""
        tops = [4]
        for gap in range(max(row for row, _ in PLACES.values())):
            heights = (self._channel(gap, is_upper=each) for each in (True, False))
            tops.append(tops[-1] + self.measures.node[1] + self.measures.label + sum(heights))
        return tops

    def _channel(self, gap: int, *, is_upper: bool) -> int:
        lanes = self.lanes[gap, is_upper].values()
        return (max(lanes, default=-1) + 2) * self.measures.lane

    def _route(self, track: _Track) -> Route:
        x, height = self._x(track.column), self.measures.node[1]
        upper, lower = PLACES[track.upper][0], PLACES[track.lower][0]
        corners = [
            *self._turn(track, self.tops[upper] + height, is_upper=True),
            *reversed(self._turn(track, self.tops[lower], is_upper=False)),
        ]
        gap = track.gaps[0] if track.down else track.gaps[-1]
        label = self._label_top(gap) + self.measures.label // 2
        ordered = corners if track.down else corners[::-1]
        return Route(track.arrow, tuple(ordered), (x, label))

    def _label_top(self, gap: int) -> int:
        return self.tops[gap] + self.measures.node[1] + self._channel(gap, is_upper=True)

    def _turn(self, track: _Track, edge: int, *, is_upper: bool) -> list[Point]:
        """From a stage's edge to the arrow's column."""
        port, x = self.ports[track.arrow, is_upper], self._x(track.column)
        if port == x:
            return [(x, edge)]
        gap = track.gaps[0] if is_upper else track.gaps[-1]
        lane = (self.lanes[gap, is_upper][track.arrow] + 1) * self.measures.lane
        top = self.tops[gap] + self.measures.node[1] if is_upper else self._label_bottom(gap)
        return [(port, edge), (port, top + lane), (x, top + lane)]

    def _label_bottom(self, gap: int) -> int:
        return self._label_top(gap) + self.measures.label
