package org.posthorn.engine.verification;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.VerificationTemplate;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// The templates of verification mails (SES Developer Guide, "Using custom verification email templates"). Safe
/// for use by many threads.
@Singleton
public final class VerificationTemplates {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int URL_CHARS = 2_048;

    private final Settings settings;
    private final Table<VerificationTemplate> table;
    private final Tags tags;
    private final Identities identities;

    @Inject
    public VerificationTemplates(Settings settings, Tags tags, Identities identities) {
        this.settings = settings;
        this.table = settings.table(Tables.VERIFICATION_TEMPLATES);
        this.tags = tags;
        this.identities = identities;
    }

    /// Makes a template together with its tags.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE, FROM_EMAIL_ADDRESS_NOT_VERIFIED,
    ///     CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT, CUSTOM_VERIFICATION_EMAIL_TEMPLATE_ALREADY_EXISTS, LIMIT_EXCEEDED
    public void create(Tenant tenant, VerificationTemplate template, Map<String, String> words) {
        check(tenant, template);
        Settings.Change<?> tagged = tags.made(tenant, resource(template.name()), words);
        checkRoom(tenant, template.name());
        synchronized (this) {
            if (table.get(tenant, template.name()).isPresent()) {
                throw new SesException(
                        SesError.CUSTOM_VERIFICATION_EMAIL_TEMPLATE_ALREADY_EXISTS,
                        "Custom verification email template <" + template.name() + "> already exists");
            }
            settings.write(List.of(row(tenant, template.name(), Optional.of(template)), tagged));
        }
    }

    /// Makes a template, or replaces the one of that name.
    ///
    /// @throws SesException as [#create], but that there may be one
    public void put(Tenant tenant, VerificationTemplate template) {
        check(tenant, template);
        checkRoom(tenant, template.name());
        synchronized (this) {
            table.put(tenant, template.name(), template);
        }
    }

    private void checkRoom(Tenant tenant, String name) {
        if (table.count(tenant, Limits.VERIFICATION_TEMPLATES) >= Limits.VERIFICATION_TEMPLATES
                && table.get(tenant, name).isEmpty()) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "Maximum number of custom verification email templates (" + Limits.VERIFICATION_TEMPLATES
                            + ") exceeded.");
        }
    }

    /// @param change what is new about it
    /// @throws SesException as [#create], and CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST
    public void update(Tenant tenant, String name, UnaryOperator<VerificationTemplate> change) {
        VerificationTemplate changed = change.apply(get(tenant, name));
        check(tenant, changed);
        if (table.update(tenant, name, known -> known.map(before -> changed)).isEmpty()) {
            throw unknown(name);
        }
    }

    /// @throws SesException CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST
    public VerificationTemplate get(Tenant tenant, String name) {
        return find(tenant, name).orElseThrow(() -> unknown(name));
    }

    Optional<VerificationTemplate> find(Tenant tenant, String name) {
        return table.get(tenant, name);
    }

    /// Up to `max` templates behind the name `after` (empty for the start).
    public List<VerificationTemplate> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Deletes a template and its tags.
    ///
    /// @return whether it was there
    public synchronized boolean delete(Tenant tenant, String name) {
        if (table.get(tenant, name).isEmpty()) {
            return false;
        }
        settings.write(List.of(row(tenant, name, Optional.empty()), tags.gone(tenant, resource(name))));
        return true;
    }

    private static Settings.Change<VerificationTemplate> row(
            Tenant tenant, String name, Optional<VerificationTemplate> value) {
        return new Settings.Change<>(Tables.VERIFICATION_TEMPLATES, tenant, name, value);
    }

    private static Resource resource(String name) {
        return new Resource(Resource.Type.CUSTOM_VERIFICATION_EMAIL_TEMPLATE, name);
    }

    private void check(Tenant tenant, VerificationTemplate template) {
        if (!NAME.matcher(template.name()).matches()) {
            throw invalid("Template name must be 1 to 64 letters, digits, '_' or '-'."); // [inferred]
        }
        checkFrom(tenant, template.from(), "The from email address <" + template.from() + "> is not verified");
        if (template.subject().isBlank()) {
            throw invalid("The subject must be specified."); // [inferred]
        }
        VerificationContent.check(template.content());
        if (!isWebAddress(template.successUrl())) {
            throw invalid("The success redirection URL is invalid");
        }
        if (!isWebAddress(template.failureUrl())) {
            throw invalid("The failure redirection URL is invalid");
        }
    }

    /// @param text of the refusal
    void checkFrom(Tenant tenant, String from, String text) {
        boolean verified;
        try {
            verified = identities.covering(tenant, Address.parse(from).bare()).isPresent();
        } catch (SesException e) {
            verified = false;
        }
        if (!verified) {
            throw new SesException(SesError.FROM_EMAIL_ADDRESS_NOT_VERIFIED, text);
        }
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return text.length() <= URL_CHARS
                    && uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }

    public static SesException unknown(String name) {
        return new SesException(
                SesError.CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST,
                "Custom verification email template <" + name + "> does not exist");
    }
}
