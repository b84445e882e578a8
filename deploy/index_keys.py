"""Make the API keys of the index, once: the publisher may write opportunities, a portal only read them.

``index_keys.py FOLDER`` writes ``FOLDER/publisher`` and ``FOLDER/portal`` and needs ELASTIC_URL and
ELASTIC_PASSWORD. A key that exists and works is kept, with the privileges it should have now, so that a
restart changes nothing; so after the first start nothing but this script knows the superuser's password.

TALENTFEED_FURTHER_ALIASES names aliases (with commas between) that do not begin with ``opportunities`` and
that a rebuild shall move too: without that privilege the publisher refuses to rebuild beside them.
"""

import copy
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, AuthenticationException, Elasticsearch, NotFoundError

# A server that has just started is healthy before the index of its keys is there: it answers 503, or nothing,
# for some seconds, on a busy machine for minutes. (The client's own retries pause after a failed connection
# only: all of them are used up within a second of 503s.)
PATIENCE_SECONDS, PAUSE_SECONDS = 900.0, 2.0
NOT_READY = frozenset({408, 429, 502, 503, 504})
T = TypeVar("T")
# Rebuilds make indices of this name with a version, and portals query aliases of it.
INDICES = ["opportunities*"]
# Neither needs the cluster: `monitor` would show its settings and tasks to whoever gets hold of the key.
ROLES: dict[str, dict[str, Any]] = {
    "publisher": {"cluster": [], "indices": [{"names": INDICES, "privileges": ["all"]}]},
    "portal": {"cluster": [], "indices": [{"names": INDICES, "privileges": ["read", "view_index_metadata"]}]},
}


def main(folder: Path, url: str, password: str, further: str = "") -> None:
    """Leave a working key of each role in ``folder``, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with Elasticsearch(url, basic_auth=("elastic", password)) as client:
        ensure_keys(client, folder, url, aliases(further))


def aliases(text: str) -> list[str]:
    """The names in ``TALENTFEED_FURTHER_ALIASES``. SystemExit for a pattern: it would reach other people's."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    wide = [name for name in names if "*" in name or "?" in name or name.startswith("/")]
    if wide:
        raise SystemExit(f"TALENTFEED_FURTHER_ALIASES: {', '.join(wide)}: name each alias, without wildcards")
    return names


def roles(further: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """The role of each key; ``further``: aliases of other names that the publisher may move."""
    made = copy.deepcopy(ROLES)
    if further:
        made["publisher"]["indices"].append({"names": list(further), "privileges": ["manage"]})
    return made


def ensure_keys(superuser: Elasticsearch, folder: Path, url: str, further: Sequence[str] = ()) -> None:
    """Make the keys that are missing or no longer work, and give the others the privileges of today; waits
    for a server that is still starting.
    """
    for name, role in roles(further).items():
        file = folder / name
        key = _working(url, file.read_text()) if file.exists() else None
        if key is not None and _given(superuser, key, {name: role}):
            continue
        made = _patiently(partial(_new_key, superuser, name, role))
        unfinished = file.with_suffix(".partial")
        unfinished.touch(mode=0o600)
        unfinished.write_text(made)
        unfinished.replace(file)


def _new_key(superuser: Elasticsearch, name: str, role: dict[str, Any]) -> str:
    # Whatever an earlier key of this name was, nobody has it any more.
    superuser.security.invalidate_api_key(name=f"talentfeed-{name}")
    made = superuser.security.create_api_key(name=f"talentfeed-{name}", role_descriptors={name: role})
    return str(made["encoded"])


def _patiently(call: Callable[[], T]) -> T:
    """What the call gives, asked again while the server is not ready; its last error when that lasts too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return call()
        except (ApiError, TransportError) as error:
            passing = not isinstance(error, ApiError) or error.status_code in NOT_READY
            if not passing or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_SECONDS)


def _working(url: str, key: str) -> str | None:
    """The id of a key that works."""
    with Elasticsearch(url, api_key=key) as client:
        try:
            return str(_patiently(client.security.authenticate)["api_key"]["id"])
        except AuthenticationException:
            return None


def _given(superuser: Elasticsearch, key: str, role: dict[str, dict[str, Any]]) -> bool:
    """Let a key have this role and no other; False where it is another user's key."""
    try:
        _patiently(lambda: superuser.security.update_api_key(id=key, role_descriptors=role))
    except NotFoundError:
        return False
    return True


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        os.environ["ELASTIC_URL"],
        os.environ["ELASTIC_PASSWORD"],
        os.environ.get("TALENTFEED_FURTHER_ALIASES", ""),
    )
