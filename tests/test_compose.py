"""The production shape: pinned, watched, without a shipped password, and its keys do what they say."""

import os
import re
import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AuthorizationException, Elasticsearch
from ruamel.yaml import YAML

from deploy import index_keys
from tests.servers.elasticsearch_server import ElasticsearchServer

ROOT = Path(__file__).parent.parent
SECRET_NAME = re.compile(r"PASSWORD|SECRET|FERNET|TOKEN|API_KEY$", re.IGNORECASE)
REQUIRED_VARIABLE = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
PINNED = re.compile(r"^[a-z/-]+:\d+(\.\d+)+[a-z0-9.-]*$")
URL_PASSWORD = re.compile(r"://[^/:\s]+:([^@\s]+)@")


def _compose() -> dict[str, Any]:
    parsed: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())
    return parsed


SERVICES: dict[str, dict[str, Any]] = _compose()["services"]
# These run once and end; others wait for their success.
ONE_SHOT = {"airflow-init", "index-keys"}


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    return SERVICES[request.param]


def test_the_file_has_the_whole_shape() -> None:
    assert set(SERVICES) == {
        "postgres",
        "elasticsearch",
        "index-keys",
        "airflow-init",
        "airflow-api-server",
        "airflow-scheduler",
        "airflow-dag-processor",
        "airflow-triggerer",
        "portal",
        "desk",
    }


def test_every_image_is_pinned(service: dict[str, Any]) -> None:
    assert PINNED.match(service["image"]), service["image"]


def test_base_images_are_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(set(bases)) == 1, "both stages must have one Python"
    assert PINNED.match(bases[0])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_or_ends(name: str) -> None:
    if name in ONE_SHOT:
        assert SERVICES[name]["restart"] == "no"
        waiting = [other for other in SERVICES.values() if name in other.get("depends_on", {})]
        assert waiting
        assert all(w["depends_on"][name] == {"condition": "service_completed_successfully"} for w in waiting)
    else:
        assert "test" in SERVICES[name]["healthcheck"]
        assert SERVICES[name]["restart"] == "unless-stopped"


