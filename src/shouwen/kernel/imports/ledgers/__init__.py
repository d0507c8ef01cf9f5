"""The ledgers of the centre: projects, units, owners, staff. Importing this package registers them."""

from shouwen.kernel.imports.ledgers import owners, projects, staff, units

__all__ = ["owners", "projects", "staff", "units"]
