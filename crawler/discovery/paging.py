"""How a column goes on: a script that counts its pages, numbered links, or a link to the next page."""

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawler.extraction.text import one_line
from crawler.urls import absolute

_CALL = re.compile(
    r"create\w*page\w*\(\s*(\d+)\s*,\s*\d+\s*,\s*[\"'](?P<base>[\w-]+)[\"']\s*,\s*[\"'](?P<ending>\w+)[\"']",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^(?:下一?页|后一?页|next|>|›|»|下一页\s*[>»›]+)$", re.IGNORECASE)
_MORE = re.compile(r"加载更多|查看更多|点击加载|load\s*more", re.IGNORECASE)
_TOTAL = re.compile(r"共\s*(\d+)\s*页|/\s*(\d+)\s*页")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Paging:
    """The fields of a listing way that make it go on; ``second`` is the address of its second page."""

    fields: dict[str, str | int]
    second: str
    how: str


def find_paging(page: Selector, text: str, url: str) -> tuple[Paging | None, list[str]]:
    """How the column at ``url`` goes on, and what is doubtful; None when it shows no further page."""
    found = _counted(text, url) or _numbered(page, url) or _linked(page, url)
    if found:
        return found, []
    if _MORE.search(text):
        return None, ["more is loaded by a script, which is not run: look for the JSON list behind it"]
    total = _TOTAL.search(text)
    if total and int(total[1] or total[2]) > 1:
        return None, [
            f"the page speaks of {total[1] or total[2]} pages, but links to none that can be numbered"
        ]
    return None, []


def _counted(text: str, url: str) -> Paging | None:
    """The platform of many government sites: createPage(COUNT, CURRENT, "index", "html")."""
    match = _CALL.search(text)
    if match is None or int(match[1]) < 2:
        return None
    template = f"{match['base']}_{{n}}.{match['ending']}"
    name = match[0][: match[0].index("(")]
    fields: dict[str, str | int] = {"next_page": template, "page_count": rf"{name}\(\s*(\d+)\s*,"}
    return Paging(fields, urljoin(url, template.replace("{n}", "1")), f"{name}({match[1]}, …)")


def _numbered(page: Selector, url: str) -> Paging | None:
    """Links whose text is a page's number, which stands in the address too (or one less)."""
    votes: dict[tuple[str, int], set[int]] = defaultdict(set)
    for node in page.css("a[href]"):
        label = one_line(" ".join(node.xpath(".//text()").getall())).strip("[]【】")
        address = absolute(url, node.attrib["href"])
        if not label.isdigit() or not 2 <= int(label) <= 9999 or address is None:
            continue
        for match in _NUMBER.finditer(address):
            if (offset := int(match[0]) - int(label)) in (0, -1):
                votes[f"{address[: match.start()]}{{n}}{address[match.end() :]}", offset].add(int(label))
    # A calendar's years and a hit list's ranks are numbers too: pages begin with the second.
    begun = {vote: pages for vote, pages in votes.items() if pages & {2, 3}}
    if not begun:
        return None
    (template, offset), pages = max(begun.items(), key=lambda vote: (len(vote[1]), vote[0][1]))
    fields: dict[str, str | int] = {"next_page": _relative(template, url), "first_number": 2 + offset}
    second = template.replace("{n}", str(2 + offset))
    return Paging(fields, second, f"links to pages {', '.join(map(str, sorted(pages)[:4]))}")


def _linked(page: Selector, url: str) -> Paging | None:
    """A link that says that it leads to the next page."""
    for node in page.css("a[href]"):
        label = one_line(" ".join(node.xpath(".//text()").getall()) or node.attrib.get("title", ""))
        address = absolute(url, node.attrib["href"])
        if not _NEXT.match(label) or address is None or address.partition("#")[0] == url:
            continue
        numbers = list(_NUMBER.finditer(address))
        if numbers and int(numbers[-1][0]) in (1, 2):
            last = numbers[-1]
            template = f"{address[: last.start()]}{{n}}{address[last.end() :]}"
            fields: dict[str, str | int] = {
                "next_page": _relative(template, url),
                "first_number": int(last[0]),
            }
            return Paging(fields, address, f"the link {label}")
        return Paging({"next_link": _selector(node, label)}, address, f"the link {label}")
    return None


def _selector(node: Selector, label: str) -> str:
    """A selector of the link: its class or id, its list's, or its words."""
    for attribute, mark in (("id", "#"), ("class", ".")):
        if value := node.attrib.get(attribute, "").split():
            return f"a{mark}{value[0]}"
    return f'a:contains("{label}")'


def _relative(template: str, url: str) -> str:
    """The template as short as an outlet file may say it."""
    parts = urlsplit(url)
    folder = f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"
    if template.startswith(folder) and len(template) > len(folder):
        return template.removeprefix(folder)
    return template.removeprefix(f"{parts.scheme}://{parts.netloc}")
