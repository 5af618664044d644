package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.MailInspector.Inspection;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;

/// Says what the rules would do with a message, and why, without doing it.
public final class ReceiptTrial {
    private final Receivers receivers;
    private final ReceiptRuleSets ruleSets;
    private final ReceiptForwards forwards;
    private final ReceiptFilters filters;
    private final MailInspector inspector;

    @Inject
    public ReceiptTrial(
            Receivers receivers,
            ReceiptRuleSets ruleSets,
            ReceiptForwards forwards,
            ReceiptFilters filters,
            MailInspector inspector) {
        this.receivers = receivers;
        this.ruleSets = ruleSets;
        this.forwards = forwards;
        this.filters = filters;
        this.inspector = inspector;
    }

    /// @param taken whether the message would be taken
    /// @param why it would not be; empty when it would
    /// @param steps of every account that receives mail for the domain
    public record Result(boolean taken, String why, Inspection inspection, List<Step> steps) {}

    /// What becomes of one action, or of a rule none of whose actions is reached.
    ///
    /// @param rule its name, or `forward NAME`
    /// @param action in a few words; empty when the rule does not match
    /// @param acts whether it is done
    public record Step(Tenant tenant, String rule, String action, boolean acts, String why) {}

    /// @param received for one recipient
    public Result of(ReceivedMail received) {
        String recipient = received.recipients().getFirst();
        List<Receivers.Claim> claims = receivers.claims(recipient);
        Inspection inspection = inspector.inspect(received, claims.stream().anyMatch(Receivers.Claim::scans));
        List<Step> steps = new ArrayList<>();
        String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
        List<Tenant> tenants = receivers.serving(domain);
        boolean open = false;
        for (Tenant tenant : tenants) {
            boolean blocked = filters.blocks(tenant, received.client().ip());
            if (blocked) {
                steps.add(new Step(tenant, "", "", false, "an IP filter blocks " + received.remoteIp()));
            } else {
                open |= new Walk(received, recipient, inspection, tenant, steps).goes();
            }
        }
        if (tenants.isEmpty()) {
            return new Result(
                    false, "no account with an active rule set or a forward has verified " + domain, inspection, steps);
        }
        if (inspection.hops() > Limits.HOPS) {
            return new Result(false, "it was received " + inspection.hops() + " times: a loop", inspection, steps);
        }
        return new Result(open, open ? "" : "no rule and no forward wants it", inspection, steps);
    }

    /// One account's rules, in their order.
    private final class Walk {
        private final ReceivedMail received;
        private final String recipient;
        private final Inspection inspection;
        private final Tenant tenant;
        private final List<Step> steps;
        private Optional<String> end = Optional.empty();
        private boolean wanted;

        Walk(ReceivedMail received, String recipient, Inspection inspection, Tenant tenant, List<Step> steps) {
            this.received = received;
            this.recipient = recipient;
            this.inspection = inspection;
            this.tenant = tenant;
            this.steps = steps;
        }

        /// @return whether anything of it wants the message
        boolean goes() {
            Optional<ReceiptRuleSet> active = ruleSets.active(tenant);
            active.ifPresent(set -> set.rules().forEach(this::rule));
            for (ReceiptForward forward : forwards.list(tenant)) {
                forward(forward);
            }
            return wanted;
        }

        private void rule(ReceiptRule rule) {
            Optional<String> obstacle = obstacle(rule);
            if (obstacle.isPresent()) {
                steps.add(new Step(tenant, rule.name(), "", false, obstacle.get()));
                return;
            }
            wanted = true;
            String why = RecipientPattern.covering(rule.recipients(), recipient);
            for (ReceiptAction action : rule.actions()) {
                Optional<String> before = end;
                steps.add(new Step(
                        tenant,
                        rule.name(),
                        words(action),
                        before.isEmpty(),
                        before.orElseGet(() -> why + remark(action))));
                if (before.isEmpty()) {
                    note(rule, action);
                }
            }
        }

        private Optional<String> obstacle(ReceiptRule rule) {
            if (!rule.enabled()) {
                return Optional.of("it is disabled");
            }
            if (!RecipientPattern.covers(rule.recipients(), recipient)) {
                return Optional.of("none of its recipients stands for " + recipient);
            }
            if (rule.requiresTls() && !received.client().isSecure()) {
                return Optional.of("it wants mail under TLS only");
            }
            return end;
        }

        private void note(ReceiptRule rule, ReceiptAction action) {
            switch (action) {
                case ReceiptAction.Stop stop -> end = Optional.of("rule " + rule.name() + " stopped the rule set");
                case ReceiptAction.Bounce bounce -> end = Optional.of("rule " + rule.name() + " bounced it");
                case ReceiptAction.S3 s3 -> {}
                case ReceiptAction.Sns sns -> {}
                case ReceiptAction.Lambda lambda -> {}
                case ReceiptAction.AddHeader add -> {}
            }
        }

        private String remark(ReceiptAction action) {
            return switch (action) {
                case ReceiptAction.Bounce bounce ->
                    received.sender().isEmpty() || !inspection.senderProven()
                            ? "; no bounce is sent: the sender is not proven"
                            : "";
                case ReceiptAction.Lambda lambda ->
                    lambda.invocationType() == ReceiptAction.InvocationType.RequestResponse
                            ? "; its answer may stop the rule, or the rule set"
                            : "";
                case ReceiptAction.S3 s3 -> "";
                case ReceiptAction.Sns sns -> "";
                case ReceiptAction.AddHeader add -> "";
                case ReceiptAction.Stop stop -> "";
            };
        }

        private void forward(ReceiptForward forward) {
            boolean covers = RecipientPattern.covers(forward.recipients(), recipient);
            wanted |= covers;
            Optional<String> obstacle = covers ? end : Optional.of("none of its recipients stands for " + recipient);
            steps.add(new Step(
                    tenant,
                    "forward " + forward.name(),
                    covers ? "forward to " + forward.host() + ":" + forward.port() : "",
                    obstacle.isEmpty(),
                    obstacle.orElseGet(() -> RecipientPattern.covering(forward.recipients(), recipient))));
        }
    }

    /// What an action does, in a few words.
    public static String words(ReceiptAction action) {
        return switch (action) {
            case ReceiptAction.S3 s3 ->
                "store in bucket " + s3.bucket() + " as " + s3.prefix().orElse("") + "ID";
            case ReceiptAction.Sns sns -> "publish to " + sns.arn();
            case ReceiptAction.Lambda lambda -> "call " + lambda.functionArn();
            case ReceiptAction.Bounce bounce ->
                "bounce with " + bounce.smtpReplyCode()
                        + bounce.statusCode().map(status -> " " + status).orElse("");
            case ReceiptAction.AddHeader add -> "add " + add.name() + ": " + add.value();
            case ReceiptAction.Stop stop -> "stop the rule set";
        };
    }
}
