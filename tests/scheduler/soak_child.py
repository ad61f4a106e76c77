"""A crawl's child process that lets a fork of the nursery (soak_nursery.py) do its work, on a simulated day.

It hands over its arguments, its output and the time, and ends as the fork ends. Imports next to nothing.
"""

import json
import os
import socket
import sys

if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(os.environ["JIANNUO_SOAK_NURSERY"])
        asked = json.dumps({"now": os.environ["JIANNUO_SOAK_NOW"], "arguments": sys.argv[1:]})
        socket.send_fds(line, [asked.encode()], [1, 2])
        answer = line.recv(16)
    sys.exit(int(answer or b"70"))
