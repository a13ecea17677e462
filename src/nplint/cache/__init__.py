"""The cache: plain data kept from run to run, each entry checked before it is believed."""
