"""Small honest pictures and recordings, to be cut, joined and lied about."""

import struct
import wave
from io import BytesIO

from PIL import Image


def picture(kind: str) -> bytes:
    out = BytesIO()
    image = Image.effect_mandelbrot((64, 48), (-2, -1, 1, 1), 40)
    image.convert("L" if kind == "GIF" else "RGB").save(out, kind)
    return out.getvalue()


def sound() -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(800)
        made.writeframes(b"\x80" * 800)
    return out.getvalue()


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name + body


def film() -> bytes:
    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 7000) + bytes(80))
    media_head = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, 7000) + bytes(4))
    track = box(b"trak", box(b"mdia", media_head, box(b"hdlr", bytes(8) + b"vide" + bytes(13))))
    return box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"moov", mvhd, track)


PICTURES = {
    "png": picture("PNG"), "jpg": picture("JPEG"), "gif": picture("GIF"), "webp": picture("WEBP"),
}  # fmt: skip
MEDIA = {
    "wav": sound(),
    "mp3": (b"\xff\xfb\x90\x00" + b"\0" * 413) * 12,
    "mp4": film(),
    "webm": b"\x1a\x45\xdf\xa3\x84\x42\x82\x81webm\x18\x53\x80\x67\xff" + b"\x16\x54\xae\x6b\x83",
}
