"""A stub mail server on the loopback: it keeps what it receives, or refuses it."""

import email
import email.policy
import socketserver
import threading
from contextlib import contextmanager


class SmtpServer(socketserver.ThreadingTCPServer):
    """mails: what arrived. refuses: the answer to the next messages, empty to accept them. hangs_up: no answer."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails, self.refuses, self.hangs_up = [], "", False

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.hangs_up:
            return
        self.say("220 stub")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.receive()
            else:
                self.say({"QUIT": "221 bye", "EHLO": "250 stub"}.get(verb, "250 ok"))
                if verb == "QUIT":
                    return

    def receive(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server.refuses:
            self.say(self.server.refuses)
            return
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self.say("250 kept")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(settings):
    """Serve a stub, and have Django send its mails there."""
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.HAS_MAIL, settings.EMAIL_TIMEOUT = True, 5
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
