package org.posthorn.engine;

import java.time.Duration;

/// Every fixed limit on what clients send, in one table (SES Developer Guide, "service quotas").
public final class Limits {
    /// Largest message over the Query API, decoded.
    public static final int API_MESSAGE_BYTES = 10_485_760;
    /// Largest message over SMTP.
    public static final int SMTP_MESSAGE_BYTES = 41_943_040;
    /// Received fields of a message that comes in: with more it goes in a circle (RFC 5321 §6.3 asks for at least 100).
    public static final int HOPS = 100;
    /// To, Cc and Bcc together.
    public static final int RECIPIENTS = 50;
    /// Longest address, together with its display name.
    public static final int ADDRESS_CHARS = 320;
    /// Header section of a raw message.
    public static final int HEADER_BYTES = 256 * 1024;
    /// Header fields of a raw message.
    public static final int HEADER_FIELDS = 1_000;
    /// Multiparts inside multiparts.
    public static final int MIME_DEPTH = 30;
    /// Body parts of a raw message (SES: 500).
    public static final int MIME_PARTS = 500;
    /// Tags on one message.
    public static final int TAGS = 50;
    /// Characters of a tag's name, and of its value.
    public static final int TAG_CHARS = 255;
    /// Identities of an account, in all regions together.
    public static final int IDENTITIES = 10_000;
    /// Identities in one Get…Attributes call.
    public static final int IDENTITIES_PER_CALL = 100;
    /// Policies of an identity.
    public static final int IDENTITY_POLICIES = 20;
    /// Characters of a policy.
    public static final int POLICY_CHARS = 4_096;
    /// Characters of a policy's name.
    public static final int POLICY_NAME_CHARS = 64;
    /// Configuration sets of an account in one region.
    public static final int CONFIGURATION_SETS = 10_000;
    /// Event destinations of a configuration set.
    public static final int EVENT_DESTINATIONS = 10;
    /// Dimensions of the metrics of an event destination.
    public static final int DIMENSIONS = 10;
    /// Receipt rule sets of an account in one region.
    public static final int RECEIPT_RULE_SETS = 40;
    /// Rules of a receipt rule set.
    public static final int RECEIPT_RULES = 200;
    /// Actions of a receipt rule.
    public static final int RECEIPT_ACTIONS = 10;
    /// Recipients of a receipt rule.
    public static final int RECEIPT_RECIPIENTS = 100;
    /// Characters of a receipt rule set, all that its rules hold together (SES: none is known).
    public static final int RECEIPT_RULE_SET_CHARS = 2 * 1024 * 1024;
    /// IP filters for mail that comes in, of an account in one region.
    public static final int RECEIPT_FILTERS = 100;
    /// Characters of the name of a configuration set, and of an event destination.
    public static final int NAME_CHARS = 64;
    /// Pools of dedicated IPs of an account in one region.
    public static final int DEDICATED_IP_POOLS = 50;
    /// Links of a message that are tracked.
    public static final int TRACKED_LINKS = 250;
    /// Text of a composed message in which links are tracked, as it is encoded.
    public static final int CHANGED_TEXT_BYTES = 2 * 1024 * 1024;
    /// Sending tenants of an account in one region.
    public static final int SENDING_TENANTS = 10_000;
    /// Resources that they may use, each counted for each of them.
    public static final int TENANT_RESOURCES = 100_000;
    /// Templates of an account in one region.
    public static final int TEMPLATES = 10_000;
    /// Characters of a template, its parts together.
    public static final int TEMPLATE_CHARS = 500 * 1024;
    /// Characters of the data for a template.
    public static final int TEMPLATE_DATA_CHARS = 262_144;
    /// Destinations of one SendBulkTemplatedEmail.
    public static final int BULK_DESTINATIONS = 50;
    /// Templates of custom verification mails of an account in one region.
    public static final int VERIFICATION_TEMPLATES = 50;
    /// Characters of such a template's content.
    public static final int VERIFICATION_TEMPLATE_CHARS = 10_485_760;
    /// How long the link of a verification mail works.
    public static final Duration VERIFICATION_LINK = Duration.ofDays(1);
    /// Verification mails of an account in 24 hours.
    public static final int VERIFICATION_MAILS = 1_000;
    /// Verification mails of an account in the sandbox in 24 hours.
    public static final int SANDBOX_VERIFICATION_MAILS = 100;
    /// How long after a verification mail an account may send the same address another.
    public static final Duration VERIFICATION_MAIL_GAP = Duration.ofMinutes(5);
    /// Verification mails of all accounts to one address in that time.
    public static final int VERIFICATION_MAILS_TO_ADDRESS = 3;
    /// How long a domain may take to publish its TXT record.
    public static final Duration DOMAIN_VERIFICATION = Duration.ofDays(3);

    private Limits() {}
}
