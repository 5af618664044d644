package org.posthorn.api.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.util.Set;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.command.Commands;

/// Binds the commands of the admin endpoint as one set. Those whose constructors Guice can't call are for the program
/// to bind: `KeyCreate`, `TopicSubscribe`, `AsideRetry`, `StoreSnapshot` and `ServerHealth`.
public final class OperatorModule extends AbstractModule {
    /// What is bound.
    public static final TypeLiteral<Set<Command<?, ?>>> COMMANDS = new TypeLiteral<>() {};

    @Override
    protected void configure() {
        Multibinder<Command<?, ?>> commands = Multibinder.newSetBinder(binder(), new TypeLiteral<Command<?, ?>>() {});
        Commands.ALL.forEach(type -> commands.addBinding().to(type));
    }
}
