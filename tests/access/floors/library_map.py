"""Things of the curriculum map: a node, and what a teacher set out to find."""

from datetime import timedelta

from sqlalchemy import select

from repository.map import asking
from repository.map.asking import Wish
from school.curriculum.models import CurriculumNode, Programme
from suite import clock
from suite.db import db
from tests.access.scene import Scene


def build(scene: Scene) -> None:
    """A request for TOAN.6.02; TOAN.6.01 is what addresses ask for."""
    nodes = select(CurriculumNode).where(CurriculumNode.code.in_(("TOAN.6.01", "TOAN.6.02")))
    asked, other = db.session.scalars(nodes.order_by(CurriculumNode.code))
    due = clock.today() + timedelta(days=7)
    wish = Wish(scene.people["tea"].id, due, "any", "")
    row = asking.ask(scene.own_school, other, wish, wish.person_id)  # so nobody is told
    scene.args |= {("nodes.show", "uid"): asked.uid, ("map.ask", "uid"): asked.uid}
    scene.args |= {("map.close", "uid"): row.uid, "subject": "TOAN", "grade": 6}
    here = {"unit": scene.own_school.id}
    for endpoint in ("index", "tree", "gaps", "year", "ask"):
        scene.queries[f"map.{endpoint}"] = here
    scene.forms["map.ask"] = {
        "person": scene.people["te2"].id, "wanted": "any", "due": due.isoformat(),
    }  # fmt: skip
    now = db.session.get_one(Programme, asked.programme_id)
    gone = CurriculumNode(
        programme_id=_older(now), code="TOAN.6.00", level="topic", subject_code="TOAN", grade=6,
        name="Chủ đề cũ", position=1, periods=None,
    )  # fmt: skip
    db.session.add(gone)
    db.session.commit()
    scene.args |= {("programme.correct", "uid"): asked.uid, ("programme.move", "uid"): gone.uid}
    scene.args["programme_id"] = now.id
    scene.args["report"] = "TR"
    scene.args["form"] = "csv"
    for endpoint in ("index", "counter", "classes", "grades", "nodes"):
        scene.queries[f"counts.{endpoint}"] = here
    scene.forms["programme.move"] = {"to": "TOAN.6.02"}
    scene.forms["programme.apply"] = {"table": "code", "former": now.id}


def _older(now: Programme) -> int:
    """A version from before the present one."""
    start = now.valid_from - timedelta(days=1)
    row = Programme(
        code=now.code, version="cũ", name=now.name, citation=now.citation, valid_from=start,
        valid_to=now.valid_from,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row.id
