package org.posthorn.engine.mail;

import java.net.URI;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Where the readers of mail reach this installation: the base of all links.
///
/// @param base ends with a slash; one is added where it is missing
/// @param reachable whether links lead there for others than this machine; not so when nobody said where that is
public record PublicUrl(URI base, boolean reachable) {
    public PublicUrl {
        String path = base.getRawPath();
        // What follows a path is no part of a base.
        base = URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + (path.endsWith("/") ? "" : "/"));
    }

    public URI resolve(String path) {
        return base.resolve(path);
    }

    /// Refuses what would send a link that leads nowhere, and that somebody needs.
    ///
    /// Differs from SES: SES knows where it is.
    ///
    /// @param what can't be sent, at the beginning of a sentence
    /// @throws SesException MESSAGE_REJECTED when links lead nowhere
    public void require(String what) {
        if (!reachable) {
            throw new SesException(
                    SesError.MESSAGE_REJECTED,
                    what + " holds a link to this server, whose operator has not set api.public_url.");
        }
    }
}
