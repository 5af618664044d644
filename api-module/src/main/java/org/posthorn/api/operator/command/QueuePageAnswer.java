package org.posthorn.api.operator.command;

import java.util.Optional;

/// What a page of the queue came to.
///
/// @param messages that were done
/// @param busy left alone, since they are being delivered or are due already
/// @param after empty when this was the last page
public record QueuePageAnswer(int messages, int busy, Optional<String> after, Optional<String> asOf) {}
