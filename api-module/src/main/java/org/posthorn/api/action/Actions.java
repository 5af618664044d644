package org.posthorn.api.action;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.dkim.DkimSettings;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.send.SendQuota;
import org.posthorn.engine.send.Sender;

/// The operations that Posthorn answers, in the order of the SES API Reference.
public final class Actions {
    private final Map<String, Operation<?, ?>> operations;

    public Actions(
            Sender sender,
            Identities identities,
            Accounts accounts,
            SendQuota quota,
            ConfigurationSets sets,
            DkimSettings dkim) {
        operations = Stream.<Operation<?, ?>>of(
                        Operation.of(CreateConfigurationSet.Request.class, new CreateConfigurationSet(sets)),
                        Operation.of(DeleteConfigurationSet.Request.class, new DeleteConfigurationSet(sets)),
                        Operation.of(DeleteIdentity.Request.class, new DeleteIdentity(identities)),
                        Operation.of(
                                DeleteVerifiedEmailAddress.Request.class, new DeleteVerifiedEmailAddress(identities)),
                        Operation.of(DescribeConfigurationSet.Request.class, new DescribeConfigurationSet(sets)),
                        Operation.of(GetAccountSendingEnabled.Request.class, new GetAccountSendingEnabled(accounts)),
                        Operation.of(
                                GetIdentityDkimAttributes.Request.class,
                                new GetIdentityDkimAttributes(identities, dkim)),
                        Operation.of(
                                GetIdentityNotificationAttributes.Request.class,
                                new GetIdentityNotificationAttributes(identities)),
                        Operation.of(
                                GetIdentityVerificationAttributes.Request.class,
                                new GetIdentityVerificationAttributes(identities)),
                        Operation.of(GetSendQuota.Request.class, new GetSendQuota(accounts, quota)),
                        Operation.of(GetSendStatistics.Request.class, new GetSendStatistics(quota)),
                        Operation.of(ListConfigurationSets.Request.class, new ListConfigurationSets(sets)),
                        Operation.of(ListIdentities.Request.class, new ListIdentities(identities)),
                        Operation.of(
                                ListVerifiedEmailAddresses.Request.class, new ListVerifiedEmailAddresses(identities)),
                        Operation.of(
                                PutConfigurationSetDeliveryOptions.Request.class,
                                new PutConfigurationSetDeliveryOptions(sets)),
                        Operation.of(SendEmail.Request.class, new SendEmail(sender)),
                        Operation.of(SendRawEmail.Request.class, new SendRawEmail(sender)),
                        Operation.of(SetIdentityDkimEnabled.Request.class, new SetIdentityDkimEnabled(dkim)),
                        Operation.of(
                                SetIdentityFeedbackForwardingEnabled.Request.class,
                                new SetIdentityFeedbackForwardingEnabled(identities)),
                        Operation.of(
                                UpdateAccountSendingEnabled.Request.class, new UpdateAccountSendingEnabled(accounts)),
                        Operation.of(VerifyDomainDkim.Request.class, new VerifyDomainDkim(dkim)),
                        Operation.of(VerifyDomainIdentity.Request.class, new VerifyDomainIdentity(identities)),
                        Operation.of(VerifyEmailAddress.Request.class, new VerifyEmailAddress(identities)),
                        Operation.of(VerifyEmailIdentity.Request.class, new VerifyEmailIdentity(identities)))
                .collect(toUnmodifiableMap(Operation::name, identity()));
    }

    public Optional<Operation<?, ?>> find(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /// Every operation there is, in no order.
    public List<Operation<?, ?>> all() {
        return List.copyOf(operations.values());
    }
}
