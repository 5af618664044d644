package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.dkim.KeyChoice;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;

@Help("Gives a domain its DKIM keys, and looks for their records from then on; the same keys again when it has some, or"
        + " others when their length or a key of the owner's is given. identity/dns tells the records.")
public final class IdentityMakeDkim implements Command<IdentityMakeDkim.Request, IdentityMakeDkim.Answer> {
    /// @param bits of each key that is made: 1024 or 2048
    /// @param selector of a key that the owner of the domain made
    /// @param privateKey that key: RSA, in PKCS #8 or PKCS #1, in base64
    public record Request(
            String name,
            String account,
            Optional<String> region,
            Optional<Integer> bits,
            Optional<String> selector,
            Optional<String> privateKey) {
        /// Never the key.
        @Override
        public String toString() {
            return "Request[" + name + ", " + account + ", " + region + ", " + bits + ", " + selector + "]";
        }
    }

    public record Answer(String name, List<String> selectors) {}

    private static final int SELECTOR_CHARS = 63;

    private final DkimSettings dkim;
    private final Identities identities;
    private final Tenants tenants;

    @Inject
    public IdentityMakeDkim(DkimSettings dkim, Identities identities, Tenants tenants) {
        this.dkim = dkim;
        this.identities = identities;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        String name = asked.name().toLowerCase(Locale.ROOT);
        Optional<KeyChoice> choice = choice(asked);
        if (choice.isEmpty()) {
            return new Answer(name, dkim.verifyDomain(tenant, name));
        }
        if (name.contains("@")) {
            throw AdminRefusal.wrong(name + " is no domain");
        }
        if (identities.find(tenant, name).isEmpty()) {
            identities.verifyDomain(tenant, name);
        }
        return new Answer(name, dkim.change(tenant, name, choice.get()).tokens());
    }

    private static Optional<KeyChoice> choice(Request asked) {
        if (asked.selector().isPresent() != asked.privateKey().isPresent()) {
            throw AdminRefusal.wrong("a selector and a private key go together");
        }
        if (asked.selector().isPresent()) {
            String selector = asked.selector().get();
            if (asked.bits().isPresent()) {
                throw AdminRefusal.wrong("a key that is given has its length");
            }
            if (selector.isEmpty()
                    || selector.length() > SELECTOR_CHARS
                    || !selector.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-'))) {
                throw AdminRefusal.wrong("a selector is 1 to " + SELECTOR_CHARS + " letters, digits and hyphens");
            }
            return Optional.of(KeyChoice.Given.read(selector, asked.privateKey().orElseThrow()));
        }
        if (asked.bits()
                .filter(bits -> bits != KeyChoice.LEAST_BITS && bits != KeyChoice.MOST_BITS)
                .isPresent()) {
            throw AdminRefusal.wrong(
                    "keys are made with " + KeyChoice.LEAST_BITS + " or " + KeyChoice.MOST_BITS + " bits");
        }
        return asked.bits().map(bits -> new KeyChoice.Ours(Optional.of(bits)));
    }
}
