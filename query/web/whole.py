"""Everything that the daemon answers: the pages with forms, health and figures joined to them."""

from collections.abc import Callable

from query.places import place_names
from query.web.desk import Desk
from query.web.forms import form_routes
from query.web.guard import Guard
from query.web.health import Health, routes
from query.web.metrics import metrics_route
from query.web.server import application
from query.web.site import Site
from scheduler.pulse import Pulse


def whole(site: Site, pulse: Callable[[], Pulse], outlets: tuple[str, ...]) -> Guard:
    """The application of `jiannuo run`; the forms only where ``web.public_url`` says where their links lead."""
    store, clock, settings = site.store, site.clock, site.settings
    desk = Desk(store, clock, settings, site.register, place_names())
    forms = form_routes(lambda: desk) if settings.web.public_url else []
    health = routes(Health(store, clock, pulse, outlets))
    return application(site, [*health, metrics_route(store, clock, pulse), *forms])
