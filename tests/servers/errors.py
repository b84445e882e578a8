"""The one error of the test servers."""


class ServerUnavailable(Exception):
    """No server of this kind can be had on this machine; the message says what was tried."""
