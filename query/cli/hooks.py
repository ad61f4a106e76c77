"""`jiannuo hooks`: where digests are posted to; add, list, test, rotate, remove. Addresses and secrets are never shown."""

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from jiannuo.errors import BusyError, DeliveryError, UsageError
from jiannuo.model.vocabulary import HookKind
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, out, print_json, text

if TYPE_CHECKING:
    from jiannuo.model.hook import Hook

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="网络钩子与群机器人 · webhooks and chat robots"
)

Name = Annotated[str, typer.Argument(help="名称 · name: a-z, 0-9, -")]
_GIVEN = "密钥：文字、env:NAME 或 file:/path · the text, env:NAME or file:/path"


@app.command()
def add(
    name: Name,
    url: Annotated[
        str,
        typer.Option(help="地址：文字、env:NAME 或 file:/path · address: the text, env:NAME or file:/path"),
    ],
    kind: Annotated[
        HookKind, typer.Option(help="通用，或哪家的群机器人 · a program, or whose robot")
    ] = HookKind.STANDARD,
    secret: Annotated[str, typer.Option(help=_GIVEN)] = "",
    per_minute: Annotated[
        int | None, typer.Option(min=1, max=600, help="每分钟至多几条 · most messages a minute")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """新增目标 · Add a target; then subscribe it: jiannuo subscribers add hook:NAME …

    A `standard` target without a secret gets one, shown this once.
    """
    from jiannuo.model.hook import Hook
    from jiannuo.store.hooks import add_hook
    from scheduler.hooks.dialects import DIALECTS
    from scheduler.hooks.standard import new_secret

    around = opened(config)
    dialect = DIALECTS[kind]
    _demand_address(url)
    if secret and not dialect.signs:
        raise UsageError(f"{kind.value} signs nothing: its address is the secret", "leave --secret out")
    made = new_secret() if kind is HookKind.STANDARD and not secret else ""
    hook = Hook(name, kind, url, secret or made, per_minute or dialect.per_minute, around.clock.now())
    add_hook(around.store, hook)
    if as_json:
        print_json(_plain(hook) | ({"secret": made} if made else {}))
        return
    if made:
        out().print(text(made))
        err().print("密钥只显示这一次 · the secret is shown this once")
    err().print(text(f"下一步 · next: jiannuo subscribers add {hook.address} --cadence daily"))


@app.command("list")
def list_(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """列出目标 · List all targets, with what the receiver said last."""
    from jiannuo.store.deliveries import last_answers
    from jiannuo.store.hooks import all_hooks

    store = opened(config).store
    answers = last_answers(store)
    found = [_plain(hook) | {"last": answers.get(hook.name)} for hook in all_hooks(store)]
    if as_json:
        print_json(found)
        return
    from rich.table import Table

    table = Table("名称", "类型", "主机", "签名", "每分钟", "最近")
    for one in found:
        last = " ".join(one["last"]) if one["last"] else ""
        cells = (
            one["name"],
            one["kind"],
            one["host"],
            "是" if one["signed"] else "否",
            one["per_minute"],
            last,
        )
        table.add_row(*(text(cell) for cell in cells))
    out().print(table)


@app.command("test")
def try_(name: Name, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """发一条测试消息 · Post a test message and say how it went."""
    from jiannuo.store.deliveries import letter_state
    from jiannuo.store.hooks import hook_named
    from jiannuo.store.letters import post
    from scheduler.hooks.trial import trial

    around = opened(config)
    hook, now = hook_named(around.store, name), around.clock.now()
    copy = trial(hook, around.config.settings.digest, now)
    post(around.store, copy, now)
    try:
        _drain(around, name)
    except BusyError:
        err().print(text("守护进程会发出它 · queued; the running daemon posts it within seconds"))
    state, answer = letter_state(around.store, copy.message_id)
    if as_json:
        print_json({"state": state, "answer": answer})
    else:
        err().print(text(f"{state}: {answer}" if answer else state))
    if state in ("failed", "ambiguous", "suppressed") or (state == "pending" and answer):
        raise DeliveryError(
            f"the test message is {state} ({answer})", f"check the address and secret of {name}"
        )


@app.command()
def rotate(
    name: Name,
    secret: Annotated[str, typer.Option(help=_GIVEN)] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """更换密钥 · Sign with a new secret; for 24 hours the old one signs beside it (standard)."""
    from jiannuo.store.hooks import hook_named, rotate_secret
    from scheduler.hooks.dialects import DIALECTS
    from scheduler.hooks.standard import new_secret

    around = opened(config)
    hook = hook_named(around.store, name)
    if not DIALECTS[hook.kind].signs:
        raise UsageError(f"{hook.kind.value} signs nothing", "add it again with its new address")
    made = new_secret() if hook.kind is HookKind.STANDARD and not secret else ""
    if not secret and not made:
        raise UsageError("the robot's own secret is needed", "give it with --secret")
    rotate_secret(around.store, name, secret or made, around.clock.now())
    if as_json:
        print_json({"name": name} | ({"secret": made} if made else {}))
    elif made:
        out().print(text(made))


@app.command()
def remove(name: Name, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """删除 · Forget a target with its subscriptions and digests."""
    from jiannuo.store.hooks import remove_hook

    count = remove_hook(opened(config).store, name)
    if as_json:
        print_json({"removed": name, "subscriptions": count})
    else:
        err().print(text(f"已删除 · removed: {name}"))


def _drain(around: Opened, name: str) -> None:
    from jiannuo.lock import single_instance
    from scheduler.hooks.courier import Courier

    with single_instance(around.store):
        Courier(around.store, around.config.settings, around.clock).drain(only=name)


def _demand_address(url: str) -> None:
    if not url.startswith(("https://", "http://", "env:", "file:")):
        raise UsageError("the address is no http(s) address", "give it as https://…, env:NAME or file:/path")


def _plain(hook: "Hook") -> dict[str, Any]:
    return {
        "name": hook.name,
        "kind": hook.kind.value,
        # The path of a robot's address is its key: only the host is shown.
        "host": urlsplit(hook.url).hostname if hook.url.startswith("http") else hook.url.partition(":")[0],
        "signed": bool(hook.secret),
        "per_minute": hook.per_minute,
        "created_at": hook.created_at.isoformat(),
    }
