package org.posthorn.api;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.util.Modules;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.call.Operation;
import org.posthorn.api.codec.QueryDecoder;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.api.v2.Routes;
import org.posthorn.api.wiring.ApiConfig;
import org.posthorn.api.wiring.ApiModule;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.wiring.Callers;

/// The real engine over the memory store, with one account that owns one key.
public final class TestEngine {
    public static final String ACCOUNT = "123456789012";
    public static final Tenant TENANT = new Tenant(ACCOUNT, "us-east-1");
    public static final Credential KEY =
            new Credential("AKIAIOSFODNN7EXAMPLE", ACCOUNT, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    public static final Caller CALLER = new Caller(TENANT, KEY.accessKeyId(), "arn", Optional.empty());

    private final MemoryEngine engine;

    /// What the API needs from others.
    private static final class Surroundings extends AbstractModule {
        private final ApiConfig config;

        Surroundings(ApiConfig config) {
            this.config = config;
        }

        @Override
        protected void configure() {
            bind(ApiConfig.class).toInstance(config);
            bind(Regions.class).toInstance(Regions.ANY);
            bind(PrometheusMeterRegistry.class).toInstance(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
            bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
        }
    }

    /// Lets the test's clock tell the log when a minute is over.
    private static final class OwnClock extends AbstractModule {
        @Provides
        @Singleton
        CallLog callLog(MeterRegistry registry, Actions actions, TestClock clock) {
            return new CallLog(
                    registry,
                    actions.all().stream().map(Operation::name).collect(toUnmodifiableSet()),
                    clock::nanoTime);
        }
    }

    public TestEngine() {
        this(Callers.BY_KEY, new ApiConfig(0, TrustedProxies.NONE, Optional.empty(), ApiLimits.standard()));
    }

    public TestEngine(Callers callers, ApiConfig config) {
        engine = new MemoryEngine(
                callers,
                new AccountDefaults(false, 50_000, 1_000),
                Modules.override(new ApiModule()).with(new OwnClock()),
                new Surroundings(config));
        accounts().create(Optional.of(ACCOUNT), "test");
        accounts().importKey(KEY);
        identities().vouch(TENANT, "example.com");
    }

    /// Any service or command whose constructor says what it needs.
    public <T> T get(Class<T> type) {
        return engine.get(type);
    }

    public Actions actions() {
        return engine.get(Actions.class);
    }

    /// API v2's.
    public Routes routes() {
        return engine.get(Routes.class);
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
        return engine.get(Accounts.class);
    }

    public Identities identities() {
        return engine.get(Identities.class);
    }

    public SuppressionList suppression() {
        return engine.get(SuppressionList.class);
    }

    public MailFromDomains mailFrom() {
        return engine.get(MailFromDomains.class);
    }

    public DkimSettings dkim() {
        return engine.get(DkimSettings.class);
    }

    public Settings settings() {
        return engine.get(Settings.class);
    }

    public MemoryStore store() {
        return engine.store();
    }

    public Topics topics() {
        return engine.get(Topics.class);
    }

    public TestClock clock() {
        return engine.clock();
    }
}
