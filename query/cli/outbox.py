"""`jiannuo outbox`: copies that wait, are in doubt or failed; send them again, or note that they arrived."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.model.vocabulary import DeliveryState
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, text

if TYPE_CHECKING:
    from jiannuo.store.undecided import Undecided

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="发件箱 · copies that wait, are in doubt or failed"
)

Copies = Annotated[list[int], typer.Argument(help="副本编号 · ids of copies, as `list` shows them")]
_WORDS = {
    DeliveryState.PENDING: "待发 · waits",
    DeliveryState.AMBIGUOUS: "存疑 · in doubt",
    DeliveryState.FAILED: "失败 · failed",
}


@app.command("list")
def list_copies(
    waiting: Annotated[bool, typer.Option("--waiting", help="也列待发的 · those that wait, too")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出存疑与失败的副本 · List the copies that are in doubt or failed, newest first (200 at most).

    In doubt: the server may have taken it, its answer never came. With mail.on_ambiguous: resend it is sent again
    by itself under the same Message-ID; with hold it waits for your word.
    """
    from jiannuo.store.undecided import OPEN, undecided

    states = OPEN if waiting else OPEN[1:]
    found = undecided(opened(config).store, states)
    if as_json:
        print_json([_plain(one) for one in found])
    elif not found:
        out().print("没有存疑或失败的副本 · nothing is in doubt, nothing failed")
    else:
        _table(found)


@app.command()
def resend(copies: Copies, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """再发一次，Message-ID 不变 · Send these again, with the same bytes and the same Message-ID."""
    from jiannuo.store.undecided import resend as queue_again

    around = opened(config)
    _tell(queue_again(around.store, copies, around.clock.now()), "已重新排队 · queued again", as_json)


@app.command()
def settle(copies: Copies, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """注明已送达，不再发 · Note that these arrived: they are not sent again."""
    from jiannuo.store.undecided import settle as close

    around = opened(config)
    _tell(close(around.store, copies, around.clock.now()), "已了结 · settled", as_json)


def _tell(count: int, words: str, as_json: bool) -> None:
    if as_json:
        print_json({"copies": count})
    else:
        err().print(text(f"{words}: {count}"))


def _table(found: "list[Undecided]") -> None:
    from rich.table import Table

    table = Table()
    for name in ("编号", "收件人 · recipient", "状态", "次数", "排队 · queued (UTC)"):
        table.add_column(name)
    table.add_column("对方最后的答复 · last answer", ratio=1)
    for one in found:
        table.add_row(
            str(one.id),
            text(one.recipient),
            _WORDS[one.state],
            str(one.attempts),
            f"{one.queued_at:%m-%d %H:%M}",
            text(one.last_answer),
        )
    out().print(table)


def _plain(one: "Undecided") -> dict[str, Any]:
    return {
        "id": one.id,
        "recipient": one.recipient,
        "message_id": one.message_id,
        "state": one.state.value,
        "attempts": one.attempts,
        "queued_at": one.queued_at.isoformat(),
        "next_attempt": one.next_attempt.isoformat(),
        "last_answer": one.last_answer,
        "kept": one.kept,
    }
