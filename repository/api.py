"""What plugins of the library may use."""

from repository.hooks import (
    FORMAT_KIND,
    Extract,
    ExtractedPage,
    FileFormat,
    FormatError,
    Limits,
)

__all__ = ["FORMAT_KIND", "Extract", "ExtractedPage", "FileFormat", "FormatError", "Limits"]
