package org.posthorn.engine.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.PausedDestinations;
import org.posthorn.engine.delivery.QueueControl;
import org.posthorn.engine.delivery.QueueSweep;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.dkim.DkimKeys;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.dkim.DkimSigning;
import org.posthorn.engine.dkim.DkimVerifier;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.DomainVerifier;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.MailFromVerifier;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.identity.VerificationMail;
import org.posthorn.engine.identity.VerificationQuota;
import org.posthorn.engine.identity.VerificationToken;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.send.EventDestinations;
import org.posthorn.engine.send.Reputation;
import org.posthorn.engine.send.SendQuota;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.template.TemplateEngine;
import org.posthorn.engine.template.Templates;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.tracking.LinkSigner;
import org.posthorn.engine.tracking.Tracking;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;

/// Binds the engine's own types. Needs [EngineConfig], `InstantSource`, [Dns], [Relay] and the store's ports from
/// others.
public final class EngineModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(EngineParts.class);
    }

    @Provides
    @Singleton
    Accounts accounts(EngineConfig config, Settings settings, InstantSource clock) {
        return new Accounts(settings, new SecretBox(derive(config, "secrets")), config.accounts(), clock);
    }

    @Provides
    @Singleton
    VerificationToken verificationToken(EngineConfig config) {
        return new VerificationToken(derive(config, "verification-link"));
    }

    @Provides
    @Singleton
    MimeComposer composer(EngineConfig config) {
        return new MimeComposer(config.mailDomain());
    }

    @Provides
    @Singleton
    ReturnPath returnPath(EngineConfig config) {
        return new ReturnPath(derive(config, "return-path"), config.mailDomain());
    }

    @Provides
    @Singleton
    Identities identities(
            EngineConfig config,
            Settings settings,
            MailQueue queue,
            MimeComposer composer,
            VerificationToken tokens,
            VerificationQuota quota,
            InstantSource clock) {
        VerificationMail mail =
                new VerificationMail(queue, composer, tokens, config.publicUrl(), config.mailDomain(), quota);
        return new Identities(settings, mail, tokens, clock, config.dev());
    }

    @Provides
    @Singleton
    VerificationQuota verificationQuota(
            EngineConfig config, Counters counters, Accounts accounts, InstantSource clock) {
        return new VerificationQuota(
                counters,
                account -> accounts.find(account).filter(Account::sandbox).isPresent(),
                clock,
                !config.dev());
    }

    @Provides
    @Singleton
    SendingPolicies sendingPolicies(Settings settings, Identities identities) {
        return new SendingPolicies(settings, identities);
    }

    @Provides
    @Singleton
    DomainVerifier domainVerifier(Settings settings, Dns dns, InstantSource clock) {
        return new DomainVerifier(settings, dns, clock);
    }

    @Provides
    @Singleton
    MailFromDomains mailFromDomains(
            EngineConfig config, Settings settings, Identities identities, InstantSource clock) {
        return new MailFromDomains(settings, identities, clock, config.dev());
    }

    @Provides
    @Singleton
    MailFromVerifier mailFromVerifier(EngineConfig config, Settings settings, Dns dns, InstantSource clock) {
        return new MailFromVerifier(settings, dns, config.mailDomain(), clock);
    }

    @Provides
    @Singleton
    ConfigurationSets configurationSets(Settings settings, Identities identities) {
        return new ConfigurationSets(settings, identities::hasVerified);
    }

    @Provides
    @Singleton
    Notices notices(Settings settings) {
        return new Notices(settings);
    }

    @Provides
    @Singleton
    SetAside setAside(Settings settings) {
        return new SetAside(settings);
    }

    @Provides
    @Singleton
    KeptReports keptReports(Settings settings) {
        return new KeptReports(settings);
    }

    @Provides
    @Singleton
    Topics topics(
            EngineConfig config,
            Settings settings,
            Notices notices,
            UnknownTopics unknown,
            Accounts accounts,
            InstantSource clock) {
        return new Topics(
                settings,
                notices,
                unknown,
                // Accounts are whatever somebody calls himself in dev mode.
                account -> !config.dev() && accounts.find(account).isPresent(),
                derive(config, "topic-links"),
                clock);
    }

    @Provides
    @Singleton
    ContactLists contactLists(Settings settings, InstantSource clock) {
        return new ContactLists(settings, clock);
    }

    @Provides
    @Singleton
    Unsubscription unsubscription(
            EngineConfig config, ContactLists lists, MailQueue queue, EventLog events, InstantSource clock) {
        return new Unsubscription(lists, derive(config, "unsubscribe"), config.publicUrl(), queue, events, clock);
    }

    @Provides
    @Singleton
    EventDestinations eventDestinations(ConfigurationSets sets, Topics topics) {
        return new EventDestinations(sets, topics);
    }

    @Provides
    @Singleton
    NotificationSettings notificationSettings(Settings settings, Identities identities, Topics topics) {
        return new NotificationSettings(settings, identities, topics);
    }

    @Provides
    @Singleton
    DkimKeys dkimKeys(EngineConfig config) {
        return new DkimKeys(new SecretBox(derive(config, "dkim")));
    }

    @Provides
    @Singleton
    DkimSettings dkimSettings(
            EngineConfig config,
            Settings settings,
            Identities identities,
            DkimKeys keys,
            Dns dns,
            InstantSource clock) {
        return new DkimSettings(settings, identities, keys, dns, clock, config.dkimEd25519(), config.dev());
    }

    @Provides
    @Singleton
    DkimVerifier dkimVerifier(Settings settings, Dns dns, InstantSource clock) {
        return new DkimVerifier(settings, dns, clock);
    }

    @Provides
    @Singleton
    DkimSigning dkimSigning(DkimSettings settings, DkimKeys keys, InstantSource clock) {
        return new DkimSigning(settings, keys, clock);
    }

    @Provides
    @Singleton
    SendQuota quota(Counters counters, InstantSource clock) {
        return new SendQuota(counters, clock);
    }

    @Provides
    @Singleton
    Reputation reputation(
            EngineConfig config, Accounts accounts, Counters counters, Settings settings, InstantSource clock) {
        return new Reputation(accounts, counters, settings, config.reputation(), clock);
    }

    @Provides
    @Singleton
    SuppressionList suppressionList(Settings settings, InstantSource clock) {
        return new SuppressionList(settings, clock);
    }

    @Provides
    @Singleton
    Tracking tracking(EngineConfig config, MailQueue queue, EventLog events, InstantSource clock) {
        return new Tracking(new LinkSigner(derive(config, "tracking")), config.publicUrl(), queue, events, clock);
    }

    @Provides
    @Singleton
    Sender sender(
            Accounts accounts,
            Identities identities,
            SendingPolicies policies,
            NotificationSettings notifications,
            Tracking tracking,
            Unsubscription unsubscription,
            ConfigurationSets sets,
            SendQuota quota,
            MimeComposer composer,
            MailFromDomains mailFromDomains,
            ReturnPath returnPath,
            MailQueue queue,
            InstantSource clock) {
        return new Sender(
                accounts,
                identities,
                policies,
                notifications,
                tracking,
                unsubscription,
                sets,
                quota,
                composer,
                mailFromDomains,
                returnPath,
                queue,
                clock);
    }

    @Provides
    @Singleton
    TemplateEngine templateEngine() {
        return new TemplateEngine();
    }

    @Provides
    @Singleton
    Templates templates(Settings settings, TemplateEngine engine, InstantSource clock) {
        return new Templates(settings, engine, clock);
    }

    @Provides
    @Singleton
    TemplatedSender templatedSender(
            Sender sender,
            Templates templates,
            TemplateEngine engine,
            ConfigurationSets sets,
            MimeComposer composer,
            InstantSource clock) {
        return new TemplatedSender(sender, templates, engine, sets, composer, clock);
    }

    @Provides
    @Singleton
    VerificationTemplates verificationTemplates(Settings settings, Identities identities) {
        return new VerificationTemplates(settings, identities);
    }

    @Provides
    @Singleton
    CustomVerification customVerification(
            EngineConfig config,
            VerificationTemplates templates,
            Identities identities,
            Accounts accounts,
            Sender sender,
            VerificationQuota quota) {
        return new CustomVerification(templates, identities, accounts, sender, quota, config.mailDomain());
    }

    @Provides
    @Singleton
    DeliveryLoop deliveryLoop(
            EngineConfig config,
            MailQueue queue,
            Relay relay,
            Settings settings,
            DeliveryLoop.Signing signing,
            DeliveryLoop.AttemptListener listener,
            InstantSource clock) {
        return new DeliveryLoop(
                queue, relay, config.delivery(), new PausedDestinations(settings), signing, listener, clock);
    }

    @Provides
    @Singleton
    DeliveryLoop.Signing signing(DkimSigning dkim) {
        return dkim::sign;
    }

    @Provides
    @Singleton
    QueueControl queueControl(MailQueue queue, DeliveryLoop deliveries, InstantSource clock) {
        return new QueueControl(queue, deliveries, clock);
    }

    @Provides
    @Singleton
    QueueSweep queueSweep(MailQueue queue, DeliveryLoop deliveries, InstantSource clock) {
        return new QueueSweep(queue, deliveries, clock);
    }

    private static byte[] derive(EngineConfig config, String purpose) {
        return derive(config.installationKey(), purpose);
    }

    static byte[] derive(byte[] installationKey, String purpose) {
        return Hmac.sha256(installationKey, purpose.getBytes(StandardCharsets.US_ASCII));
    }
}
