package org.posthorn.config;

import java.nio.file.Path;

/// The text given for a key.
///
/// @param base what a relative path in the text counts from
record Setting(String text, Provenance origin, Path base) {}
