"""A brief in the Markdown that 企业微信 and 钉钉 share: bold, quotes and links, nothing that text could add to."""

from collections.abc import Iterator

from scheduler.hooks.brief import Brief, Entry
from scheduler.hooks.disarm import disarm, link_target


def markdown(brief: Brief, gap: str = "\n") -> str:
    """The whole message; ``gap`` parts paragraphs (one line end, or two where one is not enough)."""
    return gap.join(_paragraphs(brief))


def _paragraphs(brief: Brief) -> Iterator[str]:
    yield f"### {disarm(brief.title)}"
    yield from (disarm(sentence) for sentence in brief.lead if sentence)
    for section in brief.sections:
        yield f"**{disarm(section.heading)}**"
        for entry in section.entries:
            yield from _told(entry)
    last = disarm(brief.foot) if brief.foot else ""
    if brief.page:
        last += f"[{disarm(brief.to_page)}]({link_target(brief.page)})"
    if last:
        yield last


def _told(entry: Entry) -> Iterator[str]:
    head = f"**{disarm(entry.name)}**"
    yield f"{head} {disarm(entry.what)}" if entry.what else head
    if entry.quote:
        yield f"> {disarm(entry.quote)}"
    said = disarm(entry.source)
    if entry.title:
        title = disarm(entry.title)
        said += f" [{title}]({link_target(entry.url)})" if entry.url else f" {title}"
    if said:
        yield f"> {said}"
