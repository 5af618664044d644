package org.posthorn.engine.settings;

import java.util.List;

/// The tables of settings that several parts of the engine know. What one class keeps for itself it names itself.
public final class Tables {
    public static final TableName<AccessKey> ACCESS_KEYS = new TableName<>("access-key", AccessKey.class);
    public static final TableName<Account> ACCOUNTS = new TableName<>("account", Account.class);
    public static final TableName<ConfigurationSet> CONFIGURATION_SETS =
            new TableName<>("configuration-set", ConfigurationSet.class);
    public static final TableName<Contact> CONTACTS = new TableName<>("contact", Contact.class);
    public static final TableName<ContactList> CONTACT_LISTS = new TableName<>("contact-list", ContactList.class);
    public static final TableName<Dkim> DKIM = new TableName<>(
            "dkim",
            Dkim.class,
            dkim -> dkim.verification().nextCheckAt().filter(at -> !dkim.keys().isEmpty()));
    public static final TableName<ExportJob> EXPORT_JOBS =
            new TableName<>("export-job", ExportJob.class, ExportJob::dueAt);
    public static final TableName<Identity> IDENTITIES =
            new TableName<>("identity", Identity.class, Identity::nextCheckAt);
    public static final TableName<ImportJob> IMPORT_JOBS =
            new TableName<>("import-job", ImportJob.class, ImportJob::dueAt);
    public static final TableName<KeptContent> KEPT_CONTENTS =
            new TableName<>("kept-report-contents", KeptContent.class);
    public static final TableName<KeptReport> KEPT_REPORTS = new TableName<>("kept-reports", KeptReport.class);
    public static final TableName<KeyUse> KEY_USES = new TableName<>("key-use", KeyUse.class);
    public static final TableName<MailFrom> MAIL_FROM = new TableName<>(
            "mail-from", MailFrom.class, from -> from.verification().nextCheckAt());
    public static final TableName<Notifications> NOTIFICATIONS = new TableName<>("notifications", Notifications.class);
    public static final TableName<Pause> PAUSES = new TableName<>("pause", Pause.class);
    public static final TableName<IdentityPolicies> POLICIES =
            new TableName<>("identity-policies", IdentityPolicies.class);
    public static final TableName<Refused> REFUSED = new TableName<>("refused", Refused.class);
    public static final TableName<RegionPause> REGION_PAUSES = new TableName<>("region-pause", RegionPause.class);
    public static final TableName<Subscription> SUBSCRIPTIONS = new TableName<>("subscription", Subscription.class);
    public static final TableName<Suppressed> SUPPRESSED = new TableName<>("suppressed", Suppressed.class);
    public static final TableName<TagSet> TAGS = new TableName<>("tag", TagSet.class);
    public static final TableName<Template> TEMPLATES = new TableName<>("template", Template.class);
    public static final TableName<Topic> TOPICS = new TableName<>("topic", Topic.class);
    public static final TableName<Unanswered> UNANSWERED = new TableName<>("set-aside", Unanswered.class);
    public static final TableName<VerificationTemplate> VERIFICATION_TEMPLATES =
            new TableName<>("verification-template", VerificationTemplate.class);

    /// All of these, for those that read a store as it lies.
    public static final List<TableName<?>> ALL = List.of(
            ACCESS_KEYS,
            ACCOUNTS,
            CONFIGURATION_SETS,
            CONTACTS,
            CONTACT_LISTS,
            DKIM,
            EXPORT_JOBS,
            IDENTITIES,
            IMPORT_JOBS,
            KEPT_CONTENTS,
            KEPT_REPORTS,
            KEY_USES,
            MAIL_FROM,
            NOTIFICATIONS,
            PAUSES,
            POLICIES,
            REFUSED,
            REGION_PAUSES,
            SUBSCRIPTIONS,
            SUPPRESSED,
            TAGS,
            TEMPLATES,
            TOPICS,
            UNANSWERED,
            VERIFICATION_TEMPLATES);

    private Tables() {}
}
