"""Answers are compressed for weak lines; downloads that are streamed go as they are."""

from flask import Flask, Response, request
from flask_compress import Compress

MEDIA_TYPES = [
    *("text/html", "text/css", "text/javascript", "text/plain", "text/csv"),
    *("application/javascript", "application/json", "image/svg+xml"),
]


def _gather(response: Response) -> Response:
    """Static text is read whole, since only whole answers are compressed."""
    if request.endpoint == "static" and response.mimetype in MEDIA_TYPES:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def init(app: Flask) -> None:
    """Compress text, scripts, styles and JSON above half a kilobyte."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
        COMPRESS_MIN_SIZE=600,
        COMPRESS_MIMETYPES=MEDIA_TYPES,
    )
    Compress(app)
    app.after_request(_gather)
