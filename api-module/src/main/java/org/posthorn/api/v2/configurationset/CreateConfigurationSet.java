package org.posthorn.api.v2.configurationset;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.api.v2.Tag;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.settings.ConfigurationSet;

/// Makes a configuration set with all its options, or nothing.
///
/// Its bounces and complaints are metrics of their own unless it says otherwise; those of sets that API v1 makes are
/// not.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html
@Route(method = "POST", path = "/configuration-sets")
final class CreateConfigurationSet implements Action<CreateConfigurationSet.Request, NoResult> {
    record Request(
            String configurationSetName,
            Optional<TrackingOptions> trackingOptions,
            Optional<DeliveryOptions> deliveryOptions,
            Optional<ReputationOptions> reputationOptions,
            Optional<SendingOptions> sendingOptions,
            List<Tag> tags,
            Optional<SuppressionOptions> suppressionOptions,
            Optional<VdmOptions> vdmOptions,
            Optional<ArchivingOptions> archivingOptions,
            Optional<MessageSecurityOptions> messageSecurityOptions) {}

    private final ConfigurationSets sets;
    private final InstantSource clock;

    CreateConfigurationSet(ConfigurationSets sets, InstantSource clock) {
        this.sets = sets;
        this.clock = clock;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        SetName.check(request.configurationSetName());
        ConfigurationSet made = made(request, caller);
        try {
            sets.create(caller.tenant(), made, Tag.toMap(request.tags()));
        } catch (SesException e) {
            // API v1 has the name in brackets.
            throw e.error() == SesError.CONFIGURATION_SET_ALREADY_EXISTS
                    ? new SesException(e.error(), "Configuration set " + made.name() + " already exists.")
                    : e;
        }
        return NoResult.NO_RESULT;
    }

    private ConfigurationSet made(Request request, Caller caller) {
        request.archivingOptions().ifPresent(options -> ArchivingOptions.check(options.archiveArn()));
        ConfigurationSet set = ConfigurationSet.named(request.configurationSetName())
                .withReputationMetrics(request.reputationOptions()
                        .map(options -> options.reputationMetricsEnabled().orElse(false))
                        .orElse(true))
                .withSending(
                        request.sendingOptions()
                                .map(options -> options.sendingEnabled().orElse(false))
                                .orElse(true),
                        clock.instant());
        if (request.trackingOptions().isPresent()) {
            set = request.trackingOptions().get().checked(sets, caller.tenant()).in(set);
        }
        if (request.deliveryOptions().isPresent()) {
            set = request.deliveryOptions()
                    .get()
                    .checked(sets, caller.tenant(), "deliveryOptions.")
                    .in(set);
        }
        if (request.suppressionOptions().isPresent()) {
            set = request.suppressionOptions().get().checked().in(set);
        }
        if (request.messageSecurityOptions().isPresent()) {
            set = request.messageSecurityOptions().get().checked().in(set);
        }
        return request.vdmOptions().isPresent() ? VdmOptions.in(set, request.vdmOptions()) : set;
    }
}
