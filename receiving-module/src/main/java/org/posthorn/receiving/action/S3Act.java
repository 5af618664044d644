package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.BucketName;
import org.posthorn.engine.settings.ReceiptAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts messages into buckets: of a directory, or of a service that speaks S3.
@Singleton
final class S3Act implements Act<ReceiptAction.S3>, AutoCloseable {
    private static final String SETUP = "AMAZON_SES_SETUP_NOTIFICATION";
    private static final String LONGEST_ID = "0".repeat(40);
    /// Two digits for the day, unlike [MailDate].
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
            .withZone(ZoneOffset.UTC);

    /// As SES writes it behind the date (recorded), with CRLF.
    private static final String SETUP_TEXT = """
            To: recipient@example.com
            From: Amazon Web Services <no-reply-aws@amazon.com>
            Subject: Amazon SES Setup Notification

            Hello,

            You received this message because you attempted to set up Amazon SES to deliver emails to this S3 bucket.

            Please note that the rule that you configured to deliver emails to this S3 bucket is only valid if the entire \
            setup process is successful. For more information about
            setting up email-receiving rules, see the Amazon SES Developer Guide at \
            http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html .

            Thank you for using Amazon SES!

            The Amazon SES Team
            """;

    private static final Logger LOG = LoggerFactory.getLogger(S3Act.class);

    private final Optional<ObjectSpace> space;
    private final List<BucketOwner> owners;
    private final InstantSource clock;

    @Inject
    S3Act(ActionPlaces places, ServiceKey key, X509TrustManager authorities, InstantSource clock) {
        this.space = places.s3Endpoint()
                .<ObjectSpace>map(endpoint -> new S3Space(endpoint, key, authorities))
                .or(() -> places.s3Directory().map(root -> new DirectorySpace(root, places.makesBuckets())));
        this.owners = places.buckets();
        this.clock = clock;
    }

    /// The key of a message: the prefix as it is, and the id as SES shows it.
    static String key(ReceiptAction.S3 action, MessageId id) {
        return action.prefix().orElse("") + ReceivedId.of(id);
    }

    @Override
    public Effect perform(ReceiptAction.S3 action, Task task) {
        try {
            put(
                    task.mail().tenant(),
                    action.bucket(),
                    key(action, task.mail().id()),
                    task.content().bytes());
            return Effect.DONE;
        } catch (TargetException e) {
            return e.deferred("bucket " + action.bucket());
        }
    }

    /// Writes the object that SES writes when a rule is made.
    ///
    /// @throws SesException INVALID_S3_CONFIGURATION; SERVICE_UNAVAILABLE when nobody can say now
    void check(Tenant tenant, ReceiptAction.S3 action) {
        String prefix = action.prefix().orElse("");
        String text = "Date: " + DATE.format(clock.instant()) + "\r\n" + SETUP_TEXT.replace("\n", "\r\n");
        try {
            openTo(tenant, action.bucket(), prefix + LONGEST_ID);
            put(tenant, action.bucket(), prefix + SETUP, text.getBytes(StandardCharsets.UTF_8));
        } catch (TargetException e) {
            LOG.warn(
                    "event=bucket_refused bucket=\"{}\" account={} region={} error=\"{}\"",
                    action.bucket(),
                    tenant.accountId(),
                    tenant.region(),
                    e.reason());
            throw e.kind() == TargetException.Kind.REFUSED
                    ? new SesException(
                            SesError.INVALID_S3_CONFIGURATION, "Could not write to bucket: " + action.bucket())
                    : new SesException(
                            SesError.SERVICE_UNAVAILABLE, "Bucket " + action.bucket() + " can't be written to now.");
        }
    }

    private void put(Tenant tenant, String bucket, String key, byte[] content) throws TargetException {
        openTo(tenant, bucket, key).put(tenant.region(), bucket, key, content);
    }

    /// @throws TargetException when a tenant can have no such object
    private ObjectSpace openTo(Tenant tenant, String bucket, String key) throws TargetException {
        ObjectSpace objects =
                space.orElseThrow(() -> refused("neither receiving.s3_directory nor receiving.s3_endpoint is set"));
        if (!BucketName.isValid(bucket)) {
            throw refused("S3 has no buckets of that name");
        }
        Optional<String> fault = ObjectKey.fault(key).or(() -> objects.fault(key));
        if (fault.isPresent()) {
            throw refused(fault.get());
        }
        if (!BucketOwner.admits(owners, tenant.accountId(), bucket)) {
            throw refused("receiving.buckets does not give it to account " + tenant.accountId());
        }
        return objects;
    }

    private static TargetException refused(String reason) {
        return new TargetException(TargetException.Kind.REFUSED, reason);
    }

    @Override
    public void close() {
        space.ifPresent(ObjectSpace::close);
    }
}
