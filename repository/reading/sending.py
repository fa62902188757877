"""Sending a stored content: by ranges, never as something that a browser runs."""

from flask import Response, request, send_file

from repository.reading.rules import first_range
from suite import files
from suite.web import not_found

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'self'"
INLINE = frozenset(
    {"application/pdf", "image/png", "image/jpeg"}
    | {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/aac", "audio/webm"}
    | {"video/mp4", "video/webm", "text/vtt"}
)


def send(
    sha256: str, media_type: str, *, name: str = "", attach: bool = False, keep: int = 0
) -> Response:
    """A content under a name; `keep` seconds in the reader's own browser, else not at all."""
    path = files.store().path(sha256)
    if not path.is_file():
        not_found()
    if first_range(request.headers.get("Range")) is None:
        request.environ.pop("HTTP_RANGE", None)
    response = send_file(
        path,
        mimetype=media_type,
        as_attachment=attach or media_type not in INLINE,
        download_name=name or "cover.png",
        etag=sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = f"private, max-age={keep}" if keep else "private, no-store"
    return response
