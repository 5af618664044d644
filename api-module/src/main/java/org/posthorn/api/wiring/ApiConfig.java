package org.posthorn.api.wiring;

import java.util.Optional;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.TrustedProxies;

/// What the API needs to know of the installation.
///
/// @param controlRate calls per second that send nothing, of one account; 0 for any number
/// @param guard where no signature keeps strangers away
/// @param limits what requests may take
public record ApiConfig(double controlRate, TrustedProxies proxies, Optional<BrowserGuard> guard, ApiLimits limits) {}
