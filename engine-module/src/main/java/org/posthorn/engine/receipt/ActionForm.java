package org.posthorn.engine.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.topic.TopicArn;

/// What the members of a receipt action may be, by themselves (SES API Reference, the data type of each action).
/// Whether there is what they name is for [ActionTargets] to say.
///
/// The texts are SES's as it was probed, unless they are marked as a guess.
final class ActionForm {
    private static final int HEADER_NAME_CHARS = 50;
    /// One less than what SES's documentation calls too long.
    private static final int HEADER_VALUE_CHARS = 2_047;
    /// A key has 1,024 bytes at most, 40 of which are the message's id.
    private static final int PREFIX_BYTES = 984;
    /// Ours: it becomes one field of a report.
    private static final int MESSAGE_CHARS = 998;

    private static final int DELETE = 0x7f;

    private ActionForm() {}

    /// @throws SesException INVALID_PARAMETER_VALUE, INVALID_SNS_TOPIC, INVALID_S3_CONFIGURATION,
    ///     INVALID_LAMBDA_FUNCTION
    static void check(ReceiptAction action) {
        switch (action) {
            case ReceiptAction.AddHeader add -> checkHeader(add);
            case ReceiptAction.Bounce bounce -> checkBounce(bounce);
            case ReceiptAction.Lambda lambda -> checkFunction(lambda.functionArn());
            case ReceiptAction.S3 s3 -> checkBucket(s3);
            case ReceiptAction.Sns sns -> {}
            case ReceiptAction.Stop stop -> {}
        }
        action.topicArn().filter(arn -> TopicArn.parse(arn).isEmpty()).ifPresent(arn -> {
            throw new SesException(SesError.INVALID_SNS_TOPIC, "Invalid SNS topic: " + arn);
        });
    }

    /// The documentation speaks of letters, digits and hyphens; SES was seen to take whatever a field's name may have
    /// (RFC 5322 §2.2).
    private static void checkHeader(ReceiptAction.AddHeader add) {
        String name = add.name();
        boolean isName = !name.isEmpty()
                && name.length() <= HEADER_NAME_CHARS
                && name.chars().allMatch(c -> c > ' ' && c < DELETE && c != ':');
        if (!isName) {
            throw invalid("Invalid header name: " + name);
        }
        // SES takes the other controls, and can't tell the rule afterwards.
        if (add.value().length() > HEADER_VALUE_CHARS || add.value().chars().anyMatch(ActionForm::isControl)) {
            throw invalid("Invalid header value: " + printed(add.value()));
        }
    }

    private static void checkBounce(ReceiptAction.Bounce bounce) {
        if (!isReplyCode(bounce.smtpReplyCode())) {
            throw invalid("Invalid SMTP reply code: " + bounce.smtpReplyCode());
        }
        bounce.statusCode().filter(code -> !isStatusCode(code)).ifPresent(code -> {
            throw invalid("Invalid SMTP status code: " + code); // A guess, as it says of the reply code.
        });
        String message = bounce.message();
        if (message.isEmpty()
                || message.length() > MESSAGE_CHARS
                || message.chars().anyMatch(ActionForm::isControl)) {
            throw invalid("Invalid SMTP response message: " + printed(message));
        }
        if (!isBareAddress(bounce.sender())) {
            throw invalid("Identity is not verified: " + bounce.sender());
        }
    }

    /// RFC 5321 §4.2.1, of those that refuse.
    private static boolean isReplyCode(String code) {
        return code.length() == 3
                && (code.charAt(0) == '4' || code.charAt(0) == '5')
                && code.chars().allMatch(ActionForm::isDigit);
    }

    private static boolean isStatusCode(String code) {
        return EnhancedStatus.parse(code)
                .filter(status -> status.statusClass() != 2 && status.toString().equals(code))
                .isPresent();
    }

    private static boolean isBareAddress(String text) {
        try {
            return Address.parse(text).bare().equals(text);
        } catch (SesException e) {
            return false;
        }
    }

    private static void checkFunction(String arn) {
        if (arn.isEmpty()) {
            throw invalid("Lambda function ARN must not be empty");
        }
        if (FunctionArn.parse(arn).isEmpty()) {
            throw new SesException(SesError.INVALID_LAMBDA_FUNCTION, "Invalid Lambda function: " + arn);
        }
    }

    private static void checkBucket(ReceiptAction.S3 s3) {
        String bucket = s3.bucket();
        if (bucket.isEmpty()) {
            throw invalid("Bucket name must not be empty");
        }
        if (!BucketName.isValid(bucket)) {
            throw new SesException(SesError.INVALID_S3_CONFIGURATION, "No such bucket: " + bucket);
        }
        Optional<String> wrong = s3.prefix()
                .filter(prefix ->
                        utf8Bytes(prefix) > PREFIX_BYTES || prefix.chars().anyMatch(c -> c < ' ' || c == DELETE));
        wrong.ifPresent(prefix -> {
            throw invalid("Invalid object key prefix: " + printed(prefix)); // A guess.
        });
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// A tab is none: a header field may have it.
    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == DELETE;
    }

    /// Controls as SES writes them: `0x000a`.
    private static String printed(String text) {
        StringBuilder printed = new StringBuilder();
        text.chars().forEach(c -> {
            if (isControl(c)) {
                printed.append("0x%04x".formatted(c));
            } else {
                printed.append((char) c);
            }
        });
        return printed.toString();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
