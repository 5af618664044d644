package org.posthorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;

/// Which inbox gets which recipients, and that none is lost on the way.
class InboundMailTest {
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok");

    /// Knows the addresses of one domain.
    private record OfDomain(String domain, List<String> taken) implements Inbox {
        @Override
        public Answer ask(SmtpClient client, String sender, String recipient) {
            return recipient.endsWith("@" + domain) ? WANTED : UNKNOWN;
        }

        @Override
        public SmtpReply receive(ReceivedMail received) {
            taken.addAll(received.recipients());
            return OK;
        }
    }

    private final List<String> taken = new ArrayList<>();
    private final InboundMail mail =
            new InboundMail(List.of(new OfDomain("a.example", taken), new OfDomain("b.example", taken)));

    private SmtpReply receive(String... recipients) {
        return mail.receive(new ReceivedMail("x@y.example", List.of(recipients), Content.of("\r\n"), "127.0.0.1"));
    }

    @Test
    void eachRecipientIsTheBusinessOfWhoKnowsIt() {
        assertThat(receive("1@a.example", "2@b.example", "3@a.example")).isEqualTo(OK);
        assertThat(taken).containsExactly("1@a.example", "3@a.example", "2@b.example");
    }

    @Test
    void aRecipientThatIsKnownNoMoreIsNotLostBesideOthers() {
        assertThat(receive("1@a.example", "2@gone.example"))
                .hasToString("451 4.3.0 The recipients have changed, try again");
        assertThat(taken).isEmpty();
        assertThat(receive("2@gone.example")).hasToString("550 5.1.1 No such recipient here");
    }
}
