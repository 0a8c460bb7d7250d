"""What the classes of a program do beyond what their declaration says; the classes themselves are generated."""
