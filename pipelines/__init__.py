"""The nightly jobs, one file each; `monitor` is the command over them."""
