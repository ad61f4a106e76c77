"""`jiannuo reindex`: build the full-text index anew, or finish what waits."""

from typing import Annotated

import typer

from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import print_json, progress, say


def command(
    anew: Annotated[
        bool,
        typer.Option("--anew", help="清空重建 · empty it first; without this only what waits is indexed"),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """重建检索索引 · Index stored reports for search; it may be broken off and goes on where it was."""
    from jiannuo.store.index import begin_again, take_in
    from jiannuo.store.index import progress as state

    store = opened(config).store
    if anew:
        with store.write() as connection:
            begin_again(connection)
    with store.read() as connection:
        now = state(connection)
    with progress() as bar:
        task = bar.add_task("索引 · indexing", total=max(0, now.stored_before - now.done))
        taken = take_in(store, told=lambda count: bar.advance(task, count))
    if as_json:
        print_json({"indexed": taken, "form": now.form})
    elif taken:
        say(f"已索引 {taken} 篇 · {taken} reports indexed")
    else:
        say("索引完整，无须重建 · the index is whole; --anew builds it again")
