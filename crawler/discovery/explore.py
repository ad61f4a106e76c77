"""From the address of one column to a draft of its outlet file, asking for as few pages as will do."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawler.decode import decode
from crawler.discovery.draft import Draft
from crawler.discovery.issue import find_issue
from crawler.discovery.json_list import find_items, next_pages
from crawler.discovery.links import Link, links_of
from crawler.discovery.paging import find_paging
from crawler.discovery.reports import guess_reports
from crawler.discovery.rules import Sample, selectors_for
from crawler.discovery.shapes import pattern_of
from crawler.extraction.extract import extract
from crawler.extraction.text import one_line
from crawler.feeds import FeedRefusedError, read_feed
from crawler.fetched import Fetched, Pages
from crawler.json_items import items_in, parse_json
from crawler.outlet_ways import Items
from crawler.urls import absolute, canonical
from jiannuo.errors import InputError

_SAMPLES = 2


def explore(url: str, pages: Pages, now: datetime) -> Draft:
    """Work out how the column at ``url`` is built.

    InputError when the page cannot be had. A draft that is not ``usable`` says in its doubts why.
    """
    fetched = pages.get(url)
    if not fetched.fine:
        why = fetched.problem or (f"status {fetched.status}" if fetched.status != 200 else "it is empty")
        raise InputError(
            f"{url} cannot be read ({why})", "check the address, and whether robots.txt allows it"
        )
    draft = _understood(fetched, pages, now)
    if draft.links:
        _read_samples(draft, pages, now)
    return draft


def _understood(fetched: Fetched, pages: Pages, now: datetime) -> Draft:
    decoded = decode(fetched.body, fetched.content_type)
    draft = Draft(fetched.final_url, encoding=decoded.used)
    if decoded.garbled:
        draft.doubts.append("the bytes fit no encoding: the text may be damaged")
    start = decoded.text.lstrip("\ufeff \r\n\t")[:1]
    if start in ("{", "[") or (data := parse_json(fetched.body)) is not None:
        _as_api(draft, parse_json(fetched.body) if start in ("{", "[") else data, pages, now)
    elif not _as_feed(draft, fetched.body, now):
        _as_page(draft, decoded.text, pages, now)
    return draft


def _as_feed(draft: Draft, body: bytes, now: datetime) -> bool:
    try:
        feed = read_feed(body, now)
    except FeedRefusedError:
        return False
    found = [(absolute(draft.url, entry.link), entry) for entry in feed.entries]
    draft.links = tuple(
        Link(url, entry.title, entry.published.day if entry.published else None, "feed")
        for url, entry in found
        if url
    )
    draft.way = {"way": "feed", "start": [draft.url]}
    draft.pattern = pattern_of([canonical(link.url, None) for link in draft.links]) if draft.links else ""
    draft.paging = feed.next_page and "rel=next"
    if not draft.links:
        draft.doubts.append("the feed has no entries with addresses")
    return True


def _as_api(draft: Draft, data: Any, pages: Pages, now: datetime) -> None:
    found, doubts = find_items(data, draft.url, now)
    draft.doubts += doubts
    if found is None:
        return
    form, draft.links = _addressed(Items.model_validate(found.fields), data, draft.url, pages, now)
    draft.way = {"way": "api", "start": [draft.url], **form.model_dump(mode="json", exclude_unset=True)}
    draft.pattern = pattern_of([link.url for link in draft.links])
    known = {link.url for link in draft.links}
    for template, number, second in next_pages(draft.url):
        again = {item[0] for item in items_in(parse_json(pages.get(second).body), form, draft.url, now)}
        if again - known:
            draft.way |= {"next_page": template, "first_number": number}
            draft.paging = f"{second} brings {len(again - known)} others"
            return
    draft.doubts.append("no further page was found: only the first is followed")


def _addressed(
    form: Items, data: Any, base: str, pages: Pages, now: datetime
) -> tuple[Items, tuple[Link, ...]]:
    """The items' links; where the first leads nowhere, without the folder that only the editors' side has."""
    links = tuple(Link(*item, "json") for item in items_in(data, form, base, now))
    if links and pages.get(links[0].url).status == 404:
        folder = f"/{urlsplit(links[0].url).path.split('/')[1]}/"
        shorter = form.model_copy(update={"url_prefix": ((folder, urljoin(base, "/")),)})
        others = tuple(Link(*item, "json") for item in items_in(data, shorter, base, now))
        if any(pages.get(link.url).fine for link in others[:3]):
            return shorter, others
    return form, links


def _as_page(draft: Draft, text: str, pages: Pages, now: datetime) -> None:
    page = Selector(text=text or "<html></html>")
    draft.site = _site_of(page)
    links = links_of(page, draft.url, now)
    if issue := find_issue(links, draft.url, now):
        draft.way = {"way": "epaper", **issue.fields}
        draft.links, draft.pattern = issue.articles, issue.pattern
        draft.paging = f"{issue.sections} sections of the day"
        return
    guess, doubts = guess_reports(links, draft.url, now)
    draft.doubts += doubts
    if guess is None:
        return
    draft.links, draft.pattern = guess.links, guess.pattern
    draft.way = {"way": "listing", "start": [draft.url]}
    paging, more = find_paging(page, text, draft.url)
    draft.doubts += more
    if paging:
        draft.way |= paging.fields
        draft.paging = paging.how
        _try_second(draft, paging.second, pages, now)


def _try_second(draft: Draft, second: str, pages: Pages, now: datetime) -> None:
    """Ask for the second page, and doubt the paging when it brings nothing else."""
    fetched = pages.get(second)
    if not fetched.fine:
        draft.doubts.append(f"the second page {second} cannot be read ({fetched.problem or fetched.status})")
        return
    page = Selector(text=decode(fetched.body, fetched.content_type).text or "<html></html>")
    known = {link.url for link in draft.links}
    guess, _ = guess_reports(links_of(page, second, now), second, now)
    others = {link.url for link in guess.links} - known if guess else set()
    if others:
        draft.paging += f"; page 2 brings {len(others)} others"
    else:
        draft.doubts.append(f"the second page {second} brings no report that the first has not")


def _read_samples(draft: Draft, pages: Pages, now: datetime) -> None:
    """Read the newest articles by the general way, and work out selectors from them."""
    ranked = sorted(
        draft.links, key=lambda link: (link.day is None, -(link.day.toordinal() if link.day else 0))
    )
    samples: list[Sample] = []
    failed: list[str] = []
    for link in ranked[: _SAMPLES + 2]:
        if len(samples) == _SAMPLES:
            break
        fetched = pages.get(link.url)
        if not fetched.fine:
            failed.append(f"{link.url} cannot be read ({fetched.problem or fetched.status})")
            continue
        report = extract(
            fetched.body, fetched.final_url, outlet=None, now=now, content_type=fetched.content_type
        )
        draft.samples.append(report)
        draft.doubts += [f"{link.url}: {warning}" for warning in report.warnings]
        if report.body and report.title:
            text = decode(fetched.body, fetched.content_type).text
            samples.append(Sample(Selector(text=text or "<html></html>"), report))
    draft.selectors = selectors_for(samples)
    if not any(one.body for one in draft.samples):
        draft.doubts += failed
        draft.doubts.append("no sample could be read as an article")
    elif not any(one.published for one in draft.samples):
        draft.doubts.append("no date was found in the samples")


def _site_of(page: Selector) -> str:
    """What the site calls itself."""
    for meta in page.css("meta[content]"):
        name = (meta.attrib.get("name") or meta.attrib.get("property") or "").lower()
        if name in ("sitename", "og:site_name") and meta.attrib["content"].strip():
            return one_line(meta.attrib["content"])[:60]
    title = one_line(page.css("title::text").get() or "")
    parts = [part.strip() for part in title.replace("—", "-").replace("_", "-").replace("|", "-").split("-")]
    return next((part for part in reversed(parts) if part), "")[:60]
