package org.posthorn.server;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.operator.HealthEndpoint;
import org.posthorn.api.operator.command.ServerHealth;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.delivery.DeliveryLoop;
import org.posthorn.engine.delivery.RelayFaults;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.store.RocksStore;

/// How the server is: what keeps it from its work, and what an operator should look at.
@Singleton
final class Condition {
    private final Readiness readiness;
    private final RocksStore store;
    private final OpenFiles openFiles;
    private final RelayFaults relayFaults;
    private final KeyProof keyProof;
    private final boolean isRepaired;

    @Inject
    Condition(
            PosthornConfig config,
            Readiness readiness,
            RocksStore store,
            OpenFiles openFiles,
            DeliveryLoop deliveries,
            KeyProof keyProof)
            throws IOException {
        this.readiness = readiness;
        this.store = store;
        this.openFiles = openFiles;
        this.relayFaults = deliveries.relayFaults();
        this.keyProof = keyProof;
        this.isRepaired = !Repairs.in(config.data().dir()).isEmpty();
    }

    ServerHealth.Answer health() {
        KeyProof.Lost lost = keyProof.lost(store.settings());
        return new ServerHealth.Answer(
                trouble().orElse(""),
                relayFaults.current().stream().map(RelayFaults.Fault::toString).toList(),
                store.stats().setAsideRecords(),
                lost.accessKeys(),
                lost.signingDomains());
    }

    /// What load balancers and monitors ask. A map of its own, for more to be put in.
    Map<String, Handler> routes() {
        Map<String, Handler> routes = new HashMap<>();
        routes.put("/health/live", new HealthEndpoint(Optional::empty));
        routes.put("/health/ready", new HealthEndpoint(this::trouble, this::warning));
        return routes;
    }

    private Optional<String> trouble() {
        if (!readiness.isReady()) {
            return Optional.of("starting or stopping");
        }
        return store.intakeTrouble().or(openFiles::trouble);
    }

    private Optional<String> warning() {
        if (!readiness.isReady()) {
            return Optional.empty();
        }
        List<String> warnings = new ArrayList<>();
        if (!relayFaults.current().isEmpty()) {
            warnings.add("a relay refuses mail from us; posthorn doctor says more");
        }
        if (store.stats().setAsideRecords() > 0) {
            warnings.add("records of the store are damaged and set aside; posthorn check names them");
        }
        if (isRepaired) {
            warnings.add("a repair of the store did not save all; posthorn doctor says more");
        }
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", warnings));
    }
}
