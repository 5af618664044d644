package org.posthorn.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReturnPathTest {
    private final ReturnPath returnPath = new ReturnPath(new byte[32], "Bounces.Example.com");
    private final MessageId id = MessageId.next("eu-west-1", Instant.parse("2026-11-24T00:00:00.123Z"));

    @Test
    void namesItsMessageInAnyCase() {
        String address = returnPath.addressOf(id, Optional.empty());
        assertThat(address).hasSizeLessThanOrEqualTo(64 + 1 + 253).endsWith("@bounces.example.com");
        assertThat(address.indexOf('@')).isLessThanOrEqualTo(64);
        assertThat(returnPath.messageOf(address)).contains(id);
        assertThat(returnPath.messageOf(address.toUpperCase(Locale.ROOT))).contains(id);
    }

    @Test
    void refusesEveryOtherAddress() {
        String address = returnPath.addressOf(id, Optional.empty());
        String forged = address.substring(0, 20) + (address.charAt(20) == 'a' ? 'b' : 'a') + address.substring(21);
        assertThat(returnPath.messageOf(forged)).isEmpty();
        assertThat(returnPath.messageOf(address.replace("b-", "c-"))).isEmpty();
        assertThat(returnPath.messageOf(address.replace("@", "0@"))).isEmpty();
        assertThat(returnPath.messageOf("b-" + "1".repeat(52) + "@bounces.example.com"))
                .isEmpty();
        assertThat(returnPath.messageOf("user@example.com")).isEmpty();
        assertThat(returnPath.messageOf("")).isEmpty();
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(new ReturnPath(otherKey, "bounces.example.com").messageOf(address))
                .isEmpty();
    }

    @Test
    void aReturnPathCanBeAtADomainOfTheSenders() {
        String address = returnPath.addressOf(id, Optional.of("bounce.shop.example"));
        assertThat(address).endsWith("@bounce.shop.example");
        assertThat(returnPath.messageOf(address)).contains(id);
    }

    @Test
    void messageIdsHaveSessFormAndReadBack() {
        // As in ids that SES gave: region code, epoch milliseconds, a UUID, six zeros.
        assertThat(id.toString())
                .matches("0102[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000")
                .hasSize(60);
        assertThat(MessageId.parse(id.toString())).contains(id);
        assertThat(id.acceptedAt()).isEqualTo(Instant.parse("2026-11-24T00:00:00.123Z"));
        assertThat(MessageId.parse("x" + id)).isEmpty();
        assertThat(MessageId.next("eu-west-1", id.acceptedAt().plusMillis(1))).isGreaterThan(id);
        assertThat(MessageId.next("xx-unknown-9", id.acceptedAt()).toString()).startsWith("1");
    }
}
