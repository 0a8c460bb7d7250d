"""Random programs of rooms and tokens, random edits of them, and the text that declares them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

REGIONS = ("eu-central-1", "us-west-2")
_MOST_ROOMS = 6
_BOTH = (True, False)

HARMLESS = frozenset(
    {
        *("nothing", "tag", "name", "record", "add_room", "add_token", "renew", "widen"),
        *("let_go_by_alias", "change_class"),
    }
)
"""Edits that touch nobody: after any of them the gate must be open, also where values are secret."""

PREAMBLE = '''
import os

import pulumi
import pulumi.dynamic
import pulumi_ivs_realtime as ivs


class Room(ivs.Stage):
    """As many programs have it."""


class Host(ivs.ParticipantToken):
    """Likewise."""


class Group(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("world:index:Group", name)


class ElsewhereProvider(pulumi.dynamic.ResourceProvider):
    """Another provider's stage: it looks at nobody before it deletes."""

    def create(self, props):
        return pulumi.dynamic.CreateResult(self._client().create_stage(name="elsewhere")["stage"]["arn"], dict(props))

    def delete(self, id_, props):
        client = self._client()
        try:
            client.delete_stage(arn=id_)
        except client.exceptions.ResourceNotFoundException:
            pass

    def _client(self):
        import boto3

        return boto3.client("ivs-realtime", region_name="eu-central-1")


class Elsewhere(pulumi.dynamic.Resource, module="elsewhere", name="Stage"):
    def __init__(self, name, opts=None):
        super().__init__(ElsewhereProvider(), name, {}, opts)


