"""Finds the cells of ruled tables in a PDF. Runs in a child. ``main(path)``.

Prints one JSON object a page that holds a table: its number from 0 and the rows of its tables; a cell that another reaches
into is null. Imports nothing of the platform.
"""

import json
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

MAX_PAGES, MAX_ROWS = 300, 20_000
UNREADABLE, PROTECTED, TOO_LONG = "unreadable", "protected", "too-long"


def main(path: str) -> str:
    logging.disable(logging.CRITICAL)  # what damaged files make the parser say
    try:
        with pdfplumber.open(path) as document:
            return _told(document)
    except PDFPasswordIncorrect:
        return PROTECTED
    except (
        PdfminerException,
        PSException,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        ArithmeticError,
    ):
        return UNREADABLE  # what the parser raises on damaged documents


def _told(document: Any) -> str:
    if len(document.pages) > MAX_PAGES:
        return TOO_LONG
    rows = 0
    for number, page in enumerate(document.pages):
        tables = page.extract_tables()
        rows += sum(map(len, tables))
        if rows > MAX_ROWS:
            return TOO_LONG
        if tables:
            print(json.dumps({"page": number, "tables": tables}, ensure_ascii=False))
        page.close()
    return ""
