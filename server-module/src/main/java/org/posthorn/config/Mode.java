package org.posthorn.config;

import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.wiring.Callers;

/// What `--dev` changes beside the defaults of keys, each under a name of its own, so that what is wired by it does not
/// ask for the mode.
///
/// @param callers who may call the API, and send by SMTP
/// @param verifyAtOnce identities, and what belongs to them, are verified as soon as they are asked for
/// @param limitVerifications whether verification mails have a limit
/// @param limitCalls whether `api.control_rate` holds
/// @param unknownTopics what becomes of a topic that is named and not there
/// @param readersAreHere whether links in mail may lead to this machine only
/// @param openFigures whether `/metrics` at `api.listen` asks for no token
/// @param makesBuckets whether a bucket that a receipt rule names is made in `receiving.s3_directory`
public record Mode(
        Callers callers,
        boolean verifyAtOnce,
        boolean limitVerifications,
        boolean limitCalls,
        UnknownTopics unknownTopics,
        boolean readersAreHere,
        boolean openFigures,
        boolean makesBuckets) {
    static final Mode PRODUCTION =
            new Mode(Callers.BY_KEY, false, true, true, UnknownTopics.REFUSED, false, false, false);
    static final Mode DEV = new Mode(Callers.ANYBODY, true, false, false, UnknownTopics.MADE, true, true, true);

    /// Calls per second that send nothing; 0 for any number.
    public double controlRate(PosthornConfig.Api api) {
        return limitCalls ? api.controlRate() : 0;
    }
}
