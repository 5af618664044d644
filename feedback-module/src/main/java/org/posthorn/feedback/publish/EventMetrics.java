package org.posthorn.feedback.publish;

import java.util.Map;

/// Counts events as CloudWatch would.
public interface EventMetrics {
    /// @param metric `Send`, `Bounce`...
    /// @param dimensions by name
    void count(String metric, Map<String, String> dimensions);
}
