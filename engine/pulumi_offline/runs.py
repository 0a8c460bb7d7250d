"""One run of the engine for a project: its services, its program, its hosts, from the snapshot to the next one."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pulumi_offline.backend.file_backend import StackFiles
from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.events import Events
from pulumi_offline.deployment.given import Listener
from pulumi_offline.deployment.journal import Journal
from pulumi_offline.deployment.options import Options, Target
from pulumi_offline.deployment.results import Result
from pulumi_offline.execution.deployment_executor import Deployer
from pulumi_offline.monitor.builtins import BuiltinPackage
from pulumi_offline.monitor.mocks import MockedPackage, Mocks
from pulumi_offline.monitor.resource_monitor import EngineService, Monitor
from pulumi_offline.monitor.source_eval import FileSource, InlineSource, Services, python_path
from pulumi_offline.plugins.dynamic_host import Host, host_environment
from pulumi_offline.plugins.loop import engine_loop
from pulumi_offline.plugins.processes import Zygote, zygote
from pulumi_offline.plugins.program import Entry
from pulumi_offline.resource.property_values import Props
from pulumi_offline.resource.providers import Provider
from pulumi_offline.workspace.passphrase import Crypter
from pulumi_offline.workspace.workspace import Config, Workspace


@dataclasses.dataclass(frozen=True)
class Subject:
    """What a run is of: the attributes of a `Project` as they are when it begins.

    Attributes:
        outputs_of: gives the outputs of another stack.
    """

    workspace: Workspace
    stack: str
    program: Entry | None
    environment: dict[str, str]
    mocks: Mocks
    preload: tuple[str, ...]
    outputs_of: Callable[[str], Props]


class Run:
    """A run in the engine's loop."""

    def __init__(
        self,
        subject: Subject,
        options: Options,
        snapshot: Snapshot,
        config: Config,
        files: StackFiles,
        crypter: Crypter,
        listener: Listener | None,
    ) -> None:
        self._subject = subject
        self._options = options
        self._snapshot = snapshot
        self._config = config
        self._listener = listener
        self._deployer: Deployer | None = None
        self._journal: Journal | None = None
        if not options.preview:
            self._journal = Journal(snapshot, files.write, lambda snapshot: snapshot.serialized(crypter))

    def leave(self) -> None:
        """Let it go on without its checkpoint, which from now on belongs to others."""
        if self._journal is not None:
            self._journal.seal()

    def cancel(self) -> None:
        """End it: steps under way are finished, none begins."""
        if self._deployer is not None:
            self._deployer.cancel()

    async def execute(self) -> Result:
        """Do it, and let go of everything that was started for it."""
        options, subject = self._options, self._subject
        workspace = subject.workspace
        self._events = Events(planning=options.preview, show_secrets=options.show_secrets, listener=self._listener)
        self._services = Services()
        self._engine = EngineService(self._events)
        journal = self._journal
        target = Target(workspace.name, subject.stack, self._config)
        deployment = Deployment(target, options, self._snapshot, self._events, journal, self._start)
        self._source = self._make_source(deployment)
        self._deployer = deployer = Deployer(deployment, self._run_program if self._runs_program else None)
        self._monitor = Monitor(deployer, root=str(workspace.root), directory=str(workspace.directory))
        await self._services.start(self._monitor, self._engine)
        self._spare = self._fork_ahead()
        try:
            await deployer.run()
        finally:
            if not deployer.succeeded:
                self._source.abandon()
            deployer.release()
            await self._monitor.close()
            await self._source.close()
            if self._spare is not None:
                await (await self._spare).close()
            await self._services.stop()
        snapshot = journal.snapshot() if journal is not None else self._snapshot
        return Result(self._events.all, snapshot, deployer.succeeded, self._events.digest.document)

    @property
    def _runs_program(self) -> bool:
        return not self._options.destroy and not self._options.refresh_only

    def _zygote(self) -> Zygote:
        return zygote(self._subject.preload)

    def _make_source(self, deployment: Deployment) -> FileSource | InlineSource:
        subject = self._subject
        if subject.program is not None:
            return InlineSource(deployment, subject.program, self._engine)
        program, address = subject.workspace.program, self._services.address
        return FileSource(deployment, program, subject.environment, self._zygote, address)

    async def _run_program(self) -> None:
        await self._source.run(self._monitor, str(self._subject.workspace.root))

    async def _start(self, package: str, config: Props) -> Provider:
        subject = self._subject
        if package == "pulumi":
            return BuiltinPackage(subject.outputs_of)
        if package != "pulumi-python":
            return MockedPackage(package, subject.mocks, preview=self._options.preview)
        spare, self._spare = self._spare, None
        host = await (spare or self._fork_host())
        await host.configure(config)
        return host

    def _fork_ahead(self) -> asyncio.Future[Host] | None:
        """A host forked while the program starts, which will need one if it has dynamic resources."""
        if not self._runs_program or self._options.refresh:
            return None
        return asyncio.ensure_future(self._fork_host())

    async def _fork_host(self) -> Host:
        subject = self._subject
        environment = subject.environment
        directory = str(subject.workspace.directory)
        return await Host.start(
            self._zygote(),
            engine=self._services.address,
            directory=directory,
            environment=host_environment(environment, subject.workspace.name),
            path=python_path(environment, directory, *self._extra_path()),
            line=lambda line: self._events.diagnostic("info", line),
            error_line=lambda line: self._events.diagnostic("info#err", line),
            preview=self._options.preview,
        )

    def _extra_path(self) -> list[str]:
        """With an inline program, its providers live where this process finds its modules."""
        return [entry for entry in sys.path if entry] if self._subject.program is not None else []


@contextmanager
def cancelling(run: Run) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the run in a clean state, where this thread may handle signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []

    def cancel(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt  # asked twice: end at once, and let the checkpoint say what was under way
        asked.append(number)
        engine_loop().call_soon_threadsafe(run.cancel)

    previous = {number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
