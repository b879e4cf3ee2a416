"""The page of the system administrator: what runs the platform, and how it fares. No business."""
