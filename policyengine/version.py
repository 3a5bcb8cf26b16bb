"""Which release this is: a module of its own, so that whoever prints it need not know what is above everything."""

__version__ = "0.1.0"
