"""Resources inside of components that another package brings."""
