"""What follows from it for live rooms: fates, consequences, calls, headroom, and whether the gate is open."""
