"""The step executor: chains of steps, several at a time, each step noted in the checkpoint before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.registrations import OutputsRequest
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import EngineError, ProviderFault, WriteFailed
from pulumi_offline.execution.steps import (
    STATUS_OK,
    STATUS_UNKNOWN,
    CreateStep,
    DeleteProtected,
    ReadStep,
    RefreshStep,
    ReplaceStep,
    SameStep,
)
from pulumi_offline.resource.property_values import Secret, equal
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE, qualified_type


class Executor:
    """Executes the steps of a run.

    Args:
        ignore_errors: let the other steps go on when one fails, as a refresh does.

    Attributes:
        error: the first failure.
        errored: the steps that failed, or were skipped for one that did.
        cancelled: set when no further step may begin.
    """

    def __init__(self, deployment: Deployment, *, ignore_errors: bool = False) -> None:
        self._deployment = deployment
        self.error: Exception | None = None
        self.errored: list[Step] = []
        self.cancelled = asyncio.Event()
        self.stack_outputs: OutputsRequest | None = None
        self._ignore_errors = ignore_errors
        self._slots = asyncio.Semaphore(deployment.options.parallel)
        self._tasks: set[asyncio.Task[None]] = set()
        self._logical: dict[str, Step] = {}

    def submit(self, chain: Sequence[Step]) -> asyncio.Task[None]:
        """Execute steps one after the other, beside other chains."""
        task = asyncio.ensure_future(self._chain(chain))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def together(self, steps: Sequence[Step]) -> None:
        """Execute steps beside each other, and wait for all."""
        await asyncio.gather(*(self.submit([step]) for step in steps))

    async def finish(self) -> None:
        """Wait for what was submitted."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _chain(self, chain: Sequence[Step]) -> None:
        async with self._slots:
            for step in chain:
                if self.cancelled.is_set():
                    return
                try:
                    await self._execute(step)
                except Exception as error:
                    self._fail(step, error)
                    return

    def _fail(self, step: Step, error: Exception) -> None:
        self.error = self.error or error
        if isinstance(error, WriteFailed):  # nothing begins any more, whatever else was asked
            self._deployment.unwritten(error)
            self.cancelled.set()
            return
        if not isinstance(error, StepFailed):
            self._deployment.events.diagnostic("error", str(error), step.urn)
        if self._ignore_errors:
            return
        if self._deployment.options.continue_on_error or isinstance(error.__cause__, DeleteProtected):
            step.fail()
            self.errored.append(step)
        else:
            self.cancelled.set()

    async def _execute(self, step: Step) -> None:
        deployment = self._deployment
        deployment.events.started(step)
        if deployment.journal is not None:
            await step.begin(deployment.journal)
        failure: EngineError | None = None
        try:
            await step.apply()
        except EngineError as error:
            failure = error
        else:
            if step.logical and step.new is not None:
                self._logical[step.urn] = step
        if step.new is not None and not isinstance(step, ReplaceStep):
            _mark_secrets(step.new)
            deployment.news[step.new.urn] = step.new
        self._report(step, failure)
        if deployment.journal is not None:
            await step.end(deployment.journal, successful=failure is None)
        if failure is not None:
            raise StepFailed(str(failure)) from failure
        step.complete()

    def _report(self, step: Step, failure: EngineError | None) -> None:
        deployment = self._deployment
        if failure is not None:
            self._report_failure(step, failure)
            return
        op, record = step.op, step.logical
        if isinstance(step, RefreshStep) and deployment.options.refresh_only:
            op, record = step.result_op, True
        elif isinstance(step, ReadStep) and step.op == "read":
            record = _read_changed(step)
        if record and not step.internal:
            deployment.changes[op] += 1
        shown = step.resource.custom or op == "delete" or isinstance(step, RefreshStep)
        if deployment.options.preview or shown:
            deployment.events.outputs(step, op)

    def _report_failure(self, step: Step, failure: EngineError) -> None:
        deployment = self._deployment
        urn = "" if step.internal else step.urn
        if deployment.options.preview:
            deployment.events.diagnostic("error", f"Preview failed: {failure}", urn)
            return
        uncertain = isinstance(failure, ProviderFault) and failure.unknown_state and not isinstance(step, CreateStep)
        deployment.corrupt = deployment.corrupt or uncertain
        deployment.events.diagnostic("error", str(failure), urn)
        status = STATUS_UNKNOWN if uncertain else STATUS_OK
        deployment.events.failed(step, status, sum(deployment.changes.values()))

    async def register_outputs(self, request: OutputsRequest) -> None:
        """Outputs of a component; those of the stack wait until it is known how the run ends.

        Raises:
            EngineError: the component is not being registered.
        """
        if qualified_type(request.urn) == STACK_TYPE:
            self.stack_outputs = request
            return
        await self._set_outputs(request, keep_old=False)

    async def finish_stack(self, *, errored: bool) -> None:
        """Set the stack's outputs; after an error, those that the program did not reach stay."""
        if self.stack_outputs is not None:
            await self._set_outputs(self.stack_outputs, keep_old=errored)

    async def _set_outputs(self, request: OutputsRequest, *, keep_old: bool) -> None:
        step = self._logical.pop(request.urn, None)
        if step is None or step.new is None:
            raise EngineError(f"cannot complete a resource '{request.urn}' whose registration isn't pending")
        if isinstance(step, SameStep) and step.skipped:
            return
        old = self._deployment.olds.get(request.urn)
        outputs = {**old.outputs, **request.outputs} if keep_old and old is not None else request.outputs
        step.new.outputs = outputs
        self._deployment.events.outputs(step, step.op)
        if self._deployment.journal is not None:
            unchanged = step.old is not None and equal(step.old.outputs, outputs)
            await self._deployment.journal.end(pending=None, done=None, new=step.new, write=not unchanged)


class StepFailed(EngineError):
    """A step failed, which was reported when it did."""


def _read_changed(step: ReadStep) -> bool:
    return step.old is not None and step.new is not None and not equal(step.old.outputs, step.new.outputs)


def _mark_secrets(state: State) -> None:
    """Outputs that are declared secret, or that repeat a secret input, are secrets."""
    leaked = {key for key, value in state.inputs.items() if isinstance(value, Secret)}
    secret = (leaked | set(state.additional_secret_outputs)) & state.outputs.keys()
    bare = {key for key in secret if not isinstance(state.outputs[key], Secret)}
    if bare:
        state.outputs = {key: Secret(value) if key in bare else value for key, value in state.outputs.items()}
