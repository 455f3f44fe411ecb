"""A real mail server for one test: Debian's dovecot on this machine's own address, with and without encryption."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imap_tools import MailBoxUnencrypted

HOST, USER, PASSWORD = "127.0.0.1", "lado", "mailbox-canary-secret"

_SETTINGS = """
base_dir={folder}/run
state_dir={folder}/state
log_path={folder}/log
protocols=imap
listen=127.0.0.1
ssl=yes
ssl_cert=<{folder}/server.pem
ssl_key=<{folder}/server.key
disable_plaintext_auth=no
auth_failure_delay=0
default_internal_user={user}
default_login_user={user}
default_internal_group={group}
mail_location=maildir:{folder}/mail/%u
first_valid_uid=0
first_valid_gid=0
mail_uid={user}
mail_gid={group}
passdb {{
  driver=static
  args=password={password}
}}
userdb {{
  driver=static
  args=uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot=
  inet_listener imap {{
    port={plain}
  }}
  inet_listener imaps {{
    port={encrypted}
    ssl=yes
  }}
}}
service anvil {{
  chroot=
}}
"""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where it listens, and the certificate that it shows."""

    plain: int
    encrypted: int
    certificate: Path

    @contextmanager
    def mailbox(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted(HOST, self.plain, timeout=20) as box:
            box.login(USER, PASSWORD)
            yield box

    def deliver(self, *mails: bytes) -> None:
        with self.mailbox() as box:
            for mail in mails:
                box.append(mail, "INBOX")

    def counts(self, *folders: str) -> dict[str, int]:
        with self.mailbox() as box:
            return {
                name: int(box.folder.status(name, ["MESSAGES"])["MESSAGES"])
                for name in folders
                if box.folder.exists(name)
            }


def find_dovecot() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")


@contextmanager
def running(dovecot: str) -> Iterator[MailServer]:
    """Run a mail server as a child of ours; it ends with the block."""
    # Its mail belongs to nobody, who may not look into pytest's folders.
    with tempfile.TemporaryDirectory(prefix="lado-mail-") as folder, _running_in(Path(folder), dovecot) as server:
        yield server


@contextmanager
def _running_in(folder: Path, dovecot: str) -> Iterator[MailServer]:
    plain, encrypted = _free_ports()
    certificate = write_certificate(folder)
    user, group = ("nobody", "nogroup") if os.geteuid() == 0 else (str(os.geteuid()), str(os.getegid()))
    (folder / "mail").mkdir()
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", user, group)
    settings = folder / "dovecot.conf"
    settings.write_text(
        _SETTINGS.format(folder=folder, user=user, group=group, password=PASSWORD, plain=plain, encrypted=encrypted),
        encoding="utf-8",
    )
    server = subprocess.Popen([dovecot, "-F", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(server, plain, folder)
        yield MailServer(plain=plain, encrypted=encrypted, certificate=certificate)
    finally:
        server.terminate()
        server.wait(timeout=20)
        assert server.stderr
        server.stderr.close()


def _wait(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(100):
        assert server.poll() is None, (server.stderr.read() if server.stderr else b"").decode()
        try:
            with socket.create_connection((HOST, port), timeout=1) as connection:
                if connection.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    log = folder / "log"
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "the mail server does not answer")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind((HOST, 0))
        two.bind((HOST, 0))
        return one.getsockname()[1], two.getsockname()[1]


def write_certificate(folder: Path) -> Path:
    """Write server.pem and server.key for this machine's own address, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file
