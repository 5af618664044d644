package org.posthorn.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.testing.TestMail;

class EventMailsTest {
    private final Mail mail = TestMail.sent(Instant.EPOCH, "a@example.net").mail();
    private final List<MessageId> asked = new ArrayList<>();

    @Test
    void aMessageIsLookedUpOnceWhenItIsAskedForWhetherItIsThereOrNot() {
        MessageId gone = MessageId.next("us-east-1", Instant.EPOCH);
        EventMails mails = new EventMails(id -> {
            asked.add(id);
            return Optional.of(mail).filter(found -> found.id().equals(id));
        });
        assertThat(asked).isEmpty();
        assertThat(mails.of(mail.id())).contains(mail);
        assertThat(mails.of(gone)).isEmpty();
        assertThat(mails.of(mail.id())).contains(mail);
        assertThat(mails.of(gone)).isEmpty();
        assertThat(asked).containsExactly(mail.id(), gone);
    }

    @Test
    void aStoreThatWasAwayIsAskedAgain() {
        EventMails mails = new EventMails(id -> {
            asked.add(id);
            if (asked.size() == 1) {
                throw new UnavailableException(new IOException("the disk is gone"));
            }
            return Optional.of(mail);
        });
        assertThatThrownBy(() -> mails.of(mail.id())).isInstanceOf(UnavailableException.class);
        assertThat(mails.of(mail.id())).contains(mail);
    }
}
