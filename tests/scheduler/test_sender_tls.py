"""Mail goes out only over a line whose certificate was checked against the configured name."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jiannuo.config.settings import MailSettings
from scheduler.smtp import Fate, Session

MESSAGE = b"Subject: x\r\n\r\nx\r\n"


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    with contextlib.suppress(ValueError):
        names = [x509.IPAddress(ipaddress.ip_address(name))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class TlsServer:
    """Greets, offers STARTTLS (or speaks TLS from the start), takes one mail."""

    def __init__(self, pem: Path, *, at_once: bool) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.at_once = at_once
        self.taken: list[bytes] = []
        self.logins = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), contextlib.ExitStack() as opened:
                opened.enter_context(line)
                self.talk(self.wrapped(line, opened) if self.at_once else line, opened)

    def wrapped(self, line: socket.socket, opened: contextlib.ExitStack) -> socket.socket:
        return opened.enter_context(self.context.wrap_socket(line, server_side=True))

    def talk(self, line: socket.socket, opened: contextlib.ExitStack) -> None:
        secure = self.at_once
        file = opened.enter_context(line.makefile("rb"))
        line.sendall(b"220 ready\r\n")
        while words := file.readline().decode("ascii", "replace").split():
            match words[0].upper():
                case "EHLO":
                    extra = b"250-AUTH PLAIN\r\n" if secure else b"250-STARTTLS\r\n"
                    line.sendall(b"250-x\r\n" + extra + b"250 OK\r\n")
                case "STARTTLS":
                    line.sendall(b"220 go\r\n")
                    line = self.wrapped(line, opened)
                    file, secure = opened.enter_context(line.makefile("rb")), True
                case "AUTH":
                    self.logins += 1
                    good = words[-1] == "AHUAcHc="  # "\0u\0pw" in base64
                    line.sendall(b"235 ok\r\n" if good else b"535 wrong\r\n")
                case "DATA":
                    line.sendall(b"354 go\r\n")
                    rows = iter(file.readline, b".\r\n")
                    self.taken.append(b"".join(rows))
                    line.sendall(b"250 ok\r\n")
                case "QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                case _:
                    line.sendall(b"250 ok\r\n")


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    return certificate(tmp_path, "127.0.0.1")


@pytest.fixture(params=["starttls", "tls"])
def security(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tls_server(trusted: Path, security: str) -> Iterator[TlsServer]:
    server = TlsServer(trusted, at_once=security == "tls")
    yield server
    server.socket.close()


def session(server: TlsServer, security: str, trust: Path | None, **login: str) -> Session:
    settings = MailSettings.model_validate(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "security": security,
            "sender": "n@sender.example",
            "command_timeout_seconds": 5,
            **login,
        }
    )
    return Session(settings, ssl.create_default_context(cafile=str(trust)) if trust else None)


def test_a_checked_line_carries_the_mail(tls_server: TlsServer, security: str, trusted: Path) -> None:
    answer = (ours := session(tls_server, security, trusted)).send("a@example.org", MESSAGE, lambda: True)
    ours.close()

    assert answer.fate is Fate.ACCEPTED
    assert tls_server.taken == [MESSAGE]


def test_an_unknown_certificate_stops_everything(tls_server: TlsServer, security: str) -> None:
    answer = session(tls_server, security, None).send("a@example.org", MESSAGE, lambda: True)

    assert (answer.fate, answer.session) == (Fate.LATER, True)
    assert "CERTIFICATE_VERIFY_FAILED" in answer.text
    assert not tls_server.taken


def test_a_certificate_for_another_name_stops_everything(tmp_path: Path, security: str) -> None:
    other = certificate(tmp_path, "mail.other.example")
    server = TlsServer(other, at_once=security == "tls")

    answer = session(server, security, other).send("a@example.org", MESSAGE, lambda: True)
    server.socket.close()

    assert answer.fate is Fate.LATER
    assert "mismatch" in answer.text
    assert not server.taken


def test_a_login_is_used_and_its_failure_concerns_all_mails(
    tls_server: TlsServer, security: str, trusted: Path
) -> None:
    good = session(tls_server, security, trusted, username="u", password="pw")
    bad = session(tls_server, security, trusted, username="u", password="no")

    accepted = good.send("a@example.org", MESSAGE, lambda: True)
    good.close()
    refused = bad.send("a@example.org", MESSAGE, lambda: True)

    assert accepted.fate is Fate.ACCEPTED
    assert (refused.fate, refused.phase, refused.session) == (Fate.LATER, "auth", True)
    assert "pw" not in str(refused)
    assert refused.text != "no"
