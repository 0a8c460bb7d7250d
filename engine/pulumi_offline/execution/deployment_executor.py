"""One run of the engine: a snapshot and a program in, steps done, events and a new checkpoint out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from pulumi_offline.backend.dependency_graph import without_dangling
from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.registrations import OutputsRequest, Registration
from pulumi_offline.deployment.step import Step
from pulumi_offline.deployment.targets import Targets
from pulumi_offline.errors import Bail, EngineError, WriteFailed
from pulumi_offline.execution.deletions import Deletions
from pulumi_offline.execution.step_executor import Executor
from pulumi_offline.execution.step_generator import Generator
from pulumi_offline.execution.steps import RefreshStep
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import make_urn

Source = Callable[[], Awaitable[None]]

_PENDING = """These resources are in an unknown state because the Pulumi CLI was interrupted while waiting for changes \
to these resources to complete. You should confirm whether or not the operations listed completed successfully by \
checking the state of the appropriate provider. For example, if you are using AWS, you can confirm using the AWS \
Console.

Once you have confirmed the status of the interrupted operations, you can repair your stack using `pulumi refresh` \
which will refresh the state from the provider you are using and clear the pending operations if there are any.

Note that `pulumi refresh` will need to be run interactively to clear pending CREATE operations."""


_CANCELLING = """^C received; cancelling. If you would like to terminate immediately, press ^C again.
Note that terminating immediately may lead to orphaned resources and other inconsistencies.
"""


class Deployer:
    """Carries a deployment out.

    Args:
        source: runs the program, which registers resources; None where none runs.

    Attributes:
        over: set when nothing is left to do but to let go.
    """

    def __init__(self, deployment: Deployment, source: Source | None) -> None:
        self.deployment = deployment
        self._failed = False
        self._cancelled = False
        self.over = asyncio.Event()
        self._options = deployment.options
        self._events = deployment.events
        self._source = source
        self._lock = asyncio.Lock()
        self._waiting: set[Registration] = set()
        self._bail = asyncio.Event()
        self._generator = Generator(deployment)
        self._executor = Executor(deployment)

    @property
    def succeeded(self) -> bool:
        """Whether the run did what it was asked."""
        return not self._failed and not self._cancelled

    async def run(self) -> None:
        """Do it, from the prelude to the summary."""
        deployment = self.deployment
        config = deployment.target.config.items()
        self._events.prelude({key: "[secret]" if value.secret else value.text for key, value in config})
        begun = time.monotonic()
        try:
            await self._execute()
        except Bail:
            self._failed = True
        except WriteFailed as failure:
            deployment.unwritten(failure)
            self._failed = True
        except EngineError as error:
            self._events.diagnostic("error", str(error))
            self._failed = True
        finally:
            self.over.set()
            await deployment.registry.close()
            await self._close_journal()
        result = "failed" if self._failed else "succeeded"
        seconds = time.monotonic() - begun
        self._events.summary(corrupt=deployment.corrupt, seconds=seconds, changes=deployment.changes, result=result)
        self._events.ended()

    async def _close_journal(self) -> None:
        if self.deployment.journal is None:
            return
        try:
            await self.deployment.journal.close()
        except WriteFailed as failure:
            self.deployment.unwritten(failure)
            self._failed = True

    def cancel(self) -> None:
        """End the run: steps under way are finished, none begins."""
        self._events.note(_CANCELLING)
        self._cancelled = True
        self._executor.cancelled.set()

    async def _execute(self) -> None:
        if self._options.refresh:
            await self._refresh()
            if self._options.refresh_only:
                return
        elif self.deployment.snapshot.pending_operations and not self._options.preview:
            self._warn_pending()
        self._check_targets(self._options.replace)
        bailed = await self._run_source()
        await self._executor.finish()
        errored = bailed or self._executor.error is not None or self.deployment.saw_error
        await self._executor.finish_stack(errored=errored)
        if bailed:
            raise Bail("reported")
        if errored or self._cancelled:
            self._report("failed" if errored else "canceled")
            raise Bail("reported")

    def _report(self, what: str) -> None:
        self._events.diagnostic("error", f"{'preview' if self._options.preview else 'update'} {what}")

    async def _run_source(self) -> bool:
        """Run the program, then delete what it did not declare; whether the run must end for a reason reported."""
        stopped = [asyncio.ensure_future(event.wait()) for event in (self._bail, self._executor.cancelled)]
        program = asyncio.ensure_future(self._sourced())
        try:
            await asyncio.wait([program, *stopped], return_when=asyncio.FIRST_COMPLETED)
            if self._bail.is_set():
                return True
            if program.done():
                program.result()
            elif self._executor.cancelled.is_set():
                return False
            await self._finish_deletes()
        except Bail:
            self._executor.cancelled.set()
            return True
        except EngineError as error:
            self._events.diagnostic("error", str(error))
            self._executor.cancelled.set()
            return True
        finally:
            for task in [program, *stopped]:
                task.cancel()
            await asyncio.gather(program, *stopped, return_exceptions=True)
        return False

    async def _sourced(self) -> None:
        if self._source is not None:
            await self._source()

    async def _finish_deletes(self) -> None:
        if self._executor.cancelled.is_set():
            return
        unknown = self._unknown_targets(self._options.targets)
        await self._delete()
        if unknown:
            raise Bail("one or more targets could not be found in the stack")

    async def _delete(self) -> None:
        if not self.deployment.snapshot.resources:
            return
        deletions = Deletions(self.deployment)
        try:
            async with self._lock:
                kept, deletes = await deletions.steps()
        except Bail:
            return  # reported, and the run fails for it at its end
        if kept:
            await self._executor.submit(kept)
        for group in deletions.schedule(deletes):
            blocked = self._needed_by_errored()
            await self._executor.together([step for step in group if id(step.resource) not in blocked])

    def _needed_by_errored(self) -> set[int]:
        """What those depend on whose steps failed: it must stay."""
        found: set[int] = set()
        for step in self._executor.errored:
            for state in (step.new, step.old):
                if state is not None and state in self.deployment.graph:
                    found |= self.deployment.graph.transitive_dependencies_of(state)
        return found

    async def register(self, registration: Registration) -> None:
        """Take a registration of the program up; its outcome comes by itself."""
        await self._take(registration, lambda: self._generator.steps(registration))

    async def read(self, registration: Registration, new: State) -> None:
        """Take a read of the program up."""

        async def steps() -> list[Step]:
            new.urn = self._generator.claim(new.parent, new.type, registration.goal.name)
            return self._generator.read_steps(registration, new)

        await self._take(registration, steps)

    async def _take(self, registration: Registration, generate: Callable[[], Awaitable[list[Step]]]) -> None:
        self._waiting.add(registration)
        registration.outcome.add_done_callback(lambda _future: self._waiting.discard(registration))
        async with self._lock:
            if self._bail.is_set() or self._executor.cancelled.is_set():
                return
            try:
                steps = await generate()
            except Bail:
                self._stop()
                return
            except EngineError as error:
                if not self.over.is_set():  # else the run ended before it, and took the providers away
                    self._events.diagnostic("error", str(error), self._urn(registration))
                    self._stop()
                return
            steps = self._without_skipped(steps)
        if steps:
            self._executor.submit(steps)

    def _stop(self) -> None:
        self._bail.set()
        self._executor.cancelled.set()

    def _urn(self, registration: Registration) -> str:
        goal = registration.goal
        return make_urn(self.deployment.target.stack, self.deployment.target.project, goal.parent, goal.type, goal.name)

    def _without_skipped(self, steps: list[Step]) -> list[Step]:
        """The steps that do not depend on one that failed; the others are skipped."""
        failed = {step.urn for step in self._executor.errored}
        kept: list[Step] = []
        for step in steps:
            if any(urn in failed for _, urn in step.resource.dependency_urns):
                step.skip()
                self._executor.errored.append(step)
                failed.add(step.urn)
            else:
                kept.append(step)
        return kept

    async def register_outputs(self, request: OutputsRequest) -> None:
        """Take outputs of a component or the stack up."""
        async with self._lock:
            await self._executor.register_outputs(request)

    def release(self) -> None:
        """Tell what still waits for a registration that the run is over."""
        for registration in list(self._waiting):
            registration.fail(EngineError("resource monitor shut down while waiting on step's done channel"))

    def _warn_pending(self) -> None:
        operations = self.deployment.snapshot.pending_operations
        lines = "".join(f"  * {op.resource.urn}, interrupted while {op.kind}\n" for op in operations)
        self._events.diagnostic(
            "warning",
            "Attempting to deploy or update resources "
            f"with {len(operations)} pending operations from previous deployment.\n{lines}{_PENDING}",
        )

    def _check_targets(self, targets: Targets) -> None:
        if self._unknown_targets(targets):
            raise Bail("one or more targets could not be found in the stack")

    def _unknown_targets(self, targets: Targets) -> bool:
        known = {state.urn for state in self.deployment.snapshot.resources} | self.deployment.decisions.urns
        unknown = [urn for urn in targets.literals if urn not in known]
        for urn in unknown:
            hint = "" if "$" in urn else " Did you forget to escape $ in your shell?"
            self._events.diagnostic("error", f"Target '{urn}' could not be found in the stack.{hint}")
        return bool(unknown)

    async def _refresh(self) -> None:
        """Bring the snapshot to what the providers read."""
        if not self.deployment.snapshot.resources:
            return
        self._check_targets(self._options.targets)
        self._check_targets(self._options.excludes)
        steps = {id(state): RefreshStep(self.deployment, state) for state in self._to_refresh()}
        executor = Executor(self.deployment, ignore_errors=True)
        await executor.together(list(steps.values()))
        self._rebuild(steps)
        if executor.error is not None:
            self._report("failed")
            raise Bail("reported")

    def _to_refresh(self) -> list[State]:
        options = self._options
        targets, excludes = options.targets.copy(), options.excludes.copy()
        chosen: list[State] = []
        for state in self.deployment.snapshot.resources:
            above = [urn for _, urn in state.dependency_urns]
            if options.excludes:
                if state.urn in excludes or (options.exclude_dependents and any(urn in excludes for urn in above)):
                    excludes.add(state.urn)
                else:
                    chosen.append(state)
            elif state.urn in targets:
                chosen.append(state)
            elif options.target_dependents and any(urn in targets for urn in above):
                targets.add(state.urn)
                chosen.append(state)
        return chosen

    def _rebuild(self, steps: dict[int, RefreshStep]) -> None:
        resources: list[State] = []
        for state in self.deployment.snapshot.resources:
            new = steps[id(state)].new if id(state) in steps else state
            if new is not None:
                resources.append(new)
        self.deployment.rebuild(without_dangling(resources))
