package org.posthorn.api.v2.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.codec.Violations;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.Identity;

/// Lists identities in pages, whatever their status.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html
@Route(method = "POST", path = "/list-identities")
@Route(method = "GET", path = "/identities")
final class ListEmailIdentities implements Action<ListEmailIdentities.Request, ListEmailIdentities.Response> {
    private static final Paging PAGING = new Paging(
            "identity",
            25,
            1000,
            size -> "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
            token -> "Invalid NextToken <" + token + ">.");

    /// Older SDKs, which call it by `GET`, have no filter.
    record Request(Map<String, String> filter, Optional<String> nextToken, Optional<Integer> pageSize) {}

    record Response(List<IdentityInfo> emailIdentities, Optional<String> nextToken) {}

    record IdentityInfo(Kind identityType, String identityName, boolean sendingEnabled, Status verificationStatus) {
        static IdentityInfo of(Identity identity) {
            return new IdentityInfo(
                    Kind.of(identity.type()), identity.name(), identity.isVerified(), Status.of(identity.status()));
        }
    }

    enum FilterKey {
        IDENTITY_NAME_CONTAINS,
        IDENTITY_TYPE,
        VERIFICATION_STATUS
    }

    private final Identities identities;

    ListEmailIdentities(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        check(request.filter());
        Paging.Page<IdentityInfo> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> identities.list(
                                caller.tenant(), identity -> isWanted(identity, request.filter()), after, max),
                        Identity::name)
                .map(IdentityInfo::of);
        return new Response(page.items(), page.nextToken());
    }

    /// The texts of values are guesses.
    private static void check(Map<String, String> filter) {
        if (filter.keySet().stream()
                .anyMatch(key -> Arrays.stream(FilterKey.values())
                        .noneMatch(known -> known.name().equals(key)))) {
            Violations violations = new Violations(Violations.Style.V2);
            violations.keyNotOneOf(FilterKey.values(), "filter");
            violations.throwIfAny();
        }
        checkWord(filter, FilterKey.IDENTITY_TYPE, Kind.values(), "identity type");
        checkWord(filter, FilterKey.VERIFICATION_STATUS, Status.values(), "verification status");
    }

    private static void checkWord(Map<String, String> filter, FilterKey key, Enum<?>[] words, String what) {
        String word = filter.get(key.name());
        if (word != null && Arrays.stream(words).noneMatch(known -> known.name().equals(word))) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid " + what + " <" + word + ">.");
        }
    }

    /// All that is asked for; a part of a name in any case, which is a guess.
    private static boolean isWanted(Identity identity, Map<String, String> filter) {
        return filter.entrySet().stream().allMatch(wanted -> switch (FilterKey.valueOf(wanted.getKey())) {
            case IDENTITY_NAME_CONTAINS ->
                identity.name()
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted.getValue().toLowerCase(Locale.ROOT));
            case IDENTITY_TYPE -> Kind.of(identity.type()).name().equals(wanted.getValue());
            case VERIFICATION_STATUS -> Status.of(identity.status()).name().equals(wanted.getValue());
        });
    }
}
