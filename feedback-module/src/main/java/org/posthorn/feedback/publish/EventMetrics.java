package org.posthorn.feedback.publish;

import java.util.Map;
import org.posthorn.engine.mail.Tenant;

/// Counts events as CloudWatch would.
public interface EventMetrics {
    /// @param metric `Send`, `Bounce`...
    /// @param dimensions by name
    void count(Tenant tenant, String metric, Map<String, String> dimensions);

    /// Counts what the reputation of a configuration set is made of.
    ///
    /// @param event `Send`, `Bounce` or `Complaint`
    void countReputation(Tenant tenant, String configurationSet, String event);
}
