"""The procedures of the service centres, one per file; importing this makes them known."""

from shouwen.centres.flows import centre_closing, centre_devices
from shouwen.centres.flows.centre import Centre
from shouwen.centres.flows.conversation import Talk
from shouwen.centres.flows.posting import Postings
from shouwen.centres.flows.video_check import VideoChecks
from shouwen.centres.flows.voice_message import Voice

__all__ = ["Centre", "Postings", "Talk", "VideoChecks", "Voice", "centre_closing", "centre_devices"]
