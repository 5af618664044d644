package org.posthorn.api.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.engine.SesException;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.mail.Regions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The admin endpoint: what the command line talks to. Serve it on an address of its own, under `/admin/*`.
///
/// Every call is a `POST` with the header `Authorization: Bearer TOKEN` and a JSON object; members that are not named
/// as
/// needed may be left out. The answer is 200 with JSON, or 400, 401, 404, 409 or 500 with `{"error": text}`.
///
/// | path | takes | gives |
/// |---|---|---|
/// | `/admin/account/create` | `id`, `name` | an account: `id`, `name`, `sandbox`, `max24HourSend`, `maxSendRate`,
/// `sendingEnabled` |
/// | `/admin/account/list` | | an array of accounts |
/// | `/admin/account/update` | `id` (needed), `name`, `sandbox`, `max24HourSend`, `maxSendRate`, `sendingEnabled` | the
/// account |
/// | `/admin/key/create` | `account` (needed), `region` of the SMTP password | `accountId`, `accessKeyId`,
/// `secretAccessKey`, `smtpUsername`, `smtpPassword` |
/// | `/admin/key/list` | `account` | an array of `accountId`, `accessKeyId`, `createdAt` |
/// | `/admin/key/delete` | `keyId` (needed) | `{}` |
/// | `/admin/key/strange-actions` | `policy` (needed) | an array of the actions in it that SES does not have |
/// | `/admin/identity/verify` | `name`, `account` (needed), `region` | an identity: `accountId`, `region`, `name`,
/// `type`, `status` |
/// | `/admin/identity/list` | `account`, `region` | an array of identities |
/// | `/admin/identity/dns` | `name`, `account` (needed), `region` | an array of records to publish: `name`, `type`,
/// `state`, `needed`, `value` |
/// | `/admin/identity/rotate-dkim` | `name`, `account` (needed), `region` | `name`, `selector` that signs now |
/// | `/admin/queue/list` | `account`, `max` (1,000) | an array of messages, the oldest first, those of an account the
/// newest first: `id`, `accountId`, `region`, `kind`,
/// `source`, `acceptedAt`, `sizeBytes`, `recipients` (`address`, `status`, `attempts`, `due`, `lastReply`, `log` of
/// attempts: `at`, `host`, `tls`, `reply`) |
/// | `/admin/queue/show` | `id` (needed) | the message, also when it is history |
/// | `/admin/queue/retry`, `/admin/queue/drop` | `id` (needed) | the message afterwards; 409 when it does not wait |
/// | `/admin/queue/count-page`, `/admin/queue/retry-page`, `/admin/queue/drop-page` | `destination` or `all` (needed),
/// `after` and `asOf` as the page before gave them | `messages` done, `busy` ones left alone, `after` and `asOf` when
/// there may be more |
/// | `/admin/destination/list` | | an array of destinations: `name`, `queued`, `active`, `window`, `perSecond`,
/// `paused`, `suspended`, `lastFailure`, `delivered`, `deferred`, `bounced` |
/// | `/admin/destination/pause`, `/admin/destination/resume` | `name` (needed) | `name` |
/// | `/admin/topic/…`, `/admin/suppression/…`, `/admin/contacts/…`, `/admin/events/…` | see [TopicCommands],
/// [SuppressionCommands], [ContactCommands], [EventCommands] | |
/// | `/admin/account/reputation`, `/admin/account/parts` | see [ReputationCommands] | |
/// | `/admin/store/snapshot` | | `directory`: a copy of the store to read and then delete |
/// | `/admin/server/health` | | `trouble`: why the server is not ready; empty when it is. `relays`: what they hold
/// against us. `setAside`, `lostAccessKeys`, `lostSigningDomains`: counts |
public final class AdminEndpoint extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);
    private static final String PREFIX = "/admin/";
    private static final int MOST_BYTES = 64 * 1024;

    private final byte[] authorization;
    private final Map<String, Command<?>> commands;
    private final Regions regions;

    /// @param regions that commands may name
    /// @param more commands by the last two words of their path, beside those of every installation
    public AdminEndpoint(String token, Regions regions, AdminCommands commands, Map<String, Command<?>> more) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        Map<String, Command<?>> all = new HashMap<>(commands.table());
        all.putAll(more);
        this.commands = Map.copyOf(all);
        this.regions = regions;
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
        Command<?> command =
                path != null && path.startsWith(PREFIX) ? commands.get(path.substring(PREFIX.length())) : null;
        if (command == null) {
            return Json.error(response, callback, 404, "there is no command " + path);
        }
        try {
            return Json.answer(response, callback, 200, perform(command, body(request)));
        } catch (AdminRefusal e) {
            return Json.error(response, callback, e.status(), e.text());
        } catch (SesException e) {
            return Json.error(response, callback, 400, e.getMessage());
        } catch (IllegalArgumentException e) {
            return Json.error(response, callback, 400, String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            return Json.error(response, callback, 400, "not the JSON that is expected: " + e.getOriginalMessage());
        } catch (UnavailableException e) {
            LOG.warn("admin command refused path={} cause=\"{}\"", path, e.getMessage());
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            return Json.error(response, callback, 503, String.valueOf(reason.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("admin command failed path={}", path, e);
            return Json.error(response, callback, 500, "the command failed, see the server's log");
        }
    }

    private Object perform(Command<?> command, byte[] body) {
        JsonNode region = Json.MAPPER.readTree(body).path("region");
        if (region.isString() && !regions.has(region.stringValue())) {
            throw new AdminRefusal(
                    AdminRefusal.Kind.WRONG,
                    "there is no region " + region.stringValue() + "; api.regions names those that there are");
        }
        return command.perform(body);
    }

    private boolean isAllowed(Request request) {
        String given = request.getHeaders().get("Authorization");
        return given != null && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
    }

    /// No body means an object without members.
    private static byte[] body(Request request) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("a request may have at most " + MOST_BYTES + " bytes");
            }
            return bytes.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : bytes;
        }
    }
}
