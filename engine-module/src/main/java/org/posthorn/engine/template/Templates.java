package org.posthorn.engine.template;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.TenantAssociations;

/// The templates of tenants (SES API Reference, "CreateTemplate"). Safe for use by many threads.
@Singleton
public final class Templates {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Settings settings;
    private final Table<Template> table;
    private final TenantAssociations associations;
    private final Tags tags;
    private final TemplateEngine engine;
    private final InstantSource clock;

    @Inject
    public Templates(
            Settings settings, TenantAssociations associations, Tags tags, TemplateEngine engine, InstantSource clock) {
        this.settings = settings;
        this.associations = associations;
        this.table = settings.table(Tables.TEMPLATES);
        this.tags = tags;
        this.engine = engine;
        this.clock = clock;
    }

    /// Makes a template together with its tags.
    ///
    /// @throws SesException ALREADY_EXISTS, INVALID_TEMPLATE, LIMIT_EXCEEDED, INVALID_PARAMETER_VALUE
    public void create(
            Tenant tenant,
            String name,
            Optional<String> subject,
            Optional<String> text,
            Optional<String> html,
            Map<String, String> words) {
        Template made = checked(tenant, name, subject, text, html);
        Settings.Change<?> tagged = tags.made(tenant, resource(name), words);
        checkRoom(tenant, name);
        synchronized (this) {
            if (table.get(tenant, name).isPresent()) {
                throw new SesException(SesError.ALREADY_EXISTS, "Template " + name + " already exists.");
            }
            settings.write(List.of(new Settings.Change<>(Tables.TEMPLATES, tenant, name, Optional.of(made)), tagged));
        }
    }

    /// Makes a template, or replaces the one of that name.
    ///
    /// @throws SesException INVALID_TEMPLATE, LIMIT_EXCEEDED, INVALID_PARAMETER_VALUE
    public void put(
            Tenant tenant, String name, Optional<String> subject, Optional<String> text, Optional<String> html) {
        Template made = checked(tenant, name, subject, text, html);
        checkRoom(tenant, name);
        synchronized (this) {
            table.update(tenant, name, known -> Optional.of(made.madeAt(known.map(Template::createdAt))));
        }
    }

    private void checkRoom(Tenant tenant, String name) {
        if (table.get(tenant, name).isEmpty() && table.count(tenant, Limits.TEMPLATES) >= Limits.TEMPLATES) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED, "Maximum number of templates (" + Limits.TEMPLATES + ") exceeded.");
        }
    }

    /// @throws SesException TEMPLATE_DOES_NOT_EXIST, INVALID_TEMPLATE, INVALID_PARAMETER_VALUE
    public void update(
            Tenant tenant, String name, Optional<String> subject, Optional<String> text, Optional<String> html) {
        get(tenant, name);
        Template made = checked(tenant, name, subject, text, html);
        if (table.update(tenant, name, known -> known.map(before -> made.madeAt(Optional.of(before.createdAt()))))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// @throws SesException TEMPLATE_DOES_NOT_EXIST
    public Template get(Tenant tenant, String name) {
        return table.get(tenant, name).orElseThrow(() -> unknown(name));
    }

    /// Up to `max` templates behind the name `after` (empty for the start).
    public List<Template> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Deletes a template and its tags.
    ///
    /// @return whether it was there
    /// @throws SesException INVALID_PARAMETER_VALUE while a sending tenant may use it
    public synchronized boolean delete(Tenant tenant, String name) {
        associations.checkUnused(tenant, resource(name));
        if (table.get(tenant, name).isEmpty()) {
            return false;
        }
        settings.write(List.of(
                new Settings.Change<>(Tables.TEMPLATES, tenant, name, Optional.empty()),
                tags.gone(tenant, resource(name))));
        return true;
    }

    private static Resource resource(String name) {
        return new Resource(Resource.Type.TEMPLATE, name);
    }

    /// The texts but those of the subject and of a template's syntax are guesses: no document has them.
    private Template checked(
            Tenant tenant, String name, Optional<String> subject, Optional<String> text, Optional<String> html) {
        if (!NAME.matcher(name).matches()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, "Template name must be 1 to 64 letters, digits, '_' or '-'.");
        }
        if (subject.isEmpty() || subject.get().isEmpty()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "The subject must be specified.");
        }
        if (text.isEmpty() && html.isEmpty()) {
            throw invalid("The template must have a text part or an HTML part.");
        }
        List<String> parts =
                Stream.of(subject, text, html).flatMap(Optional::stream).toList();
        if (parts.stream().mapToInt(String::length).sum() > Limits.TEMPLATE_CHARS) {
            throw invalid("The template exceeds " + Limits.TEMPLATE_CHARS + " characters.");
        }
        parts.forEach(part -> engine.fault(tenant.accountId(), part).ifPresent(fault -> {
            throw invalid("The template is invalid: " + fault);
        }));
        return new Template(name, subject.get(), text, html, clock.instant());
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_TEMPLATE, text);
    }

    public static SesException unknown(String name) {
        return new SesException(SesError.TEMPLATE_DOES_NOT_EXIST, "Template " + name + " does not exist.");
    }
}
