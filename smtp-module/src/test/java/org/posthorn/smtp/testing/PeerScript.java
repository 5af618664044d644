package org.posthorn.smtp.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// What a [ScriptedPeer] offers, and where it behaves otherwise than a polite server. Rules are tried in the order they
/// were added; the first that matches counts.
///
/// Steps are named by their verb; three are not commands: `CONNECT` (the greeting), `CONTENT` (while the message is
/// read, by DATA or BDAT) and `END` (the reply to the final dot or the last chunk). `BDAT` is the reply to
/// another chunk, and stands for `END` at the last one when it has a rule.
public final class PeerScript {
    /// What happens instead of the normal answer.
    sealed interface Action {}

    /// Other text in answer, complete with codes; lines end with `\n` here and CRLF on the wire.
    record Say(String text, boolean thenClose) implements Action {}

    /// Exactly these characters, without anything added.
    record Raw(String bytes) implements Action {}

    /// Exactly these characters, and the connection is cut.
    record RawThenDrop(String bytes) implements Action {}

    /// Exactly these characters in pieces, with a pause before each.
    record Drip(String bytes, int pieceChars, Duration pause) implements Action {}

    /// Speaks when this much of the content was read, and reads on.
    record Interrupt(int bytes, String text, boolean thenClose) implements Action {}

    /// No answer until the peer is closed.
    record Hang() implements Action {}

    /// The connection is cut.
    record Drop() implements Action {}

    /// The connection is cut when this much of the content was read.
    record DropAfter(int bytes) implements Action {}

    private record Rule(String step, Pattern argument, int nth, Action action, AtomicInteger seen) {}

    private final List<Rule> rules = new ArrayList<>();
    private List<String> extensions = List.of();
    private Optional<SSLContext> tls = Optional.empty();
    private boolean wrapper;
    private Optional<String> user = Optional.empty();
    private String password = "";
    private boolean keepsContent = true;

    /// Lines of the EHLO reply behind the first; STARTTLS and AUTH come by themselves.
    public PeerScript offer(String... keywords) {
        extensions = List.of(keywords);
        return this;
    }

    /// Offers STARTTLS with this context.
    public PeerScript starttls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /// Speaks TLS from the first byte.
    public PeerScript wrapper(SSLContext context) {
        tls = Optional.of(context);
        wrapper = true;
        return this;
    }

    /// Demands AUTH with this user and password, by the mechanisms that [#offer] names.
    public PeerScript login(String user, String password) {
        this.user = Optional.of(user);
        this.password = password;
        return this;
    }

    /// Counts messages instead of keeping them.
    public PeerScript discardContent() {
        keepsContent = false;
        return this;
    }

    /// Answers a step with this text, always.
    public PeerScript reply(String step, String text) {
        return add(step, ".*", 0, new Say(text, false));
    }

    /// Answers a step whose argument holds a match of this expression.
    public PeerScript reply(String step, String argument, String text) {
        return add(step, argument, 0, new Say(text, false));
    }

    /// Answers a step the nth time it occurs, counted from 1 over all connections.
    public PeerScript replyNth(String step, int nth, String text) {
        return add(step, ".*", nth, new Say(text, false));
    }

    /// Answers a step and closes the connection.
    public PeerScript replyAndClose(String step, String text) {
        return add(step, ".*", 0, new Say(text, true));
    }

    /// Answers a step the nth time and closes the connection.
    public PeerScript replyAndCloseNth(String step, int nth, String text) {
        return add(step, ".*", nth, new Say(text, true));
    }

    /// Sends these bytes in answer to a step.
    public PeerScript raw(String step, String bytes) {
        return add(step, ".*", 0, new Raw(bytes));
    }

    /// Sends these bytes in answer to a step, and cuts the connection.
    public PeerScript rawAndDrop(String step, String bytes) {
        return add(step, ".*", 0, new RawThenDrop(bytes));
    }

    /// Sends these bytes in answer to a step, a few at a time.
    public PeerScript drip(String step, String bytes, int pieceChars, Duration pause) {
        return add(step, ".*", 0, new Drip(bytes, pieceChars, pause));
    }

    /// Speaks in the middle of the content, and reads on.
    public PeerScript interrupt(int bytes, String text) {
        return add("CONTENT", ".*", 0, new Interrupt(bytes, text, false));
    }

    /// Speaks in the middle of the content and cuts the connection.
    public PeerScript interruptAndClose(int bytes, String text) {
        return add("CONTENT", ".*", 0, new Interrupt(bytes, text, true));
    }

    /// Never answers a step.
    public PeerScript hang(String step) {
        return add(step, ".*", 0, new Hang());
    }

    /// Does not answer a step the nth time.
    public PeerScript hangNth(String step, int nth) {
        return add(step, ".*", nth, new Hang());
    }

    /// Cuts the connection at a step.
    public PeerScript drop(String step) {
        return add(step, ".*", 0, new Drop());
    }

    /// Cuts the connection at a step, the nth time only.
    public PeerScript dropNth(String step, int nth) {
        return add(step, ".*", nth, new Drop());
    }

    /// Cuts the connection when this many bytes of the content were read.
    public PeerScript dropInContent(int bytes) {
        return add("CONTENT", ".*", 0, new DropAfter(bytes));
    }

    /// Cuts the connection when this many bytes of the content were read, the nth time only.
    public PeerScript dropInContentNth(int bytes, int nth) {
        return add("CONTENT", ".*", nth, new DropAfter(bytes));
    }

    private PeerScript add(String step, String argument, int nth, Action action) {
        rules.add(
                new Rule(step, Pattern.compile(argument, Pattern.CASE_INSENSITIVE), nth, action, new AtomicInteger()));
        return this;
    }

    /// The action of the first rule that matches, if one does.
    Optional<Action> action(String step, String argument) {
        for (Rule rule : rules) {
            if (rule.step().equals(step) && rule.argument().matcher(argument).find()) {
                int seen = rule.seen().incrementAndGet();
                if (rule.nth() == 0 || rule.nth() == seen) {
                    return Optional.of(rule.action());
                }
            }
        }
        return Optional.empty();
    }

    String ehloReply(boolean secured) {
        List<String> lines = new ArrayList<>(extensions);
        if (tls.isPresent() && !secured) {
            lines.add("STARTTLS");
        }
        StringBuilder reply = new StringBuilder("250-peer.example");
        for (String line : lines) {
            reply.append("\n250-").append(line);
        }
        return reply.append("\n250 HELP").toString();
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    boolean isWrapper() {
        return wrapper;
    }

    boolean demandsLogin() {
        return user.isPresent();
    }

    boolean isLogin(String name, String secret) {
        return user.equals(Optional.of(name)) && password.equals(secret);
    }

    boolean keepsContent() {
        return keepsContent;
    }
}
