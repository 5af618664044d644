package org.posthorn.engine.send;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;

/// Whether a caller may send this, in SES's order and words (reference section c).
final class SendPolicy {
    /// The mailbox simulator's domain: its addresses need no verification and don't count against the 24 hours.
    static final String SIMULATOR_DOMAIN = "simulator.amazonses.com";

    private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern TAG_VALUE = Pattern.compile("[A-Za-z0-9_.@-]+");
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
        if (!accounts.maySend(caller.tenant())) {
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
            if (!FeedbackId.isTag(tag.name()) && !TAG_NAME.matcher(tag.name()).matches()) {
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

    /// The configuration set, if one is named.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, CONFIGURATION_SET_SENDING_PAUSED
    Optional<ConfigurationSet> configurationSet(Tenant tenant, Optional<String> name) {
        return name.map(given -> sets.forSending(tenant, given));
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
    /// apart; whose identity is used must be out of the sandbox too.
    void checkVerified(
            Tenant tenant, Account account, List<SendAuthorization.Grant> senders, List<Address> recipients) {
        Set<String> failed = new LinkedHashSet<>();
        Set<Tenant> sandboxes = new LinkedHashSet<>();
        if (account.sandbox()) {
            sandboxes.add(tenant);
        }
        for (SendAuthorization.Grant sender : senders) {
            addUnverified(sender.owner(), sender.address(), failed);
            if (!sender.owner().accountId().equals(account.id()) && isInSandbox(sender.owner())) {
                sandboxes.add(sender.owner());
            }
        }
        for (Tenant sandbox : sandboxes) {
            for (Address recipient : recipients) {
                if (!isSimulator(recipient)) {
                    addUnverified(sandbox, recipient, failed);
                }
            }
        }
        if (!failed.isEmpty()) {
            throw new SesException(
                    SesError.MESSAGE_REJECTED,
                    "Email address is not verified. The following identities failed the check in region "
                            + tenant.region().toUpperCase(Locale.ROOT) + ": "
                            + String.join(
                                    ", ",
                                    failed.stream().limit(NAMED_IDENTITIES).toList())
                            + (failed.size() > NAMED_IDENTITIES ? "..." : ""));
        }
    }

    private boolean isInSandbox(Tenant owner) {
        return accounts.find(owner.accountId()).filter(Account::sandbox).isPresent();
    }

    private void addUnverified(Tenant tenant, Address address, Set<String> failed) {
        if (identities.covering(tenant, address.bare()).isEmpty()) {
            failed.add(address.original());
        }
    }

    /// @throws SesException THROTTLING
    void takeQuota(Account account, List<Address> recipients) {
        quota.take(account, recipients.size(), counted(recipients));
    }

    void giveBackQuota(Account account, List<Address> recipients) {
        quota.giveBack(account, recipients.size(), counted(recipients));
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
