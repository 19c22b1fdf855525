"""What answers and failures of the network mean, in words for people."""

import json
import re
import socket
import ssl
from email.utils import parsedate_to_datetime

import httpx

from lobbycard.errors import ProviderError, Temporary
from lobbycard.providers.lenient import Json

WHOSE_ADDRESS = "Check its address in the settings, and whether this network asks for a log-in."


def parse(body: bytes, label: str) -> Json:
    """The JSON in a body; what is none is told apart for the person who has to find the cause."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        if not body[:200].strip():
            raise ProviderError(f"{label} sent an empty answer.") from error
        raise ProviderError(f"{label} sent an answer that is cut off or damaged.") from error


def is_page(body: bytes) -> bool:
    """Whether what came is for a browser."""
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def page(label: str) -> Temporary:
    """What a web page in place of an answer means."""
    return Temporary(f"{label} sent a web page instead of data.", WHOSE_ADDRESS)


LONGEST_WAIT = 24 * 3600.0
"""Seconds; who says more (a clock in the year 9999 does) is asked again the next day."""
_SECONDS = re.compile(r"\d+(\.\d*)?", re.ASCII)


def retry_after(headers: httpx.Headers, now: float) -> float | None:
    """Seconds to wait as the other side says, in seconds or as a date (read by its own clock when it tells it)."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if _SECONDS.fullmatch(said):
        return min(float(said), LONGEST_WAIT)
    until, its_now = _http_date(said), _http_date(headers.get("date", ""))
    return None if until is None else min(max(0.0, until - (its_now if its_now is not None else now)), LONGEST_WAIT)


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def lost(failure: Exception, label: str, host: str) -> ProviderError:
    """What a failed connection means; `Temporary` when asking again makes sense, which a wrong address does not."""
    causes = _causes(failure)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Temporary(
            f"The connection to {label} ({host}) is not safe: its certificate cannot be trusted.",
            "Check the computer's clock, and whether a proxy or the log-in page of a network stands between.",
        )
    if isinstance(failure, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return ProviderError(f"The address of {label} is not usable.", "Check base_url in the settings.")
    return Temporary(_lost_words(failure, causes, label, host), "It will be tried again.")


def _causes(failure: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while failure is not None and failure not in found:
        found.append(failure)
        failure = failure.__cause__ or failure.__context__
    return found


def _lost_words(failure: Exception, causes: list[BaseException], label: str, host: str) -> str:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The address of {label} ({host}) was not found; is the network up?"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return f"The safe connection to {label} ({host}) failed."
    if isinstance(failure, httpx.TimeoutException | TimeoutError):
        return f"{label} took too long to answer."
    if isinstance(failure, httpx.ConnectError | OSError):
        return f"{label} ({host}) could not be reached."
    return f"The connection to {label} broke off."
