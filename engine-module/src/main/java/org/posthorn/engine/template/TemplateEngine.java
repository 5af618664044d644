package org.posthorn.engine.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.helper.DefaultHelperRegistry;
import com.github.jknack.handlebars.helper.EachHelper;
import com.github.jknack.handlebars.helper.IfHelper;
import com.github.jknack.handlebars.helper.InlineDecorator;
import com.github.jknack.handlebars.helper.UnlessHelper;
import com.github.jknack.handlebars.helper.WithHelper;
import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.TemplateSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.Template;
import org.posthorn.engine.work.BoundedWork;
import org.posthorn.engine.work.UnfinishedWorkException;

/// Fills templates in (SES Developer Guide, "Advanced email personalization"): Handlebars without
/// escaping, with `if`, `unless`, `each`, `with`, `lookup` and inline partials. Nothing else of the library can be
/// reached: no other helper, no file, no method of an object. Safe for use by many threads.
///
/// A rendering has limits on its output, its steps, its time and its depth ([Budget]); a part of a template has one on
/// its length, so that what stands between two steps is bounded, too, and what the library's parser can't read in
/// good time is refused before it tries ([TagScan]). Both happen on threads of their own, half of which an account may
/// have.
///
/// Differs from SES: a rendered part has 4,000,000 characters at most, where SES has a limit on the message only.
@Singleton
public final class TemplateEngine {
    private static final int WAITING = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int CACHED_CHARS = 16_000_000;
    /// Helpers of the library that are not for templates of strangers; blanks may have these names.
    private static final List<String> FORBIDDEN =
            List.of("embedded", "block", "partial", "precompile", "i18n", "i18nJs", "log");

    private final Handlebars handlebars = new Handlebars(new NoFiles());
    private static final ThreadLocal<Budget> BUDGET = new ThreadLocal<>();
    private final BoundedWork work = BoundedWork.onCores("templates", WAITING, DEADLINE);
    private final Cache<String, com.github.jknack.handlebars.Template> compiled = Caffeine.newBuilder()
            .maximumWeight(CACHED_CHARS)
            .weigher((String text, Object template) -> text.length() + 100)
            .build();

    @Inject
    public TemplateEngine() {
        DefaultHelperRegistry helpers = new DefaultHelperRegistry();
        handlebars.with(helpers).with(EscapingStrategy.NOOP);
        FORBIDDEN.forEach(name -> helpers.registerHelper(name, (Helper<Object>) (context, options) -> blank(options)));
        helpers.registerHelper("if", IfHelper.INSTANCE);
        helpers.registerHelper("unless", UnlessHelper.INSTANCE);
        helpers.registerHelper("with", WithHelper.INSTANCE);
        helpers.registerHelper("each", (Helper<Object>) this::each);
        helpers.registerHelper("lookup", (Helper<Object>) TemplateEngine::lookup);
        helpers.registerHelperMissing((Helper<Object>) (context, options) -> missing(options));
        helpers.registerDecorator(
                "inline",
                (fn, options) -> InlineDecorator.INSTANCE.apply(new CountedPartial(fn, this::count), options));
        handlebars.with((com.github.jknack.handlebars.Formatter) (value, next) -> {
            String text = String.valueOf(value);
            count(text.length());
            return text;
        });
    }

    /// What is wrong with a part of a template; empty when nothing is.
    ///
    /// @param account whose template it is
    /// @throws SesException SERVICE_UNAVAILABLE while too many others are compiled or rendered
    public Optional<String> fault(String account, String part) {
        Optional<String> scanned = TagScan.fault(part);
        if (scanned.isPresent()) {
            return scanned;
        }
        try {
            return work.call(account, () -> compilationFault(part));
        } catch (UnfinishedWorkException e) {
            return Optional.of(late(e, "it takes too long to compile"));
        }
    }

    private Optional<String> compilationFault(String part) {
        try {
            compile(part);
            return Optional.empty();
        } catch (HandlebarsException e) {
            return Optional.of(reason(e));
        } catch (IOException | StackOverflowError e) {
            return Optional.of("it is nested too deeply");
        } catch (RuntimeException e) {
            // The library stumbles over some of what is no template.
            return Optional.of("it can't be read");
        }
    }

    /// @param account whose template it is
    /// @throws SesException SERVICE_UNAVAILABLE while too many others are compiled or rendered
    public Rendering render(String account, Template template, TemplateData data) {
        return switch (data) {
            case TemplateData.Unreadable unreadable -> new Rendering.Failed(unreadable.why());
            case TemplateData.Values values -> {
                try {
                    yield work.call(account, () -> render(template, values.values()));
                } catch (UnfinishedWorkException e) {
                    yield new Rendering.Failed(late(e, Budget.TOO_LONG));
                }
            }
        };
    }

