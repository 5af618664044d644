package org.posthorn.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.settings.Recommendation;
import org.posthorn.engine.settings.Recommendation.Status;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestMail;

class RecommendationsTest {
    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 1_000, 100));
    private final Recommendations recommendations = engine.get(Recommendations.class);

    RecommendationsTest() {
        engine.get(Identities.class).vouch(TestMail.TENANT, "mail.example.com");
    }

    private List<Recommendation> all() {
        return recommendations.list(TestMail.TENANT, "", 100);
    }

    private List<Tuple> states() {
        return all().stream()
                .map(found -> Tuple.tuple(found.type(), found.status()))
                .toList();
    }

    @Test
    void aDomainWithoutKeysAndPolicyIsToldSoUntilItHasThem() {
        recommendations.check();
        assertThat(states())
                .containsExactly(
                        Tuple.tuple(Recommendation.Type.DKIM, Status.OPEN),
                        Tuple.tuple(Recommendation.Type.DMARC, Status.OPEN));
        assertThat(all().getLast().description()).isEqualTo("The domain mail.example.com has no DMARC record.");
        Recommendation before = all().getLast();
        engine.clock().advance(Duration.ofHours(1));
        engine.dns().txt("_dmarc.example.com", "v=DMARC1; rua=mailto:a@example.com");
        recommendations.check();
        assertThat(all().getLast().description()).isEqualTo("The DMARC record at _dmarc.example.com has no policy.");
        assertThat(all().getLast().createdAt()).isEqualTo(before.createdAt());
        engine.dns().clear();
        engine.dns().txt("_dmarc.example.com", "v=DMARC1; p=none");
        recommendations.check();
        assertThat(states()).contains(Tuple.tuple(Recommendation.Type.DMARC, Status.FIXED));
        engine.clock().advance(Duration.ofDays(31));
        recommendations.check();
        assertThat(states()).containsExactly(Tuple.tuple(Recommendation.Type.DKIM, Status.OPEN));
    }

    @Test
    void whatNobodyCouldSayChangesNothing() {
        engine.dns().fail("_dmarc.mail.example.com");
        recommendations.check();
        assertThat(states()).containsExactly(Tuple.tuple(Recommendation.Type.DKIM, Status.OPEN));
    }

    @Test
    void ofAnIdentityThatIsGoneNothingIsTold() {
        recommendations.check();
        engine.get(Identities.class).delete(TestMail.TENANT, "mail.example.com");
        recommendations.check();
        assertThat(all()).isEmpty();
    }

    @Test
    void manyBouncesAreTold() {
        List<Mail> mails = IntStream.range(0, 100)
                .mapToObj(i ->
                        TestMail.of("mail.example.com", "set", engine.clock().instant(), i + "@example.net"))
                .toList();
        mails.forEach(mail ->
                engine.get(MailQueue.class).submit(new Submission(mail, Content.of("Subject: hi\r\n\r\nHi\r\n")), 1));
        mails.stream()
                .limit(6)
                .forEach(mail -> engine.get(EventLog.class)
                        .append(
                                mail,
                                List.of(TestMail.bounce(
                                        mail,
                                        engine.clock().instant(),
                                        mail.envelope().recipients().getFirst()))));
        recommendations.check();
        assertThat(all())
                .filteredOn(found -> found.type() == Recommendation.Type.BOUNCE)
                .extracting(Recommendation::description)
                .containsExactly("The bounce rate of the last 24 hours is 6.00 %, above 5.0 %.");
    }
}
