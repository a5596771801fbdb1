"""The three Lambda handlers: translate in, call one step, translate out."""
