package org.posthorn.engine.settings;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;

/// The typed tables of everything that is configured through the API or the command line.
public interface Settings {
    /// The table of that name; the same name always goes with the same type.
    <T extends Record> Table<T> table(TableName<T> name);

    /// Writes rows of any tables in one batch: all of them or none, on disk when this returns.
    void write(List<Change<?>> changes);

    /// One row to write.
    ///
    /// @param value empty to delete it
    record Change<T extends Record>(TableName<T> table, Tenant tenant, String name, Optional<T> value) {}
}
