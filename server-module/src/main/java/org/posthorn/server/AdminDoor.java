package org.posthorn.server;

import org.eclipse.jetty.server.Handler;

/// Makes what answers operators.
interface AdminDoor {
    /// @param token opens it
    Handler openedBy(String token);
}
