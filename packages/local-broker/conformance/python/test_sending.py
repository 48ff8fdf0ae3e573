import datetime

from azure.servicebus import ServiceBusMessage
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageBodyType, AmqpMessageHeader, AmqpMessageProperties
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError

from namespace import ConformanceCase


class Sending(ConformanceCase):
    feature = "Sending"

    def test_one(self):
        """sends one message"""
        queue = self.queue()
        self.sender(queue).send_messages(ServiceBusMessage("a", message_id="m-1"))
        message = self.receive_one(self.receiver(queue))
        self.assertEqual((str(message), message.message_id, message.delivery_count), ("a", "m-1", 0))

    def test_list(self):
        """sends a list as one batch, in order"""
        queue = self.queue()
        bodies = [str(number) for number in range(20)]
        self.send(queue, *bodies)
        self.assertEqual([str(each) for each in self.receive_exactly(self.receiver(queue), 20)], bodies)

    def test_batch(self):
        """fills a batch until a message no longer fits, and sends it"""
        queue = self.queue()
        sender = self.sender(queue)
        batch = sender.create_message_batch()
        count = 0
        with self.assertRaises(MessageSizeExceededError):
            while True:
                batch.add_message(ServiceBusMessage("x" * 30_000))
                count += 1
        sender.send_messages(batch)
        self.assertGreater(count, 4)
        self.receive_exactly(self.receiver(queue), count)

    def test_batch_with_size(self):
        """keeps a batch within the size that it was made for"""
        batch = self.sender(self.queue()).create_message_batch(max_size_in_bytes=1000)
        with self.assertRaises(MessageSizeExceededError):
            batch.add_message(ServiceBusMessage("x" * 2000))

    def test_too_large(self):
        """refuses a message that is too large"""
        with self.assertRaises(MessageSizeExceededError):
            self.sender(self.queue()).send_messages(ServiceBusMessage("x" * 2_000_000))

    def test_properties(self):
        """brings back every property that a client can set"""
        queue = self.queue()
        given = dict(
            message_id="m-1",
            correlation_id="c-1",
            content_type="text/plain",
            subject="order",
            to="warehouse",
            reply_to="answers",
            reply_to_session_id="answers-1",
            session_id="s-1",
            partition_key="s-1",
            time_to_live=datetime.timedelta(minutes=10),
        )
        self.sender(queue).send_messages(ServiceBusMessage("a", **given))
        message = self.receive_one(self.receiver(queue))
        self.assertEqual({name: getattr(message, name) for name in given}, given)

    def test_application_properties(self):
        """keeps the values of application properties"""
        queue = self.queue()
        given = {"text": "t", "yes": True, "number": 42, "negative": -42, "large": 2**40, "fraction": 1.5}
        self.sender(queue).send_messages(ServiceBusMessage("a", application_properties=given))
        received = self.receive_one(self.receiver(queue)).application_properties
        decoded = {
            key.decode(): value.decode() if isinstance(value, bytes) else value for key, value in received.items()
        }
        self.assertEqual(decoded, given)

    def test_value_body(self):
        """brings back a value as body"""
        queue = self.queue()
        self.sender(queue).send_messages(AmqpAnnotatedMessage(value_body={b"key": [1, 2, 3]}))
        message = self.receive_one(self.receiver(queue))
        self.assertEqual(message.body_type, AmqpMessageBodyType.VALUE)
        self.assertEqual(message.body, {b"key": [1, 2, 3]})

    def test_sequence_body(self):
        """brings back a sequence as body"""
        queue = self.queue()
        self.sender(queue).send_messages(AmqpAnnotatedMessage(sequence_body=[1, b"two", True]))
        message = self.receive_one(self.receiver(queue))
        self.assertEqual(message.body_type, AmqpMessageBodyType.SEQUENCE)
        self.assertEqual(list(message.body), [[1, b"two", True]])

    def test_annotated(self):
        """brings back header, footer and annotations as they were"""
        queue = self.queue()
        self.sender(queue).send_messages(
            AmqpAnnotatedMessage(
                data_body=b"a",
                header=AmqpMessageHeader(priority=5, durable=True),
                footer={"checksum": "f-1"},
                annotations={"traceparent": "t-1"},
                properties=AmqpMessageProperties(message_id="m-1", subject="order"),
            )
        )
        raw = self.receive_one(self.receiver(queue)).raw_amqp_message
        self.assertEqual(raw.header.priority, 5)
        self.assertEqual(raw.footer[b"checksum"], b"f-1")
        self.assertEqual(raw.annotations[b"traceparent"], b"t-1")
        self.assertEqual(raw.properties.message_id, b"m-1")


class Scheduling(ConformanceCase):
    feature = "Scheduling"

    @staticmethod
    def _in(**duration):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**duration)

    def test_at_its_time(self):
        """enqueues a message at its time"""
        queue = self.queue()
        receiver = self.receiver(queue)
        self.assert_empty(receiver)
        numbers = self.sender(queue).schedule_messages(ServiceBusMessage("a"), self._in(seconds=8))
        self.assert_empty(receiver)
        self.assertEqual(str(self.receive_one(receiver)), "a")
        self.assertEqual(len(numbers), 1)

    def test_cancel(self):
        """cancels what is scheduled"""
        queue = self.queue()
        sender = self.sender(queue)
        messages = [ServiceBusMessage(str(number)) for number in range(3)]
        numbers = sender.schedule_messages(messages, self._in(minutes=10))
        sender.cancel_scheduled_messages(numbers[:2])
        self.assertEqual([str(each) for each in self.receiver(queue).peek_messages(5)], ["2"])
        sender.cancel_scheduled_messages(numbers[2])

    def test_cancel_nothing(self):
        """fails to cancel what is not scheduled"""
        with self.assertRaises(ServiceBusError):
            self.sender(self.queue()).cancel_scheduled_messages(987_654)
