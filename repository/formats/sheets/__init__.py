"""Workbooks of Excel.

A sheet is a page, a long one several; values as Excel showed them last, no formulas.
"""

from repository.formats.sheets.kind import SheetsFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("sheets", __name__, kinds={FORMAT_KIND: [SheetsFormat()]})
