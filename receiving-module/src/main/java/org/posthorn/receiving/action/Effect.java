package org.posthorn.receiving.action;

import org.posthorn.engine.mail.SmtpReply;

/// What an attempt at an action came to.
public sealed interface Effect {
    /// It was done.
    record Done(Flow flow) implements Effect {}

    /// It was done, and later actions get another field in front of the message.
    ///
    /// @param field as `Name: value`
    record Added(String field) implements Effect {}

    /// It ends the message for the recipients of its rule, and the sender was told, or must not be.
    ///
    /// @param reply what stands in the record
    record Bounced(SmtpReply reply) implements Effect {}

    /// Not now: it is tried again by the schedule.
    ///
    /// @param unreachable whether nobody answered, so that other messages need not try
    record Deferred(SmtpReply reply, boolean unreachable) implements Effect {}

    /// Never: the message bounces for the recipients of its rule.
    record Refused(SmtpReply reply) implements Effect {}

    /// What comes next; the constants are the words of functions' answers.
    enum Flow {
        CONTINUE,
        STOP_RULE,
        STOP_RULE_SET
    }

    Effect DONE = new Done(Flow.CONTINUE);
}
