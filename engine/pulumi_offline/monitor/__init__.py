"""What a program talks to: the resource monitor, transforms, mocks, the engine's own package."""
