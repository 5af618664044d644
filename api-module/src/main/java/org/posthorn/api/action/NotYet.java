package org.posthorn.api.action;

import java.util.Set;

/// The operations of SES that are still to come; they are answered as unknown. This list may only shrink.
public final class NotYet {
    public static final Set<String> OPERATIONS = Set.of(
            "CloneReceiptRuleSet",
            "CreateConfigurationSetEventDestination",
            "CreateConfigurationSetTrackingOptions",
            "CreateReceiptFilter",
            "CreateReceiptRule",
            "CreateReceiptRuleSet",
            "DeleteConfigurationSetEventDestination",
            "DeleteConfigurationSetTrackingOptions",
            "DeleteIdentityPolicy",
            "DeleteReceiptFilter",
            "DeleteReceiptRule",
            "DeleteReceiptRuleSet",
            "DescribeActiveReceiptRuleSet",
            "DescribeReceiptRule",
            "DescribeReceiptRuleSet",
            "GetIdentityPolicies",
            "ListIdentityPolicies",
            "ListReceiptFilters",
            "ListReceiptRuleSets",
            "PutIdentityPolicy",
            "ReorderReceiptRuleSet",
            "SendBounce",
            "SetActiveReceiptRuleSet",
            "SetIdentityHeadersInNotificationsEnabled",
            "SetIdentityNotificationTopic",
            "SetReceiptRulePosition",
            "UpdateConfigurationSetEventDestination",
            "UpdateConfigurationSetReputationMetricsEnabled",
            "UpdateConfigurationSetTrackingOptions",
            "UpdateReceiptRule");

    private NotYet() {}
}
