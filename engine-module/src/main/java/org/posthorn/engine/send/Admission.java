package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Headline;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tag.Resource;

/// Whether a caller may send this, in SES's order and words as its users quote them, for all ways in: tags, account,
/// sending tenant, configuration set, lengths of addresses, list, grants, verified identities; the quota comes last,
/// when the message is ready, so that a refused one costs nothing. Safe for use by many threads.
@Singleton
final class Admission {
    private static final int NAMED_IDENTITIES = 10;

    private final Accounts accounts;
    private final Identities identities;
    private final SendAuthorization authorization;
    private final SetChoice sets;
    private final Unsubscription unsubscription;
    private final MailFromDomains mailFromDomains;
    private final TenantGate tenants;
    private final ReputationEntities reputation;
    private final SendQuota quota;
    private final InstantSource clock;

    @Inject
    Admission(
            Accounts accounts,
            Identities identities,
            SendingPolicies policies,
            ConfigurationSets sets,
            Unsubscription unsubscription,
            MailFromDomains mailFromDomains,
            TenantGate tenants,
            ReputationEntities reputation,
            SendQuota quota,
            InstantSource clock) {
        this.accounts = accounts;
        this.identities = identities;
        this.authorization = new SendAuthorization(identities, policies);
        this.sets = new SetChoice(sets, identities);
        this.unsubscription = unsubscription;
        this.mailFromDomains = mailFromDomains;
        this.tenants = tenants;
        this.reputation = reputation;
        this.quota = quota;
        this.clock = clock;
    }

    /// The caller's account, if it may send at all.
    ///
    /// @throws SesException ACCOUNT_SENDING_PAUSED
    Account activeAccount(Caller caller) {
        Account account = accounts.find(caller.tenant().accountId())
                .orElseThrow(() -> new IllegalStateException(
                        "no account " + caller.tenant().accountId()));
        if (!accounts.maySend(caller.tenant())) {
            throw new SesException(SesError.ACCOUNT_SENDING_PAUSED, "Account sending is disabled.");
        }
        return account;
    }

    /// Whether what names no configuration set may have that of its sender.
    ///
    /// @throws SesException CONFIGURATION_SET_SENDING_PAUSED, and when the set was deleted
    void checkStandingSet(Caller caller, Addressing addressing) {
        addressing
                .source()
                .map(text -> new Claim(Address.parse(text), addressing.arns().source()))
                .ifPresent(source -> sets.choose(caller, Optional.empty(), source));
    }

    /// Everything but the quota.
    ///
    /// @param operation by which it came: what events tell
    /// @throws SesException when SES would refuse it, in SES's words
    Admitted admit(Caller caller, String operation, Draft draft) {
        Tenant tenant = caller.tenant();
        Structure.checkTags(draft.tags());
        Account account = activeAccount(caller);
        Optional<ConfigurationSet> set =
                sets.choose(caller, draft.configurationSet(), draft.senders().getFirst());
        Optional<SendingTenant> sendingTenant = draft.sendingTenant()
                .map(use -> tenants.admit(tenant, use, draft.senders().getFirst(), set.map(ConfigurationSet::name)));
        draft.checkLengths();
        draft.list().ifPresent(use -> checkList(tenant, use, draft.recipients()));
        List<SendAuthorization.Grant> grants = grants(caller, operation, draft);
        checkVerified(tenant, account, grants, draft.recipients());
        SendAuthorization.Grant source = grants.getFirst();
        checkStanding(tenant, source, set);
        SendAuthorization.Grant author = grants.get(draft.senders().indexOf(draft.author()));
        return new Admitted(
                caller,
                account,
                draft.source(),
                draft.feedbackTo().bare(),
                draft.recipients(),
                draft.tags(),
                set,
                mailFromDomains.domainFor(source.owner(), source.address().bare()),
                new Origin(
                                operation,
                                caller.userArn(),
                                caller.sourceIp(),
                                source.identity(),
                                other(tenant, source.owner()),
                                other(tenant, author.owner()),
                                Optional.empty(),
                                draft.list())
                        .withSendingTenant(sendingTenant.map(SendingTenant::key))
                        .withHeadline(Headline.of(draft.author().address(), draft.subject())));
    }

