"""Shapes of addresses: those of one column's reports are alike, and a pattern says how."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_RUN = re.compile(
    r"(?P<hex>(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,})"
    r"|(?P<mixed>(?=(?:[a-z]+\d+){2})[0-9a-z]{10,})|(?P<digits>\d+)",
    re.IGNORECASE,
)
_WORD = r"[\w-]+"


def shape_of(url: str) -> str:
    """The address with its numbers and long ids taken out: what the reports of a column share."""
    parts = urlsplit(url)
    query = "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))
    return _RUN.sub(_mark, parts.path) + (f"?{query}" if query else "")


def groups(urls: Iterable[str]) -> dict[str, list[str]]:
    """Addresses by shape; shapes that differ only in one folder's name are one."""
    by_shape: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_shape[shape_of(url)].append(url)
    return _joined(by_shape)


def pattern_of(urls: Sequence[str]) -> str:
    """A regular expression that fits all these addresses of one group, from their first differing folder on."""
    paths = [_segments(url) for url in urls]
    columns = [_column([path[place] for path in paths]) for place in range(len(paths[0]))]
    first = next((place for place, column in enumerate(columns) if column != re.escape(paths[0][place])), 0)
    # One folder before the first that differs keeps neighbouring columns apart.
    kept = columns[max(0, first - 1) :] if _is_name(paths[0], first) else columns[first:]
    query = urlsplit(urls[0]).query
    end = r"\?" + "&".join(_query_part(part) for part in query.split("&")) if query else r"(?:\?|$)"
    return "/" + "/".join(kept) + end


def _mark(match: re.Match[str]) -> str:
    if match["hex"]:
        return f"<hex{len(match['hex'])}>"
    if match["mixed"]:
        return "<mixed>"
    length = len(match["digits"])
    return f"<{length}>" if length in (4, 6, 8) else "<2>" if length <= 2 else "<n>"


def _joined(by_shape: dict[str, list[str]]) -> dict[str, list[str]]:
    families: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(dict)
    for shape, urls in by_shape.items():
        marked = tuple("*" if _plain(step) else step for step in shape.split("/"))
        families[marked][shape] = urls
    merged: dict[str, list[str]] = {}
    for family in families.values():
        if "<" in "".join(family) and len(family) > 1:
            # Only where the last part bears a number: /a/about.html and /b/news.html are no family.
            last = next(iter(family)).rsplit("/", 1)[1]
            if "<" in last:
                merged[max(family, key=lambda shape: len(family[shape]))] = [
                    url for urls in family.values() for url in urls
                ]
                continue
        merged.update(family)
    return merged


def _plain(step: str) -> bool:
    return bool(step) and "<" not in step


def _segments(url: str) -> list[str]:
    return urlsplit(url).path.lstrip("/").split("/")


def _is_name(path: list[str], first: int) -> bool:
    name = path[first - 1] if first > 0 else ""
    return bool(name) and name.isascii() and not any(_dated(match[0]) for match in _RUN.finditer(name))


def _column(values: list[str]) -> str:
    """A pattern for one part of the path over all addresses."""
    if len(set(values)) == 1 and not any(_dated(match[0]) for match in _RUN.finditer(values[0])):
        return re.escape(values[0]).replace(r"\-", "-")
    if not all(_RUN.search(value) for value in values):
        return _WORD + (re.escape(_ending(values)) if _ending(values) else "")
    pieces = [_pieces(value) for value in values]
    if len({tuple(kind for kind, _ in piece) for piece in pieces}) != 1:
        return r"[\w.-]+"
    return "".join(_run([piece[place] for piece in pieces]) for place in range(len(pieces[0])))


def _ending(values: list[str]) -> str:
    endings = {value[value.rfind(".") :] if "." in value else "" for value in values}
    return endings.pop() if len(endings) == 1 else ""


def _pieces(value: str) -> list[tuple[str, str]]:
    """The part as runs of (kind, text): literal, digits, hex."""
    found: list[tuple[str, str]] = []
    last = 0
    for match in _RUN.finditer(value):
        if match.start() > last:
            found.append(("text", value[last : match.start()]))
        found.append((str(match.lastgroup), match[0]))
        last = match.end()
    if last < len(value):
        found.append(("text", value[last:]))
    return found


def _run(pieces: list[tuple[str, str]]) -> str:
    kind, values = pieces[0][0], [text for _, text in pieces]
    if kind == "text":
        same = len(set(values)) == 1
        return re.escape(values[0]).replace(r"\-", "-") if same else r"[\w.-]+?"
    lengths = {len(value) for value in values}
    letter = {"hex": "[0-9a-fA-F]", "mixed": "[0-9A-Za-z]"}.get(kind, r"\d")
    # Counters grow: only dates and hexadecimal ids are bound to their length.
    fixed = len(lengths) == 1 and (kind != "digits" or all(map(_dated, values)))
    return f"{letter}{{{next(iter(lengths))}}}" if fixed else f"{letter}+"


def _dated(digits: str) -> bool:
    """Whether the digits may be a day, a month, a year, a month of a year, a day of a month, or a whole date."""
    spelled = {
        4: (digits[:4], "01", "01"),
        6: (digits[:4], digits[4:], "01"),
        8: (digits[:4], digits[4:6], digits[6:]),
    }
    if len(digits) == 2:
        return 1 <= int(digits) <= 31
    if len(digits) not in spelled or not digits.isdigit():
        return False
    year, month, day = spelled[len(digits)]
    whole = 1990 <= int(year) <= 2099 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return whole or (len(digits) == 4 and 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= 31)


def _query_part(part: str) -> str:
    name, _, value = part.partition("=")
    return f"{re.escape(name)}=" + (r"\d+" if value.isdigit() else "[^&]+")
