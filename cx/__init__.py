"""Customer-experience scores with their uncertainty."""
