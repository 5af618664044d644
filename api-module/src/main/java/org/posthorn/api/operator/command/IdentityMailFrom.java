package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.identity.MailFromDomains;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;

@Help("Gives an identity a MAIL FROM domain of its own, below its domain; without one, its mail leaves with the"
        + " return path of this installation again.")
public final class IdentityMailFrom implements Command<IdentityMailFrom.Request, IdentityMailFrom.Answer> {
    /// @param onMxFailure what becomes of mail while the domain's records are missing; `UseDefaultValue` when empty
    public record Request(
            String name,
            String account,
            Optional<String> region,
            Optional<String> domain,
            Optional<OnMxFailure> onMxFailure) {}

    /// @param status of the domain's records, as identity/dns has it
    public record Answer(
            String name, Optional<String> domain, Optional<String> status, Optional<OnMxFailure> onMxFailure) {
        static Answer of(String name, Optional<MailFrom> set) {
            return new Answer(
                    name,
                    set.map(MailFrom::domain),
                    set.map(mailFrom -> mailFrom.verification().status().name()),
                    set.map(MailFrom::onMxFailure));
        }
    }

    private final MailFromDomains domains;
    private final KnownIdentities known;

    @Inject
    public IdentityMailFrom(MailFromDomains domains, KnownIdentities known) {
        this.domains = domains;
        this.known = known;
    }

    @Override
    public Answer perform(Request asked) {
        KnownIdentities.Found found = known.find(asked.name(), asked.account(), asked.region());
        String name = found.identity().name();
        asked.domain()
                .ifPresentOrElse(
                        domain -> domains.set(
                                found.tenant(),
                                name,
                                domain,
                                asked.onMxFailure().orElse(OnMxFailure.UseDefaultValue)),
                        () -> domains.clear(found.tenant(), name));
        return Answer.of(name, domains.of(found.tenant(), found.identity()));
    }
}
