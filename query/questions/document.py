"""docs/queries.md, made from the views and the questions themselves: `make docs` writes it, a test compares."""

import sys

from jiannuo.store.views import View, views
from query.questions.asked import Question, questions

_HEAD = """# 以 SQL 提问 · Asking in SQL

<!-- Made by `make docs` from jiannuo/store/views/views.yaml and query/questions/questions.yaml. -->

```sh
jiannuo sql "SELECT day, stage, title FROM v_events WHERE commitment = 'B07' ORDER BY day"
jiannuo sql --question silent-for-a-year        # 下列现成问题 · one of the questions below; --json, --csv
jiannuo sql --views                             # 视图与各列 · the views and their columns
jiannuo sql - < question.sql                    # 自标准输入 · from standard input; --seconds 300, --limit 0
```

视图在 SQLite 与 PostgreSQL 上同名、同列、同答案，随数据库升级自动重建。命令只读：一条 `SELECT`、`VALUES` 或 `WITH … SELECT`；
写入、`PRAGMA`、`ATTACH`、多条语句、有副作用的函数一律拒绝，超时即止。

The views have the same names, columns and answers on SQLite and PostgreSQL, and are made anew whenever the schema
changes. The command only reads: one `SELECT`, `VALUES` or `WITH … SELECT`. Writing, `PRAGMA`, `ATTACH`, several
statements, and functions that do more than compute are refused (exit code 2); what takes too long is broken off (exit
code 5). Other programs may ask the views too; give them a database role, or a file opened with `mode=ro`, that cannot
write. No view holds an address, a key or anything else about subscribers.

**Datasette** 打开数据库 · opens the database ([Datasette](https://datasette.io) 0.65):

```sh
jiannuo sql --datasette > metadata.json         # 或用 docs/datasette.json（库名为 jiannuo.db）· or take docs/datasette.json
datasette serve var/jiannuo.db --metadata metadata.json --setting allow_download off --setting sql_time_limit_ms 10000
```

只见视图与下列现成问题，中英说明、分面齐备；订阅者、邮件、密钥及其余各表一律拒绝，读者不能自拟 SQL。守护进程可照常运行。
不可用 `--immutable`，也不可省去 `--metadata`：没有它，整个库都对人敞开。
It shows the views and the questions below, described in both languages, with facets; subscribers, mail, keys and all
other tables are denied, and so is SQL of the reader's own. The daemon may go on. Never leave `--metadata` out: without
it the whole database is open to whoever can reach it; and `--immutable` is not for a database that is written to.

Dates are text in ISO 8601, cut to what is known (`2022`, `2022-06`, `2022-06-25`), so that they sort and compare as
text; moments are UTC (`2024-03-01T03:00:00.000000Z`). Flags are 1 and 0.
"""


def document() -> str:
    """The whole document."""
    shown = "\n".join(_view(view) for view in views())
    asked = "\n".join(_question(number, one) for number, one in enumerate(questions(), 1))
    return f"{_HEAD}\n## 视图 · The views\n\n{shown}\n## 十个问题 · Ten questions\n\n{asked}".rstrip() + "\n"


def _view(view: View) -> str:
    rows = "\n".join(f"| `{column}` | {meaning} |" for column, meaning in view.columns.items())
    return (
        f"### `{view.name}`\n\n{view.zh} · {view.en}\n\n| 列 · column | 含义 · meaning |\n|---|---|\n{rows}\n"
    )


def _question(number: int, one: Question) -> str:
    return f"### {number}. {one.zh}\n\n{one.en} (`--question {one.name}`)\n\n```sql\n{one.sql}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(document())
