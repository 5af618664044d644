#!/usr/bin/env python3
"""Tries the receiving of a running `posthorn serve --dev` with boto3: all 16 operations of receipt rules, SendBounce,
and a message that comes in.

    docs/clients/try-boto3-receiving.py [URL [HOST:PORT]]      http://127.0.0.1:8465 and 127.0.0.1:2525 without them

Ends with 0 when all was as it should be, with 1 at the first answer that was not.
"""

import smtplib
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8465"
HOST, PORT = (sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1:2525").rsplit(":", 1)


def check(what, condition, found):
    if not condition:
        sys.exit(f"FAILED: {what}: {found!r}")
    print(f"ok: {what}")


def refused(what, code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        check(what, e.response["Error"]["Code"] == code, e.response)
        return
    sys.exit(f"FAILED: {what}: it was not refused")


ses = boto3.client(
    "ses",
    endpoint_url=URL,
    region_name="us-east-1",
    aws_access_key_id="receiving",
    aws_secret_access_key="test",
    config=Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1}),
)


def names(rule_set):
    return [rule["Name"] for rule in ses.describe_receipt_rule_set(RuleSetName=rule_set)["Rules"]]


# What an earlier run left.
ses.set_active_receipt_rule_set()
for rule_set in ses.list_receipt_rule_sets()["RuleSets"]:
    ses.delete_receipt_rule_set(RuleSetName=rule_set["Name"])
for receipt_filter in ses.list_receipt_filters()["Filters"]:
    ses.delete_receipt_filter(FilterName=receipt_filter["Name"])

ses.verify_domain_identity(Domain="boto3.example")
ses.create_receipt_rule_set(RuleSetName="main")
refused("a set is there once", "AlreadyExists", ses.create_receipt_rule_set, RuleSetName="main")
check("no set is active", "Metadata" not in ses.describe_active_receipt_rule_set(), None)

HEADER = {"AddHeaderAction": {"HeaderName": "X-Seen", "HeaderValue": "yes"}}
STOP = {"StopAction": {"Scope": "RuleSet"}}
BOUNCE = {
    "BounceAction": {
        "SmtpReplyCode": "550",
        "StatusCode": "5.1.1",
        "Message": "Mailbox does not exist",
        "Sender": "mailer@boto3.example",
    }
}
ses.create_receipt_rule(
    RuleSetName="main",
    Rule={"Name": "last", "Enabled": True, "Recipients": ["boto3.example"], "Actions": [HEADER, STOP]},
)
ses.create_receipt_rule(RuleSetName="main", Rule={"Name": "first", "TlsPolicy": "Require", "ScanEnabled": True})
ses.create_receipt_rule(RuleSetName="main", After="first", Rule={"Name": "middle", "Actions": [BOUNCE]})
check("rules are in their order", names("main") == ["first", "middle", "last"], names("main"))
rule = ses.describe_receipt_rule(RuleSetName="main", RuleName="first")["Rule"]
check(
    "a rule is told with its defaults",
    rule == {"Name": "first", "Enabled": False, "TlsPolicy": "Require", "Actions": [], "Recipients": [], "ScanEnabled": True}
    or rule == {"Name": "first", "Enabled": False, "TlsPolicy": "Require", "ScanEnabled": True},
    rule,
)
rule = ses.describe_receipt_rule(RuleSetName="main", RuleName="middle")["Rule"]
check("actions come back as they were", rule["Actions"] == [BOUNCE], rule)
ses.update_receipt_rule(RuleSetName="main", Rule={"Name": "middle", "Actions": [HEADER]})
rule = ses.describe_receipt_rule(RuleSetName="main", RuleName="middle")["Rule"]
check("a rule is replaced", rule["Actions"] == [HEADER], rule)
ses.set_receipt_rule_position(RuleSetName="main", RuleName="middle")
check("a rule goes to the front", names("main") == ["middle", "first", "last"], names("main"))
ses.reorder_receipt_rule_set(RuleSetName="main", RuleNames=["last", "first", "middle"])
check("all are put in order", names("main") == ["last", "first", "middle"], names("main"))
ses.clone_receipt_rule_set(RuleSetName="copy", OriginalRuleSetName="main")
check("a copy has the rules", names("copy") == names("main"), names("copy"))
ses.delete_receipt_rule(RuleSetName="copy", RuleName="first")
ses.delete_receipt_rule(RuleSetName="copy", RuleName="first")
refused("a rule that is gone", "RuleDoesNotExist", ses.describe_receipt_rule, RuleSetName="copy", RuleName="first")
sets = [rule_set["Name"] for rule_set in ses.list_receipt_rule_sets()["RuleSets"]]
check("sets are listed", sets == ["copy", "main"], sets)
ses.set_active_receipt_rule_set(RuleSetName="main")
active = ses.describe_active_receipt_rule_set()
check("a set is active", active["Metadata"]["Name"] == "main" and len(active["Rules"]) == 3, active)
refused("the active set stays", "CannotDelete", ses.delete_receipt_rule_set, RuleSetName="main")
ses.create_receipt_filter(Filter={"Name": "block", "IpFilter": {"Policy": "Block", "Cidr": "192.0.2.0/24"}})
filters = ses.list_receipt_filters()["Filters"]
check("filters are listed", filters == [{"Name": "block", "IpFilter": {"Policy": "Block", "Cidr": "192.0.2.0/24"}}], filters)
ses.delete_receipt_filter(FilterName="block")
check("and deleted", ses.list_receipt_filters()["Filters"] == [], None)

refused(
    "a function that is not there",
    "InvalidLambdaFunction",
    ses.create_receipt_rule,
    RuleSetName="copy",
    Rule={"Name": "f", "Actions": [{"LambdaAction": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:none"}}]},
)
refused(
    "what is no topic",
    "InvalidSnsTopic",
    ses.create_receipt_rule,
    RuleSetName="copy",
    Rule={"Name": "t", "Actions": [{"SNSAction": {"TopicArn": "topic"}}]},
)

# The first mail for a domain is taken within a second.
for _ in range(600):
    with smtplib.SMTP(HOST, int(PORT), timeout=60) as client:
        client.ehlo("client.example")
        client.mail("bob@far.example")
        code, reply = client.rcpt("ann@boto3.example")
        if code != 250:
            continue
        code, reply = client.data("From: bob@far.example\r\nSubject: hello\r\n\r\nhello\r\n")
        break
check("mail comes in", code == 250 and len(reply.split()[-1]) == 40, reply)
received = reply.split()[-1].decode()
refused(
    "nobody is told who did not prove to be the sender",
    "MessageRejected",
    ses.send_bounce,
    OriginalMessageId=received,
    BounceSender="mailer@boto3.example",
    BouncedRecipientInfoList=[{"Recipient": "ann@boto3.example", "BounceType": "DoesNotExist"}],
)

ses.set_active_receipt_rule_set()
ses.delete_receipt_rule_set(RuleSetName="main")
ses.delete_receipt_rule_set(RuleSetName="copy")
refused("a set that is gone", "RuleSetDoesNotExist", ses.describe_receipt_rule_set, RuleSetName="main")

print("all as it should be")
