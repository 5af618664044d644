package org.posthorn.receiving.check;

import java.util.Optional;
import org.posthorn.engine.mail.Verdicts;

/// What the checks of a message found.
///
/// @param senderProven as in [org.posthorn.engine.mail.Receipt]
/// @param headerFrom as in [org.posthorn.engine.mail.Receipt]
/// @param fields of the header, each with its line end, that tell what was found: they go in front of the message
/// @param hops how often the message says that it was received
public record Checked(Verdicts verdicts, boolean senderProven, Optional<String> headerFrom, String fields, int hops) {}
