package org.posthorn.engine.settings;

/// The typed tables of everything that is configured through the API or the command line.
public interface Settings {
    /// The table of that name; the same name always goes with the same type.
    ///
    /// @param name lower-case letters and hyphens
    <T extends Record> Table<T> table(String name, Class<T> type);
}
