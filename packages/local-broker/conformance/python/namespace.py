"""The namespace that the cases run against, and a test case that makes entities of its own in it."""

import os
import unittest
import uuid
from urllib.parse import urlparse

from azure.servicebus import ServiceBusClient, ServiceBusMessage, TransportType
from azure.servicebus.management import ServiceBusAdministrationClient

CONNECTION_STRING = os.environ["AMS_CONFORMANCE_CONNECTION_STRING"]
TRANSPORT = os.environ.get("AMS_CONFORMANCE_TRANSPORT", "tls")
PREFIX = os.environ.get("AMS_CONFORMANCE_PREFIX", "conformance")
# A file of certificates to trust instead of the public ones. The administration client reads the variable itself.
CERTIFICATES = os.environ.get("REQUESTS_CA_BUNDLE")

# Enough for a loaded machine: a case that passes never waits for it.
PATIENCE = 20
# How long nothing has to come for a case to believe that nothing is there.
A_MOMENT = 2


def connect(connection_string=CONNECTION_STRING, **options):
    """A client over the transport of this run."""
    endpoint = connection_string.split("Endpoint=")[1].split(";")[0]
    address = urlparse(endpoint)
    # This client takes no notice of the locks of sessions when its endpoint has a port, and uses the port for nothing.
    connection_string = connection_string.replace(endpoint, f"sb://{address.hostname}/")
    options.setdefault("retry_total", 1)
    if TRANSPORT == "websocket":
        # Only a custom endpoint sends this client to another port than 443.
        if address.port:
            options["custom_endpoint_address"] = endpoint
        else:
            options["transport_type"] = TransportType.AmqpOverWebsocket
    if CERTIFICATES:
        options["connection_verify"] = CERTIFICATES
    return ServiceBusClient.from_connection_string(connection_string, **options)


def administer():
    """An administration client, which always speaks HTTPS."""
    return ServiceBusAdministrationClient.from_connection_string(CONNECTION_STRING)


class ConformanceCase(unittest.TestCase):
    """Makes entities for one case, and deletes them when it is over. The table of results has a row for each feature."""

    feature: str

    def setUp(self):
        self.administration = administer()
        self.addCleanup(self.administration.close)
        self.client = self.connect()

    def connect(self, *args, **options):
        """Another client, closed with the case."""
        client = connect(*args, **options)
        self.addCleanup(client.close)
        return client

    def queue(self, **options):
        """The name of a new queue."""
        name = f"{PREFIX}-{uuid.uuid4().hex[:8]}"
        self.administration.create_queue(name, **options)
        self.addCleanup(self._forget, self.administration.delete_queue, name)
        return name

    def topic(self, *subscriptions, **options):
        """The name of a new topic with subscriptions of these names."""
        name = f"{PREFIX}-{uuid.uuid4().hex[:8]}"
        self.administration.create_topic(name, **options)
        self.addCleanup(self._forget, self.administration.delete_topic, name)
        for subscription in subscriptions:
            self.administration.create_subscription(name, subscription)
        return name

    @staticmethod
    def _forget(delete, name):
        try:
            delete(name)
        except Exception as error:  # pylint: disable=broad-except
            if "404" not in str(error) and type(error).__name__ != "ResourceNotFoundError":
                raise

    def sender(self, queue):
        """A sender that is closed with the case."""
        sender = self.client.get_queue_sender(queue)
        self.addCleanup(sender.close)
        return sender

    def receiver(self, queue, **options):
        """A receiver that is closed with the case."""
        receiver = self.client.get_queue_receiver(queue, **options)
        self.addCleanup(receiver.close)
        return receiver

    def send(self, queue, *bodies, **properties):
        """Sends a message of each body."""
        self.sender(queue).send_messages([ServiceBusMessage(body, **properties) for body in bodies])

    def receive_one(self, receiver):
        """The next message. Fails when none comes."""
        messages = receiver.receive_messages(max_message_count=1, max_wait_time=PATIENCE)
        self.assertEqual(len(messages), 1, "No message came.")
        return messages[0]

    def receive_exactly(self, receiver, count):
        """As many messages, over as many calls as that takes."""
        messages = []
        while len(messages) < count:
            more = receiver.receive_messages(max_message_count=count - len(messages), max_wait_time=PATIENCE)
            self.assertTrue(more, f"{len(messages)} of {count} messages came.")
            messages.extend(more)
        return messages

    def assert_empty(self, receiver):
        """Nothing is there to be received now."""
        self.assertEqual(receiver.receive_messages(max_message_count=10, max_wait_time=A_MOMENT), [])
