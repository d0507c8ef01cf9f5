"""The company's own handling of complaints."""
