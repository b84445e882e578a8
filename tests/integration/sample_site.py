"""Publishers' recorded answers on loopback, and the pages of ours that lead to some of them."""

from pathlib import Path

from tests.spiders.server import Answer, WebServer

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
SOURCES = Path(__file__).parent / "sample_sources"
# Where the recorded sitemap says its pages are; here they are at the same paths.
HOST = b"http://mytess.training"
KINDS = {".html": "text/html", ".json": "application/json", ".csv": "text/csv"}
SCHEMA_ORG = (
    "jg_stackoverflow_job.html",
    "jg_wwr_job.html",
    "jg_wwr_job_json_decode_error.html",
    "ej_ats-paylocity_detail-fermi-4248451.html",
    "js_jsonld_neura_robotics_manager.html",
    "schemaorg_jobposting_microdata.html",
    "schemaorg_jobposting_jsonld.html",
)
PAGES = {
    "/pages/schema_org.html": [(f"/html/{name}", name) for name in SCHEMA_ORG]
    + [("/events/tess_gtn_galaxy-intro-strands.html", "Strands")],
    "/pages/civil_service.html": [("/html/csj_job_detail_page.html", "Head of Policy Research")],
    "/pages/council.html": [("/council/talentlink_closing_in_body.html", "Care Worker")],
    "/pages/messy.html": [("/messy/jg_broken_encoding_specimen1.html", "Java Developer")],
}


def serve_samples(server: WebServer) -> None:
    """Answer every sample's path with its bytes."""
    server.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
    for path in SAMPLES.rglob("*"):
        if path.is_file():
            server.answers[f"/{path.relative_to(SAMPLES)}"] = _sample(server, path)
    for address, links in PAGES.items():
        server.answers[address] = _page(links)
    server.answers["/materials"] = server.answers["/events/tess_gtn_galaxy-intro-101.html"]


def _sample(server: WebServer, path: Path) -> Answer:
    body = path.read_bytes().replace(HOST, server.url("").encode())
    return Answer(body, headers={"Content-Type": KINDS.get(path.suffix, "application/xml")})


def _page(links: list[tuple[str, str]]) -> Answer:
    items = "".join(f'<li><a class="job" href="{address}">{name}</a></li>' for address, name in links)
    return Answer(f"<html><body><ul>{items}</ul></body></html>", headers={"Content-Type": "text/html"})


def write_sources(server: WebServer, folder: Path) -> list[str]:
    """The source files of the samples, with this server's port; their ids."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in SOURCES.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", server.url(""))
        (folder / path.name).write_text(text, encoding="utf-8")
    return sorted(path.stem for path in folder.iterdir())
