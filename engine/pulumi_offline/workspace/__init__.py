"""What is in a project's folder: Pulumi.yaml, stack files, configuration and its secrets."""
