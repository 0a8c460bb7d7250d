"""What a team writes: its rooms, by the component of its platform team."""

import pulumi

from live_rooms import LiveRoom

interview = LiveRoom("interview", team="news", encoders=["studio", "backup"])
briefing = LiveRoom("briefing", team="news")

pulumi.export("rooms", {"interview": interview.arn, "briefing": briefing.arn})
pulumi.export("studioKey", interview.stream_keys["studio"])