    /// @throws SesException when the work was not even begun, which says nothing of the template
    private static String late(UnfinishedWorkException e, String text) {
        if (e.reason() != UnfinishedWorkException.Reason.LATE) {
            throw new SesException(SesError.SERVICE_UNAVAILABLE, "Service is unavailable");
        }
        return text;
    }

    private Rendering render(Template template, Map<String, Object> values) {
        Budget budget = new Budget(System.nanoTime());
        BUDGET.set(budget);
        try {
            return new Rendering.Done(
                    render(template.subject(), values, budget),
                    render(template.text(), values, budget),
                    render(template.html(), values, budget));
        } catch (HandlebarsException e) {
            return failure(e);
        } catch (MissingAttributeException e) {
            return new Rendering.Missing(String.valueOf(e.getMessage()));
        } catch (Budget.Exceeded e) {
            return new Rendering.Failed(String.valueOf(e.getMessage()));
        } catch (IOException | StackOverflowError e) {
            return new Rendering.Failed("The template is nested too deeply.");
        } catch (RuntimeException e) {
            return new Rendering.Failed("The template can't be rendered.");
        } finally {
            BUDGET.remove();
        }
    }

    private Optional<String> render(Optional<String> part, Map<String, Object> values, Budget budget)
            throws IOException {
        return part.isEmpty() ? Optional.empty() : Optional.of(render(part.get(), values, budget));
    }

    private String render(String part, Map<String, Object> values, Budget budget) throws IOException {
        budget.step(part.length());
        return compile(part)
                .apply(Context.newBuilder(values)
                        .resolver(new PlainValues(budget))
                        .build());
    }

    private static Rendering failure(HandlebarsException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingAttributeException missing) {
                return new Rendering.Missing(String.valueOf(missing.getMessage()));
            }
            if (cause instanceof Budget.Exceeded exceeded) {
                return new Rendering.Failed(String.valueOf(exceeded.getMessage()));
            }
            if (cause instanceof StackOverflowError) {
                return new Rendering.Failed("The template is nested too deeply.");
            }
        }
        return new Rendering.Failed("The template can't be rendered: " + reason(e));
    }

    private com.github.jknack.handlebars.Template compile(String part) throws IOException {
        com.github.jknack.handlebars.Template known = compiled.getIfPresent(part);
        if (known != null) {
            return known;
        }
        // Again, for templates that an earlier version took.
        Optional<String> fault = TagScan.fault(part);
        if (fault.isPresent()) {
            throw new Budget.Exceeded("The template can't be rendered: " + fault.get());
        }
        com.github.jknack.handlebars.Template made = handlebars.compileInline(part);
        compiled.put(part, made);
        return made;
    }

    private static String reason(HandlebarsException e) {
        return e.getError() == null || e.getError().reason == null
                ? String.valueOf(e.getMessage())
                : e.getError().line + ":" + e.getError().column + ": " + e.getError().reason;
    }

    private void count(int chars) {
        Budget budget = BUDGET.get();
        if (budget != null) {
            budget.step(chars);
        }
    }

    /// The library's, in which each turn counts.
    private Object each(Object context, Options options) throws IOException {
        int turns =
                context instanceof Iterable<?> list ? sizeOf(list) : context instanceof Map<?, ?> map ? map.size() : 0;
        int body = options.fn.text().length();
        for (int i = 0; i < turns; i++) {
            count(body);
        }
        return EachHelper.INSTANCE.apply(context, options);
    }

    private static int sizeOf(Iterable<?> list) {
        return list instanceof java.util.Collection<?> collection ? collection.size() : 0;
    }

    private static Object lookup(Object context, Options options) {
        Object key = options.params.length == 0 ? "" : options.param(0);
        Object value = null;
        if (context instanceof Map<?, ?> map) {
            value = map.get(String.valueOf(key));
        } else if (context instanceof List<?> list && key instanceof Number index) {
            value = index.intValue() >= 0 && index.intValue() < list.size() ? list.get(index.intValue()) : null;
        }
        if (value == null) {
            throw new MissingAttributeException(String.valueOf(key));
        }
        return value;
    }

    /// A blank with the name of a helper that is not there.
    private static Object blank(Options options) {
        Object value = options.params.length == 0 ? options.context.get(options.helperName) : null;
        if (value == null) {
            throw new MissingAttributeException(options.helperName);
        }
        return value;
    }

    /// A section without a value is left out, as with `if`; a blank without one is a failure.
    private static Object missing(Options options) throws IOException {
        if (options.tagType == TagType.SECTION) {
            return options.helperName.equals("unless") ? options.fn() : options.inverse();
        }
        throw new MissingAttributeException(options.helperName);
    }

    /// Templates are text; there is nothing to load.
    private static final class NoFiles extends AbstractTemplateLoader {
        @Override
        public TemplateSource sourceAt(String location) throws IOException {
            throw new FileNotFoundException(location);
        }
    }
}
