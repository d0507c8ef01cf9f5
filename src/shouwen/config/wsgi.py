"""The application that the web server serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from shouwen.common.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.config.settings")

application = get_wsgi_application()
_ = get_resolver().reverse_dict  # every address is compiled, which loads every page, before the first one asks
settle()
