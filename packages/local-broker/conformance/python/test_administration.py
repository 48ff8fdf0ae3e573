import datetime
import uuid

from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import ServiceBusError
from azure.servicebus.management import (
    AuthorizationRule,
    CorrelationRuleFilter,
    SqlRuleAction,
    SqlRuleFilter,
)

from namespace import CONNECTION_STRING, ConformanceCase


class Administration(ConformanceCase):
    feature = "Administration"

    def test_queue(self):
        """creates, reads, changes and deletes a queue"""
        name = self.queue(lock_duration="PT45S", max_delivery_count=7, requires_session=True)
        queue = self.administration.get_queue(name)
        self.assertEqual(
            (queue.name, queue.lock_duration, queue.max_delivery_count, queue.requires_session, queue.status),
            (name, datetime.timedelta(seconds=45), 7, True, "Active"),
        )
        queue.max_delivery_count = 9
        self.administration.update_queue(queue)
        self.assertEqual(self.administration.get_queue(name).max_delivery_count, 9)
        self.administration.delete_queue(name)
        with self.assertRaises(ResourceNotFoundError):
            self.administration.get_queue(name)

    def test_topic(self):
        """creates, reads, changes and deletes a topic with subscriptions"""
        name = self.topic("billing", "analytics")
        self.assertEqual(self.administration.get_topic(name).name, name)
        names = [each.name for each in self.administration.list_subscriptions(name)]
        self.assertEqual(sorted(names), ["analytics", "billing"])
        subscription = self.administration.get_subscription(name, "billing")
        subscription.max_delivery_count = 3
        self.administration.update_subscription(name, subscription)
        self.assertEqual(self.administration.get_subscription(name, "billing").max_delivery_count, 3)
        self.administration.delete_subscription(name, "billing")
        with self.assertRaises(ResourceNotFoundError):
            self.administration.get_subscription(name, "billing")

    def test_rules(self):
        """creates, reads, changes and deletes rules"""
        topic = self.topic("billing")
        arguments = (topic, "billing")
        self.administration.create_rule(
            *arguments,
            "sql",
            filter=SqlRuleFilter("priority = @level", parameters={"@level": "high"}),
            action=SqlRuleAction("SET seen = 1"),
        )
        self.administration.create_rule(
            *arguments, "correlation", filter=CorrelationRuleFilter(label="order", properties={"region": "eu", "n": 1})
        )
        names = [rule.name for rule in self.administration.list_rules(*arguments)]
        self.assertEqual(sorted(names), ["$Default", "correlation", "sql"])
        sql = self.administration.get_rule(*arguments, "sql")
        self.assertEqual(sql.filter.sql_expression, "priority = @level")
        self.assertEqual(sql.filter.parameters, {"@level": "high"})
        self.assertEqual(sql.action.sql_expression, "SET seen = 1")
        correlation = self.administration.get_rule(*arguments, "correlation")
        self.assertEqual((correlation.filter.label, correlation.filter.properties), ("order", {"region": "eu", "n": 1}))
        correlation.filter.label = "invoice"
        self.administration.update_rule(*arguments, correlation)
        self.assertEqual(self.administration.get_rule(*arguments, "correlation").filter.label, "invoice")
        self.administration.delete_rule(*arguments, "sql")
        with self.assertRaises(ResourceNotFoundError):
            self.administration.get_rule(*arguments, "sql")

    def test_rules_apply(self):
        """gives a subscription what its rules let through"""
        topic = self.topic("billing")
        self.administration.create_rule(topic, "billing", "red", filter=SqlRuleFilter("color = 'red'"))
        self.administration.delete_rule(topic, "billing", "$Default")
        with self.client.get_topic_sender(topic) as sender:
            for color in ("blue", "red"):
                sender.send_messages(ServiceBusMessage(color, application_properties={"color": color}))
        with self.client.get_subscription_receiver(topic, "billing") as receiver:
            self.assertEqual(str(self.receive_one(receiver)), "red")
            self.assert_empty(receiver)

    def test_counts(self):
        """counts messages exactly"""
        queue = self.queue()
        self.send(queue, "a", "b", "c")
        receiver = self.receiver(queue)
        receiver.dead_letter_message(self.receive_one(receiver))
        counts = self.administration.get_queue_runtime_properties(queue)
        self.assertEqual((counts.active_message_count, counts.dead_letter_message_count), (2, 1))
        self.assertEqual(counts.total_message_count, 3)

    def test_lists(self):
        """lists queues and topics"""
        queue, topic = self.queue(), self.topic()
        self.assertIn(queue, [each.name for each in self.administration.list_queues()])
        self.assertIn(topic, [each.name for each in self.administration.list_topics()])
        self.assertIn(queue, [each.name for each in self.administration.list_queues_runtime_properties()])

    def test_authorization_rules(self):
        """keeps authorization rules, and lets their keys in"""
        key = "A" * 43 + "="
        rule = AuthorizationRule(
            type="SharedAccessAuthorizationRule",
            claim_type="SharedAccessKey",
            claim_value="None",
            rights=["Send"],
            key_name="sender",
            primary_key=key,
            secondary_key="B" * 43 + "=",
        )
        queue = self.queue(authorization_rules=[rule])
        kept = self.administration.get_queue(queue).authorization_rules
        self.assertEqual([(each.key_name, each.rights) for each in kept], [("sender", ["Send"])])
        endpoint = CONNECTION_STRING.split(";")[0]
        client = self.connect(f"{endpoint};SharedAccessKeyName=sender;SharedAccessKey={key}")
        with client.get_queue_sender(queue) as sender:
            sender.send_messages(ServiceBusMessage("a"))
        with self.assertRaises(ServiceBusError):
            client.get_queue_receiver(queue).receive_messages(max_wait_time=2)

    def test_forwarding(self):
        """makes a queue that forwards"""
        target = self.queue()
        source = self.queue(forward_to=target)
        self.send(source, "a")
        self.assertEqual(str(self.receive_one(self.receiver(target))), "a")
        self.assertTrue(self.administration.get_queue(source).forward_to.endswith(target))

    def test_errors(self):
        """refuses what is there already, what is not there, and what makes no sense"""
        name = self.queue()
        with self.assertRaises(ResourceExistsError):
            self.administration.create_queue(name)
        with self.assertRaises(ResourceNotFoundError):
            self.administration.delete_queue(f"no-such-{uuid.uuid4().hex[:8]}")
        with self.assertRaises(HttpResponseError):
            self.administration.create_queue(f"{name}-2", lock_duration="PT10M")

    def test_namespace(self):
        """tells of the namespace"""
        self.assertIn(self.administration.get_namespace_properties().messaging_sku, ("Standard", "Premium"))
