"""Programs that stand in for ours: `python stand_ins.py ROLE`."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

FIRST_PASSWORD = "最初のパスワード: つかいすて"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
        self.wfile.write(b'{"database": "ok", "temporal": "ok"}')


def web() -> None:
    """Write down what the environment says, then be ready, at both doors."""
    Path(os.environ["DATA_DIR"], "environment.json").write_text(json.dumps(dict(os.environ)))
    pages, metrics = (
        HTTPServer(("127.0.0.1", int(os.environ[name])), Site)
        for name in ("WEB_PORT", "WEB_METRICS_PORT")
    )
    Thread(target=pages.serve_forever, daemon=True).start()
    metrics.serve_forever()


def main(role: str) -> None:
    match role:
        case "demo":
            sys.stdout.buffer.write(FIRST_PASSWORD.encode())
        case "worker":
            signal.pause()
        case "web":
            web()
        case "die":
            sys.exit("cannot go on")


if __name__ == "__main__":
    main(*sys.argv[1:])
