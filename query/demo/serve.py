"""The sample web, served until you stop it, with a configuration whose crawls go there."""

from datetime import date
from pathlib import Path

from jiannuo.config.load import shipped_folder
from query.demo.server import SampleWeb

_CONFIG = """\
# Written by `jiannuo demo --serve`: the sample web is reached through a proxy that runs until you stop it.
database: sqlite:///jiannuo.db
register: {register}
outlets: {{folders: ["{outlets}", outlets]}}
crawl: {{proxy: "{proxy}", delay_seconds: 0, timeout_seconds: 5, deadline_seconds: 60}}
"""


class ServedWeb:
    """The sample web and the file ``serve.yaml`` that leads to it, for as long as the context lasts."""

    def __init__(self, folder: Path, today: date) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "outlets").mkdir(exist_ok=True)
        self.file = folder / "serve.yaml"
        self._web = SampleWeb(today)

    def __enter__(self) -> "ServedWeb":
        web = self._web.__enter__()
        text = _CONFIG.format(
            register=shipped_folder("register") / "chongqing-2021.yaml",
            outlets=Path(__file__).parent / "outlets",
            proxy=web.address,
        )
        self.file.write_text(text, "utf-8")
        return self

    def __exit__(self, *ended: object) -> None:
        self._web.__exit__(None, None, None)

    def columns(self) -> list[str]:
        """Addresses of columns of the sample web, to be tried."""
        return [
            "http://kjj.cq.example/zwxx_176/bmdt/",
            "http://cq.renmin-portal.example/GB/365402/index.html",
            "http://api.jinri-cq.example/tech/index.json",
            "http://www.yuzhou-daily.example/rss/scroll.xml",
        ]
