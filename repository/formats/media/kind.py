"""The format of recordings, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits

UTF_16 = b"\xff\xfe"  # how a text may begin; no recording that browsers play does
EBML = b"\x1a\x45\xdf\xa3"


class MediaFormat:
    """What browsers play by themselves; nothing is recoded."""

    name = "media"
    # The first six are what is served; the others are names that the same contents go by.
    media_types = (
        *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "video/mp4", "video/webm"),
        *("audio/aac", "audio/webm", "audio/x-m4a", "audio/x-wav", "audio/x-hx-aac-adts"),
        *("audio/x-mp4a", "audio/vnd.wave", "video/x-m4v", "application/ogg"),
    )
    suffixes = (".mp3", ".m4a", ".aac", ".ogg", ".oga", ".wav", ".mp4", ".m4v", ".webm")
    viewer = "media"
    reader = "repository.formats.media.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(64)
        return (
            head.startswith((b"ID3", b"OggS"))
            or (head[0:1] == b"\xff" and head[1:2] >= b"\xe0" and not head.startswith(UTF_16))
            or (head[:4] == b"RIFF" and head[8:12] == b"WAVE")
            or head[4:8] == b"ftyp"
            or (head.startswith(EBML) and b"webm" in head)
        )

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.media import reader

        return reader.read(path, limits)
