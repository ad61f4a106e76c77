"""What may stand in a cell of a table that leaves the house: plain values, and no text that acts."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# OWASP, CSV injection; the full-width signs too, which spreadsheets read as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# XML 1.0 section 2.2: what no document may hold, escaped or not; and the controls that act on a terminal.
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


def harmless(cell: object) -> object:
    """Text that a spreadsheet would compute gets an apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(' "').startswith(_FORMULA):
        return "'" + cell
    return cell


def plain_cell(value: object) -> object:
    """What a table of text shows for it: nothing for None, 1 and 0 for truth."""
    if value is None:
        return ""
    return int(value) if isinstance(value, bool) else value


def legal(text: str) -> str:
    """Without characters that XML, and so a spreadsheet file, may not hold; each becomes U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def plain_value(value: Any) -> Any:
    """What a database gives, as JSON can hold it: text, number, truth or nothing."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
