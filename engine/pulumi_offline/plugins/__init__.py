"""The processes beside the engine: the zygote, programs and the dynamic host."""
