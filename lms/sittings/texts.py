"""What can go wrong with sittings, in words."""

from flask_babel import gettext

from lms.sittings.rules import NotPossible
from lms.sittings.taking_in import Fault


def reason(error: NotPossible) -> str:
    """Why something cannot be done."""
    about = error.about
    return {
        "closed": gettext("The exam is closed; its sittings stay as they were."),
        "shown": gettext("Pupils have seen the key; the exam cannot be opened again."),
        "draft": gettext("Make the papers first."),
        "window": gettext("The sitting must end after it begins."),
        "name": gettext("There is one of that name already."),
        "has_rooms": gettext("Take its rooms away first."),
        "has_candidates": gettext("Candidates sit there. Move them first."),
        "fewer_seats": gettext("Candidates sit on seats up to number %(n)s.", n=about.get("taken")),
        "classes": gettext("Choose classes of the school."),
        "no_rooms": gettext("Add sittings and rooms first."),
        "started": gettext("Somebody has started already; move single candidates instead."),
        "seats": gettext("%(n)s seats are lacking.", n=about.get("lacking")),
        "number": gettext("The candidate numbers would be too long."),
        "not_here": gettext("The candidate or the room is not of this exam."),
        "full": gettext("Room %(room)s is full.", room=about.get("room")),
        "nobody_seated": gettext("Give the candidates their seats first."),
        "over": gettext("The attempt is over."),
        "none_open": gettext("Nobody is working there."),
    }[error.code]


def fault(one: Fault) -> str:
    """What is wrong with a line of a list."""
    columns = {
        "username": gettext("User name"),
        "number": gettext("Candidate number"),
        "room": gettext("Exam room"),
        "place": gettext("Seat"),
    }
    said = {
        "too_large": gettext("the file is larger than 2 MB"),
        "not_utf8": gettext("the file is no UTF-8 text; save it as CSV UTF-8"),
        "not_csv": gettext("the file is no CSV table"),
        "header": gettext("the first line must name the columns “Tên đăng nhập” and “Phòng thi”"),
        "too_many": gettext("the file has more than 5,000 lines"),
        "nobody": gettext("no candidate of this exam has this user name"),
        "twice": gettext("stands there twice"),
        "started": gettext("has started already"),
        "no_room": gettext("no room of this exam has this name, or several sittings have it"),
        "full": gettext("the room is full"),
        "too_long": gettext("longer than 20 characters"),
        "no_number": gettext("is no number of a seat"),
    }[one.code]
    where = gettext("Line %(n)s", n=one.line)
    column = f", {columns[one.column]}" if one.column else ""
    value = f" “{one.value[:40]}”" if one.value else ""
    return f"{where}{column}{value}: {said}"
