package org.posthorn.api.operator.command;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;

@Help("Makes a copy of the store that stands still, for a command on the same machine to read and then to delete.")
public final class StoreSnapshot implements Command<StoreSnapshot.Request, StoreSnapshot.Answer> {
    public record Request() {}

    /// @param directory of the copy
    public record Answer(String directory) {}

    private final Supplier<Path> copying;

    public StoreSnapshot(Supplier<Path> copying) {
        this.copying = copying;
    }

    @Override
    public Answer perform(Request asked) {
        return new Answer(copying.get().toAbsolutePath().toString());
    }
}
