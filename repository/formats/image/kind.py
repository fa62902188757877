"""The picture format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits

_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")


class ImageFormat:
    """JPEG, PNG, WebP and GIF, whichever of their names it has; of a moving one the first frame."""

    name = "image"
    media_types = ("image/jpeg", "image/png", "image/webp", "image/gif")
    suffixes = (".jpg", ".jpeg", ".png", ".webp", ".gif")
    viewer = "image"
    reader = "repository.formats.image.reader"
    renderer = "repository.formats.image.renderer"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(12)
        return head.startswith(_STARTS) or (head[:4] == b"RIFF" and head[8:] == b"WEBP")

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.image import reader

        return reader.read(path, limits)
