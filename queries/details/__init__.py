"""Items of the JSON API, in its shape, for given IRIs: a bounded number of queries for a page, however long it is."""

from queries.details.events import events
from queries.details.people import offices, organisations, persons
from queries.details.places import areas, relations, states
from queries.details.positions import positions
from queries.details.statements import statements

__all__ = ["areas", "events", "offices", "organisations", "persons", "positions", "relations", "statements", "states"]
