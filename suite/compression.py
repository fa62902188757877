"""Answers are compressed for weak lines.

Browsers offer Brotli only over HTTPS; on a school's plain LAN pages go as gzip and static files,
which are streamed, as deflate.
"""

from flask import Flask
from flask_compress import Compress

MEDIA_TYPES = [
    *("text/html", "text/css", "text/javascript", "text/plain", "text/csv"),
    *("application/javascript", "application/json", "image/svg+xml"),
]


def init(app: Flask) -> None:
    """Compress text, scripts, styles and JSON above half a kilobyte."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "deflate"],
        COMPRESS_MIN_SIZE=600,
        COMPRESS_MIMETYPES=MEDIA_TYPES,
    )
    Compress(app)
