"""The map as BPMN 2.0, with a drawing, so that editors such as bpmn.io open it as it is seen here.

A stage that waits is an event-based gateway: whatever happens first leads on, each a message or, at
the deadline, a timer. A stage that nobody stays at is what the workflow then does, and an end is an
end. What happens after an end begins anew, and the two are associated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from domain.enrolment.process_map import Arrow, Cause, process_map
from texts.process import CAUSES, PROCESS, causes_of, name_of
from web.console.process.layout import Measures, Node, Point, Route, lay_out

MEASURES = Measures(column=150, node=(120, 50), label=60, lane=10, port=8)

_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_TARGET = "https://inforex.example/process"
_PROCESS = "enrolment"

_GATEWAY, _CIRCLE = 25, 18
"""Half a gateway and half an event, in pixels."""

_LABEL = (45, 14)
"""Half of what is written beside a shape."""


def map_as_bpmn() -> bytes:
    """The whole file, in UTF-8; the same for the same rules."""
    for prefix, space in _SPACES.items():
        register_namespace(prefix, space)
    layout = lay_out(process_map(), MEASURES)
    stages = {node: _stage(node, middle) for node, middle in layout.nodes.items()}
    steps = [step for route in layout.routes for step in _steps(route, stages)]
    named = {"name": PROCESS}
    root = _add(None, "bpmn:definitions", id="inforex", targetNamespace=_TARGET, **named)
    process = _add(root, "bpmn:process", id=_PROCESS, isExecutable="false", **named)
    _write_process(process, steps)
    _write_drawing(root, steps)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _add(parent: Element | None, name: str, /, **attributes: str) -> Element:
    prefix, local = name.split(":")
    tag = f"{{{_SPACES[prefix]}}}{local}"
    return Element(tag, attributes) if parent is None else SubElement(parent, tag, attributes)


@dataclass(frozen=True)
class _Shape:
    """Something that flows lead to and from; `half` of its width and height, in pixels."""

    id: str
    kind: str
    name: str
    middle: Point
    half: Point
    event: str = ""

    def docked(self, towards: Point) -> Point:
        """Where a flow that comes from straight above or below meets the outline."""
        x, y = self.middle
        aside = min(abs(towards[0] - x), self.half[0])
        tall = self.half[1]
        if self.kind.endswith("Gateway"):
            tall -= aside
        elif self.kind.endswith("Event"):
            tall = isqrt(tall**2 - aside**2)
        return towards[0], y + (tall if towards[1] > y else -tall)


@dataclass(frozen=True)
class _Step:
    """A flow from one shape to the next.

    `condition`: where a task leads to several; it is written beside `middle`.
    """

    id: str
    source: _Shape
    target: _Shape
    corners: tuple[Point, ...]
    condition: str = ""
    middle: Point = (0, 0)

    @property
    def is_association(self) -> bool:
        """Whether it leads on from an end, as no flow does."""
        return self.source.kind == "endEvent"


def _stage(stage: Node, middle: Point) -> _Shape:
    circle, gateway = (_CIRCLE, _CIRCLE), (_GATEWAY, _GATEWAY)
    if stage is None:
        return _Shape("stage_start", "startEvent", CAUSES[Cause.LINK_REQUESTED], middle, circle)
    kind, half = "serviceTask", (MEASURES.node[0] // 2, MEASURES.node[1] // 2)
    if stage.waits:
        kind, half = "eventBasedGateway", gateway
    elif stage.closed:
        kind, half = "endEvent", circle
    return _Shape(f"stage_{stage}", kind, name_of(stage), middle, half)


def _steps(route: Route, stages: Mapping[Node, _Shape]) -> Iterator[_Step]:
    """One flow for an arrow, or two with what happens between them."""
    arrow, corners = route.arrow, route.corners
    source, target = stages[arrow.before], stages[arrow.after]
    corners = (source.docked(corners[0]), *corners[1:-1], target.docked(corners[-1]))
    name = f"{source.id}__{target.id}".replace("stage_", "")
    if source.kind in {"startEvent", "serviceTask"}:
        condition = causes_of(arrow) if arrow.before and arrow.causes else ""
        yield _Step(f"flow_{name}", source, target, corners, condition, route.label)
        return
    happens = _happens(arrow, name, route.label)
    # Its place is on the way's long straight part, with a part of the way above and one below.
    cut = next(
        nth
        for nth, ((x, one), (_, other)) in enumerate(pairwise(corners))
        if x == route.label[0] and min(one, other) < route.label[1] < max(one, other)
    )
    way, rest = corners[: cut + 1], corners[cut + 1 :]
    yield _Step(f"flow_{name}__event", source, happens, (*way, happens.docked(way[-1])))
    yield _Step(f"flow_{name}", happens, target, (happens.docked(rest[0]), *rest))


def _happens(arrow: Arrow, name: str, middle: Point) -> _Shape:
    silent = all(cause.is_silence for cause in arrow.causes)
    return _Shape(
        f"event_{name}",
        "startEvent" if arrow.before and arrow.before.closed else "intermediateCatchEvent",
        causes_of(arrow),
        middle,
        (_CIRCLE, _CIRCLE),
        "timerEventDefinition" if silent else "messageEventDefinition",
    )


def _write_process(process: Element, steps: Sequence[_Step]) -> None:
    for shape in _shapes(steps):
        node = _add(process, f"bpmn:{shape.kind}", id=shape.id, name=shape.name)
        for step in steps:
            if step.target == shape and not step.is_association:
                _add(node, "bpmn:incoming").text = step.id
        for step in steps:
            if step.source == shape and not step.is_association:
                _add(node, "bpmn:outgoing").text = step.id
        if shape.event:
            _add(node, f"bpmn:{shape.event}", id=f"{shape.id}__definition")
    # The schema has the associations after everything else.
    for step in sorted(steps, key=lambda step: step.is_association):
        ends = {"id": step.id, "sourceRef": step.source.id, "targetRef": step.target.id}
        if step.is_association:
            _add(process, "bpmn:association", associationDirection="One", **ends)
            continue
        flow = _add(process, "bpmn:sequenceFlow", name=step.condition, **ends)
        if step.condition:
            condition = _add(flow, "bpmn:conditionExpression")
            condition.set(f"{{{_SPACES['xsi']}}}type", "bpmn:tFormalExpression")
            condition.text = step.condition


def _shapes(steps: Iterable[_Step]) -> Iterable[_Shape]:
    return dict.fromkeys(shape for step in steps for shape in (step.source, step.target))


def _write_drawing(root: Element, steps: Sequence[_Step]) -> None:
    diagram = _add(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = _add(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement=_PROCESS)
    for shape in _shapes(steps):
        drawn = _add(plane, "bpmndi:BPMNShape", id=f"{shape.id}__shape", bpmnElement=shape.id)
        _bounds(drawn, shape.middle, shape.half)
        if shape.kind != "serviceTask":
            label = _add(drawn, "bpmndi:BPMNLabel")
            right = shape.middle[0] + shape.half[0]
            _bounds(label, (right + _LABEL[0] + 4, shape.middle[1]), _LABEL)
    for step in steps:
        drawn = _add(plane, "bpmndi:BPMNEdge", id=f"{step.id}__edge", bpmnElement=step.id)
        for x, y in step.corners:
            _add(drawn, "di:waypoint", x=str(x), y=str(y))
        if step.condition:
            x, y = step.middle
            _bounds(_add(drawn, "bpmndi:BPMNLabel"), (x + _LABEL[0] + 4, y), _LABEL)


def _bounds(parent: Element, middle: Point, half: Point) -> None:
    (x, y), (wide, tall) = middle, half
    _add(
        parent,
        "dc:Bounds",
        x=str(x - wide),
        y=str(y - tall),
        width=str(2 * wide),
        height=str(2 * tall),
    )
