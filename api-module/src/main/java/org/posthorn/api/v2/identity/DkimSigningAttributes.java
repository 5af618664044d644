package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.codec.Violations;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dkim.KeyChoice;
import org.posthorn.engine.record.Bounds;

/// What keys a domain is to have: some of ours, or one of its owner's.
record DkimSigningAttributes(
        @Bounds(min = 1, max = 63) Optional<String> domainSigningSelector,
        @Bounds(min = 1, max = 20_480) Optional<String> domainSigningPrivateKey,
        Optional<DkimSigningKeyLength> nextSigningKeyLength,
        Optional<DkimSigningAttributesOrigin> domainSigningAttributesOrigin) {
    private static final String SELECTOR = "^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9]))$";
    private static final String BASE64 = "^[a-zA-Z0-9+\\/]+={0,2}$";

    static final DkimSigningAttributes NONE =
            new DkimSigningAttributes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Never the key.
    @Override
    public String toString() {
        return "DkimSigningAttributes[" + domainSigningSelector + ", " + nextSigningKeyLength + "]";
    }

    /// Those of an identity that is new: whose keys they are follows from what is given.
    ///
    /// @throws SesException as [#choice(DkimSigningAttributesOrigin, String)]
    KeyChoice choice(String path) {
        boolean given = domainSigningSelector.isPresent() || domainSigningPrivateKey.isPresent();
        return choice(
                domainSigningAttributesOrigin.orElse(
                        given ? DkimSigningAttributesOrigin.EXTERNAL : DkimSigningAttributesOrigin.AWS_SES),
                path);
    }

    /// @param path of this member, for what breaks its constraints
    /// @throws SesException VALIDATION_ERROR; INVALID_PARAMETER_VALUE for what does not go together, and for a key that
    ///     is none: these texts are guesses
    KeyChoice choice(DkimSigningAttributesOrigin origin, String path) {
        Violations violations = new Violations(Violations.Style.V2);
        if (domainSigningSelector.filter(text -> !isSelector(text)).isPresent()) {
            violations.unlike(SELECTOR, path + ".domainSigningSelector");
        }
        if (domainSigningPrivateKey.filter(text -> !isBase64(text)).isPresent()) {
            violations.unlike(BASE64, path + ".domainSigningPrivateKey");
        }
        violations.throwIfAny();
        boolean ofSigner = domainSigningSelector.isPresent() || domainSigningPrivateKey.isPresent();
        if (ofSigner && nextSigningKeyLength.isPresent()) {
            throw invalid("NextSigningKeyLength can't be specified together with DomainSigningSelector and"
                    + " DomainSigningPrivateKey.");
        }
        return switch (origin) {
            case AWS_SES -> {
                if (ofSigner) {
                    throw invalid("DomainSigningSelector and DomainSigningPrivateKey can only be specified for the"
                            + " origin EXTERNAL.");
                }
                yield new KeyChoice.Ours(nextSigningKeyLength.map(DkimSigningKeyLength::bits));
            }
            case EXTERNAL -> {
                if (domainSigningSelector.isEmpty() || domainSigningPrivateKey.isEmpty()) {
                    throw invalid("Both DomainSigningSelector and DomainSigningPrivateKey must be specified.");
                }
                yield KeyChoice.Given.read(domainSigningSelector.get(), domainSigningPrivateKey.get());
            }
            default ->
                throw invalid("The signing attributes origin " + origin + " is not available: there is no other region"
                        + " to take keys from.");
        };
    }

    private static boolean isSelector(String text) {
        return text.chars().allMatch(c -> isAsciiAlphanumeric(c) || c == '-')
                && !text.startsWith("-")
                && !text.endsWith("-");
    }

    private static boolean isBase64(String text) {
        int end = text.length();
        for (int i = 0; i < 2 && end > 0 && text.charAt(end - 1) == '='; i++) {
            end--;
        }
        return end > 0 && text.chars().limit(end).allMatch(c -> isAsciiAlphanumeric(c) || c == '+' || c == '/');
    }

    private static boolean isAsciiAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
