package org.posthorn.api.call;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;

/// The opaque token by which a list goes on: the last name of the page before. It holds for one kind of resource in one
/// region, whichever version of the API made it.
///
/// @param kind of what is listed, such as `template`
public record PageToken(String kind, Tenant tenant) {
    private String mark() {
        return "2:" + kind + ":" + tenant.region() + ":";
    }

    public String after(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((mark() + name).getBytes(StandardCharsets.UTF_8));
    }

    /// The name; empty for a token of another list, or of nobody's.
    public Optional<String> open(String token) {
        try {
            String opened = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return opened.startsWith(mark()) ? Optional.of(opened.substring(mark().length())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
