package org.posthorn.api.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.api.auth.CallRate;
import org.posthorn.api.auth.DevAuthentication;
import org.posthorn.api.auth.RegionRule;
import org.posthorn.api.auth.SignatureAuthentication;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.call.Calls;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.v1.configurationset.ConfigurationSetActions;
import org.posthorn.api.v1.identity.IdentityActions;
import org.posthorn.api.v1.sending.SendingActions;
import org.posthorn.api.v1.template.TemplateActions;
import org.posthorn.api.v1.verification.VerificationActions;
import org.posthorn.api.v2.V2Endpoint;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.KeyUses;
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
    CallLog callLog(PrometheusMeterRegistry registry, Actions actions) {
        return new CallLog(registry, actions);
    }

    @Provides
    @Singleton
    Calls calls(
            EngineConfig config,
            ApiConfig api,
            Regions regions,
            Accounts accounts,
            KeyUses uses,
            CallLog log,
            InstantSource clock) {
        RegionRule rule = RegionRule.of(regions);
        return new Calls(
                switch (config.callers()) {
                    case ANYBODY -> new DevAuthentication(accounts::findOrCreate, rule);
                    case BY_KEY ->
                        new SignatureAuthentication(
                                        accounts::credential,
                                        rule,
                                        clock,
                                        config.publicUrl().base())
                                .telling(caller -> uses.note(caller.accessKeyId()));
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
    V2Endpoint v2Endpoint(CallLog calls) {
        return new V2Endpoint(calls);
    }

    @Provides
    @Singleton
    VerificationLink verificationLink(CustomVerification verification) {
        return new VerificationLink(verification::look, verification::confirm);
    }
}
