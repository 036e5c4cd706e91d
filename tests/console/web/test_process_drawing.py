"""The drawing of the map, and the map as BPMN: valid by its schema, whole, and readable."""

from collections import Counter
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

from lxml import etree

from domain.enrolment.process_map import Cause, process_map
from domain.enrolment.stages import Stage
from tests.deployment.files import PROJECT
from texts.process import CAUSES, causes_of, name_of
from web.console.process import bpmn, pages
from web.console.process.layout import PLACES, Layout, Point, lay_out

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
SCHEMA = PROJECT / "tests/console/schemas/BPMN20.xsd"
MAP = {(arrow.before, arrow.after) for arrow in process_map()}

FILE = bpmn.map_as_bpmn()
LAYOUTS = [(lay_out(process_map(), each), each) for each in (pages.MEASURES, bpmn.MEASURES)]


def process() -> Element:
    found = fromstring(FILE).find(f"{MODEL}process")  # noqa: S314 -- of our own making
    assert found is not None
    return found


def leads() -> dict[str, list[str]]:
    """Where each element leads, by flows and associations."""
    found: dict[str, list[str]] = {}
    for kind in ("sequenceFlow", "association"):
        for flow in process().iter(f"{MODEL}{kind}"):
            found.setdefault(flow.attrib["sourceRef"], []).append(flow.attrib["targetRef"])
    return found


def test_it_is_valid_by_the_schema() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(FILE))
    broken = FILE.replace(b"bpmn:serviceTask", b"bpmn:service")
    assert not schema.validate(etree.fromstring(broken))


def test_the_ways_from_stage_to_stage_are_those_of_the_map() -> None:
    stages = {f"stage_{stage or 'start'}": stage for stage in (None, *Stage)}
    following = leads()
    found = []
    for start, stage in stages.items():
        for first in following.get(start, []):
            ends = [first] if first in stages else following[first]
            found += [(stage, stages[end]) for end in ends]
    assert len(found) == len(set(found))
    assert set(found) == MAP


def test_events_are_waited_for_where_the_process_waits_and_not_after_a_task() -> None:
    kinds = {each.get("id"): each.tag.removeprefix(MODEL) for each in process()}
    before = {kinds[one] for one, many in leads().items() for each in many if "event_" in each}
    assert before == {"eventBasedGateway", "endEvent"}


def test_each_kind_of_stage_is_its_kind_of_element() -> None:
    kinds = {each.get("id"): each.tag.removeprefix(MODEL) for each in process()}
    named = {each.get("id"): each.get("name") for each in process()}
    for stage in Stage:
        waits, ends = "eventBasedGateway", "endEvent"
        kind = waits if stage.waits else ends if stage.closed else "serviceTask"
        assert (kinds[f"stage_{stage}"], named[f"stage_{stage}"]) == (kind, name_of(stage))
    count = Counter(kinds.values())
    timers = list(process().iter(f"{MODEL}timerEventDefinition"))
    silent = [arrow for arrow in process_map() if any(cause.is_silence for cause in arrow.causes)]
    assert len(timers) == len(silent)
    assert count["startEvent"] == 2, "the beginning, and what happens after an end"


def test_every_cause_has_its_words_and_every_stage_its_list() -> None:
    assert set(CAUSES) == {cause for arrow in process_map() for cause in arrow.causes} == set(Cause)
    assert set(pages.SEEN_WITH) == {each for each in Stage if not (each.waits or each.closed)}
    assert set(PLACES) == {None, *Stage}


def test_everything_has_its_place_in_the_drawing_and_says_what_it_is() -> None:
    root = fromstring(FILE)  # noqa: S314 -- as above
    ids = {each.get("id") for each in root.iter() if each.get("id")}
    assert len(ids) == sum(1 for each in root.iter() if each.get("id"))
    drawn = {each.get("bpmnElement") for each in root.iter() if each.tag.startswith(DRAWN)}
    assert {each.get("id") for each in process()} <= drawn
    for edge in root.iter(f"{DRAWN}BPMNEdge"):
        assert len([*edge.iter(WAYPOINT)]) >= 2
    named = {each.get("name") for each in process()}
    assert {causes_of(arrow) for arrow in process_map() if arrow.causes} <= named


def test_no_arrow_lies_upon_another_and_none_runs_through_a_stage() -> None:
    for layout, measures in LAYOUTS:
        parts = [part for route in layout.routes for part in parts_of(route.corners)]
        owners = [route.arrow for route in layout.routes for _ in parts_of(route.corners)]
        for (one, a), (other, b) in combinations(zip(parts, owners, strict=True), 2):
            assert a == b or not overlap(one, other), (a, b)
        for node, middle in layout.nodes.items():
            for part, arrow in zip(parts, owners, strict=True):
                own = node in {arrow.before, arrow.after}
                assert own or not within(part, middle, measures.node), (node, arrow)


def test_figures_stand_apart_and_within_the_drawing() -> None:
    for layout, measures in LAYOUTS:
        labels = [route.label for route in layout.routes]
        for (x, y), (other_x, other_y) in combinations(labels, 2):
            assert abs(x - other_x) >= measures.column or abs(y - other_y) >= measures.label
        for x, y in (*labels, *layout.nodes.values(), *corners(layout)):
            assert 0 <= x <= layout.width
            assert 0 <= y <= layout.height
        assert all(route.label[0] in {x for x, _ in route.corners} for route in layout.routes)


def test_the_drawing_fits_a_desktop() -> None:
    """A window of 1,280 pixels, less the margins of the page."""
    assert pages.map_layout().width <= 1248


Part = tuple[Point, Point]


def parts_of(points: tuple[Point, ...]) -> list[Part]:
    return [*pairwise(points)]


def corners(layout: Layout) -> list[Point]:
    return [point for route in layout.routes for point in route.corners]


def overlap(one: Part, other: Part) -> bool:
    """Whether two parts of arrows run along each other."""
    for along, across in ((0, 1), (1, 0)):
        if {point[across] for point in (*one, *other)} == {one[0][across]}:
            low, high = (sorted(point[along] for point in part) for part in (one, other))
            return max(low[0], high[0]) < min(low[1], high[1])
    return False


def within(part: Part, middle: Point, node: Point) -> bool:
    (left, right), (top, bottom) = (sorted(point[axis] for point in part) for axis in (0, 1))
    wide, tall = (each // 2 for each in node)
    x, y = middle
    return left < x + wide and right > x - wide and top < y + tall and bottom > y - tall
