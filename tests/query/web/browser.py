"""Debian's Chromium, driven over its debugging pipe: real layout, real keys, nothing to install besides it."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
)
# Contrast by WCAG 2.2, of every piece of text against the first opaque ground behind it; names and labels.
AUDIT = """
(() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const wrong = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement, style = getComputedStyle(holder);
    if (!walk.currentNode.data.trim() || !holder.getClientRects().length || holder.closest('.unseen, svg title')) continue;
    const ink = holder.closest('svg') ? style.fill : style.color;
    const [a, b] = [light(rgb(ink)), light(ground(holder))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${walk.currentNode.data.trim().slice(0, 30)}`);
  }
  for (const field of document.querySelectorAll('select, input:not([type=hidden], [hidden])'))
    if (!field.labels.length) wrong.push(`no label: ${field.name}`);
  for (const one of document.querySelectorAll('a, button'))
    if (!one.textContent.trim()) wrong.push(`no name: ${one.outerHTML.slice(0, 60)}`);
  for (const svg of document.querySelectorAll('svg'))
    if (!svg.querySelector('title')?.textContent) wrong.push('a picture without words');
  for (const table of document.querySelectorAll('table'))
    if (!table.querySelector('thead th[scope=col]')) wrong.push('a table without headings');
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  for (const id of new Set(ids)) if (ids.filter(one => one === id).length > 1) wrong.push(`twice: #${id}`);
  for (const one of document.querySelectorAll('[aria-labelledby]'))
    if (!document.getElementById(one.getAttribute('aria-labelledby'))) wrong.push('labelled by nothing');
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1]));
  levels.forEach((level, place) => { if (place && level > levels[place - 1] + 1) wrong.push(`heading h${level} skips`); });
  if (levels.filter(level => level === 1).length !== 1) wrong.push('not one h1');
  for (const mark of ['main', 'nav', 'header', 'footer'])
    if (document.querySelectorAll(mark).length !== 1) wrong.push(`not one ${mark}`);
  return wrong;
})()
"""


class Browser:
    """One page of a headless browser."""

    def __init__(self, profile: Path) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()

        def wire() -> None:
            # Out of the way first, so that neither dup2 overwrites what the other needs.
            to_read = fcntl.fcntl(theirs_in, fcntl.F_DUPFD, 10)
            to_write = fcntl.fcntl(theirs_out, fcntl.F_DUPFD, 10)
            os.dup2(to_read, 3)
            os.dup2(to_write, 4)

        self._process = subprocess.Popen(
            [PROGRAM, *_OPTIONS, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=wire,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out, self._number, self._rest = ours_in, ours_out, 0, b""
        self._session = ""
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        attached = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self.complaints: list[str] = []

    def size(self, width: int, height: int = 900) -> None:
        """The window that the page sees."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, address: str) -> None:
        """Go to an address and wait until it is there."""
        self._call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def cookie(self, address: str, name: str, value: str) -> None:
        """Keep a cookie as that address would have set it."""
        self._call("Network.setCookie", url=address, name=name, value=value, httpOnly=True)

    def ask(self, script: str) -> Any:
        """The value of a JavaScript expression in the page."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return found["result"].get("value")

    def wait(self, script: str, seconds: float = 20) -> None:
        """Until the expression holds."""
        end = time.monotonic() + seconds
        while not self.ask(script):
            assert time.monotonic() < end, f"never: {script}"

    def follow(self, link: str) -> None:
        """Click what the selector finds first and wait for the page that it leads to, be it at the same address."""
        self.ask("window.left = true")
        self.ask(f"document.querySelector({link!r}).click()")
        self.wait("!window.left && document.readyState === 'complete'")

    def fill(self, field: str, value: str) -> None:
        """Give a field of a form a value, as if typed or chosen there."""
        self.ask(f"document.querySelector({field!r}).value = {json.dumps(value)}")

    def press(self, key: str) -> None:
        """One key, as a person presses it."""
        code = {"Tab": 9, "Enter": 13}.get(key, ord(key[0].upper()))
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        given: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": code}
        self._call("Input.dispatchKeyEvent", type="keyDown", text=text, **given)
        self._call("Input.dispatchKeyEvent", type="keyUp", **given)

    def dark(self, wanted: bool) -> None:
        """As for a reader who prefers dark pages, or light ones."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if wanted else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    def whole(self, file: Path) -> None:
        """A picture of the whole page, also of what lies below the window."""
        size = self.ask("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        shot = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))

    def without_script(self) -> None:
        """As for a reader whose browser runs no scripts."""
        self._call("Emulation.setScriptExecutionDisabled", value=True)

    def picture(self, file: Path) -> None:
        """A screenshot as PNG."""
        shot = self._call("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """End the browser."""
        os.close(self._out)
        self._process.terminate()
        self._process.wait(20)
        os.close(self._in)

    def _call(self, method: str, **values: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("method") == "Log.entryAdded":
                self.complaints.append(answer["params"]["entry"]["text"])
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                found: dict[str, Any] = answer["result"]
                return found

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._in, 1 << 16)
            assert part, "the browser ended"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        return found
