"""The application's side: a token for each viewer, signed on the spot, without a call to AWS and without a quota."""

import pulumi_ivs_realtime as ivs


def viewer_token(stage: dict, key_pair: dict, viewer: str) -> str:
    """A token that lets `viewer` watch for two hours.

    `stage` holds the outputs `stageArn` and `endpoints` of the stack, `key_pair` the ARN of the imported public key
    (`aws ivs-realtime import-public-key`) and the PEM of the private key, which belongs into a secret store.
    """
    made = ivs.create_participant_token(
        stage_arn=stage["stageArn"],
        endpoints=stage["endpoints"],
        public_key_arn=key_pair["arn"],
        private_key=key_pair["privateKey"],
        user_id=viewer,
        capabilities=["SUBSCRIBE"],
        duration=120,
    )
    return made.token
