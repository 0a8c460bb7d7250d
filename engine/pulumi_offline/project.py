"""The face of the engine: a project, and what can be done with a stack of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_offline.backend.documents import Document, shown
from pulumi_offline.backend.file_backend import Backend, StackFiles, backend_from_environment, refuse_unknown
from pulumi_offline.backend.snapshot import CLI_VERSION, Operation, Snapshot
from pulumi_offline.deployment.given import DestroyOptions, Given, RefreshOptions, UpOptions, given
from pulumi_offline.deployment.options import Options
from pulumi_offline.deployment.results import Result
from pulumi_offline.errors import NoStack, ProviderFault, WorkspaceError, WriteFailed, WrongPassphrase
from pulumi_offline.monitor.mocks import Mocks
from pulumi_offline.plugins.loop import submit
from pulumi_offline.plugins.own_pulumi import with_own_pulumi
from pulumi_offline.plugins.processes import zygote
from pulumi_offline.plugins.program import Entry
from pulumi_offline.resource.property_values import Props, revealed
from pulumi_offline.resource.state import State
from pulumi_offline.runs import Run, Subject, cancelling
from pulumi_offline.workspace.passphrase import Crypter
from pulumi_offline.workspace.workspace import (
    Config,
    ConfigValue,
    StackSettings,
    Workspace,
    refuse_stack_name,
    stack_named,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack  # a part of typing from Python 3.11 on


class Project:
    """A Pulumi project, and one stack of it.

    Args:
        folder: the folder of Pulumi.yaml, or one below it; or a project that has no file.
        stack: the stack's name; made when it is first updated.
        backend: the folder of the file backend, made when it does not exist; default what `PULUMI_BACKEND_URL` names,
            which must exist.
        program: a callable to run in place of the project's program.
        config: configuration over that of the stack's file, by full key (`project:key`); values as text.
        secrets: keys of `config` that are secret.
        environment: the environment of programs and hosts; default that of this process, read at each run.
        mocks: what resources and functions of other packages answer.
        preload: modules (or `module:function`) that the process which forks hosts and programs loads beforehand.
        keep_settings: whether a new stack's salt is written to Pulumi.<stack>.yaml, where the CLI looks for it.

    Raises:
        WorkspaceError: there is no project, its files cannot be used, or the stack's name is not allowed.
        Unsupported: it asks for what this engine does not do.
    """

    def __init__(
        self,
        folder: str | Path | Workspace,
        *,
        stack: str = "dev",
        backend: str | Path | None = None,
        program: Entry | None = None,
        config: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
        mocks: Mocks | None = None,
        preload: tuple[str, ...] = (),
        keep_settings: bool = True,
    ) -> None:
        self.workspace = folder if isinstance(folder, Workspace) else Workspace.find(Path(folder))
        self.stack = stack_named(stack, self.workspace.name)
        self.program = program
        self.mocks = mocks or Mocks()
        self._environment = environment
        self._config = {key: ConfigValue(text, key in set(secrets)) for key, text in (config or {}).items()}
        self._backend = Path(backend) if backend is not None else None
        self.preload = preload
        self._keep_settings = keep_settings

    def up(self, **options: Unpack[UpOptions]) -> Result:
        """Bring the stack to what the program declares; no preview comes first.

        Args:
            options: see `UpOptions`.
        """
        return self._run("update", given("up", options), Options())

    def preview(self, **options: Unpack[UpOptions]) -> Result:
        """What `up` would do."""
        return self._run("preview", given("preview", options), Options(preview=True))

    def refresh(self, *, preview_only: bool = False, **options: Unpack[RefreshOptions]) -> Result:
        """Bring the state to what the providers read.

        Raises:
            NoStack: there is no such stack.
        """
        chosen = Options(preview=preview_only, refresh=True, refresh_only=True)
        return self._run("refresh", given("refresh", options), chosen)

    def destroy(self, *, preview_only: bool = False, remove: bool = False, **options: Unpack[DestroyOptions]) -> Result:
        """Delete everything that the stack holds; with `remove`, the stack itself as well.

        Raises:
            NoStack: there is no such stack.
        """
        result = self._run("destroy", given("destroy", options), Options(preview=preview_only, destroy=True))
        if remove and result.succeeded and not preview_only:
            self.files.remove()
        return result

    @property
    def environment(self) -> dict[str, str]:
        """The environment of programs and hosts."""
        return dict(os.environ if self._environment is None else self._environment)

    @property
    def files(self) -> StackFiles:
        """The stack's files in the backend."""
        return Backend(self._folder).stack(self.workspace.name, self.stack)

    @property
    def _folder(self) -> Path:
        return self._backend if self._backend is not None else self._backend_named

    @property
    def _backend_named(self) -> Path:
        return backend_from_environment(self.environment, self.workspace.backend_url)

    @property
    def empty_keys(self) -> list[str]:
        """The keys of the stack's configuration that have no value."""
        return StackSettings(self.workspace, self.stack).empty_keys

    def config(self) -> Config:
        """The stack's configuration, secrets in plain text."""
        return StackSettings(self.workspace, self.stack).config(self._crypter(self.files)) | self._config

    def stacks(self) -> list[str]:
        """The names of the project's stacks."""
        return Backend(self._folder).stacks(self.workspace.name)

    def outputs(self, *, show_secrets: bool = True) -> dict[str, Any]:
        """The stack's outputs."""
        from pulumi_offline.resource.property_values import blinded

        outputs = self.snapshot().outputs
        return dict(revealed(outputs) if show_secrets else blinded(outputs))

    def outputs_of(self, reference: str) -> Props:
        """The outputs of another stack: `dev`, `project/dev` or `organization/project/dev`.

        Raises:
            ProviderFault: there is no such stack.
        """
        *owners, name = reference.split("/")
        refuse_stack_name(name)
        files = Backend(self._folder).stack(owners[-1] if owners else self.workspace.name, name)
        if not files.exists:
            raise ProviderFault(f"unknown stack {reference!r}")
        deployment = files.read()
        salt = ((deployment.get("secrets_providers") or {}).get("state") or {}).get("salt", "")
        return Snapshot.of(deployment, Crypter(self._passphrase(), salt)).outputs

    def snapshot(self) -> Snapshot:
        """The stack as the checkpoint has it.

        Raises:
            NoStack: there is no such stack.
        """
        files = self._existing()
        return self._read(files, self._crypter(files))

    def export(self, *, show_secrets: bool = False) -> Document:
        """The stack's state, as `pulumi stack export` writes it."""
        files = self._existing()
        exported = files.exported()
        if show_secrets and exported["deployment"]:
            crypter = self._crypter(files)
            exported["deployment"] = Snapshot.of(exported["deployment"], crypter).document(crypter, shown)
        return exported

    def import_(self, document: Document) -> list[Operation]:
        """Replace the stack's state by an exported one; the operations that were pending in it, which are dropped."""
        if not isinstance(document, dict) or not isinstance(document.get("deployment"), dict | None):
            raise WorkspaceError("the state is not an exported one: it has no deployment")
        refuse_unknown(document, "the state")
        files = self._existing()
        crypter = self._crypter(files)
        deployment = document.get("deployment") or {}
        salt = ((deployment.get("secrets_providers") or {}).get("state") or {}).get("salt")
        theirs = Crypter(self._passphrase(), salt) if salt else crypter
        snapshot = Snapshot.of(deployment, theirs)
        snapshot.verify()
        dropped, snapshot.pending_operations = snapshot.pending_operations, []
        if theirs.encryption_salt != crypter.encryption_salt:
            snapshot = Snapshot.of(snapshot.document(theirs, shown), crypter)
        with files.lock():
            files.write(snapshot.serialized(crypter))
        return dropped

    def delete_state(self, urn: str, *, force: bool = False, target_dependents: bool = False) -> None:
        """Take a resource out of the state; the resource itself is left alone."""
        from pulumi_offline.backend.state_edits import without

        self._edit(lambda snapshot: without(snapshot, urn, force=force, dependents=target_dependents))

    def edit_state(self, edit: Callable[[Snapshot], None]) -> None:
        """Change the stack's state under its lock."""

        def changed(snapshot: Snapshot) -> Snapshot:
            edit(snapshot)
            return snapshot

        self._edit(changed)

    def set_flag(self, attribute: str, value: bool, urn: str | None) -> int:
        """Set a flag (`protect`, `taint`) of one resource of the state, or of all; of how many it was set.

        Raises:
            WorkspaceError: there is no such resource.
        """

        found: list[State] = []

        def edit(snapshot: Snapshot) -> None:
            found[:] = [state for state in snapshot.resources if urn is None or (state.urn == urn and not state.delete)]
            if not found:
                raise WorkspaceError(f'No such resource "{urn}" exists in the current state')
            for state in found:
                setattr(state, attribute, value)

        self.edit_state(edit)
        return len(found)

    def cancel(self) -> None:
        """Delete the stack's locks, whoever holds them."""
        self._existing().unlock()

    def ensure(self) -> None:
        """Make the stack if it does not exist, as `pulumi up --stack` of a new name would after asking."""
        if not self.files.exists:
            self.init()

    def init(self) -> None:
        """Make the stack, empty; a stack that exists is left as it is."""
        files = self.files
        if not files.exists:
            self._crypter(files)
            files.write()

    def _clear_pending_creates(self) -> None:
        """Forget the creations that were interrupted; as with the CLI at once, whatever becomes of the run."""

        def cleared(snapshot: Snapshot) -> Snapshot:
            operations = snapshot.pending_operations
            snapshot.pending_operations = [operation for operation in operations if operation.kind != "creating"]
            return snapshot

        if any(operation.kind == "creating" for operation in self.snapshot().pending_operations):
            self._edit(cleared)

    def _edit(self, edit: Callable[[Snapshot], Snapshot]) -> None:
        files = self._existing()
        crypter = self._crypter(files)
        with files.lock():
            snapshot = edit(self._read(files, crypter))
            snapshot.verify()
            files.write(snapshot.serialized(crypter))

    def _read(self, files: StackFiles, crypter: Crypter) -> Snapshot:
        deployment = files.read()
        try:
            return Snapshot.of(deployment, crypter)
        except WrongPassphrase:
            raise
        except WorkspaceError as error:
            raise files.damaged(str(error)) from None

    def _existing(self) -> StackFiles:
        files = self.files
        if not files.exists:
            raise NoStack(f"no stack named '{self.stack}' found")
        return files

    def _passphrase(self) -> str | None:
        environment = self.environment
        if "PULUMI_CONFIG_PASSPHRASE" in environment:
            return environment["PULUMI_CONFIG_PASSPHRASE"]
        path = environment.get("PULUMI_CONFIG_PASSPHRASE_FILE")
        if not path:
            return None
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            reason = f"open {path}: {(error.strerror or str(error)).lower()}"
            raise WorkspaceError(f"unable to read PULUMI_CONFIG_PASSPHRASE_FILE: {reason}") from None

    def _crypter(self, files: StackFiles) -> Crypter:
        """The stack's crypter, by the salt of its settings or else of its checkpoint; a new stack gets one."""
        settings = StackSettings(self.workspace, self.stack)
        salt = settings.encryption_salt
        if not salt:
            salt = ((files.read().get("secrets_providers") or {}).get("state") or {}).get("salt", "")
        if salt:
            return Crypter(self._passphrase(), salt)
        passphrase = self._passphrase()
        if passphrase is None:
            return Crypter(None, "").refused()
        crypter = Crypter.fresh(passphrase)
        if self._keep_settings:
            settings.keep_salt(crypter.encryption_salt)
        return crypter

    def _subject(self) -> Subject:
        environment = with_own_pulumi(self.environment, self._folder.resolve(), self.workspace.name)
        return Subject(self.workspace, self.stack, self.program, environment, self.mocks, self.preload, self.outputs_of)

    def _run(self, kind: str, chosen: Given, options: Options) -> Result:
        if self.program is None:
            self.workspace.refuse_missing_program()
            self.workspace.refuse_other_environment()
        zygote(self.preload)  # which starts while the key is derived
        # A mistyped name must not count as a stack that holds nothing; only what declares may make a stack.
        files = self._existing() if options.destroy or options.refresh_only else self.files
        crypter = self._crypter(files)
        crypter.verify()
        runs_program = not options.destroy and not options.refresh_only
        config = StackSettings(self.workspace, self.stack).config(crypter, self._config, validate=runs_program)
        if not files.exists and not options.preview:
            files.write()
        if chosen.clear_pending_creates:
            self._clear_pending_creates()
        if options.preview:
            return self._execute(chosen, options, files, crypter, config)
        with files.lock():
            begun = int(time.time())
            result = self._execute(chosen, options, files, crypter, config)
            try:
                files.record(_history(kind, chosen.message, begun, result, config, crypter))
            except WriteFailed as failure:
                if result.succeeded:  # else it was said, and is what matters
                    raise WriteFailed(f"the {kind} succeeded and the checkpoint holds it, but {failure}") from failure
        return result

    def _execute(self, chosen: Given, options: Options, files: StackFiles, crypter: Crypter, config: Config) -> Result:
        snapshot = self._read(files, crypter)
        snapshot.verify()
        if chosen.refresh is None:
            chosen.refresh = self.workspace.refreshes
        chosen.fill(options, snapshot)
        run = Run(self._subject(), options, snapshot, config, files, crypter, chosen.listener)
        future = submit(run.execute())
        try:
            with cancelling(run):
                return future.result()
        except KeyboardInterrupt:
            run.leave()
            raise


def _history(kind: str, message: str, begun: int, result: Result, config: Config, crypter: Crypter) -> dict[str, Any]:
    return {
        "kind": kind,
        "startTime": begun,
        "message": message,
        "environment": {"exec.kind": "offline", "pulumi.version": CLI_VERSION},
        "config": {
            key: {"secure": crypter.encrypt(value.text)} if value.secret else value.text
            for key, value in config.items()
        },
        "version": 0,
        "result": "succeeded" if result.succeeded else "failed",
        "endTime": int(time.time()),
        "resourceChanges": result.changes,
    }
