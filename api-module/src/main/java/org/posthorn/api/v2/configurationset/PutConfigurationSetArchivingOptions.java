package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.InPath;

/// Sets where copies of the messages of a configuration set are kept: nowhere.
///
/// Differs from SES: an archive is refused, since Mail Manager, which makes archives, is another API.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetArchivingOptions.html
@Route(method = "PUT", path = "/configuration-sets/{ConfigurationSetName}/archiving-options")
final class PutConfigurationSetArchivingOptions
        implements Action<PutConfigurationSetArchivingOptions.Request, NoResult> {
    record Request(
            @InPath String configurationSetName,
            @Bounds(min = 20, max = 1_011) Optional<String> archiveArn) {}

    private final ConfigurationSets sets;

    PutConfigurationSetArchivingOptions(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        ArchivingOptions.check(request.archiveArn());
        sets.get(caller.tenant(), SetName.check(request.configurationSetName()));
        return NoResult.NO_RESULT;
    }
}
