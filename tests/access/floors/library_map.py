"""Things of the curriculum map: a node, and what a teacher set out to find."""

from datetime import timedelta

from sqlalchemy import select

from repository.map import asking
from repository.map.asking import Wish
from school.curriculum.models import CurriculumNode
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
