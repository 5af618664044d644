package org.posthorn.api;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.Operation;
import org.posthorn.api.codec.QueryDecoder;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.v1.configurationset.ConfigurationSetActions;
import org.posthorn.api.v1.identity.IdentityActions;
import org.posthorn.api.v1.sending.SendingActions;
import org.posthorn.api.v1.template.TemplateActions;
import org.posthorn.api.v1.verification.VerificationActions;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.dkim.DkimKeys;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.identity.VerificationMail;
import org.posthorn.engine.identity.VerificationQuota;
import org.posthorn.engine.identity.VerificationToken;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.send.EventDestinations;
import org.posthorn.engine.send.SendQuota;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.template.TemplateEngine;
import org.posthorn.engine.template.Templates;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.tracking.LinkSigner;
import org.posthorn.engine.tracking.Tracking;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;

/// The real engine over the memory store, with one account that owns one key.
public final class TestEngine {
    public static final String ACCOUNT = "123456789012";
    public static final Tenant TENANT = new Tenant(ACCOUNT, "us-east-1");
    public static final Credential KEY =
            new Credential("AKIAIOSFODNN7EXAMPLE", ACCOUNT, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    public static final Caller CALLER = new Caller(TENANT, KEY.accessKeyId(), "arn", Optional.empty());

    private final TestClock clock = new TestClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Settings settings = store.settings();
    private final Accounts accounts =
            new Accounts(settings, new SecretBox(new byte[32]), new AccountDefaults(false, 50_000, 1_000), clock);
    private final MimeComposer composer = new MimeComposer("mail.example.net");
    private final VerificationToken tokens = new VerificationToken(new byte[32]);
    private final VerificationQuota verifications =
            new VerificationQuota(store.counters(), account -> true, clock, false);
    private final Identities identities = new Identities(
            settings,
            new VerificationMail(
                    store.queue(),
                    composer,
                    tokens,
                    new PublicUrl(URI.create("http://127.0.0.1/"), true),
                    "mail.example.net",
                    verifications),
            tokens,
            clock,
            false);
    private final DkimSettings dkim = new DkimSettings(
            settings, identities, new DkimKeys(new SecretBox(new byte[32])), new TestDns(), clock, false, false);
    private final MailFromDomains mailFrom = new MailFromDomains(settings, identities, clock, false);
    private final SendingPolicies policies = new SendingPolicies(settings, identities);
    private final SendQuota quota = new SendQuota(store.counters(), clock);
    private final ConfigurationSets sets = new ConfigurationSets(settings, identities::hasVerified);
    private final Topics topics =
            new Topics(settings, new Notices(settings), UnknownTopics.REFUSED, account -> true, new byte[32], clock);
    private final TemplateEngine templateEngine = new TemplateEngine();
    private final Templates templates = new Templates(settings, templateEngine, clock);
    private final VerificationTemplates verificationTemplates = new VerificationTemplates(settings, identities);
    private final NotificationSettings notifications = new NotificationSettings(settings, identities, topics);
    private final Sender sender = new Sender(
            accounts,
            identities,
            policies,
            notifications,
            new Tracking(
                    new LinkSigner(new byte[32]),
                    new PublicUrl(URI.create("http://127.0.0.1/"), true),
                    store.queue(),
                    store.events(),
                    clock),
            new Unsubscription(
                    new ContactLists(settings, clock),
                    new byte[32],
                    new PublicUrl(URI.create("http://127.0.0.1/"), true),
                    store.queue(),
                    store.events(),
                    clock),
            sets,
            quota,
            composer,
            mailFrom,
            new ReturnPath(new byte[32], "mail.example.net"),
            store.queue(),
            clock);

    public TestEngine() {
        accounts.create(Optional.of(ACCOUNT), "test");
        accounts.importKey(KEY);
        identities.vouch(TENANT, "example.com");
    }

    public Actions actions() {
        return new Actions(List.of(
                SendingActions.of(sender, accounts, quota),
                IdentityActions.of(identities, dkim, mailFrom, policies, notifications),
                ConfigurationSetActions.of(sets, new EventDestinations(sets, topics), clock),
                TemplateActions.of(
                        templates, new TemplatedSender(sender, templates, templateEngine, sets, composer, clock)),
                VerificationActions.of(
                        verificationTemplates,
                        new CustomVerification(
                                verificationTemplates,
                                identities,
                                accounts,
                                sender,
                                verifications,
                                "mail.example.net"))));
    }

    /// @param form `Action` and its parameters, encoded
    public Record perform(String form, Caller caller) {
        QueryParameters parameters = QueryParameters.parse(form);
        return perform(actions().find(parameters.get("Action").orElseThrow()).orElseThrow(), parameters, caller);
    }

    private static <Q extends Record> Record perform(
            Operation<Q, ?> operation, QueryParameters parameters, Caller caller) {
        return operation.action().perform(QueryDecoder.decode(parameters, operation.requestType()), caller);
    }

    public Accounts accounts() {
        return accounts;
    }

    public Identities identities() {
        return identities;
    }

    public MailFromDomains mailFrom() {
        return mailFrom;
    }

    public DkimSettings dkim() {
        return dkim;
    }

    public Settings settings() {
        return settings;
    }

    public MemoryStore store() {
        return store;
    }

    public Topics topics() {
        return topics;
    }

    public TestClock clock() {
        return clock;
    }
}
