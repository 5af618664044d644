package org.posthorn.engine.settings;

/// A table's name in the store, and what it holds.
///
/// @param name lower-case letters and hyphens, at most 64 characters
public record TableName<T extends Record>(String name, Class<T> type) {}
