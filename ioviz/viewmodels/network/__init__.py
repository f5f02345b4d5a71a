"""Layout of networks, the raster of their connections, bounding boxes, find."""
