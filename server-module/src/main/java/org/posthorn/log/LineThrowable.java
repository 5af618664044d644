package org.posthorn.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An exception whose message may quote a stranger.
record LineThrowable(IThrowableProxy proxy) implements IThrowableProxy {
    static @Nullable IThrowableProxy of(@Nullable IThrowableProxy proxy) {
        return proxy == null ? null : new LineThrowable(proxy);
    }

    @Override
    public @Nullable String getMessage() {
        return escaped(proxy.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return escaped(proxy.getOverridingMessage());
    }

    private static @Nullable String escaped(@Nullable String text) {
        return text == null ? null : LogLine.escaped(text);
    }

    @Override
    public String getClassName() {
        return proxy.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return proxy.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return proxy.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return of(proxy.getCause());
    }

    @Override
    public IThrowableProxy @Nullable [] getSuppressed() {
        IThrowableProxy[] suppressed = proxy.getSuppressed();
        return suppressed == null
                ? null
                : Arrays.stream(suppressed).map(LineThrowable::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return proxy.isCyclic();
    }
}
