package org.posthorn.engine.delivery;

import java.util.Optional;
import org.posthorn.engine.mail.SmtpReply;

/// How a destination stands.
///
/// @param queued messages that wait for it and are due
/// @param active attempts under way
/// @param window most attempts at a time now
/// @param perSecond most attempts in a second now; infinite when unlimited
/// @param suspended whether nothing is tried since no host could be reached lately
/// @param delivered recipients, since the destination was first used
/// @param deferred attempts for a recipient that are to be repeated
public record DestinationView(
        String name,
        int queued,
        int active,
        int window,
        double perSecond,
        boolean paused,
        boolean suspended,
        Optional<SmtpReply> lastFailure,
        long delivered,
        long deferred,
        long bounced) {}
