package org.posthorn.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// SIGHUP: what reloads a daemon, and what a terminal sends when it goes. It never ends the process. One that comes
/// while the server starts is answered when it has started.
///
/// By reflection: `sun.misc.Signal` is in the JDK for exactly this (JEP 260), and the compiler warns of its package.
public final class HangUp {
    private final Renewal.Reader reader;
    private @Nullable Renewal renewal;
    private boolean waiting;

    private HangUp(Renewal.Reader reader) {
        this.reader = reader;
    }

    /// From now on the signal is ours; to be called first of all. (Under `nohup`, which has it ignored, it stays so.)
    ///
    /// @param reader of the configuration, from where it came
    public static HangUp caught(Renewal.Reader reader) {
        HangUp hangUp = new HangUp(reader);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> hangUp.answer(self, method, arguments));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (InvocationTargetException e) {
            return hangUp; // with -Xrs the JVM leaves signals alone
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no signals", e);
        }
        return hangUp;
    }

    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    private @Nullable Object answer(Object self, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == self;
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "HangUp";
            default -> {
                come();
                yield null;
            }
        };
    }

    /// Who does it from now on, each time.
    synchronized void answeredBy(Renewal running) {
        renewal = running;
        if (waiting) {
            come();
        }
    }

    private synchronized void come() {
        Renewal running = renewal;
        waiting = running == null;
        if (running != null) {
            try {
                running.renew(reader);
            } catch (RuntimeException e) {
                // The configuration says how to log, so that no logger may be made before it is read.
                LoggerFactory.getLogger(HangUp.class).error("event=reload_failed", e);
            }
        }
    }
}
