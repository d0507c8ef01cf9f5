"""What the group learns and improves: inspections, systemic problems, surveys, training, rules (第四十至四十五条)."""
