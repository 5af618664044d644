package org.posthorn.api.operator;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonMismatch;
import org.posthorn.api.codec.JsonReader;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.record.RecordSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin endpoint: what the command line talks to. Serve it on an address of its own, under `/admin/*`.
///
/// Every call is a `POST` with the header `Authorization: Bearer TOKEN` and a JSON object, whose members are those of
/// the command's request. The answer is 200 with JSON, or 400, 401, 404, 405, 409, 500 or 503 with `{"error": text}`.
/// `docs/commands.md` has the commands.
public final class AdminEndpoint extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);
    private static final String PREFIX = "/admin/";

    private final byte[] authorization;
    private final Map<String, Served<?>> commands;
    private final Regions regions;

    /// @param regions that commands may name
    /// @param commands no two of the same path
    public AdminEndpoint(String token, Regions regions, Iterable<? extends Command<?, ?>> commands) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        Map<String, Served<?>> served = new HashMap<>();
        for (Command<?, ?> command : commands) {
            Served<?> one = Served.of(command);
            if (served.put(one.form().path(), one) != null) {
                throw new IllegalArgumentException("two commands " + one.form().path());
            }
        }
        this.commands = Map.copyOf(served);
        this.regions = regions;
    }

    private record Served<Q extends Record>(CommandForm form, Class<Q> requestType, Command<Q, ?> command) {
        @SuppressWarnings("unchecked") // the form reads the request's type from the command's
        static <Q extends Record> Served<Q> of(Command<Q, ?> command) {
            CommandForm form = CommandForm.of(command.getClass());
            return new Served<>(form, (Class<Q>) form.request().type(), command);
        }

        Object perform(byte[] json, Regions regions) {
            Q asked = JsonReader.read(json, requestType, JsonDialect.OPERATOR);
            check(asked, form.request(), regions);
            return command.perform(asked);
        }
    }

    /// What is needed must not be blank, and a region one that there is.
    private static void check(Record asked, RecordSchema<?> schema, Regions regions) {
        String blank = schema.components().stream()
                .filter(member -> member.get(asked) instanceof String text && text.isBlank())
                .map(member -> "\"" + member.name() + "\" is required")
                .collect(joining("; "));
        if (!blank.isEmpty()) {
            throw AdminRefusal.wrong(blank);
        }
        for (RecordSchema.Component member : schema.components()) {
            if (member.name().equals("region")
                    && member.get(asked) instanceof Optional<?> given
                    && given.isPresent()
                    && !regions.has((String) given.get())) {
                throw AdminRefusal.wrong(
                        "there is no region " + given.get() + "; api.regions names those that there are");
            }
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!isAllowed(request)) {
            return Json.error(response, callback, 401, "the token is missing or wrong");
        }
        if (!request.getMethod().equals("POST")) {
            return Json.error(response, callback, 405, "use POST");
        }
        String path = request.getHttpURI().getCanonicalPath();
        Served<?> command =
                path != null && path.startsWith(PREFIX) ? commands.get(path.substring(PREFIX.length())) : null;
        if (command == null) {
            return Json.error(response, callback, 404, "there is no command " + path);
        }
        try {
            return Json.answer(
                    response,
                    callback,
                    200,
                    command.perform(body(request, command.command().mostBytes()), regions));
        } catch (AdminRefusal e) {
            return Json.error(response, callback, e.status(), e.text());
        } catch (SesException e) {
            return Json.error(response, callback, status(e.error()), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Json.error(response, callback, 400, String.valueOf(e.getMessage()));
        } catch (JsonMismatch e) {
            return Json.error(response, callback, 400, text(e));
        } catch (UnavailableException e) {
            LOG.warn("admin command refused path={} cause=\"{}\"", path, e.getMessage());
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            return Json.error(response, callback, 503, String.valueOf(reason.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("admin command failed path={}", path, e);
            return Json.error(response, callback, 500, "the command failed, see the server's log");
        }
    }

    /// What SES has one status for.
    private static int status(SesError error) {
        return switch (error) {
            case CONFIGURATION_SET_DOES_NOT_EXIST,
                    EVENT_DESTINATION_DOES_NOT_EXIST,
                    TEMPLATE_DOES_NOT_EXIST,
                    CUSTOM_VERIFICATION_EMAIL_TEMPLATE_DOES_NOT_EXIST -> 404;
            case CONFIGURATION_SET_ALREADY_EXISTS, EVENT_DESTINATION_ALREADY_EXISTS, LIMIT_EXCEEDED -> 409;
            default -> 400;
        };
    }

    private static String text(JsonMismatch mismatch) {
        return "not the JSON that is expected"
                + (mismatch.path().isEmpty() ? "" : ": \"" + mismatch.path() + "\"")
                + (mismatch.text() == null ? "" : ": " + mismatch.text());
    }

    private boolean isAllowed(Request request) {
        String given = request.getHeaders().get("Authorization");
        return given != null && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] body(Request request, int mostBytes) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new IllegalArgumentException("a request may have at most " + mostBytes + " bytes");
            }
            return bytes;
        }
    }
}
