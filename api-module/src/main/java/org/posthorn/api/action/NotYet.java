package org.posthorn.api.action;

import java.util.Set;

/// The operations of SES that are still to come; they are answered as unknown. This list may only shrink.
public final class NotYet {
    public static final Set<String> OPERATIONS = Set.of(
            "CloneReceiptRuleSet",
            "CreateConfigurationSetEventDestination",
            "CreateConfigurationSetTrackingOptions",
            "CreateCustomVerificationEmailTemplate",
            "CreateReceiptFilter",
            "CreateReceiptRule",
            "CreateReceiptRuleSet",
            "CreateTemplate",
            "DeleteConfigurationSetEventDestination",
            "DeleteConfigurationSetTrackingOptions",
            "DeleteCustomVerificationEmailTemplate",
            "DeleteIdentityPolicy",
            "DeleteReceiptFilter",
            "DeleteReceiptRule",
            "DeleteReceiptRuleSet",
            "DeleteTemplate",
            "DescribeActiveReceiptRuleSet",
            "DescribeReceiptRule",
            "DescribeReceiptRuleSet",
            "GetCustomVerificationEmailTemplate",
            "GetIdentityPolicies",
            "GetTemplate",
            "ListCustomVerificationEmailTemplates",
            "ListIdentityPolicies",
            "ListReceiptFilters",
            "ListReceiptRuleSets",
            "ListTemplates",
            "PutIdentityPolicy",
            "ReorderReceiptRuleSet",
            "SendBounce",
            "SendBulkTemplatedEmail",
            "SendCustomVerificationEmail",
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
            "UpdateCustomVerificationEmailTemplate",
            "UpdateReceiptRule",
            "UpdateTemplate");

    private NotYet() {}
}
