"""Looking at many links: in turns, politely, and only while the internet is there at all."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from repository.catalogue import rules as works
from repository.catalogue.events import WorkChecked
from repository.catalogue.models import Work
from repository.links import fetching, rules, telling
from repository.links.models import Link
from repository.links.rules import OFFLINE, Seen
from suite import clock
from suite.db import db
from suite.events import publish as tell
from suite.settings import current_settings

BETWEEN, BETWEEN_FAILURES = timedelta(days=7), timedelta(days=1)
MOST_AT_ONCE = 300
LONGEST = 300.0  # seconds of a round, so that files do not wait long for the same worker
PAUSE = 2.0  # seconds between two questions to one host
_NO_SIGN = frozenset({"no_host", "no_answer", "slow"})

Look = Callable[[str], Seen]
Progress = Callable[[int, int], None]


def due(most: int = MOST_AT_ONCE) -> list[int]:
    """The links whose turn it is, those never looked at first."""
    now = clock.now()
    turn = or_(
        Link.checked_at.is_(None),
        Link.checked_at < now - BETWEEN,
        (Link.failures > 0) & (Link.checked_at < now - BETWEEN_FAILURES),
    )
    query = select(Link.id).join(Work, Work.id == Link.work_id)
    query = query.where(turn, Work.state != works.WITHDRAWN)
    query = query.order_by(Link.checked_at.asc().nulls_first(), Link.id).limit(most)
    return list(db.session.scalars(query))


class Round:
    """One round of looking. `look`, `reaches` and `sleep` are given by tests."""

    def __init__(
        self,
        look: Look | None = None,
        reaches: Callable[[], bool] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        settings = current_settings()
        limits = fetching.Limits(private=settings.links_private)
        self._look = look or (lambda url: fetching.look(url, limits))
        self._reaches = reaches or (lambda: fetching.reaches(settings.reach_hosts))
        self._sleep = sleep
        self._asked: dict[str, float] = {}
        self._online: bool | None = None

    def run(self, ids: Iterable[int], progress: Progress) -> dict[str, int]:
        """Look at each link and commit what it means; counts by state. No transaction is open
        while a server is asked. What the time does not suffice for is due all the same."""
        query = select(Link.id, Link.url, Link.host).where(Link.id.in_(list(ids)))
        rows = [(row.id, row.url, row.host) for row in db.session.execute(query.order_by(Link.id))]
        db.session.commit()
        counts, died = dict.fromkeys(rules.STATES, 0), list[int]()
        ends = time.monotonic() + LONGEST
        for number, (link_id, url, host) in enumerate(_in_turns(rows)):
            progress(number, len(rows))
            if time.monotonic() > ends:
                break
            before, state = _note(link_id, self._seen(url, host))
            if state is not None:
                counts[state] += 1
            if state == rules.DEAD != before:
                died.append(link_id)
        telling.died(died)
        db.session.commit()
        progress(len(rows), len(rows))
        return counts

    def _seen(self, url: str, host: str) -> Seen:
        if self._online is False:
            return Seen(OFFLINE)
        self._wait(host)
        seen = self._look(url)
        if seen.code not in _NO_SIGN:
            self._online = True
        elif self._online is None:
            self._online = self._reaches()
        return seen if self._online else Seen(OFFLINE)

    def _wait(self, host: str) -> None:
        left = self._asked.get(host, -PAUSE) + PAUSE - time.monotonic()
        if host in self._asked and left > 0:
            self._sleep(left)
        self._asked[host] = time.monotonic()


def _in_turns(rows: list[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """A link of each host in turn, so that no host is asked twice in a row while others wait."""
    hosts: dict[str, deque[tuple[int, str, str]]] = defaultdict(deque)
    for row in rows:
        hosts[row[2]].append(row)
    turn = deque(hosts.values())
    while turn:
        waiting = turn.popleft()
        yield waiting.popleft()
        if waiting:
            turn.append(waiting)


def _note(link_id: int, seen: Seen) -> tuple[str | None, str | None]:
    """Keep what a look means; the state before and now, None for a link that is gone from the
    catalogue."""
    query = select(Link).where(Link.id == link_id).options(joinedload(Link.work))
    row = db.session.scalar(query.with_for_update(of=Link))
    if row is None:
        return None, None
    now, before = clock.now(), (row.state, row.alive_at)
    row.state, row.failures = rules.judged(row.state, row.failures, seen)
    if seen.code != OFFLINE or row.checked_at is None:
        row.code, row.status, row.checked_at = seen.code, seen.status, _when(now, seen)
    if not seen.code:
        row.alive_at = now
    state = row.state
    if row.work.state == works.PUBLISHED and before != (row.state, row.alive_at):
        tell(WorkChecked(row.work_id))
    db.session.commit()
    return before[0], state


def _when(now: datetime, seen: Seen) -> datetime | None:
    """A look without the internet is no look: the next one comes as soon as it can."""
    return None if seen.code == OFFLINE else now
