"""Four writers at once lose no update, on both databases."""

from threading import Thread

from flask import Flask
from sqlalchemy import select

from suite import clock
from suite.db import db
from suite.files import FileRow

WRITERS, UPDATES = 4, 50


def test_no_update_is_lost(dbapp: Flask) -> None:
    db.session.add(FileRow(sha256="0" * 64, size=0, media_type="x/y", created_at=clock.now()))
    db.session.commit()
    failures: list[BaseException] = []

    def write() -> None:
        try:
            with dbapp.app_context():
                for _ in range(UPDATES):
                    row = db.session.scalars(select(FileRow).with_for_update()).one()
                    row.size += 1
                    db.session.commit()
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert db.session.scalars(select(FileRow.size)).one() == WRITERS * UPDATES
