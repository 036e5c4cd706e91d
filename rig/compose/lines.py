"""What lines that begin with `docker` mean, of those that the operations guide has.

Anything else is refused, so that the guide cannot say what nobody tried.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from embedded.ports import LOOPBACK
from embedded.programs import PROJECT
from rig.compose.engine import LOCAL, Container, Engine, Refused

READS = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1]).read().decode())"
"""What `wget -q -O -` does, which not every machine has."""


@dataclass(frozen=True)
class Answer:
    """What a line prints, or the program that goes on in its place, and where."""

    out: str = ""
    program: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: str = "."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(message)


async def carry_out(engine: Engine, line: list[str], environment: Mapping[str, str]) -> Answer:
    """Do what a line says; raises `Refused`."""
    asked = _parser().parse_args(line)
    act = getattr(_Acts(engine, environment), asked.act)
    answer: Answer = await act(asked)
    return answer


@dataclass(frozen=True)
class _Acts:
    engine: Engine
    environment: Mapping[str, str]

    async def build(self, _: argparse.Namespace) -> Answer:
        self.engine.build(self.environment)
        return Answer()

    async def ps(self, asked: argparse.Namespace) -> Answer:
        found = [each.identity for each in self.engine.running(asked.service)]
        return Answer("".join(f"{identity}\n" for identity in found))

    async def up(self, asked: argparse.Namespace) -> Answer:
        """Start what is missing of a service; those that run stay as they are."""
        there = self.engine.running(asked.service)
        wanted = dict(each.split("=") for each in asked.scale)
        missing = int(wanted.get(asked.service, len(there))) - len(there)
        new = [await self.engine.start(asked.service, self.environment) for _ in range(missing)]
        if asked.wait:
            await asyncio.gather(*(self.engine.healthy(each) for each in new))
        return Answer()

    async def run(self, asked: argparse.Namespace) -> Answer:
        service = self.engine.service(asked.service, self.environment)
        command = [asked.entrypoint] if asked.entrypoint else service.get("command", [])
        if asked.entrypoint or not asked.command:
            command = [*command, *asked.command]
        else:
            command = asked.command
        return Answer(
            program=self.engine.command(service, command),
            environment=self.engine.environment(service, LOOPBACK),
            directory=str(PROJECT),
        )

    async def exec(self, asked: argparse.Namespace) -> Answer:
        address = self.engine.addresses[asked.service]
        program, *arguments = [LOCAL.sub(address, word) for word in asked.command]
        if [program, *arguments[:-1]] == ["wget", "-q", "-O", "-"]:
            return Answer(program=[sys.executable, "-c", READS, arguments[-1]])
        return Answer(program=[program, *arguments], environment={"PGHOST": address})

    async def stop(self, asked: argparse.Namespace) -> Answer:
        await asyncio.gather(*(self.engine.stop(each) for each in self._named(asked.containers)))
        return Answer("".join(f"{each}\n" for each in asked.containers))

    async def rm(self, asked: argparse.Namespace) -> Answer:
        """Forget those that have ended; by force, end them first."""
        left = [c for c in self.engine.containers if c.identity in asked.containers]
        if left and not asked.force:
            raise Refused("container is running: stop the container before removing")
        for each in left:
            await self.engine.stop(each)
        return Answer()

    def _named(self, identities: Sequence[str]) -> list[Container]:
        found = {each.identity: each for each in self.engine.containers}
        if not set(identities) <= set(found):
            raise Refused(f"no such container: {identities}")
        return [found[identity] for identity in identities]


def _parser() -> argparse.ArgumentParser:
    docker = _Parser(prog="docker", add_help=False, allow_abbrev=False)
    words = docker.add_subparsers(required=True)
    compose = words.add_parser("compose", add_help=False, allow_abbrev=False)
    acts = compose.add_subparsers(required=True)
    _act(acts, "build")
    ps = _act(acts, "ps")
    ps.add_argument("--quiet", action="store_true", required=True)
    ps.add_argument("service")
    up = _act(acts, "up")
    for flag in ("--detach", "--no-deps", "--no-recreate"):
        up.add_argument(flag, action="store_true", required=True)
    up.add_argument("--wait", action="store_true")
    up.add_argument("--wait-timeout", type=int)
    up.add_argument("--scale", action="append", default=[])
    up.add_argument("service")
    run = _act(acts, "run")
    for flag in ("--rm", "--no-deps"):
        run.add_argument(flag, action="store_true", required=True)
    run.add_argument("--entrypoint")
    run.add_argument("service")
    run.add_argument("command", nargs=argparse.REMAINDER)
    execute = _act(acts, "exec")
    execute.add_argument("-T", action="store_true", required=True)
    execute.add_argument("service")
    execute.add_argument("command", nargs=argparse.REMAINDER)
    stop = _act(words, "stop")
    stop.add_argument("containers", nargs="+")
    remove = _act(words, "rm")
    remove.add_argument("--force", action="store_true")
    remove.add_argument("containers", nargs="+")
    return docker


def _act(words: "argparse._SubParsersAction[_Parser]", name: str) -> _Parser:
    parser = words.add_parser(name, add_help=False, allow_abbrev=False)
    parser.set_defaults(act=name)
    return parser
