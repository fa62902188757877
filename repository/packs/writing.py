"""Writing a pack: a ZIP with its files by hash, a manifest, and a page that needs no server."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy import select

from repository.catalogue.models import Alignment, Work, WorkFile
from repository.fixity.service import examine
from repository.ingest.sniff import clean_name
from repository.packs import rules
from repository.packs.choosing import Chosen, Part
from repository.packs.keys import signing_key
from repository.packs.manifest import FORMAT, VERSION, Manifest, PackedWork, Unit
from repository.packs.manifest import File as PackedFile
from repository.packs.models import Pack
from repository.packs.signature import signed
from school.api import CurriculumNode
from suite import clock, files
from suite.db import db
from suite.text import fold
from suite.web import STATIC

_WHEN = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


@dataclass(frozen=True)
class Shown:
    """A work on the page of a pack: what is found by its folded words, and where it is opened."""

    work: PackedWork
    place: str
    folded: str
    cover: str | None


class Broken(Exception):
    """A stored file is not what was stored; `work_id` is the work that needs it."""

    def __init__(self, work_id: int) -> None:
        super().__init__(work_id)
        self.work_id = work_id


def write(target: Path, pack: Pack, chosen: Chosen, progress: Callable[[int, int], None]) -> None:
    """Write the ZIP, signed with the key of its unit. Raises Broken before a broken file is
    written."""
    key = signing_key(pack.unit_id)
    said = _manifest(pack, chosen, _nodes([part.work_id for part in chosen.parts]))
    pairs = list(zip(said.works, chosen.parts, strict=True))
    with zipfile.ZipFile(target, "w", allowZip64=True) as held:
        text = said.model_dump_json(indent=1).encode()
        held.writestr(_info(rules.MANIFEST, zipfile.ZIP_DEFLATED), text)
        page = index_page(said, chosen.parts).encode()
        held.writestr(_info(rules.INDEX, zipfile.ZIP_DEFLATED), page)
        proof = signed(key, text, page)
        held.writestr(_info(rules.SIGNATURE, zipfile.ZIP_DEFLATED), proof)
        for number, (work, part) in enumerate(pairs, start=1):
            contents = {file.path: file.sha256 for file in work.files}
            if work.cover:
                contents[rules.cover(work.cover)] = work.cover
            for name in sorted(set(contents) - set(held.namelist())):
                _put(held, name, contents[name], part.work_id)
            progress(number, len(pairs))


def index_page(said: Manifest, parts: Any) -> str:
    """The page that opens from a stick: list, search without marks over the letters, no server."""
    shown = [
        Shown(
            work,
            part.place,
            fold(" ".join([work.title, *work.creators])),
            rules.cover(work.cover) if work.cover else None,
        )
        for work, part in zip(said.works, parts, strict=True)
    ]
    style = (STATIC / "css" / "pack.css").read_text(encoding="utf-8")
    script = (STATIC / "js" / "repository" / "pack.js").read_text(encoding="utf-8")
    page = current_app.jinja_env.get_template("repository/packs/offline.html")
    with force_locale("vi"):
        return page.render(
            pack=said,
            shown=shown,
            style=Markup("<style>\n{}</style>").format(Markup(style)),  # noqa: S704 (our file)
            script=Markup("<script>\n{}</script>").format(Markup(script)),  # noqa: S704 (our file)
        )


def _put(held: zipfile.ZipFile, name: str, sha256: str, work_id: int) -> None:
    db.session.commit()  # no transaction is open while files are read
    place = files.store().path(sha256)
    found = examine(place, 0)
    if found is None or found[0] != sha256:
        raise Broken(work_id)
    info = _info(name, zipfile.ZIP_STORED)
    info.file_size = found[1]
    with place.open("rb") as source, held.open(info, "w") as sink:
        shutil.copyfileobj(source, sink, files.CHUNK)


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _WHEN)
    info.external_attr, info.compress_type = _MODE, method
    return info


def _manifest(pack: Pack, chosen: Chosen, nodes: dict[int, list[str]]) -> Manifest:
    return Manifest(
        format=FORMAT,
        version=VERSION,
        uid=pack.uid,
        title=_plain(pack.title),
        description=_plain(pack.description, lines=True),
        made_at=clock.now(),
        unit=Unit(uid=pack.unit.uid, name=_plain(pack.unit.name)),
        works=[
            _packed(chosen.works[part.work_id], part, nodes.get(part.work_id, []))
            for part in chosen.parts
        ],
    )


def _packed(work: Work, part: Part, nodes: list[str]) -> PackedWork:
    creators = [_plain(name) for name in work.creators[:20]]
    holder = work.unit.name if work.licence == "own" else ", ".join(creators)
    return PackedWork(
        uid=work.uid,
        title=_plain(work.title) or "–",
        creators=creators,
        kind=work.kind,
        subject=work.subject_code,
        grades=list(work.grades),
        language=work.language,
        description=_plain(work.description, lines=True),
        licence=work.licence,
        rights_holder=_plain(holder)[:400],
        unit=_plain(work.unit.name),
        nodes=nodes,
        cover=work.cover_sha256,
        files=[_file(file) for file in work.files],
        part=part.part,
        note=_plain(part.note, lines=True),
    )


def _file(file: WorkFile) -> PackedFile:
    name = clean_name(file.name)
    return PackedFile(
        sha256=file.sha256,
        size=file.size,
        name=name,
        media_type=file.media_type,
        path=rules.entry(file.sha256, name),
    )


def _plain(text: str, *, lines: bool = False) -> str:
    """Without what a manifest may not hold: control characters and turns of direction."""
    kept = "\n\t" if lines else ""
    turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    text = text.replace("\r\n", "\n")
    return "".join(
        c if c in kept or (c >= " " and c != "\x7f" and c not in turns) else " " for c in text
    )


def _nodes(work_ids: list[int]) -> dict[int, list[str]]:
    """The codes of the confirmed nodes of works; one statement."""
    query = (
        select(Alignment.work_id, CurriculumNode.code)
        .join(CurriculumNode, CurriculumNode.id == Alignment.node_id)
        .where(Alignment.work_id.in_(work_ids), Alignment.confirmed_at.is_not(None))
        .order_by(Alignment.work_id, CurriculumNode.code)
    )
    found: dict[int, list[str]] = {}
    for work_id, code in db.session.execute(query):
        found.setdefault(work_id, []).append(code)
    return found
