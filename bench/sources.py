"""Source files as councils write them, many of them."""

from pathlib import Path

_FILE = """\
# The vacancies of {name}, from its own site.
id: {id}
name: {name}
publisher:
  name: {name}
  url: https://www.{id}.example
  kind: council
  authority: employer
connector:
  type: {connector}
  url: https://www.{id}.example/jobs
{options}kind: job
schedule: "{minute} {hour} * * *"
area: Leeds
timezone: Europe/London
country: GB
defaults:
  organisation: {name}
expectations:
  min_listings: 3
  fill:
    title: 1.0
    closes_at: 0.5
politeness:
  delay_seconds: 2
licence:
  name: OGL-UK-3.0
  attribution: Contains public sector information of {name}
status: active
"""
_CONNECTORS = (("rss", ""), ("json_ld", "  follow: a.job\n"), ("csv", ""))


def write_sources(config_dir: Path, count: int) -> list[Path]:
    """`count` right source files in 20 regions below `config_dir`/sources."""
    paths = []
    for number in range(count):
        connector, options = _CONNECTORS[number % len(_CONNECTORS)]
        identity = f"council-{number:04d}-jobs"
        path = config_dir / "sources" / f"region-{number % 20:02d}" / f"{identity}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _FILE.format(
            id=identity,
            name=f"Council {number:04d}",
            connector=connector,
            options=options,
            minute=number % 60,
            hour=number % 24,
        )
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
