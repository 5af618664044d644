package org.posthorn.api.operator.command;

import java.util.Optional;
import java.util.function.BinaryOperator;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.PolicyReader;

@Help("Makes an access key, with the SMTP user name and password that go with it; its secrets are told this once only.")
public final class KeyCreate implements Command<KeyCreate.Request, KeyCreate.Answer> {
    /// @param region that the SMTP password is for
    /// @param policy in the grammar of IAM, in JSON; everything is allowed without it
    /// @param label what operators know it by
    public record Request(String account, Optional<String> region, Optional<String> policy, Optional<String> label) {}

    public record Answer(
            String accountId, String accessKeyId, String secretAccessKey, String smtpUsername, String smtpPassword) {}

    private final Accounts accounts;
    private final Tenants tenants;
    private final BinaryOperator<String> smtpPassword;

    /// @param smtpPassword of a secret access key in a region
    public KeyCreate(Accounts accounts, BinaryOperator<String> smtpPassword) {
        this.accounts = accounts;
        this.tenants = new Tenants(accounts);
        this.smtpPassword = smtpPassword;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = tenants.find(asked.account(), asked.region());
        Credential key = accounts.createKey(
                tenant.accountId(),
                asked.policy().map(json -> PolicyJson.read(json, PolicyReader.ofKey())),
                asked.label().map(KeyUpdate::checked));
        return new Answer(
                tenant.accountId(),
                key.accessKeyId(),
                key.secretAccessKey(),
                key.accessKeyId(),
                smtpPassword.apply(key.secretAccessKey(), tenant.region()));
    }
}
