"""Follows the links of pages as a person would."""

import re
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select

from school.people.models import Person
from suite.db import db

LINK = re.compile(r'(?:href|src)="([^"]+)"')
SAME_SHAPE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/map/)[A-Z]+|(?<=/QR/)[A-Z]+|(?<=/id/)\w+"
)
MOST, OF_A_SHAPE = 300, 2


# Who of the demonstration town walks; a vice-principal sees what a principal sees.
ACCOUNTS = {
    "student": "hocsinh",
    "teacher": "giaovien",
    "librarian": "thuthu",
    "principal": "hieutruong",
    "administrator": "quantri",
    "guardian": "phuhuynh",
    "invigilator": "giamthi",
    "school_administrator": "quantritruong",
    "commune_officer": "canbo",
    "province_officer": "canboso",
    "inspector": "thanhtra",
}


def one_with(role: str) -> Person:
    """Somebody of the town whose widest role this is."""
    return db.session.scalars(select(Person).where(Person.username == ACCOUNTS[role])).one()


def shape(url: str) -> str:
    """An address with its numbers made alike."""
    return SAME_SHAPE.sub("N", urlsplit(url).path)


def follow(client: FlaskClient) -> dict[str, int]:
    """The status of every address of ours that links from the first page reach, few of a shape."""
    seen: dict[str, int] = {}
    met: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        answer = client.get(url)
        seen[url] = answer.status_code
        if answer.mimetype != "text/html":
            continue
        for link in LINK.findall(answer.text):
            parts = urlsplit(urljoin(url, urldefrag(unescape(link)).url))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            known = parts.netloc or parts.path.startswith("/static") or target in seen
            if known or target in waiting or met.get(shape(target), 0) >= OF_A_SHAPE:
                continue
            met[shape(target)] = met.get(shape(target), 0) + 1
            waiting.append(target)
    return seen
