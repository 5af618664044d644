package org.posthorn.api.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.action.Actions;
import org.posthorn.api.action.configurationset.ConfigurationSetActions;
import org.posthorn.api.action.identity.IdentityActions;
import org.posthorn.api.action.sending.SendingActions;
import org.posthorn.api.action.template.TemplateActions;
import org.posthorn.api.action.verification.VerificationActions;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.CallRate;
import org.posthorn.api.http.Calls;
import org.posthorn.api.http.DevAuthentication;
import org.posthorn.api.http.QueryEndpoint;
import org.posthorn.api.http.RegionRule;
import org.posthorn.api.http.SignatureAuthentication;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.send.EventDestinations;
import org.posthorn.engine.send.SendQuota;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.template.Templates;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;
import org.posthorn.engine.wiring.EngineConfig;

/// Binds the handlers of the API port.
public final class ApiModule extends AbstractModule {
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
    Calls calls(PrometheusMeterRegistry registry, Actions actions) {
        return new Calls(registry, actions);
    }

    @Provides
    @Singleton
    QueryEndpoint queryEndpoint(
            EngineConfig config,
            ApiConfig api,
            Regions regions,
            Accounts accounts,
            Actions actions,
            Calls calls,
            InstantSource clock) {
        RegionRule rule = RegionRule.of(regions);
        return new QueryEndpoint(
                switch (config.callers()) {
                    case ANYBODY -> new DevAuthentication(accounts::findOrCreate, rule);
                    case BY_KEY ->
                        new SignatureAuthentication(
                                accounts::credential,
                                rule,
                                clock,
                                config.publicUrl().base());
                },
                actions,
                new CallRate(api.controlRate()),
                clock,
                ApiLimits.standard(),
                api.proxies(),
                api.guard(),
                calls);
    }

    @Provides
    @Singleton
    VerificationLink verificationLink(CustomVerification verification) {
        return new VerificationLink(verification::look, verification::confirm);
    }
}
