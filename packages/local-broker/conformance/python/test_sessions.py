import time

from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage, ServiceBusReceiveMode, ServiceBusSubQueue
from azure.servicebus.exceptions import ServiceBusError, SessionCannotBeLockedError, SessionLockLostError

from namespace import ConformanceCase


class Sessions(ConformanceCase):
    feature = "Sessions"

    def setUp(self):
        super().setUp()
        self.name = self.queue(requires_session=True, lock_duration="PT5S")

    def session(self, session_id="s-1", **options):
        return self.receiver(self.name, session_id=session_id, **options)

    def test_named(self):
        """are accepted by name"""
        self.send(self.name, "a", "b", session_id="s-1")
        self.send(self.name, "c", session_id="s-2")
        receiver = self.session("s-1")
        messages = self.receive_exactly(receiver, 2)
        self.assertEqual([(str(each), each.session_id) for each in messages], [("a", "s-1"), ("b", "s-1")])
        for message in messages:
            receiver.complete_message(message)
        self.assertEqual(receiver.session.session_id, "s-1")

    def test_next(self):
        """are accepted as they come"""
        for session_id in ("s-1", "s-2"):
            self.send(self.name, session_id, session_id=session_id)
        receivers = [self.session(NEXT_AVAILABLE_SESSION) for _ in range(2)]
        bodies = [str(self.receive_one(receiver)) for receiver in receivers]
        self.assertEqual(sorted(bodies), ["s-1", "s-2"])
        self.assertEqual([receiver.session.session_id for receiver in receivers], bodies)

    def test_exclusive(self):
        """that are locked are locked for others"""
        self.session("s-1").session.get_state()
        other = self.connect().get_queue_receiver(self.name, session_id="s-1")
        with self.assertRaises(SessionCannotBeLockedError):
            other.receive_messages(max_wait_time=3)

    def test_state(self):
        """keep a state, and lose it on demand"""
        session = self.session().session
        self.assertIsNone(session.get_state())
        session.set_state("some text")
        self.assertEqual(session.get_state(), b"some text")
        session.set_state(None)
        self.assertIsNone(session.get_state())

    def test_renew(self):
        """are renewed"""
        self.send(self.name, "a", session_id="s-1")
        receiver = self.session()
        message = self.receive_one(receiver)
        before = receiver.session.locked_until_utc
        for _ in range(2):
            time.sleep(3)
            self.assertGreater(receiver.session.renew_lock(), before)
        receiver.complete_message(message)

    def test_lost(self):
        """are lost when their lock ends, and settle nothing"""
        self.send(self.name, "a", session_id="s-1")
        receiver = self.session()
        message = self.receive_one(receiver)
        time.sleep(7)
        with self.assertRaises(SessionLockLostError):
            receiver.complete_message(message)
        again = self.connect().get_queue_receiver(self.name, session_id="s-1")
        self.addCleanup(again.close)
        self.assertEqual(self.receive_one(again).delivery_count, 1)

    def test_defer(self):
        """defer messages, and peek at their own alone"""
        self.send(self.name, "a", session_id="s-1")
        self.send(self.name, "b", session_id="s-2")
        receiver = self.session()
        message = self.receive_one(receiver)
        receiver.defer_message(message)
        self.assertEqual([str(each) for each in receiver.peek_messages(5)], ["a"])
        (deferred,) = receiver.receive_deferred_messages(message.sequence_number)
        receiver.complete_message(deferred)

    def test_dead_letters(self):
        """have their dead letters read by a plain receiver"""
        self.send(self.name, "a", session_id="s-1")
        receiver = self.session()
        receiver.dead_letter_message(self.receive_one(receiver), reason="r")
        letters = self.receiver(self.name, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
        letter = self.receive_one(letters)
        self.assertEqual((letter.session_id, letter.dead_letter_reason), ("s-1", "r"))

    def test_receive_and_delete(self):
        """let messages be received and deleted"""
        self.send(self.name, "a", session_id="s-1")
        receiver = self.session(receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
        self.assertEqual(str(self.receive_one(receiver)), "a")
        self.assertEqual(receiver.peek_messages(1), [])

    def test_refusal(self):
        """refuse messages and receivers without a session"""
        with self.assertRaises(ServiceBusError):
            self.sender(self.name).send_messages(ServiceBusMessage("a"))
        with self.assertRaises(ServiceBusError):
            self.receiver(self.name).receive_messages(max_wait_time=3)
