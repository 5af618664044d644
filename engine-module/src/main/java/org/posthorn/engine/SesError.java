package org.posthorn.engine;

/// Every error that a client of SES can see, with its wire code and HTTP status.
///
/// The first group are the common errors of the Query API (SES API Reference, "Common Errors"), the second those that
/// the
/// API model lists per operation. `ApiModelTest` compares the second group with the model.
public enum SesError {
    ACCESS_DENIED("AccessDenied", 403),
    EXPIRED_TOKEN("ExpiredToken", 403),
    INCOMPLETE_SIGNATURE("IncompleteSignature", 400),
    INTERNAL_FAILURE("InternalFailure", 500),
    INVALID_ACTION("InvalidAction", 400),
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
    INVALID_PARAMETER_COMBINATION("InvalidParameterCombination", 400),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
    INVALID_QUERY_PARAMETER("InvalidQueryParameter", 400),
    MALFORMED_INPUT("MalformedInput", 400),
    MALFORMED_QUERY_STRING("MalformedQueryString", 404),
    MISSING_ACTION("MissingAction", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403),
    MISSING_PARAMETER("MissingParameter", 400),
    OPT_IN_REQUIRED("OptInRequired", 403),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
    REQUEST_EXPIRED("RequestExpired", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
    THROTTLING("Throttling", 400),
    VALIDATION_ERROR("ValidationError", 400),

    ACCOUNT_SENDING_PAUSED("AccountSendingPausedException", 400),
    ALREADY_EXISTS("AlreadyExists", 400),
    CANNOT_DELETE("CannotDelete", 400),
    CONFIGURATION_SET_ALREADY_EXISTS("ConfigurationSetAlreadyExists", 400),
    CONFIGURATION_SET_DOES_NOT_EXIST("ConfigurationSetDoesNotExist", 400),
    CONFIGURATION_SET_SENDING_PAUSED("ConfigurationSetSendingPausedException", 400),
    CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT("CustomVerificationEmailInvalidContent", 400),
    CUSTOM_VERIFICATION_EMAIL_TEMPLATE_ALREADY_EXISTS("CustomVerificationEmailTemplateAlreadyExists", 400),
    CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST("CustomVerificationEmailTemplateDoesNotExist", 400),
    EVENT_DESTINATION_ALREADY_EXISTS("EventDestinationAlreadyExists", 400),
    EVENT_DESTINATION_DOES_NOT_EXIST("EventDestinationDoesNotExist", 400),
    FROM_EMAIL_ADDRESS_NOT_VERIFIED("FromEmailAddressNotVerified", 400),
    INVALID_CLOUD_WATCH_DESTINATION("InvalidCloudWatchDestination", 400),
    INVALID_CONFIGURATION_SET("InvalidConfigurationSet", 400),
    INVALID_DELIVERY_OPTIONS("InvalidDeliveryOptions", 400),
    INVALID_FIREHOSE_DESTINATION("InvalidFirehoseDestination", 400),
    INVALID_LAMBDA_FUNCTION("InvalidLambdaFunction", 400),
    INVALID_POLICY("InvalidPolicy", 400),
    INVALID_RENDERING_PARAMETER("InvalidRenderingParameter", 400),
    INVALID_S3_CONFIGURATION("InvalidS3Configuration", 400),
    INVALID_SNS_DESTINATION("InvalidSNSDestination", 400),
    INVALID_SNS_TOPIC("InvalidSnsTopic", 400),
    INVALID_TEMPLATE("InvalidTemplate", 400),
    INVALID_TRACKING_OPTIONS("InvalidTrackingOptions", 400),
    LIMIT_EXCEEDED("LimitExceeded", 400),
    MAIL_FROM_DOMAIN_NOT_VERIFIED("MailFromDomainNotVerifiedException", 400),
    MESSAGE_REJECTED("MessageRejected", 400),
    MISSING_RENDERING_ATTRIBUTE("MissingRenderingAttribute", 400),
    PRODUCTION_ACCESS_NOT_GRANTED("ProductionAccessNotGranted", 400),
    RULE_DOES_NOT_EXIST("RuleDoesNotExist", 400),
    RULE_SET_DOES_NOT_EXIST("RuleSetDoesNotExist", 400),
    TEMPLATE_DOES_NOT_EXIST("TemplateDoesNotExist", 400),
    TRACKING_OPTIONS_ALREADY_EXISTS("TrackingOptionsAlreadyExistsException", 400),
    TRACKING_OPTIONS_DOES_NOT_EXIST("TrackingOptionsDoesNotExistException", 400);

    private final String code;
    private final int httpStatus;

    SesError(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /// The text of the `<Code>` element.
    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// True when the caller is at fault (`<Type>Sender</Type>`), false for `Receiver`.
    public boolean senderFault() {
        return httpStatus < 500;
    }
}
