"""Look into the videos of a library for their streams; each file once, wherever it moves."""

import asyncio
import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import AppError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_SCAN, Request
from lobbycard.store import files, libraries
from lobbycard.store.files import Probed, ToProbe
from lobbycard.tasks import following, task
from lobbycard.tasks.scanning.looking import shown

if TYPE_CHECKING:
    from lobbycard.scan.probe import Prober
    from lobbycard.tools import Tools

BATCH = 48
KEPT = 200
"""How many failures are kept by name."""
WORKERS = 2


class ProbeFiles(Request):
    """Probe what was not probed yet."""

    queue: ClassVar[str] = "cpu"
    priority: ClassVar[int] = PRIORITY_SCAN

    library_id: int

    def title(self) -> str:
        """What the job list shows."""
        return "Look into new videos"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(ProbeFiles)
async def run(tools: "Tools", job: JobContext, request: ProbeFiles) -> str:
    """Batch by batch, so that an interruption loses at most one."""
    from lobbycard.scan.probe import Prober

    library = await tools.store.read(libraries.by_id, request.library_id)
    total = await tools.store.read(files.count_to_probe, library.id)
    done = 0
    last = 0
    failed: list[str] = []
    begin = time.monotonic()
    with Prober(WORKERS, tools.settings.scan.probe_timeout) as prober:
        while batch := await tools.store.read(files.to_probe, library.id, BATCH, last):
            job.checkpoint()
            found = await _probe_batch(tools, prober, library.path, batch)
            await tools.store.write(files.put_probes, found)
            last = batch[-1].id
            done += len(batch)
            failed += [probe.error for probe in found if probe.error is not None]
            rate = f"{done / max(time.monotonic() - begin, 0.01):.0f}/s"
            job.progress(done, max(total, done), f"{rate}: {shown(os.path.basename(batch[-1].path))}")
    await following.after_probe(tools, job, library)
    job.details = {"library": library.name, "probed": done, "failed": failed[:KEPT], "failed_count": len(failed)}
    problems = f", {len(failed):,} not readable" if failed else ""
    return f"{library.name}: looked into {done:,} videos{problems}"


async def _probe_batch(tools: "Tools", prober: "Prober", root: str, batch: list[ToProbe]) -> list[Probed]:
    hashes = await asyncio.gather(*[tools.in_thread(_hash, root, file) for file in batch])
    marked = list(zip(batch, hashes, strict=True))
    twins = await tools.store.read(files.twins, [(file.id, quick, file.size) for file, quick in marked if quick])
    if twins:
        await tools.store.write(files.reuse_probes, twins)
    new = [(file, quick) for file, quick in marked if file.id not in twins]
    return list(await asyncio.gather(*[tools.in_thread(_probe, prober, root, file, quick) for file, quick in new]))


def _hash(root: str, file: ToProbe) -> str | None:
    from lobbycard.scan import probe

    path = os.path.join(root, file.path)
    try:
        target = probe.main_file(path)
        return None if target is None else probe.quick_hash(target)
    except AppError:
        return None


def _probe(prober: "Prober", root: str, file: ToProbe, quick: str | None) -> Probed:
    from lobbycard.scan import probe

    path = os.path.join(root, file.path)
    if not probe.is_probed(path):
        return Probed(file.id, file.size, quick)
    try:
        info = prober.probe(path)
    except AppError as error:
        return Probed(file.id, file.size, quick, error=error.message)
    return Probed(
        file.id,
        file.size,
        quick,
        container=info.container,
        duration=info.duration,
        bit_rate=info.bit_rate,
        video=[asdict(stream) for stream in info.video],
        audio=[asdict(stream) for stream in info.audio],
        subtitles=[asdict(stream) for stream in info.subtitles],
    )
