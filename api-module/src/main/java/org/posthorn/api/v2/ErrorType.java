package org.posthorn.api.v2;

import org.posthorn.engine.SesError;

/// How API v2 names a reason: the header `x-amzn-ErrorType` and the HTTP status (the model's errors; for the front end,
/// what its SDKs know). What v1 tells apart by codes is mostly `BadRequestException` here.
record ErrorType(String name, int httpStatus) {
    private static final ErrorType BAD_REQUEST = new ErrorType("BadRequestException", 400);
    private static final ErrorType NOT_FOUND = new ErrorType("NotFoundException", 404);
    private static final ErrorType ALREADY_EXISTS = new ErrorType("AlreadyExistsException", 400);
    private static final ErrorType TOO_MANY_REQUESTS = new ErrorType("TooManyRequestsException", 429);
    private static final ErrorType PAUSED = new ErrorType("SendingPausedException", 400);
    private static final ErrorType INVALID_SIGNATURE = new ErrorType("InvalidSignatureException", 403);

    /// Longer than 60 lines because it is one table, without a default.
    static ErrorType of(SesError reason) {
        return switch (reason) {
            case ACCESS_DENIED, OPT_IN_REQUIRED, TENANT_NOT_ASSOCIATED -> new ErrorType("AccessDeniedException", 403);
            case ACCOUNT_SENDING_PAUSED, CONFIGURATION_SET_SENDING_PAUSED, SENDING_PAUSED -> PAUSED;
            case ACCOUNT_SUSPENDED -> new ErrorType("AccountSuspendedException", 400);
            case ALREADY_EXISTS,
                    CONFIGURATION_SET_ALREADY_EXISTS,
                    CUSTOM_VERIFICATION_EMAIL_TEMPLATE_ALREADY_EXISTS,
                    EVENT_DESTINATION_ALREADY_EXISTS,
                    TRACKING_OPTIONS_ALREADY_EXISTS -> ALREADY_EXISTS;
            case CONCURRENT_MODIFICATION -> new ErrorType("ConcurrentModificationException", 500);
            case CONFIGURATION_SET_DOES_NOT_EXIST,
                    CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST,
                    EVENT_DESTINATION_DOES_NOT_EXIST,
                    FROM_EMAIL_ADDRESS_NOT_VERIFIED,
                    NOT_FOUND,
                    RULE_DOES_NOT_EXIST,
                    RULE_SET_DOES_NOT_EXIST,
                    TEMPLATE_DOES_NOT_EXIST,
                    TRACKING_OPTIONS_DOES_NOT_EXIST -> NOT_FOUND;
            case CONFLICT -> new ErrorType("ConflictException", 409);
            case DAILY_QUOTA_EXCEEDED, SENDING_RATE_EXCEEDED, THROTTLING -> TOO_MANY_REQUESTS;
            case EXPIRED_TOKEN -> new ErrorType("ExpiredTokenException", 403);
            case INCOMPLETE_SIGNATURE -> new ErrorType("IncompleteSignatureException", 400);
            case INTERNAL_FAILURE -> new ErrorType("InternalServiceErrorException", 500);
            case INVALID_ACTION -> new ErrorType("UnknownOperationException", 404);
            case INVALID_CLIENT_TOKEN_ID -> new ErrorType("UnrecognizedClientException", 403);
            case INVALID_NEXT_TOKEN -> new ErrorType("InvalidNextTokenException", 400);
            case LIMIT_EXCEEDED -> new ErrorType("LimitExceededException", 400);
            case MAIL_FROM_DOMAIN_NOT_VERIFIED -> new ErrorType("MailFromDomainNotVerifiedException", 400);
            case MALFORMED_INPUT, MALFORMED_QUERY_STRING -> new ErrorType("SerializationException", 400);
            case MESSAGE_REJECTED -> new ErrorType("MessageRejected", 400);
            case MISSING_AUTHENTICATION_TOKEN -> new ErrorType("MissingAuthenticationTokenException", 403);
            case NO_TAG_KEYS -> new ErrorType("ValidationException", 400);
            case REQUEST_ENTITY_TOO_LARGE -> new ErrorType("RequestEntityTooLargeException", 413);
            case REQUEST_EXPIRED, SIGNATURE_DOES_NOT_MATCH -> INVALID_SIGNATURE;
            case SERVICE_UNAVAILABLE -> new ErrorType("ServiceUnavailable", 503);
            case CANNOT_DELETE,
                    CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT,
                    INVALID_CLOUD_WATCH_DESTINATION,
                    INVALID_CONFIGURATION_SET,
                    INVALID_DELIVERY_OPTIONS,
                    INVALID_FIREHOSE_DESTINATION,
                    INVALID_LAMBDA_FUNCTION,
                    INVALID_PARAMETER_COMBINATION,
                    INVALID_PARAMETER_VALUE,
                    INVALID_POLICY,
                    INVALID_QUERY_PARAMETER,
                    INVALID_RENDERING_PARAMETER,
                    INVALID_S3_CONFIGURATION,
                    INVALID_SNS_DESTINATION,
                    INVALID_SNS_TOPIC,
                    INVALID_TEMPLATE,
                    INVALID_TRACKING_OPTIONS,
                    MISSING_ACTION,
                    MISSING_PARAMETER,
                    MISSING_RENDERING_ATTRIBUTE,
                    PRODUCTION_ACCESS_NOT_GRANTED,
                    VALIDATION_ERROR -> BAD_REQUEST;
        };
    }
}
