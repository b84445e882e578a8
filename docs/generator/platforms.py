"""platforms.md and the templates of platforms, all from the tables in `records/platforms/data`."""

from pydantic import BaseModel

from docs.generator.markdown import page, parts_of, section, table
from records.platforms.known import platform, shipped
from records.platforms.model import Platform
from records.vocabulary import Kind

_TEMPLATE = """\
# Copy this file to config/sources/<region>/<id>.yaml, fill it in, then run
#   talentfeed source check FILE      and      talentfeed source try FILE
id: example-{slug}-jobs
name: {whose} ({title})
publisher:
  name: {whose}
  url: https://www.example.com/
  kind: {kind}
  authority: {kind}
connector:
  type: {name}
  url: {example}    # any address of {which} at {title}
kind: {advert_kind}
schedule: "@daily"
licence:
  name: permission
"""


def platforms() -> list[Platform]:
    """The package's own, by name."""
    return [platform(name) for name in shipped()]


def templates_of_platforms() -> dict[str, str]:
    """File name → a source file to copy."""
    return {
        f"{declared.name}.yaml": _TEMPLATE.format(
            slug=declared.name.replace("_", "-"),
            title=declared.title,
            name=declared.name,
            example=declared.example,
            **_publisher(declared),
            advert_kind=max(Kind, key=lambda kind: (declared.kind or "").rfind(kind.value)).value,
        )
        for declared in platforms()
    }


def _publisher(declared: Platform) -> dict[str, str]:
    """Who publishes there: an employer on its own board, or a board that many advertise on."""
    if "via" in declared.fields or not declared.needs_board:
        return {"whose": "Example board", "kind": "board", "which": "the list"}
    return {"whose": "Example employer", "kind": "employer", "which": "your board"}


def platform_choices() -> str:
    """The table that an officer chooses from."""
    rows = [
        (one.title, f"`{one.name}`", f"`{one.example}`", f"[{one.name}.yaml](templates/{one.name}.yaml)")
        for one in platforms()
    ]
    return table(("adverts at", "type", "address you paste", "template"), rows)


def platforms_page() -> str:
    """Every platform with how it was verified, and the keys of a declaration."""
    intro = (
        "A **platform** is an applicant system whose boards are all read alike. Each is a table, one YAML file of "
        "`records/platforms/data`; an operator adds one as `config/platforms/<name>.yaml`, without code and "
        "without a release: [how](../../CONTRIBUTING.md#add-a-platform). A source names it: "
        "`connector: {type: lever, url: https://jobs.lever.co/examplesoftware}`."
    )
    keys = [section(part, defaults=True) for part in parts_of(Platform) if issubclass(part, BaseModel)]
    return page("Platforms", intro, _list(), f"## A declaration\n\n{_keys()}", *keys)


def _list() -> str:
    rows = [
        (
            one.title,
            f"`{one.name}`",
            f"`{one.example}`",
            "by request of each advert" if one.detail else "in the list",
            "all" if one.complete else "the newest only",
            "no: look, then `empty_is_true`" if one.empty is None else "yes",
            f"{one.verified.by}, {one.verified.date:%B %Y}" + (f"; {one.verified.note}" if one.verified.note else ""),
        )
        for one in platforms()
    ]
    by = [one.verified.by for one in platforms()]
    counted = (
        f"{by.count('recorded response')} were held against recorded responses, "
        f"{by.count('documentation')} are written from documentation alone."
    )
    head = ("platform", "type", "address you paste", "text of an advert", "a list has", "an empty list is believed")
    return f"## Which there are\n\n{counted}\n\n{table((*head, 'verified'), rows)}"


def _keys() -> str:
    return section(Platform, defaults=True).partition("\n\n")[2]
