package org.posthorn.engine.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;

/// Whether a caller may send this, in SES's order and words (reference section c).
final class SendPolicy {
    /// The mailbox simulator's domain: its addresses need no verification and don't count against the 24 hours.
    static final String SIMULATOR_DOMAIN = "simulator.amazonses.com";

    private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern TAG_VALUE = Pattern.compile("[A-Za-z0-9_.@-]+");
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:ses:([^:]*):(\\d{12}):identity/(.+)");
    private static final int NAMED_IDENTITIES = 10;

    private final Accounts accounts;
    private final Identities identities;
    private final ConfigurationSets sets;
    private final SendQuota quota;

    SendPolicy(Accounts accounts, Identities identities, ConfigurationSets sets, SendQuota quota) {
        this.accounts = accounts;
        this.identities = identities;
        this.sets = sets;
        this.quota = quota;
    }

    /// The caller's account, if it may send at all.
    Account activeAccount(Caller caller) {
        Account account = accounts.find(caller.tenant().accountId())
                .orElseThrow(() -> new IllegalStateException(
                        "no account " + caller.tenant().accountId()));
        if (!account.sendingEnabled()) {
            throw new SesException(SesError.ACCOUNT_SENDING_PAUSED, "Account sending is disabled.");
        }
        return account;
    }

    static void checkTags(List<MessageTag> tags) {
        if (tags.size() > Limits.TAGS) {
            throw invalid("The number of tags cannot exceed " + Limits.TAGS + ".");
        }
        for (MessageTag tag : tags) {
            if (tag.name().isEmpty()) {
                throw invalid("The tag name must be specified.");
            }
            if (tag.value().isEmpty()) {
                throw invalid("The tag value must be specified.");
            }
            if (tag.name().length() > Limits.TAG_CHARS) {
                throw invalid("Tag name cannot exceed " + Limits.TAG_CHARS + " characters.");
            }
            boolean reserved =
                    tag.name().equals("ses:feedback-id-a") || tag.name().equals("ses:feedback-id-b");
            if (!reserved && !TAG_NAME.matcher(tag.name()).matches()) {
                throw invalid("Invalid tag name <" + tag.name()
                        + ">: only alphanumeric ASCII characters, '_',  '-' are allowed.");
            }
            if (tag.value().length() > Limits.TAG_CHARS) {
                throw invalid("Tag value cannot exceed " + Limits.TAG_CHARS + " characters.");
            }
            if (!TAG_VALUE.matcher(tag.value()).matches()) {
                throw invalid("Invalid tag value <" + tag.value()
                        + ">: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.");
            }
        }
    }

    /// Whether the configuration set, if one is named, forbids plain text.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, CONFIGURATION_SET_SENDING_PAUSED
    boolean requiresTls(Tenant tenant, Optional<String> configurationSet) {
        return configurationSet
                .map(name -> sets.forSending(tenant, name).requiresTls())
                .orElse(false);
    }

    /// An ARN names the identity that one sends for. The caller's own needs no policy; another account's would, and
    /// none can
    /// be written yet, so it is refused as SES refuses it without one.
    void checkArn(Caller caller, String operation, Optional<String> arn, Address address) {
        if (arn.isEmpty()) {
            return;
        }
        var matcher = ARN.matcher(arn.get());
        if (!matcher.matches()) {
            throw invalid("Invalid ARN <" + arn.get() + ">.");
        }
        Tenant owner = new Tenant(matcher.group(2), matcher.group(1));
        String identity = matcher.group(3).toLowerCase(Locale.ROOT);
        String domain = address.domain();
        boolean belongs =
                address.bare().equalsIgnoreCase(identity) || domain.equals(identity) || domain.endsWith("." + identity);
        if (!owner.equals(caller.tenant()) || !belongs) {
            throw new SesException(
                    SesError.ACCESS_DENIED,
                    "User `" + caller.userArn() + "' is not authorized to perform `ses:" + operation + "' on resource `"
                            + arn.get() + "'");
        }
    }

    static void checkRecipientCount(int count) {
        if (count == 0) {
            throw invalid("Missing required header 'To'.");
        }
        if (count > Limits.RECIPIENTS) {
            throw invalid("Recipient count exceeds " + Limits.RECIPIENTS + ".");
        }
    }

    static void checkSize(long sizeBytes, int limitBytes) {
        if (sizeBytes > limitBytes) {
            throw invalid("Message length is more than " + limitBytes + " bytes long: '" + sizeBytes + "'.");
        }
    }

    /// Every sender must be covered by a verified identity, and in the sandbox every recipient too, the simulator's
    /// apart.
    void checkVerified(Tenant tenant, Account account, List<Address> senders, List<Address> recipients) {
        List<String> failed = new ArrayList<>();
        for (Address sender : senders) {
            addUnverified(tenant, sender, failed);
        }
        if (account.sandbox()) {
            for (Address recipient : recipients) {
                if (!isSimulator(recipient)) {
                    addUnverified(tenant, recipient, failed);
                }
            }
        }
        if (!failed.isEmpty()) {
            List<String> named = failed.subList(0, Math.min(failed.size(), NAMED_IDENTITIES));
            throw new SesException(
                    SesError.MESSAGE_REJECTED,
                    "Email address is not verified. The following identities failed the check in region "
                            + tenant.region().toUpperCase(Locale.ROOT) + ": " + String.join(", ", named)
                            + (failed.size() > NAMED_IDENTITIES ? "..." : ""));
        }
    }

    private void addUnverified(Tenant tenant, Address address, List<String> failed) {
        if (identities.covering(tenant, address.bare()).isEmpty()) {
            failed.add(address.original());
        }
    }

    /// @throws SesException THROTTLING
    void takeQuota(Tenant tenant, Account account, List<Address> recipients) {
        quota.take(tenant, account, recipients.size(), counted(recipients));
    }

    void giveBackQuota(Tenant tenant, List<Address> recipients) {
        quota.giveBack(tenant, recipients.size(), counted(recipients));
    }

    /// Recipients that count against the 24 hours.
    static int counted(List<Address> recipients) {
        return (int)
                recipients.stream().filter(address -> !isSimulator(address)).count();
    }

    private static boolean isSimulator(Address address) {
        return address.domain().equals(SIMULATOR_DOMAIN);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
