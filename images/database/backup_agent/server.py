"""Serves a repository by HTTPS, as manager/backup/agent-protocol.ts says."""

import json
import re
import select
import ssl
import sys
import traceback
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from urllib.parse import parse_qs

from backup_agent.program import Failed, Refused

# How long a client may be silent.
SILENCE_S = 30
MOST_BYTES = 16 * 1024 * 1024
# So much of a body that is too large is read all the same: who still sends would not read the answer.
MOST_IGNORED = 4 * MOST_BYTES
KINDS = ("full", "diff", "incr")


class Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address, repository, is_well):
        super().__init__(address, Handler)
        self.repository = repository
        self.is_well = is_well
        self.context = None

    def read_certificates(self, files):
        """For new connections. Who shows a certificate of another authority gets none."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files["certificate"], files["key"])
        context.load_verify_locations(files["authorities"])
        # Whether one is asked for depends on the request.
        context.verify_mode = ssl.CERT_OPTIONAL
        self.context = context

    def handle_error(self, request, client_address):
        error = sys.exception()
        # A client that is gone, or of another authority, is its own matter.
        if not isinstance(error, OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S

    def setup(self):
        # In the connection's own thread, so that a slow client holds nobody up.
        self.request.settimeout(SILENCE_S)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self):
        super().finish()
        self.request.close()

    def is_waiting(self):
        """Whether the client still waits for the answer."""
        poll = select.poll()
        poll.register(self.connection, select.POLLRDHUP)
        return not poll.poll(0)

    def answer(self):
        try:
            status, document = self.carry_out(self.body())
        except Refused as refused:
            status, document = refused.status, {"error": str(refused)}
        except Failed as failed:
            status, document = 500, {"error": str(failed)}
        except (ConnectionError, TimeoutError, ssl.SSLError):
            # The client is gone, or silent.
            self.close_connection = True
            return
        except Exception:
            traceback.print_exc()
            status, document = 500, {"error": "internal error; the container's log has more"}
        self.send(status, document)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def body(self):
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]{1,18}", length):
            self.close_connection = True
            raise Refused(400, "a body needs a Content-Length")
        left = int(length)
        if left <= MOST_BYTES:
            body = self.rfile.read(left)
            if len(body) < left:
                raise ConnectionAbortedError("the client is gone")
            return body
        self.close_connection = True
        while left > 0 and left > int(length) - MOST_IGNORED and self.rfile.read(min(left, 65536)):
            left -= 65536
        raise Refused(413, f"a body may have {MOST_BYTES} bytes")

    def carry_out(self, body):
        path, _, query = self.path.partition("?")
        if (self.command, path) == ("GET", "/health"):
            is_well = self.server.is_well()
            return (200 if is_well else 503), {"well": is_well}
        if not self.connection.getpeercert():
            raise Refused(403, "a client certificate of the cluster is needed")
        _, area, name = [*path.split("/", 2), "", ""][:3]
        repository = self.server.repository
        match self.command, area:
            case "GET", "state" if path == "/state":
                return 200, repository.state(self.is_waiting)
            case "POST", "stanzas":
                repository.make_stanza(self.is_waiting, self.stanza(name))
                return 200, {}
            case "POST", "backups":
                repository.back_up(self.stanza(name), self.kind(query))
                return 202, {}
            case "POST", "verifications":
                repository.verify(self.stanza(name))
                return 202, {}
            case "GET", "archive":
                return 200, repository.archived_log(self.is_waiting, self.stanza(name))
            case "GET", "histories":
                return 200, repository.histories(self.is_waiting, self.stanza(name))
            case "GET", "files" if path == "/files/":
                return 200, repository.files(self.is_waiting)
            case "GET", "files":
                return 200, repository.file(self.is_waiting, self.file(name))
            case "PUT", "files":
                repository.put_file(self.is_waiting, self.file(name), body)
                return 200, {}
            case "DELETE", "files":
                repository.remove_file(self.is_waiting, self.file(name))
                return 200, {}
        raise Refused(404, f"there is no {self.command} {path}")

    def stanza(self, name):
        known = self.server.repository.archives
        if name in known:
            return name
        if "/" in name:
            raise Refused(400, "a stanza's name has no slash")
        raise Refused(404, f"there is no stanza {name!r}: {', '.join(known)} are")

    def kind(self, query):
        kind = parse_qs(query).get("type", [""])[0]
        if kind in KINDS:
            return kind
        raise Refused(400, f"type is {kind!r}: {', '.join(KINDS)} are allowed")

    def file(self, name):
        if re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,127}", name):
            return name
        raise Refused(400, "a file's name is of a to z, 0 to 9, dots and hyphens, at most 128 of them")

    def send(self, status, document):
        is_file = isinstance(document, bytes)
        content = document if is_file else json.dumps(document).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/octet-stream" if is_file else "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def send_error(self, code, message=None, explain=None):
        self.close_connection = True
        self.send(code, {"error": message or self.responses[code][0]})

    def log_message(self, *_):
        # Errors are told to whoever asked.
        pass
