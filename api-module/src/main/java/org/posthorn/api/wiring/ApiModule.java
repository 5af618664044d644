package org.posthorn.api.wiring;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.posthorn.api.auth.CallRate;
import org.posthorn.api.auth.DevAuthentication;
import org.posthorn.api.auth.RegionRule;
import org.posthorn.api.auth.SignatureAuthentication;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.call.Calls;
import org.posthorn.api.call.Operation;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.v1.configurationset.ConfigurationSetActions;
import org.posthorn.api.v1.identity.IdentityActions;
import org.posthorn.api.v1.sending.SendingActions;
import org.posthorn.api.v1.template.TemplateActions;
import org.posthorn.api.v1.verification.VerificationActions;
import org.posthorn.api.v2.Routes;
import org.posthorn.api.v2.account.AccountArea;
import org.posthorn.api.v2.configurationset.ConfigurationSetArea;
import org.posthorn.api.v2.contact.ContactArea;
import org.posthorn.api.v2.dedicatedip.DedicatedIpArea;
import org.posthorn.api.v2.deliverability.DeliverabilityArea;
import org.posthorn.api.v2.identity.IdentityArea;
import org.posthorn.api.v2.insight.InsightArea;
import org.posthorn.api.v2.job.JobArea;
import org.posthorn.api.v2.multiregion.MultiRegionArea;
import org.posthorn.api.v2.reputation.ReputationArea;
import org.posthorn.api.v2.sending.SendingArea;
import org.posthorn.api.v2.suppression.SuppressionArea;
import org.posthorn.api.v2.tag.TagArea;
import org.posthorn.api.v2.template.TemplateArea;
import org.posthorn.api.v2.tenant.TenantArea;
import org.posthorn.api.v2.verification.VerificationArea;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.configurationset.EventDestinations;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.template.Templates;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;
import org.posthorn.engine.wiring.EngineConfig;

/// Binds the handlers of the API port.
public final class ApiModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Routes.class).in(Singleton.class);
        Multibinder<Area> areas = Multibinder.newSetBinder(binder(), Area.class);
        areas.addBinding().to(SendingArea.class);
        areas.addBinding().to(VerificationArea.class);
        areas.addBinding().to(IdentityArea.class);
        areas.addBinding().to(TemplateArea.class);
        areas.addBinding().to(ConfigurationSetArea.class);
        areas.addBinding().to(SuppressionArea.class);
        areas.addBinding().to(ContactArea.class);
        areas.addBinding().to(AccountArea.class);
        areas.addBinding().to(DedicatedIpArea.class);
        areas.addBinding().to(TagArea.class);
        areas.addBinding().to(TenantArea.class);
        areas.addBinding().to(ReputationArea.class);
        areas.addBinding().to(JobArea.class);
        areas.addBinding().to(InsightArea.class);
        areas.addBinding().to(DeliverabilityArea.class);
        areas.addBinding().to(MultiRegionArea.class);
    }

    @Provides
    @Singleton
    Actions actions(
            Sender sender,
            Identities identities,
            Accounts accounts,
            SendQuota quota,
            ConfigurationSets sets,
            DkimSettings dkim,
            MailFromDomains mailFrom,
            SendingPolicies policies,
            NotificationSettings notifications,
            EventDestinations destinations,
            Templates templates,
            TemplatedSender templatedSender,
            VerificationTemplates verificationTemplates,
            CustomVerification verification,
            InstantSource clock) {
        return new Actions(List.of(
                SendingActions.of(sender, accounts, quota),
                IdentityActions.of(identities, dkim, mailFrom, policies, notifications),
                ConfigurationSetActions.of(sets, destinations, clock),
                TemplateActions.of(templates, templatedSender),
                VerificationActions.of(verificationTemplates, verification)));
    }

    @Provides
    @Singleton
    CallLog callLog(PrometheusMeterRegistry registry, Actions actions, Routes routes) {
        return new CallLog(
                registry,
                Stream.concat(actions.all().stream(), routes.all().stream())
                        .map(Operation::name)
                        .collect(toUnmodifiableSet()));
    }

    @Provides
    @Singleton
    Calls calls(
            EngineConfig config, ApiConfig api, Regions regions, Accounts accounts, CallLog log, InstantSource clock) {
        RegionRule rule = RegionRule.of(regions);
        return new Calls(
                switch (config.callers()) {
                    case ANYBODY -> new DevAuthentication(accounts::findOrCreate, rule);
                    case BY_KEY ->
                        new SignatureAuthentication(
                                accounts::credential,
                                rule,
                                clock,
                                config.publicUrl().base());
                },
                new CallRate(api.controlRate()),
                clock,
                ApiLimits.standard(),
                api.proxies(),
                api.guard(),
                log);
    }

    @Provides
    @Singleton
    QueryEndpoint queryEndpoint(Calls calls, Actions actions) {
        return new QueryEndpoint(calls, actions);
    }

    @Provides
    @Singleton
    VerificationLink verificationLink(CustomVerification verification) {
        return new VerificationLink(verification::look, verification::confirm);
    }
}
