"""A real Elasticsearch for tests: one that is named, else Docker's, else a published archive's.

Every server listens on loopback only. `ElasticsearchServer.start` after `stop` or `kill` works on
the same data at the same address: fault tests pull the plug in the middle of a publish.
"""

import atexit
import os
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.servers.elasticsearch_archive import cache_folder, elasticsearch_home
from tests.servers.elasticsearch_docker import DockerContainer, docker_runs
from tests.servers.errors import ServerUnavailable
from tests.servers.java import java_home, modules_of
from tests.servers.java_modules import server_for
from tests.servers.processes import ProcessGroup, free_port
from tests.waiting import PATIENCE

START_SECONDS = PATIENCE
UNPRIVILEGED_ID = 65534  # nobody: owns nothing but the folders given to it
CONFIG_FILES = ("jvm.options", "log4j2.properties", "roles.yml", "role_mapping.yml")
# The first three would write beside the working folder, which the server may not; the last is a module for faster
# vectors, which not every Java runtime has and no test needs.
UNWANTED_JVM_OPTIONS = ("gc.log", "HeapDump", "ErrorFile", "jdk.incubator.vector")
# The first user of a server with security: its password guards nothing but a loopback test server.
ADMIN = ("admin", "loopback-only")
ADMIN_HASH = "$2a$10$N9qo8uLOickgx2ZMRZoMyeojbSRl.aDGQq0xquoqnXCYmM3VCBj/e"  # of that password


class ElasticsearchServer(ABC):
    """A server that answers at `url`; with `auth` as (user, password) where it has security."""

    url: str
    auth: tuple[str, str] | None = None
    restartable = True

    @abstractmethod
    def start(self) -> None:
        """Start it, on the data it had, and wait until it answers."""

    @abstractmethod
    def stop(self) -> None:
        """End it as an operator would."""

    @abstractmethod
    def kill(self) -> None:
        """End it as a power cut would."""

    @abstractmethod
    def close(self) -> None:
        """End it and remove its data."""

    def healthy(self, timeout: float = 60.0) -> bool:
        """Whether it answers, with all its primary shards in place, and can keep keys where it has security."""
        try:
            answer = httpx.get(
                f"{self.url}/_cluster/health",
                params={"wait_for_status": "yellow", "timeout": "2s"},
                auth=self.auth,
                timeout=timeout,
                trust_env=False,  # a proxy of the environment must not see loopback traffic
            )
        except httpx.TransportError:
            return False
        return (
            answer.status_code == httpx.codes.OK
            and not answer.json()["timed_out"]
            and (self.auth is None or _keeps_keys(self.url, self.auth))
        )


class ExternalServer(ElasticsearchServer):
    """The server that ``ELASTICSEARCH_URL`` names: used, never started or ended."""

    restartable = False

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def start(self) -> None:
        if not self.healthy():
            raise ServerUnavailable(f"ELASTICSEARCH_URL names {self.url}, which does not answer")

    def stop(self) -> None:
        raise NotImplementedError("a server that someone else runs is not ours to stop")

    def kill(self) -> None:
        self.stop()

    def close(self) -> None:
        """Nothing to do: its owner keeps it."""


class DockerServer(ElasticsearchServer):
    """A container of the official image."""

    def __init__(self, *, java_options: str, security: bool) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.auth = ("elastic", ADMIN[1]) if security else None
        self._container = DockerContainer(port, java_options=java_options, password=ADMIN[1] if security else None)

    def start(self) -> None:
        self._container.start()
        _wait_until_healthy(self, self._container.running, self._container.log_tail)

    def stop(self) -> None:
        self._container.stop()

    def kill(self) -> None:
        self._container.kill()

    def close(self) -> None:
        self._container.remove()


