from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import ServiceBusAuthenticationError

from namespace import CONNECTION_STRING, ConformanceCase


class Access(ConformanceCase):
    feature = "Access"

    def test_wrong_key(self):
        """refuses a wrong key"""
        queue = self.queue()
        parts = [part for part in CONNECTION_STRING.split(";") if not part.startswith("SharedAccessKey=")]
        client = self.connect(";".join([*parts, f"SharedAccessKey={'A' * 43}="]))
        with self.assertRaises(ServiceBusAuthenticationError):
            with client.get_queue_sender(queue) as sender:
                sender.send_messages(ServiceBusMessage("a"))

    def test_missing_queue(self):
        """tells of a queue that is not there"""
        # The token is refused already, for want of the queue.
        with self.assertRaises(ServiceBusAuthenticationError):
            with self.client.get_queue_receiver("no-such-queue") as receiver:
                receiver.receive_messages(max_wait_time=2)
