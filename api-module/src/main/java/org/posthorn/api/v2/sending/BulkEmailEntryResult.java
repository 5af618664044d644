package org.posthorn.api.v2.sending;

import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.send.TemplatedSender;

/// What became of one entry of a bulk.
record BulkEmailEntryResult(Status status, Optional<String> error, Optional<String> messageId) {
    static BulkEmailEntryResult of(TemplatedSender.Status status) {
        return switch (status) {
            case TemplatedSender.Status.Accepted accepted ->
                new BulkEmailEntryResult(
                        Status.SUCCESS,
                        Optional.empty(),
                        Optional.of(accepted.id().toString()));
            case TemplatedSender.Status.Refused refused ->
                new BulkEmailEntryResult(
                        Status.of(refused.why()), Optional.of(refused.why().getMessage()), Optional.empty());
            case TemplatedSender.Status.Unavailable unavailable ->
                new BulkEmailEntryResult(
                        Status.TRANSIENT_FAILURE, Optional.of("Service is temporarily unavailable."), Optional.empty());
        };
    }

    enum Status {
        SUCCESS,
        MESSAGE_REJECTED,
        MAIL_FROM_DOMAIN_NOT_VERIFIED,
        CONFIGURATION_SET_NOT_FOUND,
        TEMPLATE_NOT_FOUND,
        ACCOUNT_SUSPENDED,
        ACCOUNT_THROTTLED,
        ACCOUNT_DAILY_QUOTA_EXCEEDED,
        INVALID_SENDING_POOL_NAME,
        ACCOUNT_SENDING_PAUSED,
        CONFIGURATION_SET_SENDING_PAUSED,
        INVALID_PARAMETER,
        TRANSIENT_FAILURE,
        FAILED;

        private static Status of(SesException why) {
            return switch (why.error()) {
                case MESSAGE_REJECTED -> MESSAGE_REJECTED;
                case MAIL_FROM_DOMAIN_NOT_VERIFIED -> MAIL_FROM_DOMAIN_NOT_VERIFIED;
                case CONFIGURATION_SET_DOES_NOT_EXIST -> CONFIGURATION_SET_NOT_FOUND;
                case CONFIGURATION_SET_SENDING_PAUSED -> CONFIGURATION_SET_SENDING_PAUSED;
                case TEMPLATE_DOES_NOT_EXIST -> TEMPLATE_NOT_FOUND;
                case ACCOUNT_SENDING_PAUSED, SENDING_PAUSED -> ACCOUNT_SENDING_PAUSED;
                case ACCOUNT_SUSPENDED -> ACCOUNT_SUSPENDED;
                case INVALID_PARAMETER_VALUE -> INVALID_PARAMETER;
                case DAILY_QUOTA_EXCEEDED -> ACCOUNT_DAILY_QUOTA_EXCEEDED;
                case SENDING_RATE_EXCEEDED, THROTTLING -> ACCOUNT_THROTTLED;
                default -> FAILED;
            };
        }
    }
}
