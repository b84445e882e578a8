"""Make the API keys of the index, once: the publisher may write opportunities, a portal only read them.

``index_keys.py FOLDER`` writes ``FOLDER/publisher`` and ``FOLDER/portal`` and needs ELASTIC_URL and
ELASTIC_PASSWORD. A key that exists and works is kept, so that a restart changes nothing; so after the
first start nothing but this script knows the superuser's password.
"""

import os
import sys
from pathlib import Path
from typing import Any

from elasticsearch import AuthenticationException, Elasticsearch

# A server that has just started is healthy before the index of its keys is there: it answers 503, or
# nothing, for some seconds. Waits of 0.2, 0.4 ... 5 s: some four minutes in all.
PATIENCE: dict[str, Any] = {
    "max_retries": 64,
    "retry_on_status": [408, 429, 502, 503, 504],
    "retry_on_timeout": True,
    "retry_backoff_base": 0.2,
    "retry_backoff_cap": 5.0,
}
# Rebuilds make indices of this name with a version, and portals query aliases of it.
INDICES = ["opportunities*"]
ROLES: dict[str, dict[str, Any]] = {
    "publisher": {
        "cluster": ["monitor", "manage_index_templates", "manage_search_synonyms"],
        "indices": [{"names": INDICES, "privileges": ["all"]}],
    },
    "portal": {
        "cluster": ["monitor"],
        "indices": [{"names": INDICES, "privileges": ["read", "view_index_metadata"]}],
    },
}


def main(folder: Path, url: str, password: str) -> None:
    """Leave a working key of each role in ``folder``, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with Elasticsearch(url, basic_auth=("elastic", password)) as client:
        ensure_keys(client, folder, url)


def ensure_keys(superuser: Elasticsearch, folder: Path, url: str) -> None:
    """Make the keys that are missing or no longer work; waits for a server that is still starting."""
    superuser = superuser.options(**PATIENCE)
    for name, role in ROLES.items():
        file = folder / name
        if file.exists() and _works(url, file.read_text()):
            continue
        # Whatever an earlier key of this name was, nobody has it any more.
        superuser.security.invalidate_api_key(name=f"talentfeed-{name}")
        made = superuser.security.create_api_key(name=f"talentfeed-{name}", role_descriptors={name: role})
        partial = file.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(made["encoded"])
        partial.replace(file)


def _works(url: str, key: str) -> bool:
    with Elasticsearch(url, api_key=key) as client:
        try:
            client.options(**PATIENCE).security.authenticate()
        except AuthenticationException:
            return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["ELASTIC_URL"], os.environ["ELASTIC_PASSWORD"])
