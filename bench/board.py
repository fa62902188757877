"""The invigilator's board: 2,000 candidates who save answers, without and with ten boards open.

Each board asks every four seconds for what changed, as its page does. Both rounds go to the same
server in one run; what counts is the ratio of the saves' p99.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import insert, select

from bench import paced, saves
from bench.paced import Outcome
from bench.rows import Row
from bench.world import World, attempts, entries, exam, pupils, world
from lms.exams.models import Candidate, Exam
from lms.sittings import service
from lms.sittings.models import Seat
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit.client import session_key

CANDIDATES, ROOMS, BOARDS = 2000, 50, 10
EVERY, ROUNDS, LOOK = 10.0, 4, 4.0


def run() -> list[Row]:
    """One row for each database: the ratio, with both times beside it."""
    return [row for kind in ("postgresql", "sqlite") for row in _measured(kind)]


def _measured(kind: str) -> list[Row]:
    with world(kind) as house:
        of = exam()
        people = pupils(CANDIDATES, of.school_id)
        entries(of, people)
        tokens = attempts(of, people)
        watched = boards(of, house)
        savers = [saves.browser(token) for token in tokens]
        alone = paced.run("127.0.0.1", house.port, savers, every=EVERY, rounds=ROUNDS)
        again = [later(make_one) for make_one in savers]
        lookers = [looker(*one) for one in watched]
        together, looks = asyncio.run(_both(house.port, again, lookers))
    before, after = alone.percentile(0.99), together.percentile(0.99)
    first = f"without {before:.0f} ms, with {after:.0f} ms"
    errors = f"errors {alone.errors + together.errors + looks.errors}"
    asked = f"{sum(looks.statuses.values())} looks, median {looks.percentile(0.5):.0f} ms"
    name = f"board, {kind}, {BOARDS} boards of {CANDIDATES:,} candidates"
    return [
        Row(f"{name}: ratio of the saves' p99", f"{after / before:.2f}", "reported",
            f"{first}; {errors}"),
        Row(f"{name}: p99 of a look", f"{looks.percentile(0.99):.0f} ms", "reported", asked),
    ]  # fmt: skip


async def _both(
    port: int, savers: list[Callable[[int], bytes]], lookers: list[Callable[[int], bytes]]
) -> tuple[Outcome, Outcome]:
    rounds = int(EVERY * ROUNDS / LOOK)
    saving = paced.keep_on("127.0.0.1", port, savers, every=EVERY, rounds=ROUNDS, settle=3.0)
    looking = paced.keep_on("127.0.0.1", port, lookers, every=LOOK, rounds=rounds, settle=3.0)
    return await asyncio.gather(saving, looking)


def later(make_one: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """The same browser with the answers that come after those of the first round."""
    return lambda number: make_one(number + ROUNDS)


def looker(path: str, cookie: str) -> Callable[[int], bytes]:
    """A board that asks for everything first and then, as its page, for the last seconds."""

    def ask(number: int) -> bytes:
        since = 0 if number == 0 else int((clock.now().timestamp() - LOOK - 3) * 1000)
        head = f"GET {path}?since={since} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: session={cookie}"
        return f"{head}\r\n\r\n".encode()

    return ask


def boards(of: Exam, house: World) -> list[tuple[str, str]]:
    """Fifty rooms in one sitting with everybody on a seat; the address of each board of the
    sitting that a head watches, and the head's cookie."""
    now = clock.now()
    window = {"opens_at": now, "closes_at": now + timedelta(hours=2), "mode": "supervised"}
    sitting = service.add_sitting(of.id, {"name": "Ca 1", **window})
    fields = {"seats": 100, "access_code": "", "networks": ""}
    rooms = [service.add_room(sitting, {**fields, "name": f"Phòng {n}"}, []) for n in range(ROOMS)]
    ids = list(db.session.scalars(select(Candidate.id).where(Candidate.exam_id == of.id)))
    each = -(-len(ids) // ROOMS)
    rows = [
        {"school_id": of.school_id, "candidate_id": one, "room_id": rooms[n // each].id,
         "place": n % each + 1}
        for n, one in enumerate(ids)
    ]  # fmt: skip
    db.session.execute(insert(Seat), rows)
    of.organised = True
    db.session.commit()
    head = make.person("Hiệu Phó", "vice_principal", of.course.school_class.school)
    session = {"_user_id": session_key(head), "_fresh": True}
    signer = house.app.session_interface.get_signing_serializer(house.app)  # type: ignore[attr-defined]
    path = f"/sittings/watch/{sitting.uid}/board.json"
    cookie = signer.dumps(session)
    db.session.rollback()
    return [(path, str(cookie))] * BOARDS
