#!/usr/bin/env python3
"""Tries a running `posthorn serve --dev` with boto3, and checks each answer.

    docs/clients/try-boto3.py [URL]      URL of the API, http://127.0.0.1:8465 without it

Ends with 0 when all was as it should be, with 1 at the first answer that was not.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8465"


def check(what, condition, found):
    if not condition:
        sys.exit(f"FAILED: {what}: {found!r}")
    print(f"ok: {what}")


def captured(message_id):
    """What the server kept of a message, once it has it."""
    for _ in range(300):
        with urllib.request.urlopen(f"{URL}/_aws/ses?id={message_id}", timeout=10) as answer:
            messages = json.load(answer)["messages"]
        if messages:
            return messages[0]
        time.sleep(0.1)
    sys.exit(f"FAILED: message {message_id} was not captured within 30 s")


try:
    urllib.request.urlopen(f"{URL}/health/ready", timeout=10).close()
except (urllib.error.URLError, OSError) as e:
    sys.exit(f"FAILED: no server is ready at {URL} ({e}); start `posthorn serve --dev`")

ses = boto3.client(
    "ses",
    endpoint_url=URL,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 1}),
)

ses.verify_email_identity(EmailAddress="me@example.com")
attributes = ses.get_identity_verification_attributes(Identities=["me@example.com"])["VerificationAttributes"]
status = attributes["me@example.com"]["VerificationStatus"]
check("an identity is verified at once", status == "Success", status)
identities = ses.list_identities(IdentityType="EmailAddress")["Identities"]
check("identities are listed", "me@example.com" in identities, identities)

message_id = ses.send_email(
    Source="Me <me@example.com>",
    Destination={"ToAddresses": ["you@example.net"], "BccAddresses": ["hidden@example.net"]},
    Message={
        "Subject": {"Data": "Grüße", "Charset": "UTF-8"},
        "Body": {"Text": {"Data": "plain text"}, "Html": {"Data": "<p>rich text</p>"}},
    },
)["MessageId"]
mail = captured(message_id)
check("the subject is there", mail["Subject"] == "Grüße", mail)
check("the text part is there", "plain text" in mail["Body"]["text_part"], mail)
check("the HTML part is there", "<p>rich text</p>" in mail["Body"]["html_part"], mail)
check("the Bcc is in the envelope only", mail["Destination"]["BccAddresses"] == ["hidden@example.net"], mail)
check("the Bcc is not in the message", "hidden@" not in mail["RawData"], mail)

raw = EmailMessage()
raw["From"] = "me@example.com"
raw["To"] = "you@example.net"
raw["Subject"] = "with an attachment"
raw.set_content("See the list.")
raw.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="list.csv")
message_id = ses.send_raw_email(RawMessage={"Data": raw.as_bytes()})["MessageId"]
check("an attachment passes through", "YSxiCjEsMgo=" in captured(message_id)["RawData"], captured(message_id))

quota = ses.get_send_quota()
check("the quota counts what was sent", quota["SentLast24Hours"] >= 3, quota)
points = ses.get_send_statistics()["SendDataPoints"]
check("statistics have a point", sum(point["DeliveryAttempts"] for point in points) >= 3, points)

try:
    ses.send_email(
        Source="me@example.com",
        Destination={"ToAddresses": ["you@example.net"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
        ConfigurationSetName="none",
    )
    sys.exit("FAILED: an unknown configuration set was taken")
except ClientError as e:
    code = e.response["Error"]["Code"]
    check("an error has its code", code == "ConfigurationSetDoesNotExist", e.response)
    check("and is an exception of its own", isinstance(e, ses.exceptions.ConfigurationSetDoesNotExistException), e)

try:
    ses.send_raw_email(RawMessage={"Data": b"ab\r\n" * 5_000_000})
    sys.exit("FAILED: a request that is too large was taken")
except ClientError as e:
    check("who sends too much reads why", e.response["Error"]["Code"] == "RequestEntityTooLarge", e.response)

print("all as it should be")
