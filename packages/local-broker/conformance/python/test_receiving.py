import time

from azure.servicebus import AutoLockRenewer, ServiceBusMessage, ServiceBusReceiveMode, ServiceBusSubQueue
from azure.servicebus.exceptions import MessageAlreadySettled, MessageNotFoundError, ServiceBusError

from namespace import ConformanceCase


class Receiving(ConformanceCase):
    feature = "Receiving"

    def test_iterates(self):
        """iterates until nothing comes for a while"""
        queue = self.queue()
        self.send(queue, "0", "1", "2")
        receiver = self.receiver(queue, max_wait_time=3)
        bodies = []
        for message in receiver:
            bodies.append(str(message))
            receiver.complete_message(message)
        self.assertEqual(bodies, ["0", "1", "2"])

    def test_batches(self):
        """returns no more than it is asked for"""
        queue = self.queue()
        self.send(queue, *"01234")
        receiver = self.receiver(queue)
        first = receiver.receive_messages(max_message_count=2, max_wait_time=20)
        self.assertLessEqual(len(first), 2)
        self.assertEqual(str(first[0]), "0")

    def test_nothing(self):
        """returns nothing when nothing comes, and receives again"""
        queue = self.queue()
        receiver = self.receiver(queue)
        self.assert_empty(receiver)
        self.send(queue, "a")
        self.assertEqual(str(self.receive_one(receiver)), "a")

    def test_receive_and_delete(self):
        """receives and deletes"""
        queue = self.queue()
        self.send(queue, "a", "b")
        receiver = self.receiver(queue, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
        self.assertEqual([str(each) for each in self.receive_exactly(receiver, 2)], ["a", "b"])
        self.assertEqual(receiver.peek_messages(5), [])

    def test_prefetch(self):
        """prefetches"""
        queue = self.queue()
        self.send(queue, *[str(number) for number in range(30)])
        receiver = self.receiver(queue, prefetch_count=10)
        for message in self.receive_exactly(receiver, 30):
            receiver.complete_message(message)
        self.assertEqual(receiver.peek_messages(1), [])

    def test_peek(self):
        """peeks without taking"""
        queue = self.queue()
        self.send(queue, "0", "1", "2")
        receiver = self.receiver(queue)
        peeked = receiver.peek_messages(10)
        self.assertEqual([str(each) for each in peeked], ["0", "1", "2"])
        again = receiver.peek_messages(10, sequence_number=peeked[1].sequence_number)
        self.assertEqual([str(each) for each in again], ["1", "2"])
        self.assertEqual(self.receive_one(receiver).delivery_count, 0)


class Settling(ConformanceCase):
    feature = "Settling"

    def test_complete(self):
        """completes a message for good"""
        queue = self.queue()
        self.send(queue, "a")
        receiver = self.receiver(queue)
        message = self.receive_one(receiver)
        receiver.complete_message(message)
        with self.assertRaises(MessageAlreadySettled):
            receiver.complete_message(message)
        self.assertEqual(receiver.peek_messages(1), [])

    def test_abandon(self):
        """abandons a message, which comes again with its delivery counted"""
        queue = self.queue()
        self.send(queue, "a")
        receiver = self.receiver(queue)
        receiver.abandon_message(self.receive_one(receiver))
        self.assertEqual(self.receive_one(receiver).delivery_count, 1)

    def test_dead_letter(self):
        """dead-letters with reason and description, and completes the dead letter"""
        queue = self.queue()
        self.send(queue, "a")
        receiver = self.receiver(queue)
        receiver.dead_letter_message(self.receive_one(receiver), reason="InvalidOrder", error_description="amount")
        letters = self.receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
        letter = self.receive_one(letters)
        self.assertEqual(
            (str(letter), letter.dead_letter_reason, letter.dead_letter_error_description),
            ("a", "InvalidOrder", "amount"),
        )
        letters.complete_message(letter)
        self.assertEqual(letters.peek_messages(1), [])

    def test_max_delivery_count(self):
        """dead-letters after the last delivery that is allowed"""
        queue = self.queue(max_delivery_count=2)
        self.send(queue, "a")
        receiver = self.receiver(queue)
        for count in range(2):
            message = self.receive_one(receiver)
            self.assertEqual(message.delivery_count, count)
            receiver.abandon_message(message)
        letter = self.receive_one(self.receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER))
        self.assertEqual(letter.dead_letter_reason, "MaxDeliveryCountExceeded")

    def test_defer(self):
        """defers a message until it is asked for by its number"""
        queue = self.queue()
        self.send(queue, "a")
        receiver = self.receiver(queue)
        message = self.receive_one(receiver)
        receiver.defer_message(message)
        self.assert_empty(receiver)
        (deferred,) = receiver.receive_deferred_messages(message.sequence_number)
        self.assertEqual((str(deferred), deferred.delivery_count), ("a", 1))
        receiver.complete_message(deferred)
        self.assertEqual(receiver.peek_messages(1), [])

    def test_settle_deferred(self):
        """abandons, defers again and dead-letters deferred messages"""
        queue = self.queue()
        self.send(queue, "a")
        receiver = self.receiver(queue)
        message = self.receive_one(receiver)
        receiver.defer_message(message)
        (deferred,) = receiver.receive_deferred_messages([message.sequence_number])
        receiver.abandon_message(deferred)
        (deferred,) = receiver.receive_deferred_messages([message.sequence_number])
        receiver.defer_message(deferred)
        (deferred,) = receiver.receive_deferred_messages([message.sequence_number])
        receiver.dead_letter_message(deferred, reason="r")
        letter = self.receive_one(self.receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER))
        self.assertEqual(letter.dead_letter_reason, "r")

    def test_deferred_not_found(self):
        """says so when no deferred message has the number"""
        with self.assertRaises(MessageNotFoundError):
            self.receiver(self.queue()).receive_deferred_messages(987_654)

    def test_after_close(self):
        """settles many messages one by one"""
        queue = self.queue()
        self.send(queue, *[str(number) for number in range(20)])
        receiver = self.receiver(queue)
        for message in self.receive_exactly(receiver, 20):
            receiver.complete_message(message)
        self.assertEqual(receiver.peek_messages(1), [])


