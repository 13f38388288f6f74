"""A metadata service on port 8999 of the loopback interface, with one role and credentials that are made up."""

import datetime
import http.server
import json


class Roles(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.answer(404, b"")

    def do_GET(self):
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        document = {
            "Code": "Success",
            "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "SecretAccessKey": "x" * 40,
            "Token": "t" * 40,
            "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        is_list = self.path.endswith("/security-credentials/")
        self.answer(200, b"app" if is_list else json.dumps(document).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 8999), Roles).serve_forever()
