"""Names of leases that several places take."""


def harvest_lease(source_id: str) -> str:
    """The lease under which runs of a source are made, replayed, deleted and renamed."""
    return f"harvest:{source_id}"
