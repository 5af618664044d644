package org.posthorn.api.wiring;

/// What the API needs to know of the installation.
///
/// @param controlRate calls per second that send nothing, of one account; 0 for any number
public record ApiConfig(double controlRate) {}
