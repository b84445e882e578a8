"""The connection to Elasticsearch, and its failures as our errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ApiError as TransportApiError
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from records.errors import PublishError

REQUEST_SECONDS = 30
BUSY = frozenset({408, 429, 500, 502, 503, 504})
FORBIDDEN = frozenset({401, 403})


def connect(url: str, api_key: str) -> Elasticsearch:
    """A client; connects at its first request. It tries nothing again by itself: callers know what may be."""
    return Elasticsearch(
        url, api_key=api_key or None, request_timeout=REQUEST_SECONDS, max_retries=0, retry_on_timeout=False
    )


def asking(client: Elasticsearch) -> Elasticsearch:
    """The same client for reads: a node that is going away is asked once more."""
    return client.options(max_retries=1, retry_on_timeout=False)


@contextmanager
def translated(index: str) -> Iterator[None]:
    """Failures of the client as PublishError: INDEX_UNREACHABLE, INDEX_BUSY, INDEX_FORBIDDEN, PUBLISH_FAILED."""
    try:
        yield
    except (ApiError, TransportApiError) as error:
        raise _api_error(error, index) from error
    except TransportError as error:
        raise PublishError(
            f"Elasticsearch cannot be reached: {error}; nothing is lost, publish again when it is back",
            index=index,
            code="INDEX_UNREACHABLE",
            retryable=True,
        ) from error


def _api_error(error: Any, index: str) -> PublishError:
    status = error.status_code
    if status in BUSY:
        return PublishError(
            f"Elasticsearch is too busy or not ready ({status}): {error}; publish again later",
            index=index,
            code="INDEX_BUSY",
            retryable=True,
        )
    if status in FORBIDDEN:
        return PublishError(
            f"Elasticsearch refuses us ({status}): look at TALENTFEED_INDEX_API_KEY and its privileges",
            index=index,
            code="INDEX_FORBIDDEN",
        )
    return PublishError(f"Elasticsearch refuses the request ({status}): {error}", index=index)
