"""A web server on loopback that answers, misbehaves and remembers as a test tells it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Answers by path; what was asked is kept."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer a path with a body; returns its address."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return self.does(path, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def does(self, path: str, answer: bytes | Answer) -> str:
        """Answer a path with raw bytes or by a function that writes them; returns its address."""

        async def write(writer: asyncio.StreamWriter) -> None:
            assert isinstance(answer, bytes)
            writer.write(answer)

        self.answers[path] = write if isinstance(answer, bytes) else answer
        return self.url(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ")[1].decode()
            self.asked.append(path)
            await self.answers[path](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[Server]:
    """A server for the time of a test."""
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
