"""Taking files in: staged, read apart from us, then catalogued whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO

from sqlalchemy import insert

from repository.catalogue import queries, rules
from repository.catalogue.models import ALIVE, Work, WorkFile, WorkPage
from repository.catalogue.service import Description, new_work, note, touch
from repository.fixity import healing
from repository.hooks import FORMAT_KIND, Extract, FileFormat, FormatError, Limits
from repository.ingest import isolate, laying, ocr, staging, virus
from repository.ingest.events import TextRead
from repository.ingest.models import DONE, REFUSED, WAITING, Upload
from repository.ingest.sniff import clean_name, identify
from suite import clock, files, jobs
from suite.db import db, new_uid
from suite.events import publish as tell
from suite.hooks import registry
from suite.settings import current_settings
from suite.text import nfc

COVER_LIMIT = 20 * 2**20
# Known kinds that have no reader yet; their refusal says so.
LATER = frozenset({"ppt", "doc", "xls", "zip"})
CAPTIONS, RECORDING = "captions", "media"
# What a recording is, until somebody describes it.
PROPOSED = {"audio": "audio", "video": "video"}
_SLIDES = "presentation"
PLAIN = Description(title="", kind="text", licence="unknown", audience=rules.SCHOOL)


def limits(kind: FileFormat | None = None) -> Limits:
    """What a reader may use in this installation; recordings may be larger than other files."""
    large = kind is not None and kind.viewer == RECORDING
    return Limits(file_size=most() if large else current_settings().max_upload)


def most() -> int:
    """The largest file of any kind, in bytes."""
    return max(current_settings().max_upload, current_settings().max_media)


def most_for(name: str) -> int:
    """The largest file of the kind that its name tells, in bytes."""
    suffix = Path(name).suffix.lower()
    return limits(next((kind for kind in formats() if suffix in kind.suffixes), None)).file_size


def receive(
    name: str,
    source: IO[bytes] | Path,
    *,
    unit_id: int,
    person_id: int,
    queue: bool = True,
    into: int | None = None,
) -> Upload:
    """Take a file from somebody; with `queue` the worker reads it. A refusal is in the row.

    A `source` of our own disk (its path) is not copied and stays with the caller.

    `into` is the id of a work to which captions are added.

    No transaction is open while the file is stored, so that nobody's saving waits for it.
    """
    db.session.commit()
    upload = Upload(
        uid=new_uid(),
        unit_id=unit_id,
        person_id=person_id,
        name=nfc(clean_name(name)),
        size=0,
        sha256="",
        state=WAITING,
        into_id=into,
        at=clock.now(),
    )
    try:
        kept = staging.put(upload.uid, source, most())
        upload.size, upload.sha256 = kept.size, kept.sha256
        _recognised(upload)
        if healing.heal(upload.sha256, staging.path(upload.uid), limits().file_size):
            upload.params = {"mended": 1}
        db.session.add(upload)
        _refuse_twice(upload)
        db.session.flush()
        upload.job_id = _queue(upload) if queue else None
    except FormatError as error:
        db.session.add(upload)
        _refuse(upload, error)
    db.session.commit()
    return upload


def take(
    upload: Upload,
    template: Description = PLAIN,
    *,
    patient: bool = False,
    renew: Callable[[], None] = lambda: None,
) -> Work | None:
    """Read what waits and catalogue it; None when it is refused, with the reason in the row.

    With `patient` a virus scanner that does not answer refuses nothing; raises virus.Silent then.
    No transaction is open while the file is read and stored.
    """
    place, name = staging.path(upload.uid), upload.name
    db.session.commit()
    try:
        kind, extract = read(place, name, renew)
        kept = stored(place, extract)
        db.session.refresh(upload, with_for_update=True)
        if upload.state != WAITING:
            return None
        _refuse_twice(upload)
        work = _catalogue(upload, kind, extract, kept, template)
    except FormatError as error:
        if patient and isinstance(error, virus.Silent):
            raise
        _refuse(upload, error)
        db.session.commit()
        return None
    db.session.commit()
    staging.drop(upload.uid)
    return work


def read(
    path: Path, name: str, renew: Callable[[], None] = lambda: None
) -> tuple[FileFormat, Extract]:
    """What a file is and holds, in a process of its own. `renew` is called between steps each of
    which ends before the lease of a job does. Raises FormatError."""
    kind = recognise(path, name)
    warnings = virus.ask(path, lenient=kind.viewer == RECORDING)
    extract = laying.laid_out(path, kind.name, isolate.extract(path, kind, limits(kind)), renew)
    return kind, replace(extract, warnings=(*extract.warnings, *warnings))


def recognise(path: Path, name: str) -> FileFormat:
    """The format of a file, by content, structure and name together. Raises FormatError."""
    try:
        kind = identify(path, name, formats(), replace(limits(), file_size=most()))
    except FormatError as error:
        suffix = Path(clean_name(name)).suffix.lstrip(".").lower()
        if error.code == "unknown_type" and suffix in LATER:
            raise FormatError("not_yet", suffix=suffix) from error
        raise
    if path.stat().st_size > limits(kind).file_size:
        raise FormatError("file_too_large", limit=limits(kind).file_size)
    return kind


def formats() -> list[FileFormat]:
    """The formats that this installation takes in."""
    return list(registry().kinds(FORMAT_KIND).values())


def give_up(upload: Upload) -> None:
    """Refuse a file at which the worker itself ended again and again."""
    _refuse(upload, FormatError("crashed"))
    db.session.commit()


def _queue(upload: Upload) -> int:
    job = jobs.enqueue("repository.take", owner_id=upload.person_id, upload_id=upload.id)
    db.session.flush()
    return job.id


def _recognised(upload: Upload) -> None:
    kind = recognise(staging.path(upload.uid), upload.name)
    if upload.into_id is not None and kind.viewer != CAPTIONS:
        raise FormatError("no_captions")


def _refuse_twice(upload: Upload) -> None:
    """A content that the unit has already is pointed at, not kept twice."""
    same = queries.same_content(upload.unit_id, upload.sha256)
    if same is not None:
        upload.work_id = same.work_id
        raise FormatError("mended" if upload.params else "duplicate")


def _refuse(upload: Upload, error: FormatError) -> None:
    upload.state, upload.code, upload.params = REFUSED, error.code, dict(error.params)
    staging.drop(upload.uid)


@dataclass(frozen=True)
class Kept:
    """The file, its cover and what viewers get of it, in the store; swept later where no work
    comes of it."""

    file: files.Stored
    cover: files.Stored | None
    shown: files.Stored | None


def stored(place: Path, extract: Extract) -> Kept:
    """Keep a file that was read, with what was made of it."""
    with place.open("rb") as source:
        file = files.store().put(source, most())
    return Kept(file, _put(extract.cover, COVER_LIMIT), _put(extract.shown, most()))


def _put(content: bytes | None, limit: int) -> files.Stored | None:
    return None if content is None else files.store().put(BytesIO(content), limit)


def _catalogue(
    upload: Upload, kind: FileFormat, extract: Extract, kept: Kept, template: Description
) -> Work:
    """The work with its file, pages and cover. Does not commit."""
    file = kept.file
    media_type = extract.media_type or kind.media_types[0]
    if media_type not in kind.media_types:
        raise FormatError("crashed")
    files.remember(file, media_type)
    work = _joined(upload) if upload.into_id else _made(upload, extract, template, media_type)
    work.cover_sha256 = work.cover_sha256 or remembered(kept.cover, "image/png")
    row = WorkFile(
        unit_id=upload.unit_id,
        work_id=work.id,
        sha256=file.sha256,
        name=upload.name,
        media_type=media_type,
        format=kind.name,
        size=file.size,
        pages=len(extract.pages),
        locked=extract.locked,
        warnings=list(extract.warnings),
        shown_sha256=remembered(kept.shown, extract.shown_type),
        shown_type=extract.shown_type or None,
        seconds=extract.seconds,
        position=queries.file_count(work.id),
        health=ALIVE,
        checked_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    keep_pages(row, extract)
    tell(TextRead(row.id))
    if ocr.NO_TEXT in row.warnings and ocr.offer(row) == ocr.READY:
        ocr.ask(row, upload.person_id)
    upload.state, upload.work_id = DONE, work.id
    return work


def _made(upload: Upload, extract: Extract, template: Description, media_type: str) -> Work:
    if template is PLAIN:
        kind = "slides" if _SLIDES in media_type else PROPOSED.get(media_type.split("/")[0])
        template = replace(template, kind=kind or template.kind)
    return new_work(upload.unit_id, upload.person_id, _described(upload, extract, template))


def _joined(upload: Upload) -> Work:
    """The work that gets a further file; who follows it is told."""
    work = db.session.get_one(Work, upload.into_id, with_for_update=True)
    if work.state == rules.WITHDRAWN:
        raise FormatError("no_captions")
    note(work, "captions_added", upload.person_id, text=upload.name)
    touch(work)
    return work


def keep_pages(row: WorkFile, extract: Extract) -> None:
    """The text of a file that has none yet. Does not commit."""
    pages = [
        {
            "work_id": row.work_id,
            "file_id": row.id,
            "page_no": page.page_no,
            "label": page.label[:200],
            "text": page.text.replace("\0", ""),
        }
        for page in extract.pages
    ]
    if pages:
        db.session.execute(insert(WorkPage), pages)


def remembered(kept: files.Stored | None, media_type: str) -> str | None:
    """The digest of what was kept, now that a row may name it. Does not commit."""
    if kept is None:
        return None
    files.remember(kept, media_type)
    db.session.flush()
    return kept.sha256


def _described(upload: Upload, extract: Extract, template: Description) -> Description:
    title = template.title or extract.title.strip() or Path(upload.name).stem
    told, found = template.language, extract.language[:2]
    return replace(
        template,
        title=title.replace("\0", "")[:300],
        creators=template.creators or tuple(name[:200] for name in extract.creators[:20]),
        language=found if told == "vi" and found in ("en", "fr") else told,
    )
