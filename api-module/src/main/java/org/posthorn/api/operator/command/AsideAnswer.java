package org.posthorn.api.operator.command;

import org.posthorn.engine.settings.Unanswered;

/// What a follower of the event log set aside, for operators.
///
/// @param destination empty when all that the event asks for failed
public record AsideAnswer(
        String id, String since, String event, String messageId, String destination, int tries, String reason) {
    static AsideAnswer of(Unanswered one) {
        return new AsideAnswer(
                idOf(one),
                one.since().toString(),
                one.event(),
                one.messageId().toString(),
                one.what(),
                one.tries(),
                one.reason());
    }

    static String idOf(Unanswered one) {
        return one.follower() + "-" + one.number();
    }
}
