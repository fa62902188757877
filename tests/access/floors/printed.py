"""Printed books of the own school: a copy on loan to the pupil, one that stands, a count."""

import io

from sqlalchemy import select

from repository.catalogue.models import Work
from repository.printed import (
    lending,
    lines,
    print_lists,
    queue,
    readers,
    stocktaking,
    taking,
    visits,
)
from repository.printed.lines import Ground
from repository.printed.loan_models import Hold, Loan
from repository.printed.models import Copy
from suite import clock
from suite.db import db
from tests.access.scene import Scene
from tests.kit.make_print import HEAD, row, workbook

LATER = ("registers.say", "registers.copy", "registers.correct")


def build(scene: Scene) -> None:
    """Two titles: of one both copies are out, and the pupil waits for it."""
    keeper, unit = scene.people["lib"].id, scene.own_school
    rows = [HEAD, row("Tắt đèn", "TK-1"), row("Chí Phèo", "TK-2"), row("Lão Hạc", "TK-3")]
    found, _faults = lines.read(rows, Ground("reference", clock.today()))
    done = taking.take(unit.id, found, keeper, "so.xlsx")
    copies = list(db.session.scalars(select(Copy).order_by(Copy.serial)))
    lending.lend(copies[0], readers.reader(unit, scene.people["stu"].id), keeper)
    lending.lend(copies[1], readers.reader(unit, scene.people["tea"].id), keeper)
    queue.ask(db.session.get_one(Work, copies[1].work_id), scene.people["stu"].id)
    visit = visits.count(unit.id, clock.today(), 3, keeper, hour=9, class_id=None)
    job = print_lists.begin(unit.id, print_lists.REGISTER, {}, keeper)
    job.state, job.result = "done", print_lists.kept(b"PK", "application/zip", "so.xlsx", 1)
    count = stocktaking.begin(unit.id, "Đợt 1", "", "", keeper)
    scene.args |= {
        "unit_id": scene.args.get("unit_id", unit.id),
        "copy_id": copies[0].id,
        "stocktake_id": count.id,
        "visit_id": visit.id,
        ("print_lists.made", "job_id"): job.id,
        ("print_lists.file", "job_id"): job.id,
        "loan_id": db.session.scalars(select(Loan.id).order_by(Loan.id)).first(),
        "hold_id": db.session.scalars(select(Hold.id)).one(),
        "import_id": scene.args.get("import_id", 0),
        ("printed.undo", "import_id"): done.import_id,
        ("class_sets.form", "class_id"): scene.own_class.id,
        ("class_sets.lend", "class_id"): scene.own_class.id,
        ("loans.hold", "uid"): db.session.get_one(Work, copies[1].work_id).uid,
    }
    scene.args |= {(endpoint, "copy_id"): copies[2].id for endpoint in LATER}
    scene.queries["labels.sheets"] = {"numbers": "TK-1"}
    scene.forms |= {
        "printed.preview": lambda: {"file": (io.BytesIO(workbook([row("Mới")])), "so.xlsx")},
        "printed.add": {"title": "Dế Mèn", "stock": "TN"},
        "desk.scan": {"code": "TK-3", "reader": scene.people["stu"].id},
        "desk.take_back": {"code": "TK-1"},
        "class_sets.lend": {
            "codes": "TK-3", "pupil": scene.people["stu"].id, "due_on": clock.today().isoformat(),
        },
        "registers.say": {"state": "lost"},
        "stock.begin": {"name": "Đợt 2"},
        "stock.scan": {"code": "TK-3"},
        "stock.write_off": {
            "codes": "TK-3", "document": "QĐ 1", "on": clock.today().isoformat(), "reason": "Rách",
        },
        "loans.settle": {
            **{f"{role}-{name}": "3" for role in ("student", "teacher", "staff")
               for name in ("days", "most", "renewals")},
            "forget_days": "0", "hold_days": "3", "most_holds": "5", "late_allowed": "0",
        },
        "visits.count": {"number": "30", "on": clock.today().isoformat()},
        "visits.correct": {"number": "4"},
    }  # fmt: skip
