package org.posthorn.api.v1.configurationset;

/// A configuration set, of which the structure of that name tells the name only.
record ConfigurationSet(String name) {}
