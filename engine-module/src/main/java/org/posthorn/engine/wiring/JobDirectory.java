package org.posthorn.engine.wiring;

import java.nio.file.Path;

/// Where the files are that jobs leave behind; it is made when there is the first.
public record JobDirectory(Path path) {}
