"""Where everything is drawn, the raster of connections, find."""
