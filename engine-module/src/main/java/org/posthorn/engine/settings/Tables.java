package org.posthorn.engine.settings;

import java.util.List;

/// The tables of settings that several parts of the engine know. What one class keeps for itself it names itself.
public final class Tables {
    public static final TableName<AccessKey> ACCESS_KEYS = new TableName<>("access-key", AccessKey.class);
    public static final TableName<AccountPreferences> ACCOUNT_PREFERENCES =
            new TableName<>("account-preferences", AccountPreferences.class);
    public static final TableName<SuppressionChoice> ACCOUNT_SUPPRESSION =
            new TableName<>("account-suppression", SuppressionChoice.class);
    public static final TableName<Account> ACCOUNTS = new TableName<>("account", Account.class);
    public static final TableName<ActiveRuleSet> ACTIVE_RULE_SETS =
            new TableName<>("active-rule-set", ActiveRuleSet.class);
    public static final TableName<ConfigurationSet> CONFIGURATION_SETS =
            new TableName<>("configuration-set", ConfigurationSet.class);
    public static final TableName<Contact> CONTACTS = new TableName<>("contact", Contact.class);
    public static final TableName<ContactList> CONTACT_LISTS = new TableName<>("contact-list", ContactList.class);
    public static final TableName<DedicatedIpState> DEDICATED_IPS =
            new TableName<>("dedicated-ip", DedicatedIpState.class);
    public static final TableName<DedicatedIpPool> DEDICATED_IP_POOLS =
            new TableName<>("dedicated-ip-pool", DedicatedIpPool.class);
    public static final TableName<DedicatedIpUse> DEDICATED_IP_USES =
            new TableName<>("dedicated-ip-use", DedicatedIpUse.class);
    public static final TableName<Dkim> DKIM = new TableName<>("dkim", Dkim.class, Dkim::nextCheckAt);
    public static final TableName<ExportJob> EXPORT_JOBS =
            new TableName<>("export-job", ExportJob.class, ExportJob::dueAt);
    public static final TableName<Identity> IDENTITIES =
            new TableName<>("identity", Identity.class, Identity::nextCheckAt);
    public static final TableName<IdentityCertificates> IDENTITY_CERTIFICATES =
            new TableName<>("identity-certificates", IdentityCertificates.class);
    public static final TableName<ImportJob> IMPORT_JOBS =
            new TableName<>("import-job", ImportJob.class, ImportJob::dueAt);
    public static final TableName<KeptContent> KEPT_CONTENTS =
            new TableName<>("kept-report-contents", KeptContent.class);
    public static final TableName<KeptReport> KEPT_REPORTS = new TableName<>("kept-reports", KeptReport.class);
    public static final TableName<KeyUse> KEY_USES = new TableName<>("key-use", KeyUse.class);
    public static final TableName<MailFrom> MAIL_FROM = new TableName<>(
            "mail-from", MailFrom.class, from -> from.verification().nextCheckAt());
    public static final TableName<MetricDay> METRIC_DAYS = new TableName<>("metric-day", MetricDay.class);
    public static final TableName<MetricPosition> METRIC_POSITION =
            new TableName<>("metric-position", MetricPosition.class);
    public static final TableName<Notifications> NOTIFICATIONS = new TableName<>("notifications", Notifications.class);
    public static final TableName<Pause> PAUSES = new TableName<>("pause", Pause.class);
    public static final TableName<IdentityPolicies> POLICIES =
            new TableName<>("identity-policies", IdentityPolicies.class);
    public static final TableName<ReceiptFilter> RECEIPT_FILTERS =
            new TableName<>("receipt-filter", ReceiptFilter.class);
    public static final TableName<ReceiptForward> RECEIPT_FORWARDS =
            new TableName<>("receipt-forward", ReceiptForward.class);
    public static final TableName<ReceiptProgress> RECEIPT_PROGRESS =
            new TableName<>("receipt-progress", ReceiptProgress.class);
    public static final TableName<ReceiptRuleSet> RECEIPT_RULE_SETS =
            new TableName<>("receipt-rule-set", ReceiptRuleSet.class);
    public static final TableName<Recommendation> RECOMMENDATIONS =
            new TableName<>("recommendation", Recommendation.class);
    public static final TableName<Refused> REFUSED = new TableName<>("refused", Refused.class);
    public static final TableName<RegionPause> REGION_PAUSES = new TableName<>("region-pause", RegionPause.class);
    public static final TableName<ReputationState> REPUTATION_STATES =
            new TableName<>("reputation-state", ReputationState.class);
    public static final TableName<TenantAssociation> RESOURCE_TENANTS =
            new TableName<>("resource-tenant", TenantAssociation.class);
    public static final TableName<SendingTenant> SENDING_TENANTS =
            new TableName<>("sending-tenant", SendingTenant.class);
    public static final TableName<Subscription> SUBSCRIPTIONS = new TableName<>("subscription", Subscription.class);
    public static final TableName<Suppressed> SUPPRESSED = new TableName<>("suppressed", Suppressed.class);
    public static final TableName<TagSet> TAGS = new TableName<>("tag", TagSet.class);
    public static final TableName<Template> TEMPLATES = new TableName<>("template", Template.class);
    public static final TableName<TenantAssociation> TENANT_RESOURCES =
            new TableName<>("tenant-resource", TenantAssociation.class);
    public static final TableName<Suppressed> TENANT_SUPPRESSED =
            new TableName<>("tenant-suppressed", Suppressed.class);
    public static final TableName<Topic> TOPICS = new TableName<>("topic", Topic.class);
    public static final TableName<Unanswered> UNANSWERED = new TableName<>("set-aside", Unanswered.class);
    public static final TableName<VerificationTemplate> VERIFICATION_TEMPLATES =
            new TableName<>("verification-template", VerificationTemplate.class);

    /// All of these, for those that read a store as it lies.
    public static final List<TableName<?>> ALL = List.of(
            ACCESS_KEYS,
            ACCOUNT_PREFERENCES,
            ACCOUNT_SUPPRESSION,
            ACCOUNTS,
            ACTIVE_RULE_SETS,
            CONFIGURATION_SETS,
            CONTACTS,
            CONTACT_LISTS,
            DEDICATED_IPS,
            DEDICATED_IP_POOLS,
            DEDICATED_IP_USES,
            DKIM,
            EXPORT_JOBS,
            IDENTITIES,
            IDENTITY_CERTIFICATES,
            IMPORT_JOBS,
            KEPT_CONTENTS,
            KEPT_REPORTS,
            KEY_USES,
            MAIL_FROM,
            METRIC_DAYS,
            METRIC_POSITION,
            NOTIFICATIONS,
            PAUSES,
            POLICIES,
            RECEIPT_FILTERS,
            RECEIPT_FORWARDS,
            RECEIPT_PROGRESS,
            RECEIPT_RULE_SETS,
            RECOMMENDATIONS,
            REFUSED,
            REGION_PAUSES,
            REPUTATION_STATES,
            RESOURCE_TENANTS,
            SENDING_TENANTS,
            SUBSCRIPTIONS,
            SUPPRESSED,
            TAGS,
            TEMPLATES,
            TENANT_RESOURCES,
            TENANT_SUPPRESSED,
            TOPICS,
            UNANSWERED,
            VERIFICATION_TEMPLATES);

    private Tables() {}
}
