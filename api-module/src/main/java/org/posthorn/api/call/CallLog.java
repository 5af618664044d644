package org.posthorn.api.call;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.auth.ClaimedKey;
import org.posthorn.api.http.RequestHead;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.work.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What became of the calls to the API: each is counted and timed, and those that were refused or failed have a
/// line in the log. (A message that was accepted has one of its own, told by the engine.)
///
/// Lines are bounded, since anybody can make them: those who are not known, [#OF_STRANGERS] a minute all together and
/// [#OF_ADDRESS] from one address; an account, [#OF_ACCOUNT]. What is beyond is counted, and told in one line a minute.
/// Series are bounded too: an action that there is none of is `other`, and codes are ours. Safe for use by many
/// threads.
public final class CallLog {
    static final int OF_STRANGERS = 100;
    public static final int OF_ADDRESS = 20;
    static final int OF_ACCOUNT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);
    private static final String OK = "OK";
    private static final String OTHER = "other";
    private static final String STRANGERS = "";
    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_ACTION = 64;
    private static final Duration[] STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final Set<String> operations;
    private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final LineBudget ofCallers;
    private final LineBudget ofAddresses;

    private record Outcome(String action, String code) {}

    /// @param operations the names of all that there are
    public CallLog(MeterRegistry registry, Set<String> operations) {
        this(registry, operations, System::nanoTime);
    }

    public CallLog(MeterRegistry registry, Set<String> operations, LongSupplier nanos) {
        this.registry = registry;
        this.operations = operations;
        this.ofCallers = new LineBudget(
                nanos, (account, times) -> LOG.info("event=calls_not_shown account={} times={}", account, times));
        // Told with all strangers: addresses may be many.
        this.ofAddresses = new LineBudget(nanos, (address, times) -> {});
    }

    /// One call, from its head to its answer. For one thread.
    final class Call {
        private final String requestId;
        private final long startNanos = System.nanoTime();
        private TrustedProxies.@Nullable Client client;
        private @Nullable RequestHead head;
        private @Nullable ApiRequest whole;
        private @Nullable Caller caller;
        private Optional<String> action = Optional.empty();

        private Call(String requestId) {
            this.requestId = requestId;
        }

        void from(TrustedProxies.Client who) {
            client = who;
        }

        void says(RequestHead what) {
            head = what;
        }

        void read(ApiRequest request) {
            whole = request;
        }

        void by(Caller who) {
            caller = who;
        }

        void asks(Optional<String> name) {
            action = name.map(text -> cut(text, LONGEST_ACTION));
        }

        void done() {
            count(OK);
        }

        /// @param code as the client sees it
        /// @param reason of which the first line is shown: the rest may quote the client at length
        void refused(String code, String reason) {
            long millis = count(code);
            if (mayTell()) {
                LOG.info(
                        "event=call_refused account={} key_id={} action={} code={} reason=\"{}\" ms={} request_id={}"
                                + " remote={}",
                        caller == null ? "" : caller.tenant().accountId(),
                        caller == null ? claimedKey() : caller.accessKeyId(),
                        action.orElse(""),
                        code,
                        cut(firstLine(reason), LONGEST_REASON),
                        millis,
                        requestId,
                        client == null ? "" : client.address().orElse(""));
            }
        }

        private boolean mayTell() {
            if (caller != null) {
                return ofCallers.take(caller.tenant().accountId(), OF_ACCOUNT);
            }
            boolean ofAddress = ofAddresses.take(client == null ? "" : client.share(), OF_ADDRESS);
            return ofCallers.take(STRANGERS, ofAddress ? OF_STRANGERS : 0);
        }

        private String claimedKey() {
            return head == null ? "" : ClaimedKey.of(head, whole == null ? Optional.empty() : whole.parsed());
        }

        private long count(String code) {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            String name = action.filter(operations::contains).orElse(OTHER);
            CallLog.this.count(name, code);
            timers.computeIfAbsent(name, CallLog.this::timer).record(took);
            return took.toMillis();
        }
    }

    Call begin(String requestId) {
        return new Call(requestId);
    }

    /// A request that never became a call: refused for its form or size, or for a path that is none. It is counted, and
    /// has no line in the log: nothing is known of who sent it.
    public void refusedUnread(String code) {
        count(OTHER, code);
    }

    private void count(String action, String code) {
        counters.computeIfAbsent(new Outcome(action, code), this::counter).increment();
    }

    /// Tells of what was not shown in a minute that is over; to be called now and then.
    public void tell() {
        ofCallers.tell();
        ofAddresses.tell();
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("posthorn_api_requests")
                .tag("action", outcome.action)
                .tag("code", outcome.code)
                .register(registry);
    }

    private Timer timer(String action) {
        return Timer.builder("posthorn_api_request")
                .tag("action", action)
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
