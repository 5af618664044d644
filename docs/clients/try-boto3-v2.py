#!/usr/bin/env python3
"""Tries version 2 of the API of a running `posthorn serve --dev` with boto3, and checks each answer.

    docs/clients/try-boto3-v2.py [URL]      URL of the API, http://127.0.0.1:8465 without it

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


def client(service):
    return boto3.client(
        service,
        endpoint_url=URL,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 1}),
    )


try:
    urllib.request.urlopen(f"{URL}/health/ready", timeout=10).close()
except (urllib.error.URLError, OSError) as e:
    sys.exit(f"FAILED: no server is ready at {URL} ({e}); start `posthorn serve --dev`")

ses = client("sesv2")
SENDER = "python2@example.com"
TO = {"ToAddresses": ["you@example.net"]}

try:
    ses.create_email_identity(EmailIdentity=SENDER)
except ses.exceptions.AlreadyExistsException:
    pass  # by a run before

message_id = ses.send_email(
    FromEmailAddress=f"Me <{SENDER}>",
    Destination={**TO, "BccAddresses": ["hidden@example.net"]},
    Content={
        "Simple": {
            "Subject": {"Data": "Grüße"},
            "Body": {"Text": {"Data": "plain text"}, "Html": {"Data": "<p>rich text</p>"}},
            "Headers": [{"Name": "X-Campaign", "Value": "autumn"}],
            "Attachments": [{"FileName": "Straße.csv", "RawContent": b"a,b\n1,2\n", "ContentTransferEncoding": "BASE64"}],
        }
    },
    EmailTags=[{"Name": "campaign", "Value": "autumn"}],
)["MessageId"]
mail = captured(message_id)
check("the subject is there", mail["Subject"] == "Grüße", mail)
check("the parts are there", "plain text" in mail["RawData"] and "<p>rich text</p>" in mail["RawData"], mail)
check("a header of one's own is there", "X-Campaign: autumn" in mail["RawData"], mail)
check("the attachment is there", "YSxiCjEsMgo=" in mail["RawData"] and "Stra%C3%9Fe.csv" in mail["RawData"], mail)
check("the Bcc is in the envelope only", "hidden@" not in mail["RawData"], mail)

raw = EmailMessage()
raw["From"] = SENDER
raw["To"] = "you@example.net"
raw["Subject"] = "raw"
raw.set_content("See the list.")
raw.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="list.csv")
message_id = ses.send_email(Content={"Raw": {"Data": raw.as_bytes()}})["MessageId"]
check("raw mail passes through", "YSxiCjEsMgo=" in captured(message_id)["RawData"], captured(message_id))

try:
    ses.delete_email_template(TemplateName="python2")
except ses.exceptions.NotFoundException:
    pass
ses.create_email_template(
    TemplateName="python2", TemplateContent={"Subject": "Hello {{name}}", "Text": "Dear {{name}}"}
)
message_id = ses.send_email(
    FromEmailAddress=SENDER,
    Destination=TO,
    Content={"Template": {"TemplateName": "python2", "TemplateData": json.dumps({"name": "Ann"})}},
)["MessageId"]
check("a template is filled in", captured(message_id)["Subject"] == "Hello Ann", captured(message_id))
results = ses.send_bulk_email(
    FromEmailAddress=SENDER,
    DefaultContent={"Template": {"TemplateName": "python2", "TemplateData": json.dumps({"name": "friend"})}},
    BulkEmailEntries=[{"Destination": TO}, {"Destination": {"ToAddresses": ["no address"]}}],
)["BulkEmailEntryResults"]
check("a bulk has a result for each", [r["Status"] for r in results] == ["SUCCESS", "INVALID_PARAMETER"], results)

ses.put_suppressed_destination(EmailAddress="a+b@example.net", Reason="BOUNCE")
entry = ses.get_suppressed_destination(EmailAddress="a+b@example.net")["SuppressedDestination"]
check("an address in a path is found", entry["EmailAddress"] == "a+b@example.net", entry)
check("a time is a time", abs(entry["LastUpdateTime"].timestamp() - time.time()) < 600, entry)
ses.delete_suppressed_destination(EmailAddress="a+b@example.net")

arn = "arn:aws:ses:us-east-1:000000000000:template/python2"
ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "shop"}, {"Key": "b", "Value": ""}])
ses.untag_resource(ResourceArn=arn, TagKeys=["b", "c"])
tags = ses.list_tags_for_resource(ResourceArn=arn)["Tags"]
check("tags are told", tags == [{"Key": "team", "Value": "shop"}], tags)

try:
    ses.send_email(
        FromEmailAddress="stranger@other.example",
        Destination=TO,
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    )
    sys.exit("FAILED: a stranger's mail was taken")
except ses.exceptions.MessageRejected as e:
    text = e.response["Error"]["Message"]
    check("an error is an exception of its own", text.startswith("Email address is not verified."), e.response)
    check("and has its status", e.response["ResponseMetadata"]["HTTPStatusCode"] == 400, e.response)

print("all as it should be")
