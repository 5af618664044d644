package org.posthorn.engine.settings;

import java.util.Optional;

/// What a receipt rule does with a message (SES API, `ReceiptAction`).
public sealed interface ReceiptAction {
    /// The topic that is told when it was done.
    Optional<String> topicArn();

    /// Stores the message as it came, with the fields that we put in front.
    ///
    /// @param prefix of the key, in front of the message's id
    record S3(String bucket, Optional<String> prefix, Optional<String> roleArn, Optional<String> topicArn)
            implements ReceiptAction {}

    /// Publishes the message to a topic, its content included.
    record Sns(String arn, Encoding encoding) implements ReceiptAction {
        @Override
        public Optional<String> topicArn() {
            return Optional.of(arn);
        }
    }

    /// Calls a function with what is known of the message, its body left out.
    record Lambda(String functionArn, InvocationType invocationType, Optional<String> topicArn)
            implements ReceiptAction {}

    /// Sends the sender a bounce.
    ///
    /// @param statusCode an enhanced status code (RFC 3463)
    /// @param sender a verified address
    record Bounce(
            String smtpReplyCode, Optional<String> statusCode, String message, String sender, Optional<String> topicArn)
            implements ReceiptAction {}

    /// Puts a field in front of what later actions get.
    record AddHeader(String name, String value) implements ReceiptAction {
        @Override
        public Optional<String> topicArn() {
            return Optional.empty();
        }
    }

    /// Ends the rule set.
    record Stop(Optional<String> topicArn) implements ReceiptAction {}

    /// How content is written in a notification; the constants are named as in the API, by [#wireName].
    enum Encoding {
        UTF_8("UTF-8"),
        BASE64("Base64");

        private final String wireName;

        Encoding(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// Whether a function's answer is waited for; the constants are named as in the API.
    enum InvocationType {
        Event,
        RequestResponse
    }
}
