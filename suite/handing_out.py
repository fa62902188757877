"""Handing a kept file to who may have it: as an attachment that nothing runs and nobody caches."""

from flask import Response, send_file

from suite import files


def attachment(sha256: str, media_type: str, name: str) -> Response:
    """The file under its name; the caller asked for the right to it."""
    answer: Response = send_file(
        files.store().path(sha256),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
