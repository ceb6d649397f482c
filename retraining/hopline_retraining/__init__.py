"""Trains, evaluates and exports the models that Hopline ships."""
