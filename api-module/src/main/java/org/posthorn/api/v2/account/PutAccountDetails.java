package org.posthorn.api.v2.account;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.settings.AccountPreferences;

/// Says who the account is, and may ask to leave the sandbox.
///
/// Differs from SES: the operator lets it out (`posthorn account update --sandbox false`); until then the review is
/// pending, as it is at SES while people look at it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html
@Route(method = "POST", path = "/account/details")
final class PutAccountDetails implements Action<PutAccountDetails.Request, NoResult> {
    private static final int LEAST_CONTACT_CHARS = 6;
    private static final int MOST_CONTACT_CHARS = 254;

    record Request(
            AccountDetails.MailType mailType,
            @Bounds(min = 1, max = 1000) String websiteURL,

            Optional<AccountDetails.ContactLanguage> contactLanguage,

            @Bounds(max = 5000) Optional<String> useCaseDescription,

            @Bounds(min = 1, max = 4) List<String> additionalContactEmailAddresses,

            Optional<Boolean> productionAccessEnabled) {}

    private final Accounts accounts;
    private final Preferences preferences;
    private final InstantSource clock;

    PutAccountDetails(Accounts accounts, Preferences preferences, InstantSource clock) {
        this.accounts = accounts;
        this.preferences = preferences;
        this.clock = clock;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!request.additionalContactEmailAddresses().stream().allMatch(PutAccountDetails::isContact)) {
            throw invalid("1 validation error detected: Value at 'additionalContactEmailAddresses' failed to satisfy"
                    + " constraint: Member must satisfy constraint: [Member must have length less than or equal to 254,"
                    + " Member must have length greater than or equal to 6, Member must satisfy regular expression"
                    + " pattern: ^(.+)@(.+)$]");
        }
        checkUrl(request.websiteURL());
        preferences.describe(
                accounts.find(caller.tenant().accountId())
                        .orElseThrow(() -> new IllegalStateException("a caller without an account")),
                caller.tenant(),
                new AccountPreferences.Details(
                        request.mailType().name(),
                        request.websiteURL(),
                        request.contactLanguage().map(Enum::name),
                        request.useCaseDescription(),
                        request.additionalContactEmailAddresses(),
                        request.productionAccessEnabled().filter(asked -> asked).map(asked -> clock.instant())));
        return NoResult.NO_RESULT;
    }

    private static boolean isContact(String address) {
        int at = address.lastIndexOf('@');
        return at > 0
                && at < address.length() - 1
                && address.length() >= LEAST_CONTACT_CHARS
                && address.length() <= MOST_CONTACT_CHARS;
    }

    /// What SES takes for a URL is not known: this refuses what has no form of one, or is of no web site.
    private static void checkUrl(String text) {
        try {
            String scheme = new URI(text).getScheme();
            if (scheme == null || scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below: the caller's text is at fault.
        }
        throw invalid("Url contains invalid format");
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