class Locks(ConformanceCase):
    feature = "Locks of messages"

    def test_renew(self):
        """renews the lock of a message"""
        queue = self.queue(lock_duration="PT5S")
        self.send(queue, "a")
        receiver = self.receiver(queue)
        message = self.receive_one(receiver)
        before = message.locked_until_utc
        for _ in range(2):
            time.sleep(3)
            self.assertGreater(receiver.renew_message_lock(message), before)
        receiver.complete_message(message)

    def test_renewer(self):
        """is renewed by a renewer"""
        queue = self.queue(lock_duration="PT5S")
        self.send(queue, "a")
        renewer = AutoLockRenewer()
        self.addCleanup(renewer.close)
        receiver = self.receiver(queue, auto_lock_renewer=renewer)
        message = self.receive_one(receiver)
        time.sleep(8)
        receiver.complete_message(message)
        self.assertEqual(receiver.peek_messages(1), [])

    def test_expiry(self):
        """ends, and the message comes again"""
        queue = self.queue(lock_duration="PT5S")
        self.send(queue, "a")
        receiver = self.receiver(queue)
        message = self.receive_one(receiver)
        time.sleep(6.5)
        with self.assertRaises(ServiceBusError):
            receiver.complete_message(message)
        with self.assertRaises(ServiceBusError):
            receiver.renew_message_lock(message)
        self.assertEqual(self.receive_one(receiver).delivery_count, 1)


class Topics(ConformanceCase):
    feature = "Topics"

    def test_copies(self):
        """give each subscription a copy"""
        topic = self.topic("billing", "analytics")
        with self.client.get_topic_sender(topic) as sender:
            sender.send_messages([ServiceBusMessage("0"), ServiceBusMessage("1")])
        for subscription in ("billing", "analytics"):
            with self.client.get_subscription_receiver(topic, subscription) as receiver:
                self.assertEqual([str(each) for each in self.receive_exactly(receiver, 2)], ["0", "1"])

    def test_dead_letters(self):
        """have dead letters of their own"""
        topic = self.topic("billing", "analytics")
        with self.client.get_topic_sender(topic) as sender:
            sender.send_messages(ServiceBusMessage("a"))
        with self.client.get_subscription_receiver(topic, "billing") as receiver:
            receiver.dead_letter_message(self.receive_one(receiver))
        with self.client.get_subscription_receiver(topic, "billing", sub_queue="deadletter") as letters:
            self.assertEqual(str(self.receive_one(letters)), "a")
        with self.client.get_subscription_receiver(topic, "analytics", sub_queue="deadletter") as letters:
            self.assertEqual(letters.peek_messages(1), [])
