package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.Content;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// What is put in front of a message as it goes out, and the form in which it does.
final class ParcelTest extends RelayFixture {
    private static final TlsPolicy PLAIN = TlsPolicy.of(TlsMode.OFF);
    private static final String EIGHT_BIT =
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\u00e9\r\n";

    private final List<String> signed = new ArrayList<>();

    @Test
    void theSignedSizeIsAnnouncedAndTheSignedContentSent() throws Exception {
        for (String offer : List.of("X-DATA", "CHUNKING")) {
            ScriptedPeer peer = peer(new PeerScript().offer("SIZE", offer));
            pool(peer).send(parcel("a\nb"), PLAIN, SmtpTimeouts.of(PATIENT));

            ReceivedMessage message = peer.onlyMessage();
            assertThat(message.text()).isEqualTo("Signed: 6\r\na\r\nb\r\n");
            assertThat(message.mailParameters()).isEqualTo("SIZE=17");
        }
    }

    @Test
    void aMessageThatTheSignatureMakesTooBigFails() throws Exception {
        ScriptedPeer peer = peer(new PeerScript().offer("SIZE 16"));
        Outcome outcome = pool(peer)
                .send(parcel("a\r\nb\r\n"), PLAIN, SmtpTimeouts.of(PATIENT))
                .values()
                .iterator()
                .next();
        assertThat(outcome.reply()).asString().startsWith("552 5.3.4");
    }

    @Test
    void aMessageThatCannotBeSignedIsNotSentAndTheConnectionServesTheNext() throws Exception {
        ScriptedPeer peer = peer(new PeerScript());
        ConnectionPool pool = pool(peer);
        pool.send(parcel("a\r\n"), PLAIN, SmtpTimeouts.of(PATIENT));
        Lease lease = Leases.lease(Leases.SENDER, "b\r\n", ANN);
        Parcel unsignable = new Parcel(lease.mail(), lease.addresses(), lease.content(), content -> {
            throw new IllegalStateException("can't sign");
        });
        assertThatThrownBy(() -> pool.send(unsignable, PLAIN, SmtpTimeouts.of(PATIENT)))
                .isInstanceOf(IllegalStateException.class);
        pool.send(parcel("c\r\n"), PLAIN, SmtpTimeouts.of(PATIENT));
        assertThat(peer.messages()).extracting(ReceivedMessage::text).noneMatch(text -> text.contains("b"));
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.connectionCount()).isEqualTo(1);
    }

    @Test
    void eachFormIsSignedOnceWhateverTheNumberOfAttempts() throws Exception {
        Parcel parcel = parcel(EIGHT_BIT);
        ScriptedPeer eight = peer(new PeerScript().offer("8BITMIME"));
        ScriptedPeer seven = peer(new PeerScript());
        for (ScriptedPeer peer : List.of(eight, seven, eight, seven)) {
            pool(peer).send(parcel, PLAIN, SmtpTimeouts.of(PATIENT));
        }

        assertThat(signed).hasSize(2);
        assertThat(eight.messages()).allSatisfy(message -> {
            assertThat(message.text()).isEqualTo("Signed: " + EIGHT_BIT.length() + "\r\n" + EIGHT_BIT);
            assertThat(message.mailParameters()).isEqualTo("BODY=8BITMIME");
        });
        assertThat(seven.messages()).allSatisfy(message -> {
            assertThat(message.text()).startsWith("Signed: ").contains("quoted-printable\r\n\r\ncaf=E9\r\n");
            assertThat(message.mailParameters()).isEmpty();
        });
    }

    @Test
    void contentThatNeedsEightBitsFailsAtAPeerThatHasSeven() throws Exception {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING"));
        Map<String, Outcome> outcomes =
                relay(peer).deliver(Leases.lease(Leases.SENDER, "From: caf\u00e9@example.com\r\n\r\nx\r\n", ANN, BOB));

        assertThat(outcomes).containsOnlyKeys(ANN, BOB);
        assertThat(outcomes.values()).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(outcome.reply()).asString().startsWith("554 5.6.3 127.0.0.1");
        });
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void chunksAreNotStuffedAndCountTheirBytes() {
        ScriptedPeer peer = peer(new PeerScript().offer("PIPELINING", "CHUNKING"));
        String content = "Subject: dots\r\n\r\n.\r\n..\r\n"
                + ("x".repeat(510) + "\r\n").repeat(Transmission.CHUNK_BYTES / 512) + "\r\n.\r\n";
        relay(peer).deliver(Leases.lease(Leases.SENDER, content, ANN));

        assertThat(peer.onlyMessage().text()).isEqualTo(content);
        int rest = content.length() - Transmission.CHUNK_BYTES;
        assertThat(peer.commands().stream().filter(command -> command.startsWith("BDAT")))
                .containsExactly("BDAT " + Transmission.CHUNK_BYTES, "BDAT " + rest + " LAST");
        assertThat(peer.commands()).doesNotContain("DATA", "RSET");
    }

    @Test
    void aPeerThatDoesNotKnowItsOwnBdatGetsDataFromThenOn() throws Exception {
        ScriptedPeer peer = peer(new PeerScript().offer("CHUNKING").reply("BDAT", "502 5.5.1 what?"));
        SmtpRelay relay = relay(peer);

        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome(relay, Leases.to(ANN))).isInstanceOf(Outcome.Delivered.class);
        assertThat(peer.connectionCount()).isEqualTo(2);
        assertThat(peer.commands()).contains("DATA");
    }

    private Parcel parcel(String content) {
        Lease lease = Leases.lease(Leases.SENDER, content, ANN);
        return new Parcel(lease.mail(), lease.addresses(), lease.content(), this::sign);
    }

    /// Puts the unsigned size in front.
    private Content sign(Content content) {
        String text = new String(content.bytes(), StandardCharsets.ISO_8859_1);
        signed.add(text);
        return new Content(("Signed: " + text.length() + "\r\n" + text).getBytes(StandardCharsets.ISO_8859_1));
    }
}
