package org.posthorn.server;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.capture.CapturedMail;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.api.http.WebServer;
import org.posthorn.api.pages.JobFileLinks;
import org.posthorn.api.pages.TopicLinks;
import org.posthorn.api.pages.TrackedLinks;
import org.posthorn.api.pages.UnsubscribePage;
import org.posthorn.api.pages.VerificationLink;
import org.posthorn.api.v1.QueryEndpoint;
import org.posthorn.api.v2.RestEndpoint;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.CaptureRelay;
import org.posthorn.engine.job.JobFiles;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.tracking.Tracking;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.feedback.publish.TopicKey;

/// Which path of the API's port leads where.
final class Routes {
    private final Condition condition;
    private final QueryEndpoint query;
    private final RestEndpoint v2;
    private final VerificationLink verification;
    private final Topics topics;
    private final TopicKey topicKey;
    private final Unsubscription unsubscription;
    private final Tracking tracking;
    private final JobFiles jobFiles;
    private final TrustedProxies proxies;
    private final Optional<BrowserGuard> guard;
    private final NextHop nextHop;
    private final CallLog calls;

    @Inject
    Routes(
            Condition condition,
            QueryEndpoint query,
            RestEndpoint v2,
            VerificationLink verification,
            Topics topics,
            TopicKey topicKey,
            Unsubscription unsubscription,
            Tracking tracking,
            JobFiles jobFiles,
            TrustedProxies proxies,
            Optional<BrowserGuard> guard,
            NextHop nextHop,
            CallLog calls) {
        this.condition = condition;
        this.query = query;
        this.v2 = v2;
        this.verification = verification;
        this.topics = topics;
        this.topicKey = topicKey;
        this.unsubscription = unsubscription;
        this.tracking = tracking;
        this.jobFiles = jobFiles;
        this.proxies = proxies;
        this.guard = guard;
        this.nextHop = nextHop;
        this.calls = calls;
    }

    /// Leads the requests of the API's port, and counts those that lead nowhere.
    ///
    /// @param metrics who answers `/metrics`
    void lead(WebServer api, Handler metrics) {
        api.route(of(metrics));
        api.tellRefusals(calls::refusedUnread);
    }

    private Map<String, Handler> of(Handler metrics) {
        Map<String, Handler> routes = condition.routes();
        routes.put("/", query);
        routes.put("/v2/*", v2);
        routes.put("/verify", verification);
        routes.put("/topics/*", new TopicLinks(topics, topicKey::file));
        routes.put("/unsubscribe/*", new UnsubscribePage(unsubscription));
        routes.put("/job-files/*", new JobFileLinks(jobFiles));
        TrackedLinks links = new TrackedLinks(tracking, proxies);
        routes.put("/L0/*", links);
        routes.put("/I0/*", links);
        if (nextHop.relay() instanceof CaptureRelay capture) {
            routes.put("/_aws/ses", new CapturedMail(capture::messages, capture::clear, guard.orElseThrow()));
        }
        routes.put("/metrics", metrics);
        return routes;
    }
}
