"""What waits for a person's word, as lines for people and as JSON."""

from typing import TYPE_CHECKING, Any

from jiannuo.store.asking.doubtful import Doubtful
from query.cli.near import lacked, say_near
from query.cli.output import out, say, text
from query.cli.terms import both

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register
    from jiannuo.store.asking.near import Missed


def say_waiting(one: "Doubtful | Missed", register: "Register") -> None:
    """The commitment, the report, and the sentence in question."""
    names = {entry.id: entry.name for entry in register.commitments}
    told = f"存疑 {both(one.stage)} {one.score:.2f}" if isinstance(one, Doubtful) else lacked(one)
    out().print(text(f"{one.commitment} {names.get(one.commitment, '')}: {told}"), style="yellow")
    say(f"    报道 {one.report_id}《{one.title}》{(one.published or '未注日期')[:10]} {one.outlet}")
    if isinstance(one, Doubtful):
        for quote in one.quotes:
            say(f"    「{quote.text}」")
    else:
        say_near(one)


def waiting_json(one: "Doubtful | Missed") -> dict[str, Any]:
    """``{report, commitment, title, url, outlet, published}`` with what a possible match or a near miss has."""
    from query.answers import near_miss_json, quote_json

    head = {
        "report": one.report_id,
        "commitment": one.commitment,
        "title": one.title,
        "url": one.url,
        "outlet": one.outlet,
        "published": one.published,
    }
    if isinstance(one, Doubtful):
        quotes = [quote_json(quote) for quote in one.quotes]
        return {**head, "waits": "possible", "stage": one.stage.value, "score": one.score, "evidence": quotes}
    return {**head, "waits": "near_miss", **near_miss_json(one)}
