package org.posthorn.engine.verification;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.VerificationQuota;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.send.Addressing;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.Email;
import org.posthorn.engine.send.Handling;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.Text;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.VerificationTemplate;

/// Asks somebody to confirm an address by a mail of the account's own, and leads who follows the link to the account's
/// pages. Safe for use by many threads.
///
/// Differs from SES: the mail's last words name `postmaster` of `mail.domain`, where SES names an address of Amazon's.
@Singleton
public final class CustomVerification {
    private final VerificationTemplates templates;
    private final Identities identities;
    private final Accounts accounts;
    private final Sender sender;
    private final VerificationQuota quota;
    private final String contact;

    /// @param mailDomain whose postmaster is told to the recipient
    @Inject
    public CustomVerification(
            VerificationTemplates templates,
            Identities identities,
            Accounts accounts,
            Sender sender,
            VerificationQuota quota,
            @MailDomain String mailDomain) {
        this.templates = templates;
        this.identities = identities;
        this.accounts = accounts;
        this.sender = sender;
        this.quota = quota;
        this.contact = "postmaster@" + mailDomain;
    }

    /// Queues the mail and registers the address as pending. On disk when this returns.
    ///
    /// @param unknown what is said of a template that there is none of
    /// @throws SesException in SES's order: the account's state, the address, the template, its sender, the sandbox,
    ///     THROTTLING when there are too many, and whatever [Sender#send] refuses
    public MessageId send(
            Caller caller,
            String address,
            String templateName,
            Optional<String> configurationSet,
            UnaryOperator<String> unknown) {
        sender.checkActive(caller);
        Identities.checkAddress(address);
        VerificationTemplate template = templates
                .find(caller.tenant(), templateName)
                .orElseThrow(() -> new SesException(
                        SesError.CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST, unknown.apply(templateName)));
        templates.checkFrom(
                caller.tenant(),
                template.from(),
                "Email address is not verified. The following identities failed the check in region "
                        + caller.tenant().region().toUpperCase(Locale.ROOT) + ": " + template.from());
        if (accounts.find(caller.tenant().accountId()).orElseThrow().sandbox()) {
            throw new SesException(
                    SesError.PRODUCTION_ACCESS_NOT_GRANTED,
                    "The account is in the sandbox."); // The text is a guess: no document has it.
        }
        Identities.Link link = identities.linkFor(caller.tenant(), address, template.name());
        MessageId id = quota.sending(
                caller.tenant().accountId(), address, () -> mail(caller, address, template, link, configurationSet));
        identities.registerEmail(caller.tenant(), address, link);
        return id;
    }

    private MessageId mail(
            Caller caller,
            String address,
            VerificationTemplate template,
            Identities.Link link,
            Optional<String> configurationSet) {
        return sender.send(
                caller,
                "SendCustomVerificationEmail",
                new Email(
                        Addressing.of(template.from(), List.of(address)),
                        Body.Parts.of(
                                Text.utf8(template.subject()),
                                Optional.empty(),
                                Optional.of(Text.utf8(
                                        VerificationContent.complete(template.content(), link.url(), contact)))),
                        Handling.of(List.of(), configurationSet)));
    }

    /// What came of a link.
    ///
    /// @param identity that it is for; empty when it does not work
    /// @param redirect where the template of its mail leads to
    public record Result(Optional<Identity> identity, Optional<URI> redirect) {
        /// A forged link.
        public static final Result NOTHING = new Result(Optional.empty(), Optional.empty());
    }

    /// What a link would bring, of ours or of an account's mail; changes nothing, since scanners follow links.
    public Result look(String token) {
        return identities.look(token).map(this::result).orElse(Result.NOTHING);
    }

    /// Redeems the token of a link.
    public Result confirm(String token) {
        return identities.confirm(token).map(this::result).orElse(Result.NOTHING);
    }

    private Result result(Identities.Confirmation seen) {
        return new Result(
                seen.identity(),
                seen.template()
                        .flatMap(name -> templates.find(seen.tenant(), name))
                        .map(template -> seen.identity().isPresent() ? template.successUrl() : template.failureUrl())
                        .map(URI::create));
    }
}
