"""Keeps keys out of texts that people and logs see."""

import logging
import re

_SECRET = re.compile(
    r"""(?ix)
    (\b(?:api_?key|apikey|client_?key|key|pin|token|access_token|x-plex-token)["']?\s*[=:]\s*["']?)[^&\s"',}]+
    | \b(Bearer\s+)[\w.~+/=-]+
    | \beyJ[\w-]+\.[\w-]+\.[\w-]*
    """
)


def redact(text: str, *secrets: str) -> str:
    """The text with keys, tokens and these secrets replaced by three stars."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "***")
    return _SECRET.sub(lambda found: (found[1] or found[2] or "") + "***", text)


class _RequestLog(logging.Filter):
    """httpx logs every address with its query, which holds the keys of two providers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message of each record; none is dropped."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


def guard_request_log() -> None:
    """Redact what the HTTP library logs; repeating it changes nothing."""
    logger = logging.getLogger("httpx")
    if not any(isinstance(known, _RequestLog) for known in logger.filters):
        logger.addFilter(_RequestLog())
