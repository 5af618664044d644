package org.posthorn.receiving.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.multibindings.Multibinder;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.receipt.ActionTargets;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.OutboundRelay;
import org.posthorn.receiving.ReceiptParts;
import org.posthorn.receiving.ReceiptRuns;
import org.posthorn.receiving.action.Actions;
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
    }

    @Provides
    @Singleton
    MailChecks checks(ReceivingConfig config) {
        return new MailChecks(new Scanners(config.rspamd(), config.clamd()));
    }

    @Provides
    @Singleton
    SenderRewriting senderRewriting(EngineConfig config, InstantSource clock) {
        return new SenderRewriting(config.keyFor("srs"), config.mailDomain(), clock);
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
