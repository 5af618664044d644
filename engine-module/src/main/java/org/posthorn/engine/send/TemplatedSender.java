package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.MimeText;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.template.Rendering;
import org.posthorn.engine.template.TemplateData;
import org.posthorn.engine.template.TemplateEngine;
import org.posthorn.engine.template.Templates;

/// Sends messages made of templates. A message is rendered before it is accepted, so that what is queued is final; one
/// that can't be rendered is accepted all the same, and a Rendering Failure event tells of it, as with SES.
///
/// Safe for use by many threads.
@Singleton
public final class TemplatedSender {
    private final Sender sender;
    private final Templates templates;
    private final TemplateEngine engine;
    private final ConfigurationSets sets;
    private final MimeComposer composer;
    private final InstantSource clock;

    @Inject
    public TemplatedSender(
            Sender sender,
            Templates templates,
            TemplateEngine engine,
            ConfigurationSets sets,
            MimeComposer composer,
            InstantSource clock) {
        this.sender = sender;
        this.templates = templates;
        this.engine = engine;
        this.sets = sets;
        this.composer = composer;
        this.clock = clock;
    }

    /// Addresses and the configuration set are looked at before the template is looked for.
    ///
    /// @param operation that brings it
    /// @param email its subject and bodies are those of the template
    /// @param template gives the template that is to be used, as the operation names it: [#stored], or one of its own
    /// @throws SesException whatever `template` throws, such as TEMPLATE_DOES_NOT_EXIST, and [Sender#send] refuses
    public MessageId send(
            Caller caller, String operation, Email email, Supplier<Template> template, TemplateData data) {
        sender.checkActive(caller);
        Addressees addressees = Addressees.of(email.addressing());
        email.handling().configurationSet().ifPresent(name -> sets.forSending(caller.tenant(), name));
        addressees.checkLengths();
        Template known = template.get();
        checkReadable(data);
        return send(caller, operation, email, known, data);
    }

    /// A template of the caller's account, looked for when it is asked for.
    public Supplier<Template> stored(Caller caller, String name) {
        return () -> templates.get(caller.tenant(), name);
    }

    /// SES says this at once of data that is no JSON object, and does not wait until rendering fails (boto3#1795 and
    /// #2545, aws-sdk-php#1454). The code and where it comes in the order are guesses.
    private static void checkReadable(TemplateData data) {
        if (data instanceof TemplateData.Unreadable) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "The template data is invalid");
        }
    }

    private MessageId send(Caller caller, String operation, Email email, Template template, TemplateData data) {
        Rendering rendering = engine.render(caller.tenant().accountId(), template, data);
        return rendering instanceof Rendering.Done done
                ? sender.send(caller, operation, filled(email, done))
                : sender.fail(caller, operation, email, template.name(), rendering.message());
    }

    /// One destination of a bulk.
    ///
    /// @param email its subject and bodies are those of the template
    public record Destination(Email email, TemplateData data) {}

    /// What became of one destination: the message, or why there is none.
    public sealed interface Status {
        record Accepted(MessageId id) implements Status {}

        record Refused(SesException why) implements Status {}

        /// The store can't take it now.
        record Unavailable() implements Status {}
    }

    /// Sends to each destination for itself: one that is refused keeps no other back.
    ///
    /// @return a status for each destination, in their order
    /// @throws SesException for what is wrong with all: the account, the sender, the template, the sending tenant, the
    /// configuration set, the numbers
    public List<Status> sendBulk(
            Caller caller,
            String operation,
            Supplier<Template> template,
            Optional<String> configurationSet,
            List<Destination> destinations) {
        checkNumbers(destinations);
        sender.checkActive(caller);
        destinations.stream()
                .map(destination -> destination.email().addressing())
                .limit(1)
                .forEach(Addressees::checkBulkSender);
        Template known = template.get();
        destinations.stream().limit(1).forEach(destination -> sender.checkTenant(caller, destination.email()));
        configurationSet.ifPresent(name -> sets.forSending(caller.tenant(), name));
        destinations.stream()
                .map(destination -> destination.email().addressing())
                .limit(configurationSet.isEmpty() ? 1 : 0)
                .forEach(addressing -> sender.checkStandingSet(caller, addressing));
        destinations.forEach(destination -> checkReadable(destination.data()));
        List<Status> statuses = new ArrayList<>(destinations.size());
        for (Destination destination : destinations) {
            try {
                statuses.add(
                        new Status.Accepted(send(caller, operation, destination.email(), known, destination.data())));
            } catch (SesException e) {
                statuses.add(new Status.Refused(e));
            } catch (IntakeRefusedException e) {
                statuses.add(new Status.Unavailable());
            }
        }
        return statuses;
    }

    private static void checkNumbers(List<Destination> destinations) {
        if (destinations.size() > Limits.BULK_DESTINATIONS) {
            throw new SesException(
                    SesError.MESSAGE_REJECTED,
                    "Number of destinations (" + destinations.size() + ") exceeds the maximum of "
                            + Limits.BULK_DESTINATIONS + ".");
        }
        for (Destination destination : destinations) {
            int count = destination.email().addressing().recipients().size();
            if (count > Limits.RECIPIENTS) {
                throw new SesException(
                        SesError.MESSAGE_REJECTED,
                        "Recipient count (" + count + ") in a destination exceeds the maximum of " + Limits.RECIPIENTS
                                + ".");
            }
        }
    }

    /// What a message of this template looks like, without its addresses.
    ///
    /// @throws SesException TEMPLATE_DOES_NOT_EXIST, MISSING_RENDERING_ATTRIBUTE, INVALID_RENDERING_PARAMETER
    public String preview(Tenant tenant, String template, TemplateData data) {
        Rendering rendering = engine.render(tenant.accountId(), templates.get(tenant, template), data);
        return switch (rendering) {
            case Rendering.Done done -> withoutAddresses(done, tenant.region());
            case Rendering.Missing missing ->
                throw new SesException(SesError.MISSING_RENDERING_ATTRIBUTE, missing.message());
            case Rendering.Failed failed ->
                throw new SesException(SesError.INVALID_RENDERING_PARAMETER, failed.message());
        };
    }

    private String withoutAddresses(Rendering.Done done, String region) {
        Instant now = clock.instant();
        Address nobody = Address.parse("nobody@example.com");
        Content content = composer.compose(
                MessageId.next(region, now),
                now,
                new MimeMail(
                        nobody,
                        List.of(),
                        List.of(),
                        List.of(),
                        MimeText.utf8(done.subject()),
                        done.text().map(MimeText::utf8),
                        done.html().map(MimeText::utf8)));
        String text = new String(content.bytes(), StandardCharsets.UTF_8);
        // The composer's first field is From, and it is one line.
        return text.substring(text.indexOf("\r\n") + 2);
    }

    private static Email filled(Email email, Rendering.Done done) {
        return switch (email.body()) {
            case Body.Parts parts -> email.withBody(parts.saying(done.subject(), done.text(), done.html()));
            case Body.Raw raw -> throw new IllegalArgumentException("a template gives the texts of parts only");
        };
    }
}
