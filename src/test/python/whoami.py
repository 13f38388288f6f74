"""A web server on port 8169 of all addresses, which says who asks, and for which host."""

import http.server
import socket


class WhoAmI(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        address = self.client_address[0].removeprefix("::ffff:")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{address} asks {self.headers['Host']}".encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


Server(("::", 8169), WhoAmI).serve_forever()
