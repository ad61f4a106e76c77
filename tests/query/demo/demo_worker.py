"""The demonstration over some of its outlets, in a process of its own: FOLDER OUTLET…"""

import sys
from pathlib import Path

from jiannuo.clock import SystemClock
from jiannuo.config.load import Config, load_config
from query.demo.run import Demo
from query.demo.server import SampleWeb
from query.demo.sink import MailSink


class Part(Demo):
    """A demonstration whose settings name the outlets that are followed."""

    outlets: tuple[str, ...] = ()

    def _config(self, web: SampleWeb, sink: MailSink) -> Config:
        super()._config(web, sink)
        file = self.folder / "config.yaml"
        wanted = f"outlets: {{only: [{', '.join(self.outlets)}], "
        file.write_text(file.read_text("utf-8").replace("outlets: {", wanted), "utf-8")
        return load_config(file)


if __name__ == "__main__":
    Part.outlets = tuple(sys.argv[2:])
    Part(Path(sys.argv[1]), SystemClock()).run()
