"""Elasticsearch in a container, for machines where an engine runs."""

import atexit
import shutil
import subprocess

from tests.servers.errors import ServerUnavailable

IMAGE = "elasticsearch:9.4.3"
PULL_SECONDS = 900


def docker_runs() -> bool:
    """Whether a container engine answers; a client alone is no use."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=60, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


class DockerContainer:
    """One container with its port published on loopback; its data last until `remove`."""

    def __init__(self, port: int, *, java_options: str, password: str | None) -> None:
        self._port = port
        self._java_options = java_options
        self._password = password
        self._id: str | None = None

    def start(self) -> None:
        """Make the container, or start the one that was ended."""
        if self._id is None:
            self._id = _docker(*self._run_command())
            atexit.register(self.remove)
        else:
            _docker("start", self._id)

    def running(self) -> bool:
        return self._id is not None and _docker("inspect", "-f", "{{.State.Running}}", self._id) == "true"

    def log_tail(self) -> str:
        return _docker("logs", "--tail", "20", self._id) if self._id else ""

    def stop(self) -> None:
        if self._id is not None:
            _docker("stop", self._id)

    def kill(self) -> None:
        if self._id is not None and self.running():
            _docker("kill", self._id)

    def remove(self) -> None:
        """End the container and drop its data."""
        if self._id is not None:
            _docker("rm", "--force", "--volumes", self._id)
            atexit.unregister(self.remove)
            self._id = None

    def _run_command(self) -> list[str]:
        settings = {
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "ingest.geoip.downloader.enabled": "false",
            "xpack.ml.enabled": "false",
            "xpack.security.enabled": "true" if self._password else "false",
            "xpack.security.http.ssl.enabled": "false",
            "ES_JAVA_OPTS": self._java_options,
        }
        if self._password:
            settings["ELASTIC_PASSWORD"] = self._password
        named = [part for name, value in settings.items() for part in ("--env", f"{name}={value}")]
        return ["run", "--detach", "--publish", f"127.0.0.1:{self._port}:9200", *named, IMAGE]


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=PULL_SECONDS, check=False)
    if done.returncode != 0:
        raise ServerUnavailable(f"docker {arguments[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
