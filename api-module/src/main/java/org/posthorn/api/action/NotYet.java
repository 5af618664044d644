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
            "CreateTemplate",
            "DeleteConfigurationSetEventDestination",
            "DeleteConfigurationSetTrackingOptions",
            "DeleteIdentityPolicy",
            "DeleteReceiptFilter",
            "DeleteReceiptRule",
            "DeleteReceiptRuleSet",
            "DeleteTemplate",
            "DescribeActiveReceiptRuleSet",
            "DescribeReceiptRule",
            "DescribeReceiptRuleSet",
            "GetIdentityPolicies",
            "GetTemplate",
            "ListIdentityPolicies",
            "ListReceiptFilters",
            "ListReceiptRuleSets",
            "ListTemplates",
            "PutIdentityPolicy",
            "ReorderReceiptRuleSet",
            "SendBounce",
            "SendBulkTemplatedEmail",
            "SendTemplatedEmail",
            "SetActiveReceiptRuleSet",
            "SetIdentityHeadersInNotificationsEnabled",
            "SetIdentityNotificationTopic",
            "SetReceiptRulePosition",
            "TestRenderTemplate",
            "UpdateConfigurationSetEventDestination",
            "UpdateConfigurationSetReputationMetricsEnabled",
            "UpdateConfigurationSetSendingEnabled",
            "UpdateConfigurationSetTrackingOptions",
            "UpdateReceiptRule",
            "UpdateTemplate");

    private NotYet() {}
}
