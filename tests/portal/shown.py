"""What a page shows, for tests that read it."""

import json
from typing import Any

from fastapi.testclient import TestClient
from lxml import html


def page(client: TestClient, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.text)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def titles(element: html.HtmlElement) -> list[str]:
    return [text(link) for link in element.cssselect(".results:not(.broader) h3 a")]


def linked_data(element: html.HtmlElement) -> Any:
    (script,) = element.cssselect("script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)
