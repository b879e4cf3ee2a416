"""The pages of the security administrator: what happened around the doors of the house. No business."""
