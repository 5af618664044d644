package org.posthorn.api.operator.command;

/// Answered by commands that have nothing to tell.
public record Done() {}