def test_ports_are_published_on_loopback_only(service: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_no_password_is_written_down(service: dict[str, Any]) -> None:
    for name, value in service.get("environment", {}).items():
        if SECRET_NAME.search(name) and not name.endswith("_FILE"):
            assert REQUIRED_VARIABLE.fullmatch(value), f"{name} must come from the environment"
        for password in URL_PASSWORD.findall(str(value)):
            assert REQUIRED_VARIABLE.fullmatch(password), f"{name} holds a password"


def test_only_those_who_need_a_secret_have_it() -> None:
    def holders(variable: str) -> set[str]:
        return {name for name, service in SERVICES.items() if f"${{{variable}:?" in str(service)}

    assert holders("ELASTIC_PASSWORD") == {"elasticsearch", "index-keys"}
    assert holders("POSTGRES_PASSWORD") == {"postgres"}
    assert holders("AIRFLOW_ADMIN_PASSWORD") == {"airflow-init"}


def test_the_example_names_every_secret_and_holds_none() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    used = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert all(line.endswith("=") for line in named)
    assert {line.rstrip("=") for line in named} == used


def _write_env(target: Path) -> None:
    script = ["sh", "tools/write-env.sh", ".env.example", str(target)]
    subprocess.run(script, cwd=ROOT, check=True, capture_output=True)


def test_make_env_writes_different_secrets_and_keeps_a_file(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    _write_env(target)
    written = target.read_text()
    secrets = [line.partition("=")[2] for line in written.splitlines() if line and not line.startswith("#")]
    assert len(secrets) == len(set(secrets)) > 5
    assert all(len(secret) >= 44 for secret in secrets)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600

    _write_env(target)
    assert target.read_text() == written


def test_compose_itself_takes_the_file(tmp_path: Path) -> None:
    compose = shutil.which("docker-compose")
    if compose is None:
        pytest.skip("no docker-compose here; CI has one")
    _write_env(tmp_path / "env")
    config = [compose, "--env-file", str(tmp_path / "env"), "config", "--quiet"]
    done = subprocess.run(config, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_entrypoint_reads_a_secret_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-file")
    command = ["sh", "deploy/entrypoint.sh", "sh", "-c", 'printf %s "$TALENTFEED_INDEX_API_KEY"']
    env = {"PATH": os.environ["PATH"], "TALENTFEED_INDEX_API_KEY_FILE": str(tmp_path / "key")}
    assert subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True).stdout == b"from-file"


@pytest.mark.slow
def test_index_keys_let_the_publisher_write_and_the_portal_read(
    secured_elasticsearch: ElasticsearchServer, tmp_path: Path
) -> None:
    url = secured_elasticsearch.url
    with Elasticsearch(url, basic_auth=secured_elasticsearch.auth) as superuser:
        index_keys.ensure_keys(superuser, tmp_path, url)
        keys = {name: (tmp_path / name).read_text() for name in index_keys.ROLES}
        index_keys.ensure_keys(superuser, tmp_path, url)
        assert keys == {name: (tmp_path / name).read_text() for name in index_keys.ROLES}, "kept while they work"
    assert stat.S_IMODE((tmp_path / "portal").stat().st_mode) == 0o600

    with Elasticsearch(url, api_key=keys["publisher"]) as publisher:
        publisher.indices.create(index="opportunities-1", aliases={"opportunities": {}})
        publisher.index(index="opportunities-1", id="1", document={"title": "Baker"}, refresh=True)
        with pytest.raises(AuthorizationException):
            publisher.indices.create(index="elsewhere")
    with Elasticsearch(url, api_key=keys["portal"]) as portal:
        assert portal.count(index="opportunities")["count"] == 1
        with pytest.raises(AuthorizationException):
            portal.delete(index="opportunities-1", id="1")


def test_index_keys_that_were_given_more_have_what_they_should_now(
    secured_elasticsearch: ElasticsearchServer, tmp_path: Path
) -> None:
    """A deployment keeps its keys at an upgrade: what is no longer needed is taken from them."""
    url = secured_elasticsearch.url
    before = {"portal": {**index_keys.ROLES["portal"], "cluster": ["monitor"]}}
    with Elasticsearch(url, basic_auth=secured_elasticsearch.auth) as superuser:
        made = superuser.security.create_api_key(name="talentfeed-portal", role_descriptors=before)
        (tmp_path / "portal").write_text(made["encoded"])
        with Elasticsearch(url, api_key=made["encoded"]) as portal:
            assert portal.cluster.get_settings()
            index_keys.ensure_keys(superuser, tmp_path, url)
            assert (tmp_path / "portal").read_text() == made["encoded"]
            with pytest.raises(AuthorizationException):
                portal.cluster.get_settings()


def test_further_aliases_are_names() -> None:
    assert index_keys.aliases(" jobs-portal, ,leeds ") == ["jobs-portal", "leeds"]
    publisher = index_keys.roles(["leeds"])["publisher"]["indices"]
    assert publisher[1:] == [{"names": ["leeds"], "privileges": ["manage"]}]
    with pytest.raises(SystemExit, match="TALENTFEED_FURTHER_ALIASES: jobs\\*: name each"):
        index_keys.aliases("leeds,jobs*")


def test_index_keys_replace_one_that_no_longer_works(
    secured_elasticsearch: ElasticsearchServer, tmp_path: Path
) -> None:
    (tmp_path / "portal").write_text("bm90OmFrZXk=")
    with Elasticsearch(secured_elasticsearch.url, basic_auth=secured_elasticsearch.auth) as superuser:
        index_keys.ensure_keys(superuser, tmp_path, secured_elasticsearch.url)
    with Elasticsearch(secured_elasticsearch.url, api_key=(tmp_path / "portal").read_text()) as client:
        assert client.security.authenticate()["authentication_type"] == "api_key"


@pytest.mark.slow
def test_index_keys_wait_for_a_server_that_is_starting(
    secured_elasticsearch: ElasticsearchServer, tmp_path: Path
) -> None:
    server = secured_elasticsearch
    server.stop()
    with ThreadPoolExecutor(1) as pool, Elasticsearch(server.url, basic_auth=server.auth) as superuser:
        started = pool.submit(server.start)
        index_keys.ensure_keys(superuser, tmp_path, server.url)
        started.result()
    with Elasticsearch(server.url, api_key=(tmp_path / "publisher").read_text()) as client:
        assert client.security.authenticate()["authentication_type"] == "api_key"
