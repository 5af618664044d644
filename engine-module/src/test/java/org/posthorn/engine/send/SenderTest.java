package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class SenderTest {
    private static final Body PARTS = Body.Parts.of(
            new Text("s", Optional.empty()), Optional.of(new Text("t", Optional.empty())), Optional.empty());

    private final SendingRig rig = new SendingRig();
    private final MemoryEngine engine = rig.engine();
    private final TestClock clock = engine.clock();
    private final MemoryStore store = engine.store();
    private final ReturnPath returnPath = engine.get(ReturnPath.class);
    private final Accounts accounts = engine.get(Accounts.class);
    private final Identities identities = engine.get(Identities.class);
    private final SendQuota quota = engine.get(SendQuota.class);
    private final ConfigurationSets sets = engine.get(ConfigurationSets.class);

    @BeforeEach
    void setUp() {
        identities.vouch(SendingRig.TENANT, "only@elsewhere.test");
    }

    @Test
    void aMessageIsQueuedUnderItsReturnPathWithEachRecipientOnce() throws Exception {
        MessageId id = send(email("Ann <ann@example.com>", List.of("B <b@x.test>", "c@x.test", "b@x.test")));
        Lease lease = lease();
        assertThat(lease.mail().id()).isEqualTo(id);
        assertThat(returnPath.messageOf(lease.mail().envelope().sender())).contains(id);
        assertThat(lease.addresses()).containsExactly("b@x.test", "c@x.test");
        assertThat(lease.mail().feedbackTo()).contains("ann@example.com");
        assertThat(new String(lease.content().bytes(), StandardCharsets.UTF_8))
                .contains("From: Ann <ann@example.com>\r\n")
                .contains("To: B <b@x.test>, c@x.test, b@x.test\r\n")
                .contains("Message-ID: <" + id + "@mail.test>\r\n");
    }

    @Test
    void blindCopiesAreInTheEnvelopeOnly() throws Exception {
        send(new Email(
                Addressing.of(Optional.of("ann@example.com"), List.of(), List.of("cc@x.test"), List.of("bcc@x.test"))
                        .withReturnPath(Optional.of("back@example.com")),
                PARTS,
                Handling.PLAIN));
        Lease lease = lease();
        assertThat(lease.addresses()).containsExactly("cc@x.test", "bcc@x.test");
        assertThat(new String(lease.content().bytes(), StandardCharsets.UTF_8)).doesNotContain("bcc@x.test");
        assertThat(lease.mail().feedbackTo()).contains("back@example.com");
    }

    // SES's text, as its users quote it.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "someone@other.test|someone@other.test",
                "Name <someone@other.test>|Name <someone@other.test>",
                "ONLY@elsewhere.test|ONLY@elsewhere.test",
                "x@notexample.com|x@notexample.com"
            })
    void anUnverifiedSenderIsNamedAsItWasGiven(String source, String named) {
        assertThatThrownBy(() -> send(email(source, List.of("b@x.test"))))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.MESSAGE_REJECTED))
                .hasMessage(
                        "Email address is not verified. The following identities failed the check in region US-EAST-1: "
                                + named);
    }

    @ParameterizedTest
    @CsvSource({
        "a@example.com",
        "a@sub.example.com",
        "A@EXAMPLE.com",
        "only@elsewhere.test",
        "only+label@elsewhere.test"
    })
    void aVerifiedDomainCoversItsAddressesAndSubdomainsAndAnAddressItsLabels(String source) {
        assertThat(send(email(source, List.of("b@x.test")))).isNotNull();
    }

    @Test
    void theSandboxWantsVerifiedRecipientsTheSimulatorApart() {
        accounts.update(
                SendingRig.TENANT.accountId(), a -> new Account(a.id(), a.name(), true, -1, -1, true, a.createdAt()));
        assertThat(send(email("a@example.com", List.of("b@example.com", "success@simulator.amazonses.com"))))
                .isNotNull();
        assertThatThrownBy(() -> send(email("a@example.com", List.of("b@x.test", "c@x.test"))))
                .hasMessage(
                        "Email address is not verified. The following identities failed the check in region US-EAST-1: "
                                + "b@x.test, c@x.test");
    }

    @Test
    void fiftyRecipientsAreTheMost() {
        List<String> most =
                IntStream.range(0, 50).mapToObj(i -> "r" + i + "@x.test").toList();
        assertThat(send(email("a@example.com", most))).isNotNull();
        List<String> more = new ArrayList<>(most);
        more.add("one@x.test");
        assertRefused(email("a@example.com", more), SesError.INVALID_PARAMETER_VALUE, "Recipient count exceeds 50.");
        assertRefused(
                email("a@example.com", List.of()), SesError.INVALID_PARAMETER_VALUE, "Missing required header 'To'.");
    }

    // SES API Reference, "MessageTag"; texts as SES's users quote them, in the order of its checks.
    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^|v|The tag name must be specified.",
                "n|^^|The tag value must be specified.",
                "a b|v|Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
                "n|v!|Invalid tag value <v!>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.",
                "a b|v!|Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed."
            })
    void badTagsAreRefused(String name, String value, String message) {
        Email tagged = new Email(
                Addressing.of("a@example.com", List.of("b@x.test")),
                PARTS,
                Handling.of(List.of(new MessageTag(name, value)), Optional.empty()));
        assertRefused(tagged, SesError.INVALID_PARAMETER_VALUE, message);
    }

    @Test
    void aPausedAccountAndAnUnknownConfigurationSetAreErrors() {
        Email plain = email("a@example.com", List.of("b@x.test"));
        assertRefused(
                withSet("none"), SesError.CONFIGURATION_SET_DOES_NOT_EXIST, "Configuration set <none> does not exist.");
        accounts.update(
                SendingRig.TENANT.accountId(), a -> new Account(a.id(), a.name(), false, -1, -1, false, a.createdAt()));
        assertRefused(plain, SesError.ACCOUNT_SENDING_PAUSED, "Account sending is disabled.");
    }

    @Test
    void aConfigurationSetThatRequiresTlsMarksItsMessages() throws Exception {
        sets.create(SendingRig.TENANT, "Receipts");
        send(withSet("Receipts"));
        assertThat(lease().mail().tlsRequired()).isFalse();
        sets.setTlsPolicy(SendingRig.TENANT, "Receipts", Optional.of(ConfigurationSet.TlsPolicy.Require));
        send(withSet("Receipts"));
        Mail marked = lease().mail();
        assertThat(marked.tlsRequired()).isTrue();
        assertThat(marked.configurationSet()).contains("Receipts");
        rig.sendRaw(SendingRig.raw(
                Optional.of("a@example.com"),
                List.of("b@x.test"),
                "From: a@example.com\r\nX-SES-CONFIGURATION-SET: Receipts\r\n\r\nhi\r\n"));
        assertThat(lease().mail().tlsRequired()).isTrue();
        assertRefused(
                withSet("receipts"),
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST,
                "Configuration set <receipts> does not exist.");
    }

    @Test
    void anArnOfAnotherAccountIsRefusedAndOnesOwnIsNot() {
        assertThat(send(withArn("arn:aws:ses:us-east-1:123456789012:identity/example.com")))
                .isNotNull();
        assertRefused(
                withArn("arn:aws:ses:us-east-1:999999999999:identity/example.com"),
                SesError.ACCESS_DENIED,
                "User `arn:aws:iam::123456789012:user/AKIA' is not authorized to perform `ses:SendEmail' on resource "
                        + "`arn:aws:ses:us-east-1:999999999999:identity/example.com'");
    }

    @Test
    void theDailyQuotaCountsRecipientsAdmitsWhileAnyIsLeftAndSlides() {
        limit(3, -1);
        Email two = email("a@example.com", List.of("b@x.test", "c@x.test"));
        send(two);
        send(two);
        assertThat(quota.sentLast24Hours(SendingRig.TENANT.accountId())).isEqualTo(4);
        assertRefused(two, SesError.DAILY_QUOTA_EXCEEDED, "Daily message quota exceeded.");
        clock.advance(Duration.ofHours(25));
        send(two);
        assertThat(quota.sentLast24Hours(SendingRig.TENANT.accountId())).isEqualTo(2);
    }

    @Test
    void mailToTheSimulatorIsFreeOfTheDailyQuota() {
        limit(1, -1);
        for (int i = 0; i < 3; i++) {
            send(email("a@example.com", List.of("bounce+" + i + "@simulator.amazonses.com")));
        }
        assertThat(quota.sentLast24Hours(SendingRig.TENANT.accountId())).isZero();
    }

    @Test
    void theRateIsABucketThatGoesBelowZero() {
        limit(-1, 1);
        Email five = email("a@example.com", List.of("b@x.test", "c@x.test", "d@x.test", "e@x.test", "f@x.test"));
        send(five);
        for (int second = 0; second < 4; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertRefused(five, SesError.SENDING_RATE_EXCEEDED, "Maximum sending rate exceeded.");
        }
        clock.advance(Duration.ofSeconds(1));
        send(five);
    }

    @Test
    void quotaAndDebtOfTheRateOutliveARestart() {
        limit(100, 1);
        send(email("a@example.com", List.of("b@x.test", "c@x.test", "d@x.test")));
        MemoryEngine restarted = engine.again();
        assertThatThrownBy(() -> restarted
                        .get(Sender.class)
                        .send(SendingRig.CALLER, "SendEmail", email("a@example.com", List.of("b@x.test"))))
                .hasMessage("Maximum sending rate exceeded.");
        assertThat(restarted.get(SendQuota.class).sentLast24Hours(SendingRig.TENANT.accountId()))
                .isEqualTo(3);
    }

    @Test
    void aRefusedMessageCostsNothing() {
        limit(10, 10);
        assertRefused(
                email("x@other.test", List.of("b@x.test")),
                SesError.MESSAGE_REJECTED,
                "Email address is not verified. The following identities failed the check in region US-EAST-1: x@other.test");
        assertThat(quota.sentLast24Hours(SendingRig.TENANT.accountId())).isZero();
    }

    private void assertRefused(Email email, SesError error, String message) {
        assertThatThrownBy(() -> send(email))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(error))
                .hasMessage(message);
    }

    private void limit(double max24HourSend, double maxSendRate) {
        accounts.update(
                SendingRig.TENANT.accountId(),
                a -> new Account(a.id(), a.name(), false, max24HourSend, maxSendRate, true, a.createdAt()));
    }

    private Lease lease() throws InterruptedException {
        return rig.lease();
    }

    private MessageId send(Email email) {
        return rig.send(email);
    }

    private static Email email(String source, List<String> to) {
        return new Email(Addressing.of(source, to), PARTS, Handling.PLAIN);
    }

    private static Email withArn(String arn) {
        return new Email(
                Addressing.of("a@example.com", List.of("b@x.test"))
                        .withArns(Arns.of(Optional.of(arn), Optional.empty())),
                PARTS,
                Handling.PLAIN);
    }

    private static Email withSet(String name) {
        return new Email(
                Addressing.of("a@example.com", List.of("b@x.test")), PARTS, Handling.of(List.of(), Optional.of(name)));
    }
}
