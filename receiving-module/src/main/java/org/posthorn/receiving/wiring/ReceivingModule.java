package org.posthorn.receiving.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.multibindings.Multibinder;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.receipt.ActionTargets;
import org.posthorn.engine.receipt.MailInspector;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.OutboundRelay;
import org.posthorn.receiving.ReceiptParts;
import org.posthorn.receiving.ReceiptRuns;
import org.posthorn.receiving.action.ActionParts;
import org.posthorn.receiving.action.ActionPlaces;
import org.posthorn.receiving.action.Actions;
import org.posthorn.receiving.action.ServiceKey;
import org.posthorn.receiving.check.Checked;
import org.posthorn.receiving.check.MailChecks;
import org.posthorn.receiving.check.Scanners;
import org.posthorn.receiving.forward.ForwardLoops;
import org.posthorn.receiving.forward.SenderRewriting;

/// What this module's own constructors don't say. The relay that the engine sees handles received mail, and has the one
/// for mail that goes out behind it.
///
/// Needs [ReceivingConfig], [OutboundRelay] and [org.posthorn.engine.receipt.ForwardHosts] from others.
public final class ReceivingModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(ActionTargets.class).to(Actions.class);
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(ReceiptParts.class);
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(ActionParts.class);
    }

    @Provides
    @Singleton
    MailChecks checks(Dns dns, ReceivingConfig config, InstantSource clock, @MailDomain String domain) {
        return new MailChecks(dns, new Scanners(config.rspamd(), config.clamd()), clock, domain);
    }

    @Provides
    MailInspector inspector(MailChecks checks) {
        return (received, scan) -> {
            Checked found = checks.check(received, scan);
            return new MailInspector.Inspection(found.verdicts(), found.senderProven(), found.hops());
        };
    }

    @Provides
    @Singleton
    ActionPlaces places(ReceivingConfig config) {
        return new ActionPlaces(
                config.s3Directory(),
                config.makesBuckets(),
                config.s3Endpoint(),
                config.buckets(),
                config.lambdaEndpoint(),
                config.functions());
    }

    @Provides
    @Singleton
    SenderRewriting senderRewriting(EngineConfig config, InstantSource clock) {
        return new SenderRewriting(config.keyFor("srs"), config.mailDomain(), clock);
    }

    @Provides
    @Singleton
    ServiceKey key(ReceivingConfig config) {
        return new ServiceKey(config.accessKeyId(), config.secretAccessKey());
    }

    @Provides
    @Singleton
    ForwardLoops forwardLoops(EngineConfig config) {
        return new ForwardLoops(config.keyFor("forward-loops"));
    }

    @Provides
    @Singleton
    Relay relay(OutboundRelay outbound, ReceiptRuns runs) {
        return runs.inFrontOf(outbound.relay());
    }
}
