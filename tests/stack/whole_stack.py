"""The whole stack with stand-ins for our own programs; run it, or take its commands."""

import sys
from pathlib import Path

import stack
from embedded.programs import Commands

STAND_INS = str(Path(__file__).with_name("stand_ins.py"))


def commands(**roles: str) -> Commands:
    """Call a stand-in for every program; `worker="die"` has the worker play the role `die`."""
    played = {"migrate": "nothing", "demo": "demo", "worker": "worker", "web": "web"} | roles
    return Commands(**{name: (sys.executable, STAND_INS, role) for name, role in played.items()})


if __name__ == "__main__":
    sys.exit(stack.main(commands()))
