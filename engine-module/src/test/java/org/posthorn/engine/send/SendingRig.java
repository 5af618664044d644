package org.posthorn.engine.send;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.MemoryEngine;

/// The door for outgoing mail over a memory store, and an account that may send from `example.com`.
record SendingRig(MemoryEngine engine, Sender sender) {
    static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    static final Caller CALLER =
            new Caller(TENANT, "AKIA", "arn:aws:iam::123456789012:user/AKIA", Optional.of("127.0.0.1"));

    SendingRig() {
        this(new MemoryEngine(new AccountDefaults(false, -1, -1)));
    }

    private SendingRig(MemoryEngine engine) {
        this(engine, engine.get(Sender.class));
        engine.get(Accounts.class).create(Optional.of(TENANT.accountId()), "test");
        engine.get(Identities.class).vouch(TENANT, "example.com");
    }

    MessageId send(Email email) {
        return sender.send(CALLER, "SendEmail", email);
    }

    MessageId sendRaw(Email email) {
        return sender.send(CALLER, "SendRawEmail", email);
    }

    static Email raw(Optional<String> source, List<String> destinations, String raw) {
        return new Email(
                Addressing.of(source, destinations, List.of(), List.of()),
                new Body.Raw(Content.of(raw)),
                Handling.PLAIN);
    }

    /// The message that is due.
    Lease lease() throws InterruptedException {
        return engine.store().queue().lease(1, Duration.ZERO).getFirst();
    }

    /// As another library reads it.
    static MimeMessage parsed(Content content) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content.bytes()));
    }
}
