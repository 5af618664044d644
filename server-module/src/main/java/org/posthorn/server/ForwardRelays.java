package org.posthorn.server;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.receipt.ForwardHosts;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.SmtpRelay;
import org.posthorn.smtp.client.TlsMode;

/// Forwards reach their hosts with the manners of the relay, but without its password.
///
/// @param relay as it is at this moment, since authorities may be renewed
/// @param hosts has the connections
record ForwardRelays(Supplier<RelayConfig> relay, NextHops hosts) implements ForwardHosts {
    @Override
    public Relay to(ReceiptForward forward) {
        MailHost host = new MailHost(forward.host(), forward.port());
        RelayConfig config =
                relay.get().towards(List.of(host), Optional.empty(), Optional.empty(), TlsMode.parse(forward.tls()));
        return new SmtpRelay(config, hosts);
    }
}