class ArchiveServer(ElasticsearchServer):
    """The server of the archive, run by a JDK of this machine, as another user where we are root."""

    def __init__(self, *, java_options: str, security: bool) -> None:
        self._java_home = java_home(cache_folder())
        self._home = server_for(elasticsearch_home(), modules_of(self._java_home))
        self._java_options = java_options
        self._folder = Path(tempfile.mkdtemp(prefix="talentfeed-elasticsearch-"))
        self._process: ProcessGroup | None = None
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.auth = ADMIN if security else None
        self._write_config(port, security=security)
        self._hand_over()
        atexit.register(self.close)

    def start(self) -> None:
        if self._process is not None and self._process.running():
            return
        process = ProcessGroup.start(
            self._command(), env=self._environment(), cwd=self._home, log=self._folder / "console.log"
        )
        self._process = process
        try:
            _wait_until_healthy(self, process.running, process.log_tail)
        except ServerUnavailable:
            process.kill()
            raise

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _write_config(self, port: int, *, security: bool) -> None:
        for name in ("conf", "data", "logs", "tmp"):
            (self._folder / name).mkdir()
        conf = self._folder / "conf"
        for name in CONFIG_FILES:
            shutil.copyfile(self._home / "config" / name, conf / name)
        options = (conf / "jvm.options").read_text().splitlines()
        kept = [line for line in options if not any(word in line for word in UNWANTED_JVM_OPTIONS)]
        (conf / "jvm.options").write_text("\n".join(kept) + "\n")
        (conf / "users").write_text(f"{ADMIN[0]}:{ADMIN_HASH}\n")
        (conf / "users_roles").write_text(f"superuser:{ADMIN[0]}\n")
        (conf / "elasticsearch.yml").write_text(
            f"cluster.name: talentfeed-tests\n"
            f"discovery.type: single-node\n"
            f"network.host: 127.0.0.1\n"
            f"http.port: {port}\n"
            f"path.data: {self._folder / 'data'}\n"
            f"path.logs: {self._folder / 'logs'}\n"
            # A nearly full disk of the machine must not make indices read-only in a test.
            f"cluster.routing.allocation.disk.threshold_enabled: false\n"
            f"xpack.ml.enabled: false\n"
            f"xpack.security.enabled: {str(security).lower()}\n"
        )

    def _hand_over(self) -> None:
        """Give the server's folder to the user that it will run as."""
        if os.geteuid() != 0:
            return
        for path in (self._folder, *self._folder.rglob("*")):
            os.chown(path, UNPRIVILEGED_ID, UNPRIVILEGED_ID)

    def _command(self) -> list[str]:
        launcher = [str(self._java_home / "bin" / "java"), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"]
        launcher += ["-cp", "lib/tools/server-launcher/*"]
        launcher += ["org.elasticsearch.server.launcher.ServerLauncher"]
        if os.geteuid() != 0:
            return launcher
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise ServerUnavailable("Elasticsearch refuses root, and setpriv is not here to leave it")
        user = str(UNPRIVILEGED_ID)
        return [setpriv, "--reuid", user, "--regid", user, "--clear-groups", *launcher]

    def _environment(self) -> dict[str, str]:
        """Complete: nothing of ours, secrets least of all, reaches the server."""
        java_home = str(self._java_home)
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._folder),
            "HOSTNAME": "localhost",
            "ES_HOME": str(self._home),
            "ES_PATH_CONF": str(self._folder / "conf"),
            "ES_TMPDIR": str(self._folder / "tmp"),
            "ES_DISTRIBUTION_TYPE": "tar",
            "ES_DISTRIBUTION_FLAVOR": "default",
            "ES_BUNDLED_JDK": "true",
            "ES_JAVA_HOME": java_home,
            "ES_JAVA_OPTS": self._java_options,
            "CLI_JAVA_OPTS": "",
            "JAVA": f"{java_home}/bin/java",
            "JAVA_HOME": java_home,
            "JAVA_TYPE": "ES_JAVA_HOME",
        }


def _keeps_keys(url: str, auth: tuple[str, str]) -> bool:
    """The index of the keys is made by the first of them, or by the server some seconds after it is healthy."""
    key = {"name": "is-it-ready", "expiration": "1m", "role_descriptors": {}}
    try:
        answer = httpx.post(f"{url}/_security/api_key", json=key, auth=auth, timeout=60, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK


def _wait_until_healthy(server: ElasticsearchServer, running: Callable[[], bool], log_tail: Callable[[], str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.healthy():
        if not running():
            raise ServerUnavailable(f"Elasticsearch ended while it started:\n{log_tail()}")
        if time.monotonic() > deadline:
            raise ServerUnavailable(f"Elasticsearch did not answer in {START_SECONDS:.0f} s:\n{log_tail()}")
        time.sleep(0.25)


def start_elasticsearch(*, heap: str = "1g", security: bool = False, short_lived: bool = False) -> ElasticsearchServer:
    """A running server. With ``security``, it has `ElasticsearchServer.auth`.

    ``short_lived``: it starts in two thirds of the processor time and is slower ever after (Java's second compiler is
    off): for tests, not for what measures.

    ``ELASTICSEARCH_URL`` names a server without security: it is not used where security is asked for.
    """
    named = os.environ.get("ELASTICSEARCH_URL")
    java_options = f"-Xms{heap} -Xmx{heap}" + (" -XX:TieredStopAtLevel=1" if short_lived else "")
    server: ElasticsearchServer
    if named and not security:
        server = ExternalServer(named)
    elif docker_runs():
        server = DockerServer(java_options=java_options, security=security)
    else:
        server = ArchiveServer(java_options=java_options, security=security)
    try:
        server.start()
    except ServerUnavailable:
        server.close()
        raise
    return server
