"""The application's side: a token for each viewer, signed on the spot, without a call to AWS and without a quota."""

import pulumi_ivs_realtime as ivs


def viewer_token(stack: dict, private_key: str, viewer: str) -> str:
    """A token that lets `viewer` watch for two hours.

    `stack` holds the outputs of the stack, `private_key` the PEM, which belongs into a secret store.
    """
    made = ivs.create_participant_token(
        stage_arn=stack["stageArn"],
        endpoints=stack["endpoints"],
        public_key_arn=stack["publicKeyArn"],
        private_key=private_key,
        user_id=viewer,
        capabilities=["SUBSCRIBE"],
        duration=120,
    )
    return made.token
