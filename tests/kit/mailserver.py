"""A real SMTP server on a port of its own, which keeps what it gets and answers as it is told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


@dataclass
class Post:
    """`mails` with the envelope's recipients. `answers` are given to DATA, one a mail, then 250;
    "drop" closes the line instead, after the mail was kept. `refused` are recipients with 550."""

    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    hello: str = "250 here"
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for _, mail in self.mails]


class Talk(socketserver.StreamRequestHandler):
    post: Post

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.post.connections += 1
        self.say("220 test ESMTP")
        to: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(" ")[0].split(":")[0].upper()
            if verb in ("EHLO", "HELO"):
                self.say(self.post.hello)
            elif verb == "RCPT":
                address = word[word.index("<") + 1 : word.index(">")]
                bad = address in self.post.refused
                to += [] if bad else [address]
                self.say("550 no such user" if bad else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take(to):
                    return
                to = []
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, to: list[str]) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        answer = self.post.answers.pop(0) if self.post.answers else "250 kept"
        if answer == "drop" or answer.startswith("250"):
            parsed = message_from_bytes(b"".join(lines), policy=policy.default)
            self.post.mails.append((to, cast(EmailMessage, parsed)))
        if answer == "drop":
            return False
        self.say(answer)
        return True


@contextmanager
def listening() -> Iterator[Post]:
    """The server, as long as the block lasts."""
    post = Post()
    handler: Callable[..., Any] = type("Handler", (Talk,), {"post": post})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