rooms = {}
'''


@dataclass
class Room:
    """A declared stage; `force` is the text of an argument, `archive` the number of what it records to.

    With `secret` its tags and its recording are secrets.
    """

    region: str
    cls: str = "ivs.Stage"
    force: str = "False"
    tags: int = 0
    archive: int = 0
    secret: bool = False
    label: str = ""
    retained: bool = False
    group: bool = False
    former: str = ""
    adopt: str = ""


@dataclass
class Token:
    """A declared token; `arn` names its stage by a plain ARN, otherwise it refers to it. `window` is in minutes."""

    room: str
    cls: str = "ParticipantToken"
    user: str = "ada"
    attribute: int = 0
    window: int = 60
    secret: bool = False
    arn: str = ""


@dataclass
class World:
    """What the program declares.

    Attributes:
        elsewhere: stages of another provider, and whether they are retained.
        arns: of what is up, by resource name; the world learns them after each run.
    """

    rooms: dict[str, Room] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    elsewhere: dict[str, bool] = field(default_factory=dict)
    arns: dict[str, str] = field(default_factory=dict)

    def program(self) -> str:
        lines = [PREAMBLE]
        if any(room.group for room in self.rooms.values()):
            lines.append('group = Group("group")')
        lines += [_room(name, room) for name, room in self.rooms.items()]
        lines += [_token(name, token) for name, token in self.tokens.items()]
        for name, retained in self.elsewhere.items():
            lines.append(f"Elsewhere({name!r}, pulumi.ResourceOptions(retain_on_delete={retained}))")
        return "\n".join(lines) + "\n"


def _room(name: str, room: Room) -> str:
    options = [f"retain_on_delete={room.retained}"]
    options += ["parent=group"] if room.group else []
    options += [f"aliases=[pulumi.Alias(name={room.former!r})]"] if room.former else []
    tags = repr({"n": str(room.tags)})
    arguments = [f"region={room.region!r}", f"force_destroy={room.force}"]
    arguments += [f"tags={f'pulumi.Output.secret({tags})' if room.secret else tags}"]
    arguments += [f"auto_participant_recording_configuration={_recording(room)}"] if room.archive else []
    arguments += [f"name={room.label!r}"] if room.label else []
    arguments += [f"adopt={room.adopt!r}"] if room.adopt else []
    return (
        f"rooms[{name!r}] = {room.cls}({name!r}, {', '.join(arguments)}, "
        f"opts=pulumi.ResourceOptions({', '.join(options)}))"
    )


def _recording(room: Room) -> str:
    arn = f"arn:aws:ivs:{room.region}:123456789012:storage-configuration/Archive{room.archive:05}"
    seconds = str(room.archive)
    if room.secret:
        arn, seconds = f"pulumi.Output.secret({arn!r})", f"pulumi.Output.secret({seconds})"
    else:
        arn = repr(arn)
    thumbnails = f"{{'recording_mode': 'INTERVAL', 'target_interval_seconds': {seconds}}}"
    return f"{{'storage_configuration_arn': {arn}, 'thumbnail_configuration': {thumbnails}}}"


def _token(name: str, token: Token) -> str:
    user, attributes = repr(token.user), repr({"seat": str(token.attribute)})
    if token.secret:
        user, attributes = f"pulumi.Output.secret({user})", f"pulumi.Output.secret({attributes})"
    stage = repr(token.arn) if token.arn else f"rooms[{token.room!r}].arn"
    cls = token.cls if token.cls == "Host" else "ivs.ParticipantToken"
    named = f"stage_arn={stage}, user_id={user}, attributes={attributes}"
    return f"{cls}({name!r}, {named}, renew_before={token.window})"


class Edits:
    """Random edits; each returns nothing and changes the world that it is given."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._made = 0

    def edit(self, world: World) -> str:
        """One edit; returns its name. Most of what people change touches nobody."""
        calm = ["nothing", "tag", "tag", "tag", "name", "name", "add_token", "add_token", "change_class", "renew"]
        calm += ["record", "widen"]
        if len(world.rooms) < _MOST_ROOMS:
            calm += ["add_room", "add_room"]
        grave = ["remove_room", "move", "force", "change_token", "remove_token", "let_go", "let_go_by_alias", "retain"]
        grave += ["hand_over", "drop_both", "group", "taint"]
        grave += [*grave, "add_elsewhere", "remove_elsewhere", "migrate"]  # teams come from another provider once
        names = calm if self.chance.random() < 0.6 else grave
        kind = self.chance.choice(names)
        edit: Callable[[World], bool] = getattr(self, f"_{kind}")
        return kind if edit(world) else "nothing"

    def fresh(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made}"

    def _one(self, names: dict[str, object] | dict[str, Room] | dict[str, Token]) -> str:
        return self.chance.choice(sorted(names)) if names else ""

    def _nothing(self, _world: World) -> bool:
        return True

    def _taint(self, world: World) -> bool:
        """The state is edited, not the program."""
        return bool(world.arns)

    def _renew(self, world: World) -> bool:
        return bool(world.tokens)

    def _add_room(self, world: World) -> bool:
        force = self.chance.choice(
            ["False", "False", "True", "pulumi.Output.secret(True)", "pulumi.Output.secret(False)"]
        )
        cls = self.chance.choice(["ivs.Stage", "Room"])
        retained = self.chance.random() < 0.15
        group = self.chance.random() < 0.2
        secret = self.chance.random() < 0.3
        region = self.chance.choice(REGIONS)
        archive = self.chance.choice([0, 0, 1])
        room = Room(region, cls, force, archive=archive, secret=secret, retained=retained, group=group)
        world.rooms[self.fresh("room")] = room
        return True

    def _tag(self, world: World) -> bool:
        if name := self._one(world.rooms):
            world.rooms[name].tags += 1
        return bool(name)

    def _record(self, world: World) -> bool:
        """Elsewhere, or from now on, or no more."""
        if name := self._one(world.rooms):
            room = world.rooms[name]
            room.archive = self.chance.choice([0, room.archive + 1])
        return bool(name)

    def _widen(self, world: World) -> bool:
        """The window in which the next `up` renews the token, perhaps to where it is now."""
        if name := self._one(world.tokens):
            world.tokens[name].window = self.chance.choice([30, 600, 719])
        return bool(name)

    def _name(self, world: World) -> bool:
        if name := self._one(world.rooms):
            world.rooms[name].label = self.fresh("label")
        return bool(name)

    def _change_class(self, world: World) -> bool:
        if name := self._one(world.rooms):
            room = world.rooms[name]
            room.cls = "Room" if room.cls == "ivs.Stage" else "ivs.Stage"
        return bool(name)

    def _add_token(self, world: World) -> bool:
        room = self._one(world.rooms)
        if not room:
            return False
        known = world.arns.get(room, "")
        arn = known if self.chance.random() < 0.4 else ""
        cls = self.chance.choice(["ParticipantToken", "Host"])
        secret = self.chance.random() < 0.5
        world.tokens[self.fresh("token")] = Token(room, cls, self.fresh("user"), secret=secret, arn=arn)
        return True

    def _remove_room(self, world: World) -> bool:
        name = self._one(world.rooms)
        if not name:
            return False
        del world.rooms[name]
        for token in [key for key, each in world.tokens.items() if each.room == name]:
            if not world.tokens[token].arn or self.chance.random() < 0.5:
                del world.tokens[token]
        return True

    def _drop_both(self, world: World) -> bool:
        """A stage with a token that names it by a plain ARN."""
        plain = {name: token for name, token in world.tokens.items() if token.arn and token.room in world.rooms}
        if not plain:
            return False
        room = plain[self._one(plain)].room
        del world.rooms[room]
        world.tokens = {name: token for name, token in world.tokens.items() if token.room != room}
        return True

    def _move(self, world: World) -> bool:
        if name := self._one(world.rooms):
            room = world.rooms[name]
            room.region = next(region for region in REGIONS if region != room.region)
        return bool(name)

    def _force(self, world: World) -> bool:
        if name := self._one(world.rooms):
            room = world.rooms[name]
            room.force = "True" if room.force == "False" else "False"
        return bool(name)

    def _retain(self, world: World) -> bool:
        if name := self._one(world.rooms):
            world.rooms[name].retained = not world.rooms[name].retained
        return bool(name)

    def _group(self, world: World) -> bool:
        """Into a component or out of it, without an alias."""
        if name := self._one(world.rooms):
            world.rooms[name].group = not world.rooms[name].group
        return bool(name)

    def _change_token(self, world: World) -> bool:
        if name := self._one(world.tokens):
            token = world.tokens[name]
            token.attribute += 1
        return bool(name)

    def _remove_token(self, world: World) -> bool:
        return bool(world.tokens) and bool(world.tokens.pop(self._one(world.tokens)))

    def _let_go(self, world: World) -> bool:
        """Another resource name, and no alias."""
        return self._renamed(world, alias=False)

    def _let_go_by_alias(self, world: World) -> bool:
        return self._renamed(world, alias=True)

    def _renamed(self, world: World, *, alias: bool) -> bool:
        name = self._one(world.rooms)
        if not name:
            return False
        room, new = world.rooms.pop(name), self.fresh("room")
        room.former = name if alias else ""
        world.rooms[new] = room
        for token in world.tokens.values():
            token.room = new if token.room == name else token.room
        return True

    def _add_elsewhere(self, world: World) -> bool:
        world.elsewhere[self.fresh("other")] = self.chance.random() < 0.3
        return True

    def _remove_elsewhere(self, world: World) -> bool:
        if name := self._one(world.elsewhere):
            del world.elsewhere[name]
        return bool(name)

    def _migrate(self, world: World) -> bool:
        """From another provider to ours, whether or not it has let go of its stage before."""
        name = self._one(world.elsewhere)
        if not name or name not in world.arns:
            return False
        del world.elsewhere[name]
        world.rooms[self.fresh("room")] = Room(REGIONS[0], "ivs.Stage", adopt=world.arns[name])
        return True

    def _hand_over(self, world: World) -> bool:
        """Another resource of ours adopts the stage that this one gives up."""
        name = self._one(world.rooms)
        arn = world.arns.get(name, "")
        if not arn or any(token.room == name for token in world.tokens.values()):
            return False
        room = world.rooms.pop(name)
        world.rooms[self.fresh("room")] = Room(arn.split(":")[3], room.cls, adopt=arn)
        return True
