"""Programs that stand in for ours: `python stand_ins.py ROLE`."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FIRST_PASSWORD = "最初のパスワード: つかいすて"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
        self.wfile.write(b'{"database": "ok", "temporal": "ok"}')


def web(port: int) -> None:
    """Write down what the environment says, then be ready."""
    Path(os.environ["DATA_DIR"], "environment.json").write_text(json.dumps(dict(os.environ)))
    HTTPServer(("127.0.0.1", port), Site).serve_forever()


def main(role: str) -> None:
    match role:
        case "demo":
            sys.stdout.buffer.write(FIRST_PASSWORD.encode())
        case "worker":
            time.sleep(600)
        case "web":
            web(int(os.environ["WEB_METRICS_PORT"]))
        case "die":
            sys.exit("cannot go on")


if __name__ == "__main__":
    main(*sys.argv[1:])
