"""placeholder"""
from lms.bank.layout.model import Line
def word_lines(data: bytes) -> list[Line]:
    return []
