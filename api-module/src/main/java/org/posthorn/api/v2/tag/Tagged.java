package org.posthorn.api.v2.tag;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Finds the resource that an ARN names, as the tag operations do.
final class Tagged {
    private static final int ARN_PARTS = 6;

    private Tagged() {}

    /// @param act `tag`, `untag` or `list`
    /// @throws SesException in SES's order: INVALID_PARAMETER_VALUE for another account's, then another region's,
    ///     NOT_FOUND
    static Resource find(Tags tags, Caller caller, String arn, String act) {
        String[] parts = arn.split(":", ARN_PARTS);
        int slash = parts.length == ARN_PARTS ? parts[ARN_PARTS - 1].indexOf('/') : -1;
        if (slash < 0 || !parts[0].equals("arn") || !parts[2].equals("ses") || !Regions.isWellFormed(parts[3])) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Provided ARN is not in SES resource ARN format");
        }
        Tenant tenant = caller.tenant();
        if (!parts[4].equals(tenant.accountId())) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Operations on a resource created in a different account is not allowed");
        }
        String word = parts[5].substring(0, slash);
        String name = parts[5].substring(slash + 1);
        if (!parts[3].equals(tenant.region()) && !act.equals("list")) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Failed to " + act + " resource");
        }
        Optional<Resource> known = Resource.Type.of(word).map(type -> new Resource(type, name));
        return known.filter(resource -> tags.exists(tenant, resource))
                .orElseThrow(() -> new SesException(
                        SesError.NOT_FOUND,
                        "No " + known.map(resource -> resource.type().shape()).orElse(word) + " present with name: "
                                + (known.filter(resource -> resource.type() == Resource.Type.TENANT)
                                                .isPresent()
                                        ? tenantNamed(name)
                                        : name)));
    }

    /// Without a blank, as SES has it.
    private static String tenantNamed(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash) + "with tenantId: " + name.substring(slash + 1);
    }

    /// @param arn that [#find] took
    static String region(String arn) {
        return arn.split(":", ARN_PARTS)[3];
    }
}
