package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.EventDestination;
import org.posthorn.engine.settings.EventDestination.EventType;
import org.posthorn.engine.testing.MemoryEngine;

/// Whether a sender who wants no bounces by mail gets them.
class ForwardingSwitchTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final Identities identities = engine.get(Identities.class);
    private final ConfigurationSets sets = engine.get(ConfigurationSets.class);
    private final ForwardingSwitch forwarding =
            new ForwardingSwitch(identities, engine.get(NotificationSettings.class), sets);

    @Test
    void whoHearsOfBouncesNowhereElseGetsThemByMailAllTheSame() {
        identities.vouch(TENANT, "example.com");
        sets.create(TENANT, "silent");
        sets.create(TENANT, "told");
        sets.create(TENANT, "half");
        give("told", EventType.bounce, EventType.complaint);
        give("half", EventType.bounce);
        assertThat(forwarding.isOn(mail(Optional.of("told"))))
                .as("as it is at first")
                .isTrue();
        identities.setForwarding(TENANT, "example.com", false);
        assertThat(forwarding.isOn(mail(Optional.empty()))).isTrue();
        assertThat(forwarding.isOn(mail(Optional.of("silent")))).isTrue();
        assertThat(forwarding.isOn(mail(Optional.of("half"))))
                .as("not of complaints")
                .isTrue();
        assertThat(forwarding.isOn(mail(Optional.of("deleted")))).isTrue();
        assertThat(forwarding.isOn(mail(Optional.of("told")))).isFalse();
    }

    private void give(String set, EventType... types) {
        EventDestination destination = new EventDestination(
                "metrics", true, List.of(types), new EventDestination.Target.CloudWatch(List.of()));
        sets.change(TENANT, set, known -> known.withDestinations(List.of(destination)));
    }

    private Mail mail(Optional<String> set) {
        MessageId id = MessageId.next("us-east-1", engine.clock().instant());
        return new Mail(
                id,
                TENANT,
                MailKind.SENT,
                id.acceptedAt(),
                new Envelope("", List.of("bob@example.net")),
                "ann@example.com",
                Optional.of("ann@example.com"),
                set,
                List.of(),
                100);
    }
}
