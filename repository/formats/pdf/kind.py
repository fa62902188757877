"""The PDF format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits


class PdfFormat:
    """Read with PDFium, which keeps Vietnamese text whole."""

    name = "pdf"
    media_types = ("application/pdf",)
    suffixes = (".pdf",)
    viewer = "pdf"
    reader = "repository.formats.pdf.reader"
    picture_process = "repository.formats.pdf.picture_process"
    renderer = "repository.formats.pdf.renderer"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.pdf import reader

        return reader.read(path, limits)
