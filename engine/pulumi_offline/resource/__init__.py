"""What a resource is: property values, paths, differences, URNs, states, goals, and their form on the wire."""
