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
    """Make the keys that are missing or no longer work."""
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
            client.security.authenticate()
        except AuthenticationException:
            return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["ELASTIC_URL"], os.environ["ELASTIC_PASSWORD"])