    /// Only of the tenant that a message is sent for, for messages that are looked at one by one later.
    ///
    /// @throws SesException as [#admit] does for a tenant
    void checkTenant(Caller caller, Email email) {
        email.handling().sendingTenant().ifPresent(use -> {
            Addressing addressing = email.addressing();
            Claim source = new Claim(
                    Address.parse(addressing.source().orElse("")),
                    addressing.arns().source());
            tenants.admit(caller.tenant(), use, source, email.handling().configurationSet());
        });
    }

    /// Where in the order of SES this comes is a guess.
    private void checkStanding(Tenant tenant, SendAuthorization.Grant source, Optional<ConfigurationSet> set) {
        set.map(ConfigurationSet::name)
                .ifPresent(name -> reputation.checkMaySend(
                        tenant, new Resource(Resource.Type.CONFIGURATION_SET, name), "configuration set " + name));
        source.identity()
                .ifPresent(name -> reputation.checkMaySend(
                        source.owner(), new Resource(Resource.Type.IDENTITY, name), "identity " + name));
    }

    private static Optional<Tenant> other(Tenant caller, Tenant owner) {
        return owner.equals(caller) ? Optional.empty() : Optional.of(owner);
    }

    private List<SendAuthorization.Grant> grants(Caller caller, String operation, Draft draft) {
        SendAuthorization.Message message = new SendAuthorization.Message(
                draft.author().address(), draft.recipients(), draft.feedbackTo().bare());
        List<SendAuthorization.Grant> grants = List.of();
        for (String permission : permissions(caller, operation, draft)) {
            grants = draft.senders().stream()
                    .map(claim -> authorization.grant(
                            caller, permission, claim, () -> message.in(caller.context(clock.instant()))))
                    .toList();
        }
        return grants;
    }

    /// Who sends by SMTP needs the permission for raw mail (SES Developer Guide, "SMTP credentials"). API v2 has one
    /// operation for several of API v1's, and needs the permission of both (seen by users of its SDKs).
    private static List<String> permissions(Caller caller, String operation, Draft draft) {
        if (operation.equals(Sender.SMTP)) {
            return List.of("SendRawEmail");
        }
        if (caller.apiVersion() != 2) {
            return List.of(operation);
        }
        return switch (operation) {
            case "SendEmail" ->
                draft instanceof RawMessage ? List.of("SendEmail", "SendRawEmail") : List.of("SendEmail");
            case "SendTemplatedEmail" -> List.of("SendEmail", "SendTemplatedEmail");
            case "SendBulkTemplatedEmail" -> List.of("SendBulkEmail", "SendBulkTemplatedEmail");
            default -> List.of(operation);
        };
    }

    /// The text for too many recipients is a guess.
    private void checkList(Tenant tenant, ListUse use, List<Address> recipients) {
        unsubscription.check(tenant, use);
        if (recipients.size() != 1) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "A message with list management options can only have one recipient.");
        }
    }

    /// Every sender must be covered by a verified identity, and in the sandbox every recipient too, the simulator's
    /// apart; whose identity is used must be out of the sandbox too.
    private void checkVerified(
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
                if (!Admitted.isSimulator(recipient)) {
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

    /// Takes the quota and records a message; what could not be recorded costs nothing.
    ///
    /// @throws SesException DAILY_QUOTA_EXCEEDED, SENDING_RATE_EXCEEDED
    void withQuota(Admitted message, Runnable record) {
        int recipients = message.recipients().size();
        quota.take(message.account(), recipients, message.counted());
        try {
            record.run();
        } catch (RuntimeException e) {
            quota.giveBack(message.account(), recipients, message.counted());
            throw e;
        }
    }
}
