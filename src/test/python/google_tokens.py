"""What Google's unmodified SDKs make of their environment.

Arguments: the way to a token (default, storage or identity), and how many tokens to see expire.
"""

import datetime
import http.server
import json
import sys
import threading

import google.auth
from google.auth import compute_engine
from google.auth.transport.requests import Request
from google.cloud import storage

import rounds

AUDIENCE = "https://service.example"


def utc(expiry):
    return expiry.replace(tzinfo=datetime.timezone.utc)


def default(count):
    """Application default credentials, used before each request as all client libraries do."""
    credentials, project = google.auth.default()

    def ask():
        headers = {}
        credentials.before_request(Request(), "GET", "https://service.example/", headers)
        return headers["authorization"].removeprefix("Bearer "), utc(credentials.expiry)

    rounds.run("google-auth", count, ask, lambda: {"project": project, "email": credentials.service_account_email})


def storage_client(count):
    """A client library made from nothing but the environment, with a server of our own in the place of Cloud Storage."""
    with Storage() as server:
        client = storage.Client(client_options={"api_endpoint": server.address})

        def ask():
            names = [bucket.name for bucket in client.list_buckets()]
            assert names == ["bucket"], names
            return server.authorization.removeprefix("Bearer "), utc(client._credentials.expiry)

        def describe():
            return {"project": client.project, "email": client._credentials.service_account_email}

        rounds.run("google-cloud-storage", count, ask, describe)


def identity(count):
    """ID tokens, from the identity endpoint of the metadata server."""
    credentials = compute_engine.IDTokenCredentials(Request(), AUDIENCE, use_metadata_identity_endpoint=True)

    def ask():
        if not credentials.valid:
            credentials.refresh(Request())
        return credentials.token, utc(credentials.expiry)

    rounds.run("google-auth", count, ask, lambda: {})


class Storage(http.server.ThreadingHTTPServer):
    """Answers everything with a listing of one bucket and keeps the last authorization."""

    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.authorization = self.headers["Authorization"]
            body = json.dumps({"kind": "storage#buckets", "items": [{"id": "bucket", "name": "bucket"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.authorization = None
        self.address = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()


if __name__ == "__main__":
    ways = {"default": default, "storage": storage_client, "identity": identity}
    ways[sys.argv[1]](int(sys.argv[2]))
