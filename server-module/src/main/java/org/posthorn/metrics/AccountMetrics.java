package org.posthorn.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.delivery.MailQueue;

/// How much of the queue each account has: the [#MOST] that have the most, since every name is a time series.
public final class AccountMetrics {
    public static final Duration PAUSE = Duration.ofSeconds(5);
    static final int MOST = 200;

    private final MailQueue queue;
    private final MultiGauge queued;
    private final MultiGauge refused;

    public AccountMetrics(MeterRegistry registry, MailQueue queue) {
        this.queue = queue;
        this.queued = MultiGauge.builder("posthorn_queue_account_messages").register(registry);
        this.refused = MultiGauge.builder("posthorn_queue_account_refused").register(registry);
    }

    public void refresh() {
        List<MultiGauge.Row<Number>> messages = new ArrayList<>();
        List<MultiGauge.Row<Number>> refusals = new ArrayList<>();
        for (MailQueue.AccountDepth account : queue.accounts(MOST)) {
            Tags tags = Tags.of("account", account.accountId());
            messages.add(MultiGauge.Row.of(tags, account.queued()));
            refusals.add(MultiGauge.Row.of(tags, account.refused()));
        }
        queued.register(messages, true);
        refused.register(refusals, true);
    }
}
