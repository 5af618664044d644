package org.posthorn.engine.tenant;

import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.tag.Resource;

/// `arn:{partition}:{service}:{region}:{account}:{type}/{name}`, in its parts.
record ResourceArn(String service, String region, String accountId, String type, String name) {
    private static final int PARTS = 6;

    /// Empty for what has not the form of an ARN. An ARN without a type has an empty one.
    private static Optional<ResourceArn> parse(String text) {
        String[] parts = new String[PARTS];
        int from = 0;
        for (int i = 0; i < PARTS - 1; i++) {
            int colon = text.indexOf(':', from);
            if (colon < 0) {
                return Optional.empty();
            }
            parts[i] = text.substring(from, colon);
            from = colon + 1;
        }
        if (!"arn".equals(parts[0])) {
            return Optional.empty();
        }
        String rest = text.substring(from);
        int slash = rest.indexOf('/');
        return Optional.of(new ResourceArn(
                parts[2],
                parts[3],
                parts[4],
                slash < 0 ? "" : rest.substring(0, slash),
                slash < 0 ? "" : rest.substring(slash + 1)));
    }

    /// The resource of an account that can be one of a sending tenant's; whether it exists is another question.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text, in its order
    static Resource resource(Tenant owner, String text) {
        ResourceArn arn = parse(text)
                .filter(parsed -> parsed.service().equals("ses"))
                .orElseThrow(() -> invalid("Provided resource identifier is not an SES resource"));
        if (arn.type().isEmpty() || arn.name().isEmpty()) {
            throw invalid("Provided ARN is not in SES resource ARN format");
        }
        Resource.Type type = Resource.Type.of(arn.type())
                .filter(TenantAssociations.TYPES::contains)
                .orElseThrow(() -> invalid("Unsupported resource type: " + arn.type()));
        if (!arn.region().equals(owner.region())) {
            throw invalid("Resource <" + text + "> must be in the same region");
        }
        if (!arn.accountId().equals(owner.accountId())) {
            throw invalid("Resource <" + text + "> must be in the same account");
        }
        boolean isDomain = type == Resource.Type.IDENTITY && arn.name().indexOf('@') < 0;
        return new Resource(type, isDomain ? arn.name().toLowerCase(Locale.ROOT) : arn.name());
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
