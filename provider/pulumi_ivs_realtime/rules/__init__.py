"""Pure rules: names, tags, regions, marks, checks and differences; no clock, no AWS, no Pulumi."""
