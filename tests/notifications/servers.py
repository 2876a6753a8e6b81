"""A gateway on loopback that keeps what it took, fails, stalls, and forgets to answer."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """`plan` is what becomes of the next requests: "ok", a status, "refuse" (a 200 that says no), "lost" (taken, no answer in time)."""

    def __init__(self):
        self.taken, self.keys, self.plan, self.stall = [], [], [], 2.0
        self.waiting = threading.Event()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                gateway.answer(self)

            do_GET = do_POST

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        fate = self.plan.pop(0) if self.plan else "ok"
        if fate in ("ok", "lost"):
            self.take(request, body)
        if fate == "lost":
            self.waiting.set()
            time.sleep(self.stall)
        said = json.dumps({"errcode": 310000 if fate == "refuse" else 0, "code": "E" if fate == "refuse" else "OK"}).encode()
        try:
            request.send_response(fate if isinstance(fate, int) else 200)
            request.send_header("Content-Length", str(len(said)))
            request.end_headers()
            request.wfile.write(said)
        except OSError:
            pass  # the other side has hung up

    def take(self, request, body):
        """As a gateway does that knows the key: what came before under the same is not taken again."""
        key = request.headers.get("Idempotency-Key")
        self.keys.append(key)
        if self.keys.count(key) == 1:
            self.taken.append((request.path, body))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
