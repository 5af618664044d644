package org.posthorn.engine.settings;

import java.util.List;
import java.util.Optional;

/// How far a received message has come, when an action could not be done yet: what was done is not done again.
///
/// @param done rules, and forwards as `forward:NAME`, with a blank and a recipient when it is done for that one only
/// @param rule the one that is not done yet
/// @param actions how many of its actions are done
/// @param headers fields that were added, the last first, each as `Name: value`
/// @param ended whether the rule set has ended
/// @param stopped recipients of the rule that ended it
public record ReceiptProgress(
        List<String> done,
        Optional<String> rule,
        int actions,
        List<String> headers,
        boolean ended,
        List<String> stopped) {
    public static final ReceiptProgress NONE =
            new ReceiptProgress(List.of(), Optional.empty(), 0, List.of(), false, List.of());

    public ReceiptProgress {
        done = List.copyOf(done);
        headers = List.copyOf(headers);
        stopped = List.copyOf(stopped);
    }
}
