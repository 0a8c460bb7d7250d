"""What a run does: the step generator, the step executor and the deployment executor, which drives both."""
