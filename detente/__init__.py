"""detente: reports of dialogues between states, made into a citable knowledge graph."""

__version__ = "0.1.0"
