package org.posthorn.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.api.operator.command.ServerHealth;
import org.posthorn.config.PosthornConfig;
import org.posthorn.server.AdminClient;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Credentials;
import org.posthorn.server.Finding;
import org.posthorn.server.ServerModule;
import org.posthorn.smtp.client.HostNames;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.RelayProbe;
import org.posthorn.smtp.client.RelayProbe.Result;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.tls.Authorities;
import org.posthorn.tls.CertificateFault;
import org.posthorn.tls.TlsFileException;
import tools.jackson.databind.JsonNode;

/// What `posthorn doctor` says of where mail goes: of each smarthost, after a dialogue without mail.
public final class RelayChecks {
    private static final int SMTP_PORT = 25;

    private RelayChecks() {}

    /// @param names finds relays that are given by name, as deliveries do
    public static List<Finding> findings(PosthornConfig config, HostNames names) {
        return switch (config.relay().mode()) {
            case CAPTURE ->
                List.of(
                        config.dev()
                                ? Finding.ok("relay", "mail is kept and sent nowhere")
                                : Finding.warn(
                                        "relay",
                                        "relay.mode is capture: mail is kept and sent nowhere",
                                        "set relay.mode to smarthost and relay.hosts to send it"));
            case MX ->
                List.of(
                        config.relay().mxPort() == SMTP_PORT
                                ? Finding.ok("relay", "mail goes straight to mail exchangers")
                                : Finding.warn(
                                        "relay",
                                        "mail exchangers are called at port "
                                                + config.relay().mxPort() + ", where nobody listens",
                                        "leave relay.mx_port out"));
            // Its obstacles are told already.
            case SMARTHOST -> config.obstacles().isEmpty() ? smarthosts(config, names) : List.of();
        };
    }

    /// What the running server heard when it had mail for a relay: a dialogue without mail does not tell it.
    public static List<Finding> refusals(AdminClient server) {
        List<Finding> findings = new ArrayList<>();
        try {
            for (JsonNode fault : server.ask(new ServerHealth.Request()).path("relays")) {
                findings.add(Finding.bad(
                        "relay", fault.asString(), "until then mail waits in the queue, and bounces when it expires"));
            }
        } catch (CommandFailedException e) {
            findings.add(Finding.warn(
                    "relay",
                    String.valueOf(e.getMessage()),
                    "ask again when the server answers what relays hold against it"));
        }
        return findings;
    }

    private static List<Finding> smarthosts(PosthornConfig config, HostNames names) {
        Authorities authorities;
        try {
            authorities = Authorities.load(config.tls().caFile());
        } catch (TlsFileException e) {
            return List.of(); // told of as a certificate
        }
        RelayConfig relay = ServerModule.relayConfig(config, Credentials.of(config), authorities);
        Map<MailHost, Result> results = new LinkedHashMap<>();
        relay.hosts().forEach(host -> results.put(host, RelayProbe.probe(host, names, relay)));
        boolean deliverable = results.values().stream().anyMatch(Result.Ready.class::isInstance);
        return results.entrySet().stream()
                .map(entry -> switch (entry.getValue()) {
                    case Result.Ready ready -> ready(relay, ready);
                    case Result.Unusable unusable -> unusable(unusable, deliverable);
                })
                .toList();
    }

    private static Finding ready(RelayConfig relay, Result.Ready ready) {
        String what = ready.peer() + " takes our mail, " + (ready.secured() ? "under TLS" : "in plain text")
                + (relay.username().isPresent() ? ", and knows us" : "");
        boolean local = ready.peer().contains("[127.") || ready.peer().contains("[0:0:0:0:0:0:0:1]");
        return ready.secured() || local || relay.tls() == TlsMode.OFF
                ? Finding.ok("relay", what)
                : Finding.warn(
                        "relay",
                        what + ": anyone on the way can read it",
                        "let the relay offer STARTTLS with a certificate, and set relay.tls to required");
    }

    private static Finding unusable(Result.Unusable unusable, boolean another) {
        String mend = unusable.reason().contains(CertificateFault.UNKNOWN)
                ? "if that authority is yours, put its certificate into a PEM file and name that in tls.ca_file"
                : "look at relay.hosts, relay.tls, relay.username and at the relay's log";
        return another
                ? Finding.warn("relay", unusable.reason() + "; another host takes the mail", mend)
                : Finding.bad("relay", unusable.reason(), mend + "; until then mail waits in the queue");
    }
}
