"""Spot checks (抽查): bodies drawn by lot that anybody can draw again, looked at by officers from elsewhere."""
