package org.posthorn.api.wiring;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.api.auth.Authentication;
import org.posthorn.api.auth.CallRate;
import org.posthorn.api.auth.DevAuthentication;
import org.posthorn.api.auth.RegionRule;
import org.posthorn.api.auth.SignatureAuthentication;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.call.Operation;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.api.v1.configurationset.ConfigurationSetActions;
import org.posthorn.api.v1.identity.IdentityActions;
import org.posthorn.api.v1.receipt.BounceActions;
import org.posthorn.api.v1.receipt.ReceiptActions;
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
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.wiring.EngineConfig;

/// What the API's own constructors don't say: values of the configuration, which areas of operations there are, and how
/// callers are known.
///
/// Needs [ApiConfig], `Regions`, a `MeterRegistry` and the engine from others.
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

    /// Those of API v1.
    @Provides
    @Singleton
    Actions actions(
            SendingActions sending,
            IdentityActions identities,
            ConfigurationSetActions sets,
            TemplateActions templates,
            VerificationActions verification,
            ReceiptActions receipt,
            BounceActions bounces) {
        return new Actions(List.of(sending, identities, sets, templates, verification, receipt, bounces));
    }

    @Provides
    @Singleton
    CallLog callLog(MeterRegistry registry, Actions actions, Routes routes) {
        return new CallLog(
                registry,
                Stream.concat(actions.all().stream(), routes.all().stream())
                        .map(Operation::name)
                        .collect(toUnmodifiableSet()));
    }

    @Provides
    RegionRule regionRule(Regions regions) {
        return RegionRule.of(regions);
    }

    @Provides
    ApiLimits limits(ApiConfig config) {
        return config.limits();
    }

    @Provides
    TrustedProxies proxies(ApiConfig config) {
        return config.proxies();
    }

    @Provides
    Optional<BrowserGuard> guard(ApiConfig config) {
        return config.guard();
    }

    @Provides
    @Singleton
    CallRate callRate(ApiConfig config) {
        return new CallRate(config.controlRate());
    }

    @Provides
    @Singleton
    Authentication authentication(
            EngineConfig config,
            Accounts accounts,
            KeyUses uses,
            RegionRule regions,
            PublicUrl publicUrl,
            InstantSource clock) {
        return switch (config.callers()) {
            case ANYBODY -> new DevAuthentication(accounts::findOrCreate, regions);
            case BY_KEY ->
                new SignatureAuthentication(accounts::credential, regions, clock, publicUrl.base())
                        .telling(caller -> uses.note(caller.accessKeyId()));
        };
    }
}
