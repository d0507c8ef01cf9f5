"""The ways a message leaves the house. A channel is a function: it returns the provider's reference or raises.

In-app messages have no channel here: they are delivered by being written.
"""

from shouwen.kernel.notices.channels.outgoing import NotDelivered, Outgoing, ProviderDown, Undeliverable

__all__ = ["NotDelivered", "Outgoing", "ProviderDown", "Undeliverable"]
