"""`jiannuo subscribers`: who gets digests; add, list, show, pause, resume, remove, test, import, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.config.zones import known_zone
from jiannuo.errors import UsageError
from jiannuo.model.hook import hook_name
from jiannuo.model.vocabulary import Cadence
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, out, print_json, text

if TYPE_CHECKING:
    from jiannuo.model.subscription import Subscription, Wish

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="订阅者 · manage subscribers")

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Address = Annotated[str, typer.Argument(help="邮箱，或 hook:名称 · mail address, or hook:NAME")]
Names = Annotated[list[str] | None, typer.Option(help="可重复或用逗号分隔 · repeat, or separate by commas")]


@app.command()
def add(
    address: Address,
    cadence: Annotated[
        Cadence, typer.Option(help="阶段一变即发、每日、每周或每月 · how often")
    ] = Cadence.DAILY,
    weekday: Annotated[str, typer.Option(help="每周哪天 · day of a weekly digest, mon…sun")] = "mon",
    hour: Annotated[int | None, typer.Option(min=0, max=23, help="几点 · at this hour")] = None,
    zone: Annotated[str, typer.Option(help="时区 · time zone")] = "",
    language: Annotated[str, typer.Option(help="zh | en")] = "",
    name: Annotated[str, typer.Option(help="称呼 · displayed name")] = "",
    commitments: Names = None,
    themes: Names = None,
    promisors: Names = None,
    districts: Names = None,
    outlets: Names = None,
    progress_only: Annotated[
        bool, typer.Option("--progress-only", help="不要仅被提及的 · no mentions")
    ] = False,
    send_empty: Annotated[
        bool, typer.Option("--send-empty", help="无新内容也发 · mail when empty too")
    ] = False,
    text_only: Annotated[bool, typer.Option("--text-only", help="只要纯文本 · plain text alone")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """新增订阅 · Subscribe an address; news from now on will be told."""
    from jiannuo.model.subscription import Wish
    from jiannuo.store.subscriptions import add_subscription

    around = opened(config)
    defaults = around.config.settings.digest
    if weekday not in _DAYS:
        raise UsageError(f"no weekday {weekday!r}", f"choose one of {', '.join(_DAYS)}")
    if language not in ("", "zh", "en"):
        raise UsageError(f"no language {language!r}", "choose zh or en")
    wish = Wish(
        cadence=cadence,
        weekday=_DAYS.index(weekday),
        hour=defaults.hour if hour is None else hour,
        zone=_zone(zone) if zone else defaults.zone,
        language=language or defaults.language,
        commitments=_known(commitments, {c.id for c in around.register.commitments}, "commitment"),
        themes=_known(themes, {t for c in around.register.commitments for t in c.themes}, "theme"),
        promisors=_known(promisors, {one.id for one in around.register.promisors}, "promisor"),
        districts=_known(
            districts, {d for c in around.register.commitments for d in c.districts}, "district"
        ),
        outlets=_followed(outlets, around),
        progress_only=progress_only,
        send_empty=send_empty,
        text_only=text_only,
    )
    added = add_subscription(around.store, address, wish, around.clock.now(), name=name)
    _tell([added], as_json)


@app.command("list")
def list_(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """列出订阅 · List all subscriptions."""
    from jiannuo.store.subscriptions import all_subscriptions

    _tell(all_subscriptions(opened(config).store), as_json)


@app.command()
def show(address: Address, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """查看订阅 · Show the subscriptions of one address."""
    from jiannuo.store.subscriptions import subscriptions_of

    _tell(subscriptions_of(opened(config).store, address), as_json)


@app.command()
def pause(address: Address, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """暂停 · Send nothing until resumed; what was missed is told then."""
    _switch(opened(config), address, False, as_json)


@app.command()
def resume(address: Address, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """恢复 · Send again."""
    _switch(opened(config), address, True, as_json)


@app.command()
def remove(address: Address, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """删除 · Forget an address and all its digests."""
    from jiannuo.store.subscriptions import remove_subscriptions

    count = remove_subscriptions(opened(config).store, address)
    if as_json:
        print_json({"removed": count})
    else:
        err().print(text(f"已删除 · removed: {count}"))


@app.command("test")
def send_one(address: Address, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """寄一封测试邮件 · Queue a test mail for an address and say how it went."""
    from query.cli.subscribers_files import send_test

    send_test(opened(config), address, as_json)


@app.command("export")
def export(config: ConfigOption = None) -> None:
    """导出为 JSON · Print all subscriptions as JSON that `import` reads."""
    from jiannuo.store.subscriptions import all_subscriptions

    found = all_subscriptions(opened(config).store)
    # A hook's address and secret stay here, and its subscription means nothing without them.
    print_json([_plain(entry) for entry in found if hook_name(entry.address) is None])


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON 文件 · what `export` printed")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """从 JSON 导入 · Add the subscriptions of a file, all or none; those that exist are left as they are."""
    from query.cli.subscribers_files import read_in

    read_in(opened(config), file, as_json)


@app.command("rotate-key")
def rotate_key(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """更换签名密钥 · Sign links with a new key; links in mails sent so far stay good."""
    from jiannuo.store.keys import rotate

    around = opened(config)
    key = rotate(around.store, around.clock.now())
    if as_json:
        print_json({"key": key})
    else:
        err().print(text(f"新密钥 · new key: {key}"))


def _switch(around: Opened, address: str, active: bool, as_json: bool) -> None:
    from jiannuo.store.subscriptions import set_active

    _tell(set_active(around.store, address, active), as_json)


_FEW = 40


def _known(given: list[str] | None, known: set[str], what: str) -> tuple[str, ...]:
    from difflib import get_close_matches

    names = tuple(name.strip() for entry in given or () for name in entry.split(",") if name.strip())
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            lists = "outlets" if what == "outlet" else "register"
            few = f"known are: {', '.join(sorted(known))}"
            rest = few if len(known) <= _FEW else f"see: jiannuo {lists} list"
            hint = f"did you mean {near[0]}?" if near else rest
            raise UsageError(f"there is no {what} {name!r}", hint)
    return names


def _followed(given: list[str] | None, around: Opened) -> tuple[str, ...]:
    from query.cli.titles import titles

    return _known(given, set(titles(around.config)), "outlet") if given else ()


def _zone(name: str) -> str:
    try:
        return known_zone(name)
    except ValueError as problem:
        raise UsageError(f"{name!r}: {problem}", "e.g. --zone Asia/Shanghai") from None


def _tell(subscriptions: "list[Subscription]", as_json: bool) -> None:
    if as_json:
        print_json([_plain(subscription) for subscription in subscriptions])
        return
    from rich.table import Table

    table = Table()
    table.add_column("邮箱 · address", no_wrap=True)
    for heading in ("频次", "时刻 · at", "语言", "范围 · scope", "状态"):
        table.add_column(heading, overflow="fold")
    for entry in subscriptions:
        wish = entry.wish
        day = f"{_DAYS[wish.weekday]} " if wish.cadence is Cadence.WEEKLY else ""
        table.add_row(
            text(entry.address),
            wish.cadence.value,
            f"{day}{wish.hour:02d}:00 {wish.zone}",
            wish.language,
            text(", ".join(_scope(wish)) or "全部 · all"),
            "在订" if entry.active else "已退订" if entry.ended_at else "暂停",
        )
    out().print(table)


def _scope(wish: "Wish") -> tuple[str, ...]:
    return (*wish.commitments, *wish.themes, *wish.promisors, *wish.districts, *wish.outlets)


def _plain(entry: "Subscription") -> dict[str, Any]:
    wish = entry.wish
    return {
        "address": entry.address,
        "name": entry.name,
        "cadence": wish.cadence.value,
        "weekday": _DAYS[wish.weekday],
        "hour": wish.hour,
        "zone": wish.zone,
        "language": wish.language,
        "commitments": list(wish.commitments),
        "themes": list(wish.themes),
        "promisors": list(wish.promisors),
        "districts": list(wish.districts),
        "outlets": list(wish.outlets),
        "progress_only": wish.progress_only,
        "send_empty": wish.send_empty,
        "text_only": wish.text_only,
        "active": entry.active,
        "ended_at": entry.ended_at.isoformat() if entry.ended_at else None,
        "created_at": entry.created_at.isoformat(),
        "covered_until": entry.covered_until.isoformat(),
    }
