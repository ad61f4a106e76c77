"""Pages for the crawl's benchmark, and the loopback server that gives them, in a process of its own."""

import random
import subprocess
import sys
import urllib.request
from pathlib import Path

HEAD = (
    "<html><head><meta charset=utf-8><title>{title}</title><meta name=PubDate content='{when}'></head><body>"
)
COMMON = (
    "的一是在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义"
    "事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区"
    "强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改"
    "清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土"
    "许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感"
    "劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火"
    "住调满县局照参红细引听该铁价严"
)
FURNITURE = "".join(f"<li><a href='/column/{n}'>栏目导航之{n}</a></li>" for n in range(120))

SERVER = """
import asyncio, sys, time
sys.path.insert(0, sys.argv[1])
from loopback import page, listing
pages = int(sys.argv[2])
made = [page(number) for number in range(pages + 1)]
first = []
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            path = head.split(b" ")[1].decode()
            if path == "/robots.txt": status, body = "404 Not Found", b"none"
            elif path == "/list/": status, body = "200 OK", listing(pages)
            elif path == "/began": status, body = "200 OK", str(first and first[0] or 0).encode()
            else:
                first or first.append(time.time())
                status, body = "200 OK", made[int(path.rpartition("/")[2].partition(".")[0])]
            head = f"HTTP/1.1 {status}\\r\\nContent-Type: text/html\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
            writer.write(head.encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def page(number: int) -> bytes:
    """One article of some 25 KB with a subject of its own; every fifth one is about a commitment."""
    chance = random.Random(number)
    words = ["".join(chance.choices(COMMON, k=2)) for _ in range(400)]
    parts = [words[start : start + 30] for start in range(0, 390, 30)]
    body = "".join(f"<p>{'，'.join(part[:9])}，{''.join(part[9:])}。</p>" for part in parts)
    day = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    news = f"{day}，金凤实验室举行第{number}次开放活动。" if number % 5 == 0 else ""
    title = "".join(words[7:14])
    when = f"2023-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d} 09:30"
    furniture = f"<ul class=nav>{FURNITURE}</ul>"
    middle = f"<h1>{title}</h1><div class=info>{when} 来源：本报</div><div id=b><p>{news}</p>{body}</div>"
    return (HEAD.format(title=title, when=when) + furniture + middle + furniture + "</body></html>").encode()


def listing(pages: int) -> bytes:
    """The list that links them all."""
    return "".join(
        f"<a class=report href='/a/{n}.html'>第{n}次活动</a>" for n in range(1, pages + 1)
    ).encode()


class Server:
    """The server in a process of its own."""

    def __init__(self, pages: int) -> None:
        words = [sys.executable, "-c", SERVER, str(Path(__file__).parent), str(pages)]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.port = int(self._process.stdout.readline())  # type: ignore[union-attr]
        self.pid = self._process.pid

    def began(self) -> float:
        """When the first article was asked for."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/began") as answer:
            return float(answer.read())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
