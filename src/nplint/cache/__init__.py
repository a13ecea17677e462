"""What is kept from run to run: plain data, each entry checked before it is believed."""
