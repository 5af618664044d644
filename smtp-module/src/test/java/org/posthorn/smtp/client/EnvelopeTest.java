package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Outcome.Delivered;
import org.posthorn.engine.delivery.Outcome.Failed;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// Which commands and parameters go out for which offers of the peer.
final class EnvelopeTest extends RelayFixture {
    @Test
    void aPipelinedEnvelopeIsOneGroup() {
        ScriptedPeer peer = politePeer();
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN, BOB, CARL));
        int first = peer.groupCount();
        relay.deliver(Leases.to(ANN, BOB, CARL));

        // The second message: one group for MAIL, RCPT and DATA; the server then waits for what follows.
        assertThat(peer.messageCount()).isEqualTo(2);
        assertThat(peer.groupCount() - first).isEqualTo(1);
    }

    @Test
    void aPeerWithoutPipeliningGetsOneCommandAtATime() {
        ScriptedPeer peer = peer(new PeerScript().offer("8BITMIME"));
        SmtpRelay relay = relay(peer);
        relay.deliver(Leases.to(ANN, BOB, CARL));
        int first = peer.groupCount();
        relay.deliver(Leases.to(ANN, BOB, CARL));

        // MAIL, three times RCPT, DATA.
        assertThat(peer.groupCount() - first).isEqualTo(5);
    }

    @Test
    void sizeAndDsnParametersAreSentWhenOffered() {
        ScriptedPeer peer = politePeer();
        Lease lease = Leases.to("a+b=c@example.com");
        relay(peer).deliver(lease);

        ReceivedMessage message = peer.onlyMessage();
        assertThat(message.mailParameters())
                .isEqualTo("SIZE=" + Leases.TEXT.length() + " RET=HDRS ENVID="
                        + lease.mail().id());
        assertThat(message.rcptParameters()).containsExactly("ORCPT=rfc822;a+2Bb+3Dc@example.com");
    }

    @Test
    void noParametersAreSentWhenNothingIsOffered() {
        ScriptedPeer peer = peer(new PeerScript());
        relay(peer).deliver(Leases.to(ANN));

        ReceivedMessage message = peer.onlyMessage();
        assertThat(message.mailParameters()).isEmpty();
        assertThat(message.rcptParameters()).containsExactly("");
        assertThat(message.text()).isEqualTo(Leases.TEXT);
    }

    @Test
    void feedbackMailHasTheNullSenderAndAsksForNoReport() {
        ScriptedPeer peer = politePeer();
        relay(peer).deliver(Leases.lease("", Leases.TEXT, ANN));

        ReceivedMessage message = peer.onlyMessage();
        assertThat(message.sender()).isEmpty();
        assertThat(message.mailParameters()).isEqualTo("SIZE=" + Leases.TEXT.length());
        assertThat(message.rcptParameters()).containsExactly("");
    }

    @Test
    void eightBitContentIsDeclaredWhenThePeerTakesIt() {
        ScriptedPeer peer = peer(new PeerScript().offer("8BITMIME"));
        relay(peer).deliver(Leases.lease(Leases.SENDER, "Subject: x\r\n\r\n\u00e9\r\n", ANN));
        assertThat(peer.onlyMessage().mailParameters()).isEqualTo("BODY=8BITMIME");
    }

    @Test
    void anInternationalAddressNeedsSmtputf8() {
        String address = "j\u00fcrgen@example.com";
        ScriptedPeer with = peer(new PeerScript().offer("SMTPUTF8", "PIPELINING"));
        ScriptedPeer without = peer(new PeerScript().offer("PIPELINING"));

        assertThat(outcome(relay(with), Leases.to(address))).isInstanceOf(Delivered.class);
        assertThat(with.onlyMessage().mailParameters()).isEqualTo("SMTPUTF8");
        assertThat(with.onlyMessage().recipients()).containsExactly(address);
        Outcome refused = outcome(relay(without), Leases.to(address));
        assertThat(refused).isInstanceOf(Failed.class);
        assertThat(refused.reply()).asString().startsWith("553 5.6.7");
    }

    private static final String FOREIGN =
            inBytes("From: J\u00fcrgen <a@example.com>\r\nSubject: caf\u00e9\r\n\r\nx\r\n");

    /// UTF-8, a character for each byte.
    private static String inBytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aForeignHeaderIsEncodedForPeersWithoutSmtputf8AndSentAsItIsToOthers() {
        for (String[] offers : new String[][] {{}, {"8BITMIME"}, {"SMTPUTF8"}}) {
            ScriptedPeer peer = peer(new PeerScript().offer(offers));
            assertThat(outcome(relay(peer), Leases.lease(Leases.SENDER, FOREIGN, ANN)))
                    .isInstanceOf(Delivered.class);
            assertThat(peer.onlyMessage().text())
                    .isEqualTo("From: =?UTF-8?B?SsO8cmdlbg==?= <a@example.com>\r\nSubject: =?UTF-8?Q?caf=C3=A9?=\r\n"
                            + "\r\nx\r\n");
            assertThat(peer.onlyMessage().mailParameters()).isEmpty();
        }
        ScriptedPeer peer = peer(new PeerScript().offer("SMTPUTF8", "8BITMIME"));
        assertThat(outcome(relay(peer), Leases.lease(Leases.SENDER, FOREIGN, ANN)))
                .isInstanceOf(Delivered.class);
        assertThat(peer.onlyMessage().content()).isEqualTo(FOREIGN.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(peer.onlyMessage().mailParameters()).isEqualTo("BODY=8BITMIME SMTPUTF8");
    }

    @Test
    void anAddressInTheHeaderThatOnlySmtputf8HasFailsWithoutIt() {
        String content = inBytes("From: <j\u00fcrgen@example.com>\r\n\r\nx\r\n");
        ScriptedPeer with = peer(new PeerScript().offer("SMTPUTF8", "8BITMIME"));
        ScriptedPeer without = peer(new PeerScript().offer("8BITMIME"));
        assertThat(outcome(relay(with), Leases.lease(Leases.SENDER, content, ANN)))
                .isInstanceOf(Delivered.class);
        Outcome refused = outcome(relay(without), Leases.lease(Leases.SENDER, content, ANN));
        assertThat(refused).isInstanceOf(Failed.class);
        assertThat(refused.reply()).asString().startsWith("554 5.6.7 ");
    }

    @Test
    void aMessageAboveTheAnnouncedSizeFailsWithoutBeingSent() {
        ScriptedPeer peer = peer(new PeerScript().offer("SIZE 20"));

        Outcome outcome = outcome(relay(peer), Leases.to(ANN));
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(outcome.reply()).asString().startsWith("552 5.3.4");
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void sizeZeroIsNoLimit() {
        ScriptedPeer peer = peer(new PeerScript().offer("SIZE 0"));
        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
    }

    @Test
    void aPeerWithoutEhloIsGreetedWithHelo() {
        ScriptedPeer peer = peer(new PeerScript().reply("EHLO", "500 what?"));

        assertThat(outcome(relay(peer), Leases.to(ANN))).isInstanceOf(Delivered.class);
        assertThat(peer.commands()).contains("HELO client.example");
        assertThat(peer.onlyMessage().mailParameters()).isEmpty();
    }

    @Test
    void contentArrivesByteForByteWithDotsAtLineStarts() {
        ScriptedPeer peer = politePeer();
        String content = "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\na.\r\n\r\n.\r\n"
                + "long line ".repeat(99).concat("\r\n").repeat(200) + "\r\n.\r\n";
        relay(peer).deliver(Leases.lease(Leases.SENDER, content, ANN));

        assertThat(peer.onlyMessage().content()).isEqualTo(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aHiddenSecondMessageStaysContent() {
        ScriptedPeer peer = politePeer();
        relay(peer)
                .deliver(Leases.lease(
                        Leases.SENDER, "Subject: x\r\n\r\nx\n.\nMAIL FROM:<evil@example.com>\r\nx\r.\rQUIT\r\n", ANN));

        assertThat(peer.onlyMessage().text())
                .isEqualTo("Subject: x\r\n\r\nx\r\n.\r\nMAIL FROM:<evil@example.com>\r\nx\r\n.\r\nQUIT\r\n");
    }
}
