package org.posthorn.api.v1.receipt;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.ReceiptAction.AddHeader;
import org.posthorn.engine.settings.ReceiptAction.Bounce;
import org.posthorn.engine.settings.ReceiptAction.Encoding;
import org.posthorn.engine.settings.ReceiptAction.InvocationType;
import org.posthorn.engine.settings.ReceiptAction.Lambda;
import org.posthorn.engine.settings.ReceiptAction.S3;
import org.posthorn.engine.settings.ReceiptAction.Sns;
import org.posthorn.engine.settings.ReceiptAction.Stop;

/// One thing that is done with a message, as it is written in the API: one of the members says what.
///
/// Some components begin with a capital's small letter, such as `sNSAction`: so SES spells them in its texts.
record ReceiptAction(
        Optional<S3Action> s3Action,
        Optional<BounceAction> bounceAction,
        Optional<WorkmailAction> workmailAction,
        Optional<LambdaAction> lambdaAction,
        Optional<StopAction> stopAction,
        Optional<AddHeaderAction> addHeaderAction,
        Optional<SnsAction> sNSAction,
        Optional<ConnectAction> connectAction) {
    record S3Action(
            Optional<String> topicArn,
            String bucketName,
            Optional<String> objectKeyPrefix,
            Optional<String> kmsKeyArn,
            Optional<String> iamRoleArn) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            kmsKeyArn.ifPresent(arn -> {
                throw new SesException(
                        SesError.INVALID_S3_CONFIGURATION,
                        "Unable to use AWS KMS key: " + arn
                                + ". Messages are not encrypted here: leave KmsKeyArn out.");
            });
            return new S3(bucketName, objectKeyPrefix, iamRoleArn, topicArn);
        }
    }

    record BounceAction(
            Optional<String> topicArn,
            String smtpReplyCode,
            Optional<String> statusCode,
            String message,
            String sender) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            return new Bounce(smtpReplyCode, statusCode, message, sender, topicArn);
        }
    }

    record WorkmailAction(Optional<String> topicArn, String organizationArn) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "There is no Amazon WorkMail here, so no organization: " + organizationArn);
        }
    }

    record LambdaAction(Optional<String> topicArn, String functionArn, Optional<InvocationType> invocationType) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            return new Lambda(functionArn, invocationType.orElse(InvocationType.Event), topicArn);
        }
    }

    record StopAction(StopScope scope, Optional<String> topicArn) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            return new Stop(topicArn);
        }
    }

    /// The constants are the wire words.
    enum StopScope {
        RuleSet
    }

    record AddHeaderAction(String headerName, String headerValue) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            return new AddHeader(headerName, headerValue);
        }
    }

    record SnsAction(String topicArn, Optional<SnsEncoding> encoding) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            return new Sns(topicArn, encoding.orElse(SnsEncoding.UTF_8).setting);
        }
    }

    /// Told by its word on the wire.
    enum SnsEncoding {
        UTF_8(Encoding.UTF_8),
        BASE64(Encoding.BASE64);

        private final Encoding setting;

        SnsEncoding(Encoding setting) {
            this.setting = setting;
        }

        static SnsEncoding of(Encoding setting) {
            return switch (setting) {
                case UTF_8 -> UTF_8;
                case BASE64 -> BASE64;
            };
        }

        @Override
        public String toString() {
            return setting.wireName();
        }
    }

    record ConnectAction(String instanceARN, String iAMRoleARN) {
        org.posthorn.engine.settings.ReceiptAction toSetting() {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "There is no Amazon Connect here, so no instance: " + instanceARN);
        }
    }

    void constrain(Constraints constraints, String path) {
        s3Action.flatMap(S3Action::iamRoleArn).ifPresent(arn -> constraints.role(path + "s3Action.iamRoleArn", arn));
        connectAction.ifPresent(connect -> constraints.role(path + "connectAction.iAMRoleARN", connect.iAMRoleARN()));
    }

    /// @throws SesException INVALID_PARAMETER_VALUE unless it has exactly one member, and for what does not exist off
    ///     AWS; INVALID_S3_CONFIGURATION for encryption
    org.posthorn.engine.settings.ReceiptAction toSetting() {
        if (members().count() != 1) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Exactly one action type must be specified for each ReceiptAction");
        }
        return s3Action.map(S3Action::toSetting)
                .or(() -> bounceAction.map(BounceAction::toSetting))
                .or(() -> workmailAction.map(WorkmailAction::toSetting))
                .or(() -> lambdaAction.map(LambdaAction::toSetting))
                .or(() -> stopAction.map(StopAction::toSetting))
                .or(() -> addHeaderAction.map(AddHeaderAction::toSetting))
                .or(() -> sNSAction.map(SnsAction::toSetting))
                .or(() -> connectAction.map(ConnectAction::toSetting))
                .orElseThrow();
    }

    private Stream<?> members() {
        return List.of(
                        s3Action,
                        bounceAction,
                        workmailAction,
                        lambdaAction,
                        stopAction,
                        addHeaderAction,
                        sNSAction,
                        connectAction)
                .stream()
                .flatMap(Optional::stream);
    }

    static ReceiptAction of(org.posthorn.engine.settings.ReceiptAction action) {
        Optional<S3Action> s3 = Optional.empty();
        Optional<BounceAction> bounce = Optional.empty();
        Optional<LambdaAction> lambda = Optional.empty();
        Optional<StopAction> stop = Optional.empty();
        Optional<AddHeaderAction> addHeader = Optional.empty();
        Optional<SnsAction> sns = Optional.empty();
        switch (action) {
            case S3 a ->
                s3 = Optional.of(new S3Action(a.topicArn(), a.bucket(), a.prefix(), Optional.empty(), a.roleArn()));
            case Bounce a ->
                bounce = Optional.of(
                        new BounceAction(a.topicArn(), a.smtpReplyCode(), a.statusCode(), a.message(), a.sender()));
            case Lambda a ->
                lambda = Optional.of(new LambdaAction(a.topicArn(), a.functionArn(), Optional.of(a.invocationType())));
            case Stop a -> stop = Optional.of(new StopAction(StopScope.RuleSet, a.topicArn()));
            case AddHeader a -> addHeader = Optional.of(new AddHeaderAction(a.name(), a.value()));
            case Sns a -> sns = Optional.of(new SnsAction(a.arn(), Optional.of(SnsEncoding.of(a.encoding()))));
        }
        return new ReceiptAction(s3, bounce, Optional.empty(), lambda, stop, addHeader, sns, Optional.empty());
    }
}
