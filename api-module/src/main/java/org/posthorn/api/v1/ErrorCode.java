package org.posthorn.api.v1;

import org.posthorn.engine.SesError;

/// How API v1 names a reason: the text of `<Code>` and the HTTP status (SES API Reference, "Common Errors", and the
/// model's errors of each operation; `ApiModelTest` compares).
public record ErrorCode(String code, int httpStatus) {
    /// The name of a reason.
    ///
    /// Longer than 60 lines because it is one table, and the compiler misses a reason that is not in it.
    public static ErrorCode of(SesError reason) {
        return switch (reason) {
            case ACCESS_DENIED, TENANT_NOT_ASSOCIATED -> new ErrorCode("AccessDenied", 403);
            case ACCOUNT_SENDING_PAUSED, SENDING_PAUSED -> new ErrorCode("AccountSendingPausedException", 400);
            case ALREADY_EXISTS -> new ErrorCode("AlreadyExists", 400);
            case CANNOT_DELETE -> new ErrorCode("CannotDelete", 400);
            case CONFIGURATION_SET_ALREADY_EXISTS -> new ErrorCode("ConfigurationSetAlreadyExists", 400);
            case CONFIGURATION_SET_DOES_NOT_EXIST -> new ErrorCode("ConfigurationSetDoesNotExist", 400);
            case CONFIGURATION_SET_SENDING_PAUSED -> new ErrorCode("ConfigurationSetSendingPausedException", 400);
            case CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT ->
                new ErrorCode("CustomVerificationEmailInvalidContent", 400);
            case CUSTOM_VERIFICATION_EMAIL_TEMPLATE_ALREADY_EXISTS ->
                new ErrorCode("CustomVerificationEmailTemplateAlreadyExists", 400);
            case CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST ->
                new ErrorCode("CustomVerificationEmailTemplateDoesNotExist", 400);
            case DAILY_QUOTA_EXCEEDED, SENDING_RATE_EXCEEDED, THROTTLING -> new ErrorCode("Throttling", 400);
            case EVENT_DESTINATION_ALREADY_EXISTS -> new ErrorCode("EventDestinationAlreadyExists", 400);
            case EVENT_DESTINATION_DOES_NOT_EXIST -> new ErrorCode("EventDestinationDoesNotExist", 400);
            case EXPIRED_TOKEN -> new ErrorCode("ExpiredToken", 403);
            case FROM_EMAIL_ADDRESS_NOT_VERIFIED -> new ErrorCode("FromEmailAddressNotVerified", 400);
            case INCOMPLETE_SIGNATURE -> new ErrorCode("IncompleteSignature", 400);
            case INTERNAL_FAILURE -> new ErrorCode("InternalFailure", 500);
            case INVALID_ACTION -> new ErrorCode("InvalidAction", 400);
            case INVALID_CLIENT_TOKEN_ID -> new ErrorCode("InvalidClientTokenId", 403);
            case INVALID_CLOUD_WATCH_DESTINATION -> new ErrorCode("InvalidCloudWatchDestination", 400);
            case INVALID_CONFIGURATION_SET -> new ErrorCode("InvalidConfigurationSet", 400);
            case INVALID_DELIVERY_OPTIONS -> new ErrorCode("InvalidDeliveryOptions", 400);
            case INVALID_FIREHOSE_DESTINATION -> new ErrorCode("InvalidFirehoseDestination", 400);
            case INVALID_LAMBDA_FUNCTION -> new ErrorCode("InvalidLambdaFunction", 400);
            case INVALID_PARAMETER_COMBINATION -> new ErrorCode("InvalidParameterCombination", 400);
            // The last ones are API v2's: nothing that v1 asks for ends so.
            case INVALID_PARAMETER_VALUE,
                    ACCOUNT_SUSPENDED,
                    CONCURRENT_MODIFICATION,
                    CONFLICT,
                    INVALID_NEXT_TOKEN,
                    NOT_FOUND,
                    NO_TAG_KEYS -> new ErrorCode("InvalidParameterValue", 400);
            case INVALID_POLICY -> new ErrorCode("InvalidPolicy", 400);
            case INVALID_QUERY_PARAMETER -> new ErrorCode("InvalidQueryParameter", 400);
            case INVALID_RENDERING_PARAMETER -> new ErrorCode("InvalidRenderingParameter", 400);
            case INVALID_S3_CONFIGURATION -> new ErrorCode("InvalidS3Configuration", 400);
            case INVALID_SNS_DESTINATION -> new ErrorCode("InvalidSNSDestination", 400);
            case INVALID_SNS_TOPIC -> new ErrorCode("InvalidSnsTopic", 400);
            case INVALID_TEMPLATE -> new ErrorCode("InvalidTemplate", 400);
            case INVALID_TRACKING_OPTIONS -> new ErrorCode("InvalidTrackingOptions", 400);
            case LIMIT_EXCEEDED -> new ErrorCode("LimitExceeded", 400);
            case MAIL_FROM_DOMAIN_NOT_VERIFIED -> new ErrorCode("MailFromDomainNotVerifiedException", 400);
            case MALFORMED_INPUT -> new ErrorCode("MalformedInput", 400);
            case MALFORMED_QUERY_STRING -> new ErrorCode("MalformedQueryString", 404);
            case MESSAGE_REJECTED -> new ErrorCode("MessageRejected", 400);
            case MISSING_ACTION -> new ErrorCode("MissingAction", 400);
            case MISSING_AUTHENTICATION_TOKEN -> new ErrorCode("MissingAuthenticationToken", 403);
            case MISSING_PARAMETER -> new ErrorCode("MissingParameter", 400);
            case MISSING_RENDERING_ATTRIBUTE -> new ErrorCode("MissingRenderingAttribute", 400);
            case OPT_IN_REQUIRED -> new ErrorCode("OptInRequired", 403);
            case PRODUCTION_ACCESS_NOT_GRANTED -> new ErrorCode("ProductionAccessNotGranted", 400);
            case REQUEST_ENTITY_TOO_LARGE -> new ErrorCode("RequestEntityTooLarge", 413);
            case REQUEST_EXPIRED -> new ErrorCode("RequestExpired", 400);
            case RULE_DOES_NOT_EXIST -> new ErrorCode("RuleDoesNotExist", 400);
            case RULE_SET_DOES_NOT_EXIST -> new ErrorCode("RuleSetDoesNotExist", 400);
            case SERVICE_UNAVAILABLE -> new ErrorCode("ServiceUnavailable", 503);
            case SIGNATURE_DOES_NOT_MATCH -> new ErrorCode("SignatureDoesNotMatch", 403);
            case TEMPLATE_DOES_NOT_EXIST -> new ErrorCode("TemplateDoesNotExist", 400);
            case TRACKING_OPTIONS_ALREADY_EXISTS -> new ErrorCode("TrackingOptionsAlreadyExistsException", 400);
            case TRACKING_OPTIONS_DOES_NOT_EXIST -> new ErrorCode("TrackingOptionsDoesNotExistException", 400);
            case VALIDATION_ERROR -> new ErrorCode("ValidationError", 400);
        };
    }
}
