"""`docker` of a test: has the engine of the test do a line, or runs what that says in its place.

It is called by its path and imports nothing of ours, so that it starts at once.
"""

import json
import os
import socket
import sys


def main() -> int:
    with socket.socket(socket.AF_UNIX) as engine:
        engine.connect(os.environ["DOCKER_HOST"].removeprefix("unix://"))
        line = {"line": sys.argv[1:], "environment": dict(os.environ)}
        engine.sendall(json.dumps(line).encode() + b"\n")
        answer = json.loads(engine.makefile().readline())
    sys.stdout.write(answer["out"])
    sys.stderr.write(answer["error"])
    sys.stdout.flush()
    if answer["program"]:
        os.chdir(answer["directory"])
        environment = {**os.environ, **answer["environment"]}
        os.execvpe(answer["program"][0], answer["program"], environment)  # noqa: S606 -- as the engine says
    return 1 if answer["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
