package org.posthorn.engine.settings;

/// The bytes of a [KeptReport], in a table of their own so that a list reads none of them.
///
/// @param number of the report
/// @param bytes its beginning, or all of it
public record KeptContent(long number, byte[] bytes) {}
