"""The recipes of docs/recipes.md, with the programs and commands of the page."""
