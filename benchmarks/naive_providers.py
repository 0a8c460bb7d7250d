"""Two dynamic providers of stages as one writes them in an afternoon, to compare with; each of at most sixty lines."""

from __future__ import annotations

from typing import Any

import boto3
from pulumi.dynamic import CreateResult, ReadResult, ResourceProvider, UpdateResult

Props = dict[str, Any]


class Direct(ResourceProvider):
    """By ARN: a call for each thing that may have changed, and one to see what became of it."""

    def __init__(self, region: str) -> None:
        self.ivs = boto3.client("ivs-realtime", region_name=region)

    def create(self, props: Props) -> CreateResult:
        stage = self.ivs.create_stage(name=props["name"])["stage"]
        self.ivs.tag_resource(resourceArn=stage["arn"], tags=props["tags"])
        return CreateResult(stage["arn"], {**props, "endpoints": stage["endpoints"]})

    def read(self, id_: str, props: Props) -> ReadResult:
        stage = self.ivs.get_stage(arn=id_)["stage"]
        return ReadResult(id_, {**props, "name": stage["name"], "tags": stage["tags"]})

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        self.ivs.update_stage(arn=id_, name=news["name"])
        self.ivs.untag_resource(resourceArn=id_, tagKeys=list(olds["tags"]))
        self.ivs.tag_resource(resourceArn=id_, tags=news["tags"])
        stage = self.ivs.get_stage(arn=id_)["stage"]
        return UpdateResult({**news, "endpoints": stage["endpoints"]})

    def delete(self, id_: str, _props: Props) -> None:
        self.ivs.delete_stage(arn=id_)


class ByName(ResourceProvider):
    """By name, as a script around the AWS CLI finds its stages: each step lists them all."""

    def __init__(self, region: str) -> None:
        self.ivs = boto3.client("ivs-realtime", region_name=region)

    def found(self, name: str) -> Props | None:
        page = self.ivs.list_stages(maxResults=100)
        while True:
            for stage in page["stages"]:
                if stage["name"] == name:
                    return dict(stage)
            if "nextToken" not in page:
                return None
            page = self.ivs.list_stages(maxResults=100, nextToken=page["nextToken"])

    def create(self, props: Props) -> CreateResult:
        stage = self.found(props["name"]) or self.ivs.create_stage(name=props["name"], tags=props["tags"])["stage"]
        return CreateResult(props["name"], {**props, "arn": stage["arn"]})

    def read(self, id_: str, props: Props) -> ReadResult:
        stage = self.found(id_) or {}
        return ReadResult(id_, {**props, "tags": stage.get("tags", {})})

    def update(self, id_: str, _olds: Props, news: Props) -> UpdateResult:
        arn = (self.found(id_) or {})["arn"]
        self.ivs.update_stage(arn=arn, name=news["name"])
        self.ivs.tag_resource(resourceArn=arn, tags=news["tags"])
        return UpdateResult({**news, "arn": arn})

    def delete(self, _id: str, props: Props) -> None:
        if stage := self.found(props["name"]):
            self.ivs.delete_stage(arn=stage["arn"])
