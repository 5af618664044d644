package org.posthorn.receiving.action;

import org.posthorn.engine.settings.ReceiptAction;

/// Does one kind of action. Safe for use by many threads.
///
/// An action may be done more than once for a message: after a crash, or when what came behind it in its rule was not
/// recorded.
///
/// @param <A> the kind
interface Act<A extends ReceiptAction> {
    /// Makes one attempt; blocks, for 40 seconds at most. Whoever fails makes an [Effect.Deferred], not an exception.
    Effect perform(A action, Task task);
}
