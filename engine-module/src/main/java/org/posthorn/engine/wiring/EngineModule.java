package org.posthorn.engine.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.account.Reputation;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.dedicatedip.AutoWarmup;
import org.posthorn.engine.dedicatedip.DedicatedIpPools;
import org.posthorn.engine.delivery.DeliveryConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.dkim.DkimKeys;
import org.posthorn.engine.dkim.DkimSigning;
import org.posthorn.engine.dkim.WithEd25519;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.identity.VerificationQuota;
import org.posthorn.engine.identity.VerificationToken;
import org.posthorn.engine.identity.VerifyAtOnce;
import org.posthorn.engine.job.ExportSource;
import org.posthorn.engine.job.InsightsExport;
import org.posthorn.engine.job.JobFiles;
import org.posthorn.engine.job.MetricsExport;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.TenantAssociations;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.tracking.LinkSigner;

/// What the engine's own constructors don't say: values of the configuration, the keys derived from the installation's,
/// and where one service asks another by a function.
///
/// Needs [EngineConfig], [JobDirectory], `InstantSource`, [org.posthorn.engine.job.RecordSource], [Dns], [Relay],
/// [UnknownTopics], [DeliveryLoop.AttemptListener] and the store's ports from others.
public final class EngineModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(EngineParts.class);
        Multibinder<ExportSource<?>> exports = Multibinder.newSetBinder(binder(), new TypeLiteral<>() {});
        exports.addBinding().to(InsightsExport.class);
        exports.addBinding().to(MetricsExport.class);
    }

    @Provides
    @MailDomain
    String mailDomain(EngineConfig config) {
        return config.mailDomain();
    }

    @Provides
    PublicUrl publicUrl(EngineConfig config) {
        return config.publicUrl();
    }

    @Provides
    @VerifyAtOnce
    boolean verifyAtOnce(EngineConfig config) {
        return config.verifyAtOnce();
    }

    @Provides
    @WithEd25519
    boolean dkimEd25519(EngineConfig config) {
        return config.dkimEd25519();
    }

    @Provides
    AccountDefaults accountDefaults(EngineConfig config) {
        return config.accounts();
    }

    @Provides
    Reputation.Rules reputation(EngineConfig config) {
        return config.reputation();
    }

    @Provides
    DeliveryConfig delivery(EngineConfig config) {
        return config.delivery();
    }

    @Provides
    @Singleton
    Accounts accounts(EngineConfig config, Settings settings, InstantSource clock) {
        return new Accounts(settings, new SecretBox(config.keyFor("secrets")), config.accounts(), clock);
    }

    @Provides
    @Singleton
    VerificationToken verificationToken(EngineConfig config) {
        return new VerificationToken(config.keyFor("verification-link"));
    }

    @Provides
    @Singleton
    ReturnPath returnPath(EngineConfig config) {
        return new ReturnPath(config.keyFor("return-path"), config.mailDomain());
    }

    @Provides
    @Singleton
    DkimKeys dkimKeys(EngineConfig config) {
        return new DkimKeys(new SecretBox(config.keyFor("dkim")));
    }

    @Provides
    @Singleton
    LinkSigner linkSigner(EngineConfig config) {
        return new LinkSigner(config.keyFor("tracking"));
    }

    @Provides
    @Singleton
    Unsubscription unsubscription(
            EngineConfig config, ContactLists lists, MailQueue queue, EventLog events, InstantSource clock) {
        return new Unsubscription(lists, config.keyFor("unsubscribe"), config.publicUrl(), queue, events, clock);
    }

    @Provides
    @Singleton
    JobFiles jobFiles(EngineConfig config, JobDirectory directory, InstantSource clock) {
        return new JobFiles(directory.path(), config.keyFor("job-files"), config.publicUrl(), clock);
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
                // Accounts are whatever somebody calls himself where anybody may call.
                account -> config.callers() == Callers.BY_KEY
                        && accounts.find(account).isPresent(),
                config.keyFor("topic-links"),
                clock);
    }

    @Provides
    @Singleton
    VerificationQuota verificationQuota(
            EngineConfig config, Counters counters, Accounts accounts, InstantSource clock) {
        return new VerificationQuota(
                counters,
                account -> accounts.find(account).filter(Account::sandbox).isPresent(),
                clock,
                config.limitVerifications());
    }

    @Provides
    @Singleton
    ConfigurationSets configurationSets(
            Settings settings,
            Tags tags,
            TenantAssociations associations,
            Identities identities,
            DedicatedIpPools pools) {
        return new ConfigurationSets(
                settings,
                tags,
                associations,
                identities::hasVerified,
                (tenant, pool) -> pools.find(tenant, pool).isPresent());
    }

    @Provides
    AutoWarmup autoWarmup(Preferences preferences) {
        return preferences::autoWarmup;
    }

    @Provides
    DeliveryLoop.Signing signing(DkimSigning dkim) {
        return dkim::sign;
    }
}
