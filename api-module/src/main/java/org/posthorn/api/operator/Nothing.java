package org.posthorn.api.operator;

/// Asked of commands that need to know nothing, and answered by those that have nothing to tell.
public record Nothing() {}
